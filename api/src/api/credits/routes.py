"""Routes: People and what they are credited for."""

from typing import Annotated

from fastapi import Query

from api.credits import connections, service
from api.credits.models import (
    DEFAULT_CREDITS,
    MAX_CONNECTIONS,
    MAX_CREDITS,
    MAX_OFFSET,
    Category,
    Leaderboard,
    PersonConnections,
    PersonCredits,
    PersonProfile,
    PersonQuery,
    PersonSuggestions,
    PersonTimeline,
    ReleaseCredits,
    SharedCredits,
)
from api.dependencies import Answers, Graph, Postgres
from api.errors import BadRequest, NotFound, TimedOut, Unavailable, Unprocessable
from api.limits import ApiRouter, limited
from api.models import EntityKey, Name


router = ApiRouter(prefix="/api", tags=["credits"])

_STORES = Unavailable.openapi() | TimedOut.openapi()
_FOUND = NotFound.openapi() | _STORES

Limit = Annotated[int, Query(ge=1, le=MAX_CREDITS, description="Entries of a page.")]
Offset = Annotated[int, Query(ge=0, le=MAX_OFFSET, description="Entries before the page.")]


@router.get("/credits/autocomplete", responses=_STORES)
@limited("120/minute", pages="300/minute")
async def autocomplete(postgres: Postgres, q: Annotated[PersonQuery, Query()], limit: Annotated[int, Query(ge=1, le=50)] = 10) -> PersonSuggestions:
    """People whose name begins like what was typed, the most credited first. Costs a few index seeks and at most 300 documents."""
    return await service.suggestions(postgres, q, limit)


@router.get("/credits/shared", responses=_FOUND | Unprocessable.openapi())
@limited("30/minute")
async def shared_credits(
    graph: Graph, person1: Annotated[Name, Query()], person2: Annotated[Name, Query()], limit: Limit = DEFAULT_CREDITS, offset: Offset = 0
) -> SharedCredits:
    """Releases that two people are both credited on, newest first. Costs the credits of both, joined by a hash."""
    return await service.shared_credits(graph, person1, person2, limit, offset)


@router.get("/credits/role/{role}/top", responses=BadRequest.openapi() | _STORES)
@limited("30/minute")
async def leaderboard(graph: Graph, cache: Answers, role: Name, limit: Annotated[int, Query(ge=1, le=100)] = 20) -> Leaderboard:
    """People with most releases in one category of work, as it was when the last import ended. Costs the end of an index."""
    return await service.leaderboard(graph, cache, role, limit)


@router.get("/credits/release/{release_id}", responses=_FOUND)
@limited("60/minute")
async def release_credits(graph: Graph, release_id: EntityKey, limit: Limit = DEFAULT_CREDITS, offset: Offset = 0) -> ReleaseCredits:
    """Who is credited on a release, by category and name. Costs the release's credits."""
    return await service.release_credits(graph, release_id, limit, offset)


@router.get("/credits/connections/{name:path}", responses=_FOUND)
@limited("30/minute")
async def person_connections(
    postgres: Postgres,
    graph: Graph,
    name: Name,
    depth: Annotated[int, Query(ge=1, le=3, description="Levels: ten people are followed beyond the first, five beyond the second.")] = 2,
    limit: Annotated[int, Query(ge=1, le=MAX_CONNECTIONS, description="People of the first level.")] = 50,
) -> PersonConnections:
    """People credited on the same releases, most shared first, and the people beyond them.

    Costs the credits of at most eleven (depth 3: sixteen) people's releases; those of whoever has 400 credits or more are stored.
    """
    return await connections.person_connections(postgres, graph, name, depth, limit)


@router.get("/credits/person/{name:path}/timeline", responses=_FOUND)
@limited("60/minute")
async def person_timeline(postgres: Postgres, graph: Graph, name: Name) -> PersonTimeline:
    """Distinct releases by year and category of work. Costs the releases of a person with less than 400 credits, else a key look-up."""
    return await service.person_timeline(postgres, graph, name)


@router.get("/credits/person/{name:path}/profile", responses=_FOUND)
@limited("60/minute")
async def person_profile(postgres: Postgres, graph: Graph, name: Name) -> PersonProfile:
    """Credits by category, years, and the artist that the person is. Costs the person's credits, not their releases when they are many."""
    return await service.person_profile(postgres, graph, name)


@router.get("/credits/person/{name:path}", responses=_FOUND)
@limited("60/minute")
async def person_credits(
    graph: Graph,
    cache: Answers,
    name: Name,
    category: Annotated[Category | None, Query(description="Only credits of this category.")] = None,
    limit: Limit = DEFAULT_CREDITS,
    offset: Offset = 0,
) -> PersonCredits:
    """Credits of a person, newest first, undated ones last. Costs the year of each of the person's releases, and the titles of the years on the page."""
    return await service.person_credits(graph, cache, name, category, limit, offset)
