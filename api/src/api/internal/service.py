"""Figures over the whole catalogue, computed when the insights service asks. Nothing in here is read from a cache."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

import orjson

from api.errors import TooLarge, Unavailable
from api.internal import queries
from api.internal.anniversaries import choose, partial_date
from api.internal.models import (
    AnniversaryRow,
    AnniversaryRows,
    CentralityRows,
    CompletenessRow,
    CompletenessRows,
    LongevityRows,
    TrendRows,
)
from api.rarity import walk
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore


CANDIDATES: Final = 1_000
"""Masters of a year that are looked at for anniversaries: those with the most pressings."""
WHOLE_ANSWER: Final = 100_000
"""Rows of an answer that is not paged."""
WALK_PAGE: Final = 20_000
ROWS_AT_ONCE: Final = 500
"""Rows that are scored before other requests have a turn: about 5 ms."""
RETRYABLE: Final = ("Neo.ClientError.Transaction.TransactionTimedOut", "Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration")

log = get_logger(__name__)


async def artist_centrality(graph: Neo4jStore, limit: int) -> CentralityRows:
    """The best connected artists."""
    return CentralityRows.model_validate({"items": await graph.rows(queries.ARTIST_CENTRALITY, limit=limit)})


async def genre_trends(graph: Neo4jStore) -> TrendRows:
    """Releases by genre and decade."""
    return TrendRows.model_validate({"items": await graph.rows(queries.GENRE_TRENDS)})


async def label_longevity(graph: Neo4jStore, limit: int) -> LongevityRows:
    """The labels with the longest span of releases."""
    return LongevityRows.model_validate({"items": await graph.rows(queries.LABEL_LONGEVITY, limit=limit)})


async def anniversaries(
    graph: Neo4jStore, postgres: PostgresStore, *, year: int, month: int, milestones: tuple[int, ...], per_year: int
) -> AnniversaryRows:
    """Masters that are a milestone old in `year`."""
    masters = await graph.rows(queries.ANNIVERSARY_MASTERS, years=[year - milestone for milestone in milestones], limit=CANDIDATES)
    dates = await postgres.rows(queries.MAIN_RELEASE_DATES, ids=[row["master_id"] for row in masters])
    released = {row["master_id"]: row["released"] for row in dates}
    dated = [row | {"released": partial_date(released.get(row["master_id"]), row["release_year"])} for row in masters]
    return AnniversaryRows(items=[AnniversaryRow.model_validate(row) for row in choose(dated, month, per_year)])


async def data_completeness(postgres: PostgresStore) -> CompletenessRows:
    """How much of each kind of record is filled in."""
    found = await asyncio.gather(*(postgres.rows(statement) for statement in queries.COMPLETENESS.values()))
    return CompletenessRows(items=[completeness_row(table, rows[0]) for table, rows in zip(queries.COMPLETENESS, found, strict=True)])


def completeness_row(table: str, counts: Mapping[str, int]) -> CompletenessRow:
    """Percentages from counts: `total`, `musicbrainz`, and one for each field of the table."""
    total = counts["total"]

    def share(count: int) -> float:
        return round(100 * min(count, total) / total, 2) if total else 0.0

    counted = {field: counts[field] for field in queries.COUNTED[table]}
    mean = sum(100 * count / total for count in counted.values()) / len(counted) if total else 0.0
    return CompletenessRow(
        entity_type=table,
        total_count=total,
        with_image=counted.get("images", 0),
        with_year=counted.get("year", 0),
        with_country=counted.get("country", 0),
        with_genre=counted.get("genres", 0),
        completeness_pct=round(mean, 2),
        fields={field: share(counts[field]) for field in (*queries.FIELDS[table], "musicbrainz")},
    )


async def whole_walk(graph: Neo4jStore, postgres: PostgresStore) -> Sequence[walk.Page]:
    """Every release, for catalogues that fit into one answer.

    Raises:
        TooLarge: more than 100,000 releases.
    """
    total = await walk.count_releases(graph)
    if total > WHOLE_ANSWER:
        raise TooLarge(f"The catalogue has {total} releases: page through them with after_id and page_size")
    basis = await walk.read_basis(graph)
    pages: list[walk.Page] = []
    after_id: str | None = ""
    while after_id is not None:
        page = await walk.read_page(graph, postgres, basis, after_id=after_id, page_size=WALK_PAGE)
        pages.append(page)
        after_id = page.next_after_id
    seen = sum(len(page.releases) for page in pages)
    if seen < total:
        log.warning(Mark.WARNING, "Fewer releases were scored than there are", scored=seen, total=total)
    return pages


async def document(pages: Sequence[walk.Page]) -> AsyncIterator[bytes]:
    """All scored rows as one JSON object."""
    yield b'{"items":['
    separator = b""
    for page in pages:
        async for portion in _portions(page):
            yield separator + b",".join(portion)
            separator = b","
    yield b"]}"


async def lines(page: walk.Page) -> AsyncIterator[bytes]:
    """The scored rows of a page as JSON, one a line."""
    async for portion in _portions(page):
        yield b"\n".join(portion) + b"\n"


async def _portions(page: walk.Page) -> AsyncIterator[list[bytes]]:
    """Scored rows in portions, so that other requests are answered meanwhile; none is empty."""
    portion: list[bytes] = []
    for row in page.rows(datetime.now(UTC).year):
        portion.append(orjson.dumps(row))
        if len(portion) == ROWS_AT_ONCE:
            yield portion
            portion = []
            await asyncio.sleep(0)
    if portion:
        yield portion


def retryable(error: BaseException) -> Unavailable | None:
    """The refusal that tells the caller to come again: Neo4j had a passing fault, or took too long; `None` for anything else.

    Causes and members of exception groups count as well.
    """
    code = _retryable_code(error, set())
    return None if code is None else Unavailable("Neo4j temporarily unavailable (retryable error)", code=code)


def _retryable_code(error: BaseException, seen: set[int]) -> str | None:
    if id(error) in seen:
        return None
    seen.add(id(error))
    code = getattr(error, "code", None)
    if isinstance(code, str) and (code in RETRYABLE or code.startswith("Neo.TransientError.")):
        return code
    related = [*(error.exceptions if isinstance(error, BaseExceptionGroup) else ()), error.__cause__, error.__context__]
    return next((found for other in related if other is not None and (found := _retryable_code(other, seen))), None)
