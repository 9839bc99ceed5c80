"""Fingerprints of labels, and labels that are like one."""

import asyncio
from typing import Final

from api.cache import DAY, Cache
from api.errors import NotFound, Unprocessable
from api.labels import queries
from api.labels.models import MIN_RELEASES, ComparedLabel, LabelComparison, LabelDna, SimilarLabel, SimilarLabels
from api.labels.profile import Profile, fingerprint, from_graph, from_table, ranked, reasons, shared, similarity
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore


TOP_STYLES: Final = 5
MIN_WEIGHT: Final = 5
CANDIDATES: Final = 100
LABELS_PER_STYLE: Final = 2000
NAMED_ARTISTS: Final = 10


async def label_dna(postgres: PostgresStore, graph: Neo4jStore, cache: Cache, label_id: str) -> LabelDna:
    """Fingerprint of a label.

    Raises:
        NotFound: no such label.
        Unprocessable: it has too few releases.
    """

    async def compute() -> LabelDna:
        return fingerprint(await profile_of(postgres, graph, label_id))

    return await cache.get_or_compute(LabelDna, "label-dna", label_id, ttl_s=DAY, compute=compute)


async def compare_labels(postgres: PostgresStore, graph: Neo4jStore, cache: Cache, label_ids: list[str]) -> LabelComparison:
    """Fingerprints in the order of the ids. Raises as `label_dna` does for the first id that has none."""
    found = await asyncio.gather(*(label_dna(postgres, graph, cache, label_id) for label_id in label_ids), return_exceptions=True)
    compared: list[ComparedLabel] = []
    for answer in found:
        if isinstance(answer, BaseException):
            raise answer
        compared.append(ComparedLabel(dna=answer))
    return LabelComparison(labels=compared)


async def similar_labels(postgres: PostgresStore, graph: Neo4jStore, cache: Cache, label_id: str, limit: int) -> SimilarLabels:
    """Labels of the same styles, those first whose genres are mixed most alike. Raises as `label_dna` does."""

    async def compute() -> SimilarLabels:
        profile = await profile_of(postgres, graph, label_id)
        return SimilarLabels(label_id=label_id, label_name=profile.name, similar=await _similar(postgres, graph, profile, limit))

    return await cache.get_or_compute(
        SimilarLabels, "label-similar", label_id, limit, ttl_s=DAY, compute=compute, is_empty=lambda answer: not answer.similar
    )


async def profile_of(postgres: PostgresStore, graph: Neo4jStore, label_id: str) -> Profile:
    """Profile of a label: the stored one, else from the graph (before the first derivation has ended). Raises as `label_dna` does."""
    if stored := await stored_profiles(postgres, [label_id]):
        return stored[0]
    labels = await graph.rows(queries.LABEL, label_id=label_id)
    if not labels:
        raise NotFound(f"Label '{label_id}' not found")
    if labels[0]["release_count"] < MIN_RELEASES:
        raise Unprocessable(f"Label '{label_id}' has fewer than {MIN_RELEASES} releases")
    (row,) = await graph.rows(queries.PROFILES, label_ids=[label_id])
    return from_graph(row)


async def stored_profiles(postgres: PostgresStore, label_ids: list[str]) -> list[Profile]:
    """Profiles that are stored, in the order of the ids."""
    found = {row["label_id"]: from_table(row) for row in await postgres.rows(queries.STORED_PROFILES, label_ids=label_ids)}
    return [found[label_id] for label_id in label_ids if label_id in found]


async def _similar(postgres: PostgresStore, graph: Neo4jStore, profile: Profile, limit: int) -> list[SimilarLabel]:
    candidates = await postgres.rows(
        queries.CANDIDATES,
        label_id=profile.label_id,
        styles=list(profile.styles)[:TOP_STYLES],
        per_style=LABELS_PER_STYLE,
        min_weight=MIN_WEIGHT,
        limit=CANDIDATES,
    )
    scores = {row["label_id"]: similarity(profile.genres, ranked(row["genres"])) for row in candidates}
    # Candidates come largest first, and sorting keeps that order among equals.
    best = sorted((label_id for label_id in scores if scores[label_id] > 0), key=lambda label_id: -scores[label_id])[:limit]
    others = await stored_profiles(postgres, best)
    named = {artist_id for other in others for artist_id in shared(profile.artists, other.artists)[:NAMED_ARTISTS]}
    names = {row["id"]: row["name"] for row in await graph.rows(queries.ARTIST_NAMES, ids=sorted(named))} if named else {}
    return [
        SimilarLabel(
            label_id=other.label_id,
            label_name=other.name,
            similarity=scores[other.label_id],
            release_count=other.release_count,
            shared_genres=sorted(profile.genres.keys() & other.genres.keys()),
            reasons=reasons(profile, other, names),
        )
        for other in others
    ]
