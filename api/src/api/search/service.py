"""Finding things: reading what was typed, asking for it, and asking again for what may have been meant."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from psycopg import AsyncCursor
from psycopg.rows import DictRow, dict_row

from api.cache import HOUR, Cache
from api.models import EntityType
from api.search import queries
from api.search.answers import as_facets, as_results, as_suggestion, meant_text
from api.search.models import SearchPage, SearchResults, SearchSuggestion, SearchSuggestions, Sort
from api.search.spelling import corrections
from api.search.terms import Reading
from common.stores.postgres import CLIENT_GRACE_S, PostgresStore


SEARCHED: Final = 500
"""Documents of a type that a search looks at, at most: pages, counts and facets are of these."""
SUGGESTED: Final = 100
"""The same while typing, beside those whose name begins so."""
RARE: Final = 1_000
"""A word in at least so many documents is no misspelling."""
FEW: Final = 3
"""With fewer results than this, other spellings are tried."""
FREQUENT: Final = 20_000
"""A word in more documents than this is not looked up in all of them."""
MAX_DECADES: Final = 20
MIN_BEGINNING: Final = 3
MAX_ID_DIGITS: Final = 19
"""As many as a BIGINT has."""

type Cursor = AsyncCursor[DictRow]

ALL_TYPES: Final = tuple(EntityType)


@dataclass(frozen=True, slots=True)
class Filters:
    """What results are limited to. A list that is empty limits nothing.

    Masters and releases of another genre or year are left out; those without any, and what has no such thing (artists), stay. Styles,
    formats and countries keep only what has one of them.
    """

    genres: Sequence[str] = ()
    styles: Sequence[str] = ()
    formats: Sequence[str] = ()
    countries: Sequence[str] = ()
    year_min: int | None = None
    year_max: int | None = None

    def parameters(self) -> dict[str, Any]:
        """Of `queries.search`; its keys but the years' ends are the conditions that hold."""
        named = {
            "genres": [f"genre:{value}" for value in self.genres] + ["genre:"] if self.genres else [],
            "styles": [f"style:{value}" for value in self.styles],
            "formats": [f"format:{value}" for value in self.formats],
            "countries": [f"country:{value}" for value in self.countries],
            "decades": self._decades(),
        }
        return {name: sorted(values) for name, values in named.items() if values}

    def _decades(self) -> list[str]:
        """Tags of the decades that the years lie in, when they are few enough to be looked up."""
        if self.year_min is None or self.year_max is None or self.year_max - self.year_min > 10 * MAX_DECADES:
            return []
        return [f"decade:{year}" for year in range(self.year_min // 10 * 10, self.year_max + 1, 10)] + ["decade:"]

    @property
    def has_years(self) -> bool:
        """Whether years are limited."""
        return self.year_min is not None or self.year_max is not None


@dataclass(frozen=True, slots=True)
class Search:
    """One search, as it is asked of the database."""

    text: str
    types: Sequence[EntityType]
    filters: Filters = field(default_factory=Filters)
    sort: Sort = Sort.RELEVANCE
    limit: int = 20
    offset: int = 0
    each: int = SEARCHED
    facets: bool = True


async def search(postgres: PostgresStore, cache: Cache, wanted: Search) -> SearchResults:
    """A page of results; see `Search`."""
    answer = await cache.get_or_compute(
        SearchResults,
        "search",
        wanted.text.lower().strip(),
        sorted(wanted.types),
        wanted.filters.parameters(),
        (wanted.filters.year_min, wanted.filters.year_max),
        (wanted.sort, wanted.limit, wanted.offset),
        ttl_s=HOUR,
        compute=lambda: _search(postgres, wanted),
        is_empty=lambda found: not found.total,
    )
    return answer.model_copy(update={"query": wanted.text})


async def suggest(postgres: PostgresStore, cache: Cache, text: str, types: Sequence[EntityType], limit: int) -> SearchSuggestions:
    """Hits while typing."""
    wanted = Search(text, types, limit=limit, each=SUGGESTED, facets=False)
    return await cache.get_or_compute(
        SearchSuggestions,
        "autocomplete",
        text.lower().strip(),
        sorted(types),
        limit,
        ttl_s=HOUR,
        compute=lambda: _suggest(postgres, wanted),
        is_empty=lambda found: not found.results,
    )


async def people_by_prefix(postgres: PostgresStore, text: str, limit: int) -> list[SearchSuggestion]:
    """Persons whose name is what was typed or begins so, then those with such a word in it, each by number of credits.

    Costs a few index seeks and at most 300 documents.
    """
    return (await _suggest(postgres, Search(text, (EntityType.PERSON,), limit=limit, each=SUGGESTED, facets=False))).results


async def _suggest(postgres: PostgresStore, wanted: Search) -> SearchSuggestions:
    found = await _find(postgres, wanted)
    return SearchSuggestions(results=[as_suggestion(row) for row in found.rows[: wanted.limit]])


async def _search(postgres: PostgresStore, wanted: Search) -> SearchResults:
    found = await _find(postgres, wanted)
    page = found.rows[: wanted.limit]
    tiers = await _tiers(postgres, page)
    return SearchResults(
        query=wanted.text,
        total=found.total,
        capped=found.capped,
        suggestion=found.suggestion,
        facets=as_facets(wanted.types, found.tags, found.years),
        results=as_results(page, found.reading, tiers),
        pagination=SearchPage(limit=wanted.limit, offset=wanted.offset, has_more=len(found.rows) > wanted.limit),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    reading: Reading
    rows: Sequence[dict[str, Any]] = ()
    total: int = 0
    capped: bool = False
    tags: Sequence[Sequence[Any]] = ()
    years: Sequence[Sequence[Any]] = ()
    suggestion: str | None = None


async def _find(postgres: PostgresStore, wanted: Search) -> _Found:
    """What is called so, or, with next to nothing found, what is called nearly so."""
    if not wanted.text.strip():
        return _Found(Reading(wanted.text, "", "", "", (), ()))
    async with (
        asyncio.timeout(queries.TIMEOUT_S + CLIENT_GRACE_S),
        postgres.transaction(queries.TIMEOUT_S) as connection,
        connection.cursor(row_factory=dict_row) as cursor,
    ):
        reading = await _read(cursor, wanted.text)
        found = await _run(cursor, wanted, reading)
        if found.total >= FEW or not reading.words:
            return found
        reading = replace(reading, corrections=await _corrections(cursor, reading))
        if not any(reading.corrections.values()):
            return found
        more = await _run(cursor, wanted, reading)
    if more.total <= found.total:
        return found
    best = more.rows[0] if more.rows and not wanted.offset else None
    meant = meant_text(reading, best) if best else None
    return replace(more, suggestion=meant if meant != reading.folded else None)


async def _read(cursor: Cursor, text: str) -> Reading:
    await cursor.execute(queries.READ.text, {"text": text, "completions": queries.COMPLETIONS})
    row = await cursor.fetchone()
    assert row is not None
    return Reading(text, row["folded"], row["key"], row["code"], row["words"], row["joined"], row["completions"], row["documents"])


async def _run(cursor: Cursor, wanted: Search, reading: Reading) -> _Found:
    filters = wanted.filters.parameters()
    conditions = frozenset(filters) | ({"years"} if wanted.filters.has_years else frozenset())
    # Behind an article a beginning is looked for among all names without one: too many, unless some letters follow.
    begin = reading.key if reading.is_bare or len(reading.key) >= MIN_BEGINNING else None
    await cursor.execute(
        queries.search(conditions, wanted.sort, facets=wanted.facets).text,
        {
            "kinds": list(wanted.types),
            "sizes": [f"{kind}/{size}" for kind in wanted.types for size in range(queries.SIZES)],
            "once": 0 if len(reading.words) < 2 and reading.documents > FREQUENT else wanted.each + 1,
            "text": reading.text.strip(),
            "folded": reading.folded,
            "key": reading.key,
            "begin": begin,
            "start": "" if reading.is_bare else reading.folded,
            "code": reading.number,
            "bare": reading.is_bare,
            "numbered": reading.is_numbered,
            "query": reading.meant(),
            "named": reading.typed("A"),
            "typed": reading.typed(),
            "whole": reading.whole(),
            "each": wanted.each,
            "near": min(queries.NEAR, wanted.each),
            "limit": wanted.limit,
            "offset": wanted.offset,
            "year_min": wanted.filters.year_min or 0,
            "year_max": wanted.filters.year_max or 9999,
            **filters,
        },
    )
    row = await cursor.fetchone()
    assert row is not None
    return _Found(reading, row["page"], row["total"], row["capped"], row.get("tags") or (), row.get("years") or ())


async def _corrections(cursor: Cursor, reading: Reading) -> dict[str, list[str]]:
    """Words that may have been meant, by typed word: of words that nothing is called by, else of those that little is called by."""
    words = reading.looked_for
    await cursor.execute(queries.SIMILAR_WORDS.text, {"words": words, "similar": queries.SIMILAR})
    near: dict[str, list[tuple[str, int]]] = {word: [] for word in words}
    for row in await cursor.fetchall():
        near[row["typed"]].append((row["word"], row["documents"]))
    known = {word: next((documents for other, documents in near[word] if other == word), 0) for word in words}
    if reading.completions:
        known[reading.last] = max(known.get(reading.last, 0), 1)
    unknown = [word for word in words if not known[word]] or [word for word in words if known[word] < RARE]
    return {word: corrections(word, near[word]) for word in unknown}


async def _tiers(postgres: PostgresStore, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Rarity by release id, of those in the rows that have one."""
    ids = [int(row["id"]) for row in rows if row["kind"] == EntityType.RELEASE and row["id"].isdecimal() and len(row["id"]) < MAX_ID_DIGITS]
    return {str(row["release_id"]): row["tier"] for row in await postgres.rows(queries.TIERS, ids=ids)} if ids else {}
