"""The walk over all releases that scores them: page by page in the order of their ids, a handful of queries a page.

What a release hangs on is shared by many (a master by its pressings, a label by its releases), so a page's far ends are looked up once
each instead of once a release.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
import time
from typing import Any, Final, NamedTuple

from api.rarity import queries
from api.rarity.scoring import Basis, Distribution, Facts, hidden_gem, rarest_format, rarity, signals_of, tier_of
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore
from common.stores.statement import Cypher


HUB_RELEASES: Final = 2_000
"""Artists and labels with so many releases get precomputed pages: their releases cannot be sorted for each request."""
MOST_ARTISTS_NAMED: Final = 3
BASIS_LIFETIME_S: Final = 3600.0

log = get_logger(__name__)


class BasisKeeper:
    """The basis of the walk that is going on. A walk's first page makes a new one; the pages after it use the same, or make one when this
    process has none (another one began the walk) or it is over an hour old."""

    def __init__(self) -> None:
        self._basis: Basis | None = None
        self._made_at = 0.0
        self._lock = asyncio.Lock()

    async def get(self, graph: Neo4jStore, *, begins_walk: bool) -> Basis:
        """The basis for a page."""
        async with self._lock:
            if begins_walk or self._basis is None or time.monotonic() - self._made_at > BASIS_LIFETIME_S:
                self._basis = await read_basis(graph)
                self._made_at = time.monotonic()
            return self._basis


async def read_basis(graph: Neo4jStore) -> Basis:
    """How artists' degrees, labels' and genres' sizes are spread over all releases. Cost: three looks at every release."""

    async def spread(statement: Cypher) -> Distribution:
        return Distribution((row["value"], row["releases"]) for row in await graph.rows(statement))

    return Basis(*await asyncio.gather(spread(queries.ARTIST_DEGREES), spread(queries.LABEL_SIZES), spread(queries.GENRE_SIZES)))


class ReleaseRow(NamedTuple):
    """A release as `queries.PAGE` returns it."""

    id: str
    title: str | None
    year: int | None
    formats: list[str] | None
    degree: int
    master: str | None
    artists: list[str]
    labels: list[str]
    genres: list[str]

    @property
    def is_scorable(self) -> bool:
        """Whether its id is a number, as Discogs' are: the table's key is one."""
        return self.id.isascii() and self.id.isdigit()


@dataclass(frozen=True, slots=True)
class Page:
    """Releases of a page and all that they are scored from."""

    releases: Sequence[ReleaseRow]
    masters: Mapping[str, Mapping[str, Any]]
    artists: Mapping[str, Mapping[str, Any]]
    labels: Mapping[str, Mapping[str, Any]]
    genres: Mapping[str, int]
    community: Mapping[int, tuple[int, int]]
    basis: Basis
    total: int
    next_after_id: str | None
    """Where the next page begins; `None` on the last one."""

    def rows(self, current_year: int) -> Iterator[dict[str, Any]]:
        """One scored row a release that can have one."""
        for release in self.releases:
            if release.is_scorable:
                yield self._row(release, current_year)

    def _row(self, release: ReleaseRow, current_year: int) -> dict[str, Any]:
        release_id = int(release.id)
        artists = [self.artists[key] for key in release.artists if key in self.artists]
        labels = [self.labels[key] for key in release.labels if key in self.labels]
        year = release.year if (release.year or 0) > 0 else None
        master = self.masters.get(release.master or "")
        have, want = self.community.get(release_id, (None, None))
        sizes = [label["releases"] for label in labels]
        facts = Facts(
            pressings=master["pressings"] if master else 0,
            label_releases=min(sizes, default=0),
            formats=release.formats or (),
            year=year,
            newest_pressing_year=_newest_other(master["newest"], year) if master else None,
            degree=release.degree,
            have=have,
            want=want,
            artist_degree=max((artist["degree"] for artist in artists), default=0),
            largest_label=max(sizes, default=0),
            largest_genre=max((self.genres.get(name, 0) for name in release.genres), default=0),
        )
        signals = signals_of(facts, current_year)
        score = rarity(signals)
        return {
            "release_id": release_id,
            "title": release.title,
            "artist_name": _names(artists),
            "year": year,
            "rarity_score": round(score, 1),
            "tier": tier_of(score).value,
            "hidden_gem_score": hidden_gem(score, facts, self.basis),
            **signals._asdict(),
            "pressings": facts.pressings,
            "label_releases": facts.label_releases if labels else None,
            "rarest_format": rarest_format(facts.formats),
            "newest_pressing_year": facts.newest_pressing_year,
            "degree": facts.degree,
            "have_count": have,
            "want_count": want,
            "hubs": [["artist", artist["id"]] for artist in artists if artist["works"] >= HUB_RELEASES]
            + [["label", label["id"]] for label in labels if label["works"] >= HUB_RELEASES],
        }


def _newest_other(newest: Sequence[int], year: int | None) -> int | None:
    """Newest year among the other pressings, given the two newest of all: one of them may be the release's own."""
    others = newest[1:] if newest and newest[0] == year else newest
    return others[0] if others else None


def _names(artists: Sequence[Mapping[str, Any]]) -> str | None:
    names = [artist["name"] for artist in sorted(artists, key=lambda artist: artist["id"]) if artist["name"]]
    more = " …" if len(names) > MOST_ARTISTS_NAMED else ""
    return ", ".join(names[:MOST_ARTISTS_NAMED]) + more if names else None


async def read_page(graph: Neo4jStore, postgres: PostgresStore, basis: Basis, *, after_id: str, page_size: int) -> Page:
    """The releases after `after_id`. Cost: the relationships of `page_size` releases, and of the distinct masters among theirs."""
    releases = [ReleaseRow(*row) for row in await graph.values(queries.PAGE, after_id=after_id, page_size=page_size)]
    masters, artists, labels, genres, total = await asyncio.gather(
        _by_id(graph, queries.MASTERS, {row.master for row in releases if row.master}),
        _by_id(graph, queries.ARTISTS, {key for row in releases for key in row.artists}),
        _by_id(graph, queries.LABELS, {key for row in releases for key in row.labels}),
        graph.rows(queries.GENRES),
        count_releases(graph),
    )
    return Page(
        releases=releases,
        masters=masters,
        artists=artists,
        labels=labels,
        genres={row["id"]: row["releases"] for row in genres},
        community=await _community(postgres, [int(row.id) for row in releases if row.is_scorable]),
        basis=basis,
        total=total,
        next_after_id=releases[-1].id if len(releases) == page_size else None,
    )


async def _by_id(graph: Neo4jStore, statement: Cypher, ids: set[str]) -> dict[str, Mapping[str, Any]]:
    return {row["id"]: row for row in await graph.rows(statement, ids=sorted(ids))} if ids else {}


async def _community(postgres: PostgresStore, ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Owners and seekers by release. Without them the signal is neutral, which is better than no scores at all."""
    try:
        rows = await postgres.rows(queries.COMMUNITY, ids=list(ids))
    except Exception as error:  # whatever it is, the other five signals do not need it
        log.warning(Mark.WARNING, "Cannot read community counts: their signal stays neutral", error=error)
        return {}
    return {row["release_id"]: (row["have_count"], row["want_count"]) for row in rows}


async def count_releases(graph: Neo4jStore) -> int:
    """Releases in the catalogue. Cost: the stored count."""
    return int((await graph.rows(queries.COUNT_RELEASES))[0]["releases"])
