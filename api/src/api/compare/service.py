"""Artists or labels side by side."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from api.cache import DAY, Cache
from api.catalogue import hubs
from api.catalogue.hubs_models import Hub
from api.catalogue.placeholders import PLACEHOLDER_ARTISTS, PLACEHOLDER_LABELS
from api.compare import queries
from api.compare.models import (
    Compared,
    ComparedRelease,
    ComparisonOfArtists,
    ComparisonOfLabels,
    PairSimilarity,
    Part,
    SharedEntity,
    SharedPerson,
    TagShare,
)
from api.compare.profile import ARTIST_WEIGHTS, LABEL_WEIGHTS, Names, Side, shared, similarities, tag_shares
from api.entities.models import NamedRef
from api.entities.work import Work, work_of
from api.errors import entity_not_found
from api.models import EntityType
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore


MAX_NEIGHBOURS: Final = 1000
"""Labels, artists and people of a side that are compared, the most frequent ones."""

MAX_SHOWN: Final = 50
MAX_STYLES: Final = 30
MAX_ROLES: Final = 5
MAX_CREDITS: Final = 2000
MAX_HUB_SHARED: Final = 2000


async def compare_artists(graph: Neo4jStore, postgres: PostgresStore, cache: Cache, ids: Sequence[str]) -> ComparisonOfArtists:
    """Two to four artists. Raises `NotFound` for the first that the graph does not know."""

    async def compute() -> ComparisonOfArtists:
        common = await _compare(graph, postgres, EntityType.ARTIST, ids, ARTIST_WEIGHTS)
        labels = [side.labels for side in common.sides]
        return ComparisonOfArtists(
            artists=common.compared,
            shared_labels=_entities(shared(labels), common.names["labels"]),
            shared_label_count=len(shared(labels)),
            label_count=len(set().union(*labels)),
            **common.fields,
        )

    return await cache.get_or_compute(ComparisonOfArtists, "compare-artists", *ids, ttl_s=DAY, compute=compute)


async def compare_labels(graph: Neo4jStore, postgres: PostgresStore, cache: Cache, ids: Sequence[str]) -> ComparisonOfLabels:
    """Two to four labels. Raises `NotFound` for the first that the graph does not know."""

    async def compute() -> ComparisonOfLabels:
        common = await _compare(graph, postgres, EntityType.LABEL, ids, LABEL_WEIGHTS)
        artists = [side.artists for side in common.sides]
        return ComparisonOfLabels(
            labels=common.compared,
            shared_artists=_entities(shared(artists), common.names["artists"]),
            shared_artist_count=len(shared(artists)),
            artist_count=len(set().union(*artists)),
            **common.fields,
        )

    return await cache.get_or_compute(ComparisonOfLabels, "compare-labels", *ids, ttl_s=DAY, compute=compute)


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A side with what is only shown of it."""

    side: Side
    compared: Compared
    hub: Hub | None


@dataclass(frozen=True, slots=True)
class _Common:
    """What comparisons of artists and of labels have in common."""

    sides: list[Side]
    compared: list[Compared]
    names: Names
    fields: dict[str, Any]


async def _compare(graph: Neo4jStore, postgres: PostgresStore, kind: EntityType, ids: Sequence[str], weights: Mapping[str, float]) -> _Common:
    nodes = {row["id"]: row for row in await graph.rows(queries.NODES[kind], ids=list(ids))}
    if missing := next((key for key in ids if key not in nodes), None):
        raise entity_not_found(kind, missing)
    # One after the other: each side alone asks several things at once.
    loaded = [await _load(graph, postgres, kind, nodes[key]) for key in ids]
    sides = [one.side for one in loaded]
    people, (releases, release_count), names = await asyncio.gather(
        _people(graph, postgres, kind, loaded), _releases(graph, postgres, kind, loaded), _names(graph, sides)
    )
    totals = [side.release_count for side in sides]
    genres: list[TagShare] = tag_shares([side.genres for side in sides], totals)
    pairs: list[PairSimilarity] = similarities(sides, weights, names)
    return _Common(
        sides=sides,
        compared=[one.compared for one in loaded],
        names=names,
        fields={
            "genres": genres,
            "styles": tag_shares([side.styles for side in sides], totals)[:MAX_STYLES],
            "shared_people": people,
            "shared_people_count": len(shared([side.people for side in sides])),
            "people_count": len(set().union(*(side.people for side in sides))),
            "shared_releases": releases,
            "shared_release_count": release_count,
            "similarities": pairs,
        },
    )


async def _load(graph: Neo4jStore, postgres: PostgresStore, kind: EntityType, node: Mapping[str, Any]) -> _Loaded:
    key = node["id"]
    hub = await hubs.find_hub(postgres, kind, key)
    work, (labels, label_count), (artists, artist_count), (people, people_count) = await asyncio.gather(
        work_of(graph, postgres, kind, key, hub),
        _neighbours(graph, postgres, kind, key, hub, "labels"),
        _neighbours(graph, postgres, kind, key, hub, "artists"),
        _neighbours(graph, postgres, kind, key, hub, "people"),
    )
    years = {year.year: year.count for year in work.years}
    side = Side(
        id=key,
        release_count=node["releases"],
        years=years,
        genres=_counts(work, "genres"),
        styles=_counts(work, "styles"),
        # Various and Not On Label have everybody in common.
        labels={label: count for label, count in labels.items() if label not in PLACEHOLDER_LABELS},
        artists={artist: count for artist, count in artists.items() if artist not in PLACEHOLDER_ARTISTS},
        people=people,
    )
    compared = Compared(
        id=key,
        name=node["name"],
        area=node["area"] or None,
        release_count=node["releases"],
        first_year=node["first_year"] or min(years, default=None),
        last_year=node["last_year"] or max(years, default=None),
        label_count=label_count if kind is EntityType.ARTIST else None,
        artist_count=artist_count if kind is EntityType.LABEL else None,
        people_count=people_count,
        years=work.years,
    )
    return _Loaded(side, compared, hub)


def _counts(work: Work, field: str) -> dict[str, int]:
    return {tag.name: tag.count for tag in getattr(work, field)}


async def _neighbours(
    graph: Neo4jStore, postgres: PostgresStore, kind: EntityType, key: str, hub: Hub | None, category: str
) -> tuple[dict[str, int], int]:
    """Releases by neighbour, and how many neighbours there are. Those of an artist without its own."""
    if category == "labels" and kind is EntityType.LABEL:
        return {}, 0
    if hub is None:
        statement = queries.LABELS if category == "labels" else (queries.ARTISTS if category == "artists" else queries.PEOPLE)[kind]
        (row,) = await graph.rows(statement, id=key, limit=MAX_NEIGHBOURS)
        return dict(row["counts"]), row["total"]
    if category == "artists" and kind is EntityType.ARTIST:
        rows = await postgres.rows(queries.HUB_COLLABORATORS, id=key, limit=MAX_NEIGHBOURS)
        return {row["id"]: row["releases"] for row in rows}, len(rows)
    page = await hubs.member_page(postgres, hub, category, limit=MAX_NEIGHBOURS)
    return {member.id: member.releases or 0 for member in page.keys}, page.total


async def _people(graph: Neo4jStore, postgres: PostgresStore, kind: EntityType, loaded: Sequence[_Loaded]) -> list[SharedPerson]:
    counts = dict(list(shared([one.side.people for one in loaded]).items())[:MAX_SHOWN])
    if not counts:
        return []
    roles: list[dict[str, list[str]]] = []
    artist_ids: dict[str, str] = {}
    for one in loaded:
        names = [name for name in counts if name in one.side.people]
        if one.hub is not None:
            rows = await postgres.rows(queries.HUB_ROLES, kind=kind.value, key=one.side.id, names=names)
            roles.append({row["name"]: [row["role"]] for row in rows})
        else:
            rows = await graph.rows(queries.ROLES[kind], id=one.side.id, names=names, limit=MAX_ROLES)
            roles.append({row["name"]: row["roles"] for row in rows})
            artist_ids |= {row["name"]: row["artist_id"] for row in rows if row["artist_id"]}
    return [
        SharedPerson(name=name, artist_id=artist_ids.get(name), counts=mine, roles=[side.get(name, []) for side in roles])
        for name, mine in counts.items()
    ]


async def _releases(graph: Neo4jStore, postgres: PostgresStore, kind: EntityType, loaded: Sequence[_Loaded]) -> tuple[list[ComparedRelease], int]:
    """Releases that more than one side is on, and how many there are."""
    ids = [one.side.id for one in loaded]
    large = [one.side.id for one in loaded if one.hub is not None]
    found: set[str] = set()
    for one in loaded:
        if one.hub is None:
            others = [key for key in ids if key != one.side.id]
            found |= {row["id"] for row in await graph.rows(queries.SHARED_RELEASES[kind], id=one.side.id, others=others, credits=MAX_CREDITS)}
    if len(large) > 1:
        found |= {row["id"] for row in await postgres.rows(queries.HUB_SHARED_RELEASES, kind=kind.value, keys=large, limit=MAX_HUB_SHARED)}
    rows = await graph.rows(queries.PARTS[kind], release_ids=sorted(found)[:MAX_HUB_SHARED], ids=ids, limit=MAX_SHOWN) if found else []
    return [_release(row, ids) for row in rows], len(found)


def _release(row: Mapping[str, Any], ids: Sequence[str]) -> ComparedRelease:
    roles = {key: [role for who, role in row["parts"] if who == key] for key in ids}
    return ComparedRelease(
        id=row["id"],
        title=row["title"],
        year=row["year"],
        catno=row["catno"],
        artists=[NamedRef(**artist) for artist in row["artists"] if artist["name"]],
        parts=[Part(id=key, roles=mine) for key, mine in roles.items() if mine],
    )


async def _names(graph: Neo4jStore, sides: Sequence[Side]) -> Names:
    """Names of the labels and artists that any two share."""
    names: dict[str, Mapping[str, str]] = {}
    for field, kind in (("labels", EntityType.LABEL), ("artists", EntityType.ARTIST)):
        ids = sorted(shared([getattr(side, field) for side in sides]))
        rows = await graph.rows(queries.NAMES[kind], ids=ids) if ids else []
        names[field] = {row["id"]: row["name"] for row in rows}
    return names


def _entities(counts: Mapping[str, list[int]], names: Mapping[str, str]) -> list[SharedEntity]:
    return [SharedEntity(id=key, name=names.get(key), counts=mine) for key, mine in list(counts.items())[:MAX_SHOWN]]
