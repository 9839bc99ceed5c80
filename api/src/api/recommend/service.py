"""Artists that are like another one."""

import asyncio
from typing import Final

from api.cache import DAY, Cache
from api.errors import Unprocessable, entity_not_found
from api.models import EntityType
from api.recommend import queries, similar
from api.recommend.models import SimilarArtists
from api.recommend.similar import Profile, SharedArtists
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore


LEAST_RELEASES: Final = 3
CANDIDATES: Final = 120
KEPT: Final = 50
NAMED_COLLABORATORS: Final = 10


async def similar_artists(graph: Neo4jStore, postgres: PostgresStore, cache: Cache, artist_id: str, *, limit: int) -> SimilarArtists:
    """The most similar artists; raises `NotFound`, and `Unprocessable` below three releases. All limits are served from one answer."""
    answer = await cache.get_or_compute(
        SimilarArtists,
        "similar-artists",
        artist_id,
        ttl_s=DAY,
        compute=lambda: _similar(graph, postgres, artist_id),
        is_empty=lambda answer: not answer.similar,
    )
    return SimilarArtists(artist_id=answer.artist_id, artist_name=answer.artist_name, similar=answer.similar[:limit])


async def _similar(graph: Neo4jStore, postgres: PostgresStore, artist_id: str) -> SimilarArtists:
    artists, profiles = await asyncio.gather(graph.rows(queries.ARTIST, artist_id=artist_id), postgres.rows(queries.PROFILES, artist_id=artist_id))
    if not artists:
        raise entity_not_found(EntityType.ARTIST, artist_id)
    if artists[0]["releases"] < LEAST_RELEASES:
        raise Unprocessable(f"Artist '{artist_id}' has fewer than {LEAST_RELEASES} releases")
    answer = SimilarArtists(artist_id=artist_id, artist_name=artists[0]["name"], similar=[])
    if not profiles:
        return answer  # stands for nobody, as Various does, or came after the last derivation
    target = similar.from_row(profiles[0])
    candidates = await _candidates(postgres, target)
    collaborators = await _collaborators(postgres, target, candidates)
    compared = [similar.compare(target, other, collaborators.get(other.artist_id, SharedArtists()), {}) for other in candidates]
    best = similar.ranked(compared, KEPT)
    # Names are wanted for the few that are shown only.
    others = {other.artist_id: other for other in candidates}
    chosen = [others[one.artist_id] for one in best]
    shown = {other.artist_id: collaborators.get(other.artist_id, SharedArtists()) for other in chosen}
    rows = await graph.rows(
        queries.NAMES,
        artists=sorted({artist for shared in shown.values() for artist in shared.ids}),
        labels=sorted({label for other in chosen for label in other.labels.keys() & target.labels.keys()}),
    )
    names = {row["key"]: row["name"] for row in rows}
    answer.similar = [similar.compare(target, other, shown[other.artist_id], names) for other in chosen]
    return answer


async def _candidates(postgres: PostgresStore, target: Profile) -> list[Profile]:
    asked = similar.wanted(target)
    rows = await postgres.rows(
        queries.CANDIDATES,
        artist_id=target.artist_id,
        kinds=[kind for kind, _, _ in asked],
        keys=[key for _, key, _ in asked],
        weights=[weight for _, _, weight in asked],
        collaborator_weight=similar.WEIGHTS["collaborator"],
        limit=CANDIDATES,
    )
    return [similar.from_row(row) for row in rows]


async def _collaborators(postgres: PostgresStore, target: Profile, candidates: list[Profile]) -> dict[str, SharedArtists]:
    rows = await postgres.rows(
        queries.COMMON_COLLABORATORS,
        artist_id=target.artist_id,
        ids=[other.artist_id for other in candidates],
        named=NAMED_COLLABORATORS,
    )
    return {row["artist_id"]: SharedArtists(row["likeness"], row["common"], row["ids"]) for row in rows}
