"""Who may have influenced whom."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from api.cache import DAY, Cache
from api.catalogue.placeholders import PLACEHOLDER_ARTISTS, PLACEHOLDER_LABELS
from api.entities.models import NamedRef
from api.errors import entity_not_found
from api.influence import links as read, queries
from api.influence.chains import CRAFT_CATEGORIES, Chain, Link, Search
from api.influence.models import Direction, InfluenceChain, InfluenceChains, InfluenceLink
from common.stores.neo4j import Neo4jStore


LARGEST_LABEL: Final = 5_000
"""Releases of a label beyond which being on it says nothing."""

BEAM: Final = 16
"""Artists that are followed from each length of chain."""

FOLLOWED_BUDGET: Final = 500
"""Releases, together, of the artists that chains go through at each length; the artist that was asked for may have more."""

RELEASES_OF_ARTIST: Final = 500
"""Releases, and releases it is credited on, that are looked at of the artist that was asked for."""

RELEASES_OF_FOLLOWED: Final = 50
"""The same of each artist that chains go through: some of them are engineers with thousands of credits."""

CREDITS_OF_ARTIST: Final = 50
MEMBERS_OF_ARTIST: Final = 100
LABELS_OF_ARTIST: Final = 8
ARRIVALS_OF_LABEL: Final = 200
LABEL_BUDGET: Final = 2_500
"""Releases of labels that are looked at for each length of chain."""


async def influence(
    graph: Neo4jStore, cache: Cache, artist_id: str, direction: Direction, *, min_links: int, max_links: int, limit: int
) -> InfluenceChains:
    """The strongest chains. Raises `NotFound` when the graph does not know the artist."""

    async def compute() -> InfluenceChains:
        return await _influence(graph, artist_id, direction, min_links, max_links, limit)

    return await cache.get_or_compute(InfluenceChains, "influence", artist_id, direction, min_links, max_links, limit, ttl_s=DAY, compute=compute)


async def _influence(graph: Neo4jStore, artist_id: str, direction: Direction, min_links: int, max_links: int, limit: int) -> InfluenceChains:
    nodes = await graph.rows(queries.ARTISTS, ids=[artist_id])
    if not nodes:
        raise entity_not_found("artist", artist_id)
    search = Search(artist_id, direction, min_links=min_links, max_links=max_links, limit=limit, beam=BEAM)
    is_truncated = False
    while artist_id not in PLACEHOLDER_ARTISTS and (frontier := search.frontier()):
        found, is_cut = await _links(graph, frontier, direction, is_start=frontier == [artist_id])
        is_truncated |= is_cut
        search.advance(found)
    chains = search.found()
    names, label_names = await _names(graph, [link for chain in chains for link in chain.links])
    return InfluenceChains(
        artist_id=artist_id,
        artist_name=nodes[0]["name"],
        direction=direction,
        chains=[_shown(chain, direction, names, label_names) for chain in chains],
        truncated=is_truncated or search.is_truncated,
    )


async def _links(graph: Neo4jStore, frontier: Sequence[str], direction: Direction, *, is_start: bool) -> tuple[dict[str, list[Link]], bool]:
    """Links by artist, and whether any had to be left out."""
    sizes = {row["id"]: row["releases"] for row in await graph.rows(queries.ARTISTS, ids=list(frontier))}
    ids = list(frontier) if is_start else read.within_budget(frontier, sizes, FOLLOWED_BUDGET)
    left_out = list(PLACEHOLDER_ARTISTS)
    releases = RELEASES_OF_ARTIST if is_start else RELEASES_OF_FOLLOWED
    members, credits, (by_label, is_cut) = await asyncio.gather(
        graph.rows(queries.MEMBERS, ids=ids, left_out=left_out, limit=MEMBERS_OF_ARTIST),
        graph.rows(queries.CREDITS, ids=ids, left_out=left_out, craft=CRAFT_CATEGORIES, releases=releases, limit=CREDITS_OF_ARTIST),
        _label_links(graph, ids, direction, left_out),
    )
    current_year = datetime.now(UTC).year
    kinds = (read.member_links(members, direction, current_year), read.credit_links(credits, direction), by_label)
    links = {key: [link for kind in kinds for link in kind.get(key, ())] for key in ids}
    return links, is_cut or len(ids) < len(frontier) or (is_start and any(size > RELEASES_OF_ARTIST for size in sizes.values()))


async def _label_links(graph: Neo4jStore, ids: Sequence[str], direction: Direction, left_out: Sequence[str]) -> tuple[dict[str, list[Link]], bool]:
    rows = await graph.rows(
        queries.LABELS_OF,
        ids=list(ids),
        left_out=list(PLACEHOLDER_LABELS),
        releases=RELEASES_OF_ARTIST,
        largest=LARGEST_LABEL,
        limit=LABELS_OF_ARTIST + 1,
    )
    is_cut = any(len(row["labels"]) > LABELS_OF_ARTIST for row in rows)
    labels_of = {row["id"]: row["labels"][:LABELS_OF_ARTIST] for row in rows}
    chosen, is_over_budget = read.chosen_labels(labels_of, LABEL_BUDGET)
    if not chosen:
        return {}, is_cut or is_over_budget
    arrivals = await graph.rows(queries.ARRIVALS, spans=read.spans(labels_of, chosen, direction), left_out=list(left_out), limit=ARRIVALS_OF_LABEL)
    is_cut |= any(len(row["arrivals"]) == ARRIVALS_OF_LABEL for row in arrivals)
    return read.label_links(labels_of, arrivals, direction), is_cut or is_over_budget


async def _names(graph: Neo4jStore, links: Iterable[Link]) -> tuple[dict[str, str], dict[str, str]]:
    """Names of artists and of labels."""
    links = list(links)
    artist_ids = sorted({key for link in links for key in (link.source, link.target)})
    label_ids = sorted({link.label for link in links if link.label})
    artists, labels = await asyncio.gather(graph.rows(queries.ARTISTS, ids=artist_ids), graph.rows(queries.LABELS, ids=label_ids))
    return {row["id"]: row["name"] for row in artists if row["name"]}, {row["id"]: row["name"] for row in labels if row["name"]}


def _shown(chain: Chain, direction: Direction, names: Mapping[str, str], label_names: Mapping[str, str]) -> InfluenceChain:
    links = chain.in_time(direction)
    return InfluenceChain(
        artist=_ref(chain.end(direction), names),
        score=round(chain.score, 4),
        first_year=links[0].first_year,
        last_year=links[-1].first_year,
        links=[_link(link, names, label_names) for link in links],
    )


def _link(link: Link, names: Mapping[str, str], label_names: Mapping[str, str]) -> InfluenceLink:
    details: dict[str, Any] = {}
    if link.label is not None:
        details["label"] = _ref(link.label, label_names)
    if link.who is not None:
        details["who"] = _ref(link.who, names)
    return InfluenceLink(
        kind=link.kind,
        source=_ref(link.source, names),
        target=_ref(link.target, names),
        first_year=link.first_year,
        last_year=link.last_year,
        weight=round(link.weight, 4),
        roles=list(link.roles),
        release_count=link.release_count,
        release_ids=list(link.release_ids),
        text=read.in_words(link, names, label_names),
        **details,
    )


def _ref(key: str, names: Mapping[str, str]) -> NamedRef:
    return NamedRef(id=key, name=names.get(key, ""))
