"""What a user may like: around something, and beyond the collection."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from api.cache import HOUR, Cache
from api.catalogue.placeholders import PLACEHOLDER_ARTISTS, PLACEHOLDER_LABELS
from api.errors import BadRequest, Unprocessable
from api.models import EntityType
from api.paths import service as paths
from api.paths.models import PathStep
from api.recommend import mixing, queries
from api.recommend.mixing import Scored
from api.recommend.models import Discoveries, Discovery, From, Recommendation, Recommendations
from api.similarity import shares
from api.taste import service as taste
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore


NEARBY: Final = 100
"""Things around the start that are scored, the nearest ones."""
KEPT: Final = 50
BLIND_SPOTS: Final = 5
BOOST: Final = 1.5
TOP: Final = 10
"""Artists and labels whose other releases are recommended, the most collected ones."""
TOP_OF_BLIND_SPOTS: Final = 20
SCANNED: Final = 1000
"""Releases of each that are looked at; of larger ones the rest is not recommended."""
SAMPLES: Final = 5
"""Releases of a genre in which the user owns nothing."""


@dataclass(frozen=True, slots=True)
class Stores:
    """What recommendations read."""

    graph: Neo4jStore
    postgres: PostgresStore
    cache: Cache


@dataclass(frozen=True, slots=True)
class Taste:
    """Shares of genres and of styles among the user's copies, and genres that the user's artists work in and the user lacks."""

    genres: Mapping[str, float]
    styles: Mapping[str, float]
    blind_spots: Mapping[str, int]


async def discoveries(stores: Stores, user_id: str, entity_type: str, entity_id: str, *, hops: int, limit: int) -> Discoveries:
    """What is around something, best for the user first; raises `BadRequest` for an unknown type and `NotFound`.

    Kept for an hour, or until the user's collection has grown or shrunk. All limits are served from one answer.
    """
    if entity_type not in paths.ENDS:
        raise BadRequest(f"Invalid entity_type '{entity_type}'. Must be one of: artist, genre, label, style")
    (copies,) = await stores.graph.rows(queries.COPIES, user_id=user_id)
    answer = await stores.cache.get_or_compute(
        Discoveries,
        "recommend-explore",
        *(user_id, copies["copies"], entity_type, entity_id, hops),
        ttl_s=HOUR,
        compute=lambda: _discover(stores, user_id, (EntityType(entity_type), entity_id), hops),
        is_empty=lambda found: not found.discoveries,
    )
    return Discoveries(from_=answer.from_, discoveries=answer.discoveries[:limit], truncated=answer.truncated)


async def _discover(stores: Stores, user_id: str, start: paths.Entity, hops: int) -> Discoveries:
    (ways, is_cut), liking = await asyncio.gather(paths.nearby(stores.graph, start, hops=hops, most=NEARBY), _taste_of(stores, user_id))
    scored = sorted(
        ((way, *_score(way[-1].kind, way[-1].key, len(way) - 1, liking)) for way in ways),
        key=lambda entry: -entry[1],  # stable: equal scores stay nearest first
    )[:KEPT]
    told = await paths.told(stores.graph, [way for way, _, _ in scored])
    name = told[0][0].name if told else await _name_of(stores.graph, start)
    return Discoveries(
        from_=From(id=start[1], name=name, type=start[0].value),
        discoveries=[
            Discovery(id=steps[-1].id, name=steps[-1].name, type=steps[-1].type, score=score, path=_written(steps), reason=reason)
            for steps, (_, score, reason) in zip(told, scored, strict=True)
        ],
        truncated=is_cut,
    )


async def _name_of(graph: Neo4jStore, entity: paths.Entity) -> str:
    ((step,),) = await paths.told(graph, [await paths.stations_of(graph, [entity])])
    return step.name


def _score(kind: str, key: str, distance: int, liking: Taste) -> tuple[float, str]:
    if kind == "Genre" and key in liking.blind_spots:
        return BOOST, "blind_spot_boost"
    score = {"Genre": liking.genres, "Style": liking.styles}[kind].get(key, 0.0) if kind in ("Genre", "Style") else 1 / distance
    return round(score, 4), "graph_proximity"


def _written(steps: Sequence[PathStep]) -> list[str]:
    return [text for step in steps for text in ((f"—{step.rel}→", step.name) if step.rel else (step.name,))]


async def _taste_of(stores: Stores, user_id: str) -> Taste:
    rows, spots = await asyncio.gather(stores.graph.rows(queries.TASTE, user_id=user_id), _blind_spots(stores, user_id))
    tags = {kind: {row["name"]: row["copies"] for row in rows if row["kind"] == kind} for kind in ("Genre", "Style")}
    return Taste(shares(tags["Genre"]), shares(tags["Style"]), spots)


async def _blind_spots(stores: Stores, user_id: str) -> dict[str, int]:
    """Artists by genre; none for a collection that is too small to say so."""
    try:
        found = await taste.blind_spots(stores.graph, stores.postgres, user_id, BLIND_SPOTS)
    except Unprocessable:
        return {}
    return {spot.genre: spot.artist_overlap for spot in found.blind_spots}


async def recommendations(stores: Stores, user_id: str, *, limit: int, is_multi: bool) -> Recommendations:
    """Releases that the user neither owns nor wants, by what the user collects."""
    by_artists = await _by_artists(stores.graph, user_id)
    if not is_multi:
        best = mixing.alone(by_artists)[:limit]
    else:
        by_labels, by_blind_spots = await asyncio.gather(_by_labels(stores.graph, user_id), _by_blind_spots(stores, user_id))
        signals = {
            "artist": by_artists[: mixing.CANDIDATES],
            "label": by_labels,
            "blindspot": by_blind_spots[: mixing.CANDIDATES],
        }
        ids = sorted({candidate.release_id for candidates in signals.values() for candidate in candidates})
        owners = {row["id"]: (row["have"], row["users"]) for row in await stores.graph.rows(queries.COLLECTORS, ids=ids)}
        best = mixing.mix(signals, owners)[:limit]
    shown = await _shown(stores.graph, best)
    return Recommendations(recommendations=shown, total=len(shown), strategy="multi" if is_multi else "artist")


async def _by_artists(graph: Neo4jStore, user_id: str) -> list[mixing.Candidate]:
    artists = await graph.rows(queries.TOP_ARTISTS, user_id=user_id, left_out=list(PLACEHOLDER_ARTISTS), limit=TOP)
    found = await graph.rows(queries.RELEASES_OF_ARTISTS, user_id=user_id, ids=[row["id"] for row in artists], scanned=SCANNED, limit=SCANNED)
    return mixing.by_artists({row["id"]: row["copies"] for row in artists}, {row["id"]: row["releases"] for row in found})


async def _by_labels(graph: Neo4jStore, user_id: str) -> list[mixing.Candidate]:
    labels = await graph.rows(queries.TOP_LABELS, user_id=user_id, left_out=list(PLACEHOLDER_LABELS), limit=TOP)
    found = await graph.rows(queries.RELEASES_OF_LABELS, user_id=user_id, ids=[row["id"] for row in labels], scanned=SCANNED, limit=mixing.CANDIDATES)
    return mixing.by_labels([(row["id"], row["name"], row["copies"]) for row in labels], {row["id"]: row["releases"] for row in found})


async def _by_blind_spots(stores: Stores, user_id: str) -> list[mixing.Candidate]:
    overlaps = await _blind_spots(stores, user_id)
    if not overlaps:
        return []
    artists = await stores.graph.rows(queries.TOP_ARTISTS, user_id=user_id, left_out=list(PLACEHOLDER_ARTISTS), limit=TOP_OF_BLIND_SPOTS)
    found = await stores.graph.rows(
        queries.RELEASES_OF_GENRES, artists=[row["id"] for row in artists], genres=list(overlaps), scanned=SCANNED, limit=SAMPLES
    )
    return mixing.by_blind_spots(overlaps, {row["genre"]: row["releases"] for row in found})


async def _shown(graph: Neo4jStore, best: Sequence[Scored]) -> list[Recommendation]:
    rows = {row["id"]: row for row in await graph.rows(queries.SHOWN, ids=[one.release_id for one in best])}
    return [
        Recommendation(
            id=one.release_id,
            title=row["title"],
            year=row["year"],
            artist=row["artists"][0] if row["artists"] else None,
            label=row["labels"][0] if row["labels"] else None,
            genres=row["genres"],
            score=one.score,
            reasons=one.reasons,
        )
        for one in best
        if (row := rows.get(one.release_id)) is not None
    ]
