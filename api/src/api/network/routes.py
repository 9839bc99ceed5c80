"""Routes: Who works with whom."""

from typing import Annotated

from fastapi import Query

from api.cache import HOUR
from api.dependencies import Answers, Graph, Postgres
from api.error_handlers import timeout_text
from api.errors import NotFound, TimedOut
from api.limits import ApiRouter, limited
from api.models import EntityKey
from api.network import service
from api.network.models import ArtistCentrality, Clusters, Collaborators, NetworkCollaborators


type Offset = Annotated[int, Query(ge=0, le=100_000, description="Artists before the page.")]

router = ApiRouter(prefix="/api", tags=["network"])

RESPONSES = NotFound.openapi() | TimedOut.openapi()


@router.get("/collaborators/{artist_id}", responses=RESPONSES)
@limited("30/minute")
async def collaborators(
    artist_id: EntityKey,
    graph: Graph,
    postgres: Postgres,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Offset = 0,
    undated: Annotated[bool, Query(description="Count undated releases too, as the network does.")] = False,
) -> Collaborators:
    """Artists who share releases with an artist, with the years they did so; those who share most first, then by id.

    Counts dated releases unless `undated` is set; names that stand for nobody (Various) are left out.
    Cost: the artist's pairs in a table that is made when an import ends, some 10 ms.
    """
    async with timeout_text("Collaborators query timed out — try again later"):
        return await service.collaborators(graph, postgres, artist_id, limit=limit, offset=offset, undated=undated)


@router.get("/network/artist/{artist_id}/collaborators", responses=RESPONSES)
@limited("30/minute")
async def network_collaborators(
    artist_id: EntityKey,
    graph: Graph,
    postgres: Postgres,
    depth: Annotated[int, Query(ge=1, le=3)] = 2,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Offset = 0,
) -> NetworkCollaborators:
    """Artists within some steps, each step a shared release of any or no year: nearest first, then closest, then by id.

    Cost: the pairs of at most 1,000 artists a step, whom the artist is closest to; `truncated` says when there were more. A smaller `depth`, or
    the network of one of those found, has what is missing.
    """
    async with timeout_text("Network collaborators query timed out — try reducing depth or limit"):
        return await service.surroundings(graph, postgres, artist_id, depth=depth, limit=limit, offset=offset)


@router.get("/network/artist/{artist_id}/centrality", responses=RESPONSES)
@limited("30/minute")
async def centrality(artist_id: EntityKey, graph: Graph, postgres: Postgres, answers: Answers) -> ArtistCentrality:
    """How connected an artist is. Kept for an hour. Cost: two look-ups."""
    async with timeout_text("Centrality query timed out — try again later"):
        return await answers.get_or_compute(
            ArtistCentrality, "centrality", artist_id, ttl_s=HOUR, compute=lambda: service.centrality(graph, postgres, artist_id)
        )


@router.get("/network/cluster/{artist_id}", responses=RESPONSES)
@limited("30/minute")
async def cluster(
    artist_id: EntityKey,
    graph: Graph,
    postgres: Postgres,
    answers: Answers,
    limit: Annotated[int, Query(ge=1, le=200, description="Collaborators that are grouped, the closest ones.")] = 50,
) -> Clusters:
    """An artist's closest collaborators, grouped by the genre that most of their releases have; the largest group first, then by name.

    Kept for an hour. Cost: the artist's pairs, and a look-up a collaborator.
    """
    async with timeout_text("Cluster detection query timed out — try again later"):
        return await answers.get_or_compute(
            Clusters, "cluster", artist_id, limit, ttl_s=HOUR, compute=lambda: service.clusters(graph, postgres, artist_id, limit=limit)
        )
