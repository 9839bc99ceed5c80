"""What MusicBrainz adds to artists, and how far that has come."""

from collections.abc import Mapping

from api.cache import HOUR, Cache
from api.errors import NotFound
from api.musicbrainz import queries
from api.musicbrainz.derivation import enrichment_counts
from api.musicbrainz.models import (
    ArtistFacts,
    EnrichmentStatus,
    ExternalLink,
    ExternalLinks,
    MusicBrainzStatus,
    Relationship,
    Relationships,
)
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore


async def artist_facts(graph: Neo4jStore, artist_id: int) -> ArtistFacts:
    """What MusicBrainz knows of an artist. Raises `NotFound` when it knows nothing."""
    rows = await graph.rows(queries.ARTIST, id=str(artist_id))
    if not rows:
        raise NotFound("No MusicBrainz data for this artist")
    return ArtistFacts(discogs_id=artist_id, **rows[0])


async def relationships(graph: Neo4jStore, artist_id: int, limit: int, offset: int) -> Relationships:
    """Relations to artists of the catalogue; none for an unknown artist."""
    (row,) = await graph.rows(queries.RELATIONSHIPS, id=str(artist_id), limit=limit, offset=offset)
    found = [Relationship(**item) for item in row["relationships"]]
    return Relationships(discogs_id=artist_id, relationships=found, total=row["total"], has_more=offset + len(found) < row["total"])


async def external_links(postgres: PostgresStore, artist_id: int) -> ExternalLinks:
    """Pages about an artist elsewhere; none for an unknown artist."""
    rows = await postgres.rows(queries.LINKS, id=artist_id)
    return ExternalLinks(discogs_id=artist_id, links=[ExternalLink(**row) for row in rows])


async def enrichment_status(postgres: PostgresStore, graph: Neo4jStore, cache: Cache) -> EnrichmentStatus:
    """Stored counts; before the first derivation they are counted, once an hour."""
    if rows := await postgres.rows(queries.STATUS):
        return status_of({row["name"]: row["value"] for row in rows})

    async def compute() -> EnrichmentStatus:
        return status_of(await enrichment_counts(postgres, graph, timeout_s=10))

    return await cache.get_or_compute(EnrichmentStatus, "enrichment-status", ttl_s=HOUR, compute=compute)


def status_of(counts: Mapping[str, int]) -> EnrichmentStatus:
    """Counts by dotted name as the answer has them."""
    parts: dict[str, dict[str, int]] = {}
    for name, value in counts.items():
        part, _, field = name.partition(".")
        parts.setdefault(part, {})[field] = value
    return EnrichmentStatus(musicbrainz=MusicBrainzStatus.model_validate(parts))
