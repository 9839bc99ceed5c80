"""Routes: How two things are connected."""

from typing import Annotated, Final

from fastapi import Query

from api.dependencies import Graph
from api.error_handlers import timeout_text
from api.errors import BadRequest, NotFound, TimedOut, Unprocessable
from api.limits import ApiRouter
from api.models import EntityKey, Name, Text, Year
from api.paths import service
from api.paths.models import PathAnswer


MAX_DEPTH: Final = 10
TIMED_OUT: Final = "Path query timed out — try reducing max_depth or searching closer nodes"

router = ApiRouter(prefix="/api", tags=["paths"])

Waypoint = Annotated[Text, Query(max_length=520)]


@router.get("/path", responses=BadRequest.openapi() | NotFound.openapi() | TimedOut.openapi())
async def path(
    graph: Graph,
    from_name: Annotated[Name | None, Query(description="Exact name, or an id. One of `from_name` and `from_id` is needed.")] = None,
    to_name: Annotated[Name | None, Query(description="Exact name, or an id. One of `to_name` and `to_id` is needed.")] = None,
    from_id: Annotated[EntityKey | None, Query(description="Id; goes before `from_name`.")] = None,
    to_id: Annotated[EntityKey | None, Query(description="Id; goes before `to_name`.")] = None,
    from_type: Annotated[Text, Query(max_length=50, description="artist, genre, label or style.")] = "artist",
    to_type: Annotated[Text, Query(max_length=50, description="artist, genre, label or style.")] = "artist",
    max_depth: Annotated[int, Query(ge=1, le=MAX_DEPTH, description="Edges at most.")] = 6,
    via: Annotated[list[Waypoint], Query(max_length=3, description="What the path passes, in this order, each `type:id`.")] = [],  # noqa: B006
    avoid: Annotated[list[Waypoint], Query(max_length=20, description="What the path does not pass, each `type:id`.")] = [],  # noqa: B006
    year_from: Annotated[Year | None, Query(description="Earliest year of releases and masters on the path; leaves undated ones out.")] = None,
    year_to: Annotated[Year | None, Query(description="Latest year of releases and masters on the path; leaves undated ones out.")] = None,
    alternatives: Annotated[int, Query(ge=0, le=5, description="Further paths of the same length.")] = 0,
    credits: Annotated[bool, Query(description="Walk credits too, and from people to the artists that they are.")] = False,
) -> PathAnswer:
    """The shortest path between two things, over releases and masters, labels, genres and styles, aliases and members.

    Credits are walked on request only; collections, sublabels and a style's genres never. Of several shortest paths those through
    small things come first. The search works from both ends and reads at most 10,000 releases and what they hang on; where that cut
    something off, `truncated` says that a shorter path, or one at all, is not ruled out.
    Cost: some 20 ms between most things, 100 ms where both ends are among the largest.
    """
    for name, key, which in ((from_name, from_id, "from"), (to_name, to_id, "to")):
        if name is None and key is None:
            raise Unprocessable(f"{which}_name or {which}_id is required")
    ends = (
        service.End(service.parse_type(from_type, "from_type"), from_name, from_id),
        service.End(service.parse_type(to_type, "to_type"), to_name, to_id),
    )
    async with timeout_text(TIMED_OUT):
        return await service.answer(
            graph,
            ends,
            service.Scope(year_from, year_to, credits),
            max_depth=max_depth,
            via=service.parse_entities(via, "via"),
            avoid=service.parse_entities(avoid, "avoid"),
            alternatives=alternatives,
        )
