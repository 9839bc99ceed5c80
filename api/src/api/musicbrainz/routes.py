"""Routes: What MusicBrainz adds."""

from typing import Annotated

from fastapi import Path, Query

from api.dependencies import Answers, Graph, Postgres
from api.errors import NotFound, TimedOut, Unavailable
from api.limits import ApiRouter, limited
from api.musicbrainz import service
from api.musicbrainz.models import MAX_ID, MAX_RELATIONSHIPS, ArtistFacts, EnrichmentStatus, ExternalLinks, Relationships


router = ApiRouter(prefix="/api", tags=["musicbrainz"])

_STORES = Unavailable.openapi() | TimedOut.openapi()

ArtistId = Annotated[int, Path(ge=1, le=MAX_ID, description="Discogs id of the artist.")]


@router.get("/artist/{artist_id}/musicbrainz", responses=NotFound.openapi() | _STORES)
@limited("30/minute")
async def artist_facts(graph: Graph, artist_id: ArtistId) -> ArtistFacts:
    """Type, dates and places of an artist. Costs a key look-up."""
    return await service.artist_facts(graph, artist_id)


@router.get("/artist/{artist_id}/relationships", responses=_STORES)
@limited("30/minute")
async def relationships(
    graph: Graph,
    artist_id: ArtistId,
    limit: Annotated[int, Query(ge=1, le=MAX_RELATIONSHIPS)] = 500,
    offset: Annotated[int, Query(ge=0, le=100_000)] = 0,
) -> Relationships:
    """Members, teachers, tributes and the like, with dates and attributes; empty for an unknown artist. Costs the artist's edges to artists."""
    return await service.relationships(graph, artist_id, limit, offset)


@router.get("/artist/{artist_id}/external-links", responses=_STORES)
@limited("30/minute")
async def external_links(postgres: Postgres, artist_id: ArtistId) -> ExternalLinks:
    """Pages about an artist elsewhere, by service, at most 1,000; empty for an unknown artist. Costs two index look-ups."""
    return await service.external_links(postgres, artist_id)


@router.get("/enrichment/status", responses=_STORES)
@limited("10/minute")
async def enrichment_status(postgres: Postgres, graph: Graph, cache: Answers) -> EnrichmentStatus:
    """How many records MusicBrainz brought, and how many of them the catalogue found, when the last import ended. Costs a few stored rows."""
    return await service.enrichment_status(postgres, graph, cache)
