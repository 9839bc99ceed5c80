"""Routes: centres, their categories and children, single nodes, years, trends, and what a view needs to be restored."""

from typing import Annotated, Any, Literal

from fastapi import Query
from fastapi.exceptions import RequestValidationError

from api.catalogue.hubs_models import Order, Years
from api.dependencies import Answers, Graph, Postgres
from api.entities import service as entities
from api.errors import BadRequest, NotFound, TimedOut, Unavailable
from api.explore import children, nodes, service
from api.explore.categories import parse_category, parse_type
from api.explore.models import (
    Edges,
    EdgesWanted,
    Expansion,
    Exploration,
    GenreEmergence,
    GraphStats,
    Node,
    Nodes,
    NodesWanted,
    Start,
    Trend,
    YearRange,
)
from api.explore.start import DRAWS
from api.limits import ApiRouter, limited
from api.models import EntityKey, Name, Text, Year


router = ApiRouter(prefix="/api", tags=["explore"])

_STORES = Unavailable.openapi() | TimedOut.openapi()
_BY_CLIENT, _BY_PAGES = "120/minute", "300/minute"

TypeName = Annotated[Text, Query(alias="type", max_length=20, description="artist, genre, label, style, release, master or person; in any case.")]
Everything = Annotated[Literal["all"] | None, Query(description="`all`: also the categories that are not shown by default.")]
ById = Annotated[EntityKey | None, Query(description="Id of the entity; wins over the name.")]


@router.get("/explore", responses=BadRequest.openapi() | NotFound.openapi() | _STORES)
@limited(_BY_CLIENT, pages=_BY_PAGES)
async def explore(
    graph: Graph,
    postgres: Postgres,
    cache: Answers,
    name: Annotated[Name | None, Query(description="Exact name; an id where nothing has this name.")] = None,
    id: ById = None,
    type: TypeName = "artist",
    categories: Everything = None,
) -> Exploration:
    """An entity and how many children of each category it has.

    Cost: stored counts of genres, styles and labels and of hubs; else expansions of at most 500 releases.
    """
    entity_type = parse_type(type)
    _require_one("name", name, id)
    return await service.explore(graph, postgres, cache, entity_type, name=name, entity_id=id, everything=categories == "all", given_type=type)


@router.get("/expand", responses=BadRequest.openapi() | _STORES)
@limited(_BY_CLIENT, pages=_BY_PAGES)
async def expand(
    graph: Graph,
    postgres: Postgres,
    type: TypeName,
    category: Annotated[Text, Query(max_length=20, description="One of the categories that `/api/explore` lists.")],
    node_id: Annotated[EntityKey | None, Query(description="Exact name of the parent; an id where nothing has this name.")] = None,
    id: ById = None,
    categories: Everything = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=1_000_000_000)] = 0,
    before_year: Annotated[Year | None, Query(description="Only releases up to this year; undated ones are left out.")] = None,
    year_from: Annotated[Year | None, Query(description="Only releases from this year on; undated ones are left out.")] = None,
    year_to: Annotated[Year | None, Query(description="As `before_year`; with `year_from` the years between, both included.")] = None,
    order: Annotated[Order | None, Query(description="Default: `newest` for releases, else `weight`. Related artists and labels go by id.")] = None,
) -> Expansion:
    """A page of an entity's children; empty for an unknown entity.

    Years choose among the releases that are counted; related artists, labels and tracks have no years.

    Cost: an expansion of at most 500 releases, or a range of a hub's tables, then a seek a child. Of very large categories
    (over 1,000 members of a hub) the 1,000 largest can be paged; with years or another order, only these are looked at (`truncated`).
    """
    entity_type = parse_type(type, "Invalid type: {}")
    chosen = parse_category(category, entity_type, type, everything=categories == "all")
    _require_one("node_id", node_id, id)
    parent = await entities.find(graph, entity_type, name=node_id, entity_id=id)
    if parent is None:
        return children.nothing(offset, limit)
    years = Years.of(before_year=before_year, year_from=year_from, year_to=year_to)
    return await children.expand(graph, postgres, parent, chosen, years=years, order=order, limit=limit, offset=offset)


@router.get("/explore/year-range", responses=_STORES)
@limited(_BY_CLIENT, pages=_BY_PAGES)
async def year_range(graph: Graph) -> YearRange:
    """First and last year of dated releases. Cost: both ends of an index."""
    return await service.year_range(graph)


@router.get("/explore/genre-emergence", responses=_STORES)
@limited(_BY_CLIENT, pages=_BY_PAGES)
async def genre_emergence(graph: Graph, before_year: Year) -> GenreEmergence:
    """Genres and styles that had a release by a year, earliest first. Cost: stored years of under a thousand nodes."""
    return await service.genre_emergence(graph, before_year)


@router.get("/explore/start", responses=_STORES)
@limited(_BY_CLIENT, pages=_BY_PAGES)
async def start(
    graph: Graph,
    postgres: Postgres,
    cache: Answers,
    draw: Annotated[int, Query(ge=0, lt=DRAWS, description="Another draw has other doors, until all have come up.")] = 0,
) -> Start:
    """Doors into the loaded catalogue; others every day (UTC) and every draw, the same for all. Cost: small tables, kept for an hour a draw."""
    return await service.start_page(graph, postgres, cache, draw)


@router.get("/node/{node_id:path}", responses=BadRequest.openapi() | NotFound.openapi() | _STORES)
@limited(_BY_CLIENT, pages=_BY_PAGES)
async def node(graph: Graph, postgres: Postgres, node_id: EntityKey, type: TypeName = "artist") -> Node:
    """One node by id; of a genre, style or person by name. A name where nothing has this id is taken as one.

    Cost: a seek, stored counts, and the node's own edges; of an artist the tags of at most 500 releases, more are kept in tables.
    """
    entity_type = parse_type(type, "Invalid type: {}")
    return await nodes.node(graph, postgres, entity_type, node_id, type)


@router.get("/trends", responses=BadRequest.openapi() | _STORES)
@limited(_BY_CLIENT, pages=_BY_PAGES)
async def trends(
    graph: Graph,
    postgres: Postgres,
    cache: Answers,
    name: Annotated[Name | None, Query(description="Exact name; an id where nothing has this name.")] = None,
    id: ById = None,
    type: TypeName = "artist",
) -> Trend:
    """Releases per year, ascending; empty for an unknown name. Cost: at most 500 releases, or a hub's stored years; kept for a day."""
    entity_type = parse_type(type)
    _require_one("name", name, id)
    return await service.trend(graph, postgres, cache, entity_type, name=name, entity_id=id)


@router.get("/graph/stats", responses=_STORES)
@limited(_BY_CLIENT, pages=_BY_PAGES)
async def graph_stats(graph: Graph) -> GraphStats:
    """Nodes of each kind. Cost: reads of the count store."""
    return await service.graph_stats(graph)


@router.post("/graph/nodes", responses=_STORES)
@limited(_BY_CLIENT, pages=_BY_PAGES)
async def graph_nodes(graph: Graph, wanted: NodesWanted) -> Nodes:
    """The nodes of a view, at most 500. Cost: a seek and a stored count a node."""
    return await nodes.nodes(graph, wanted.nodes)


@router.post("/graph/edges", responses=_STORES)
@limited(_BY_CLIENT, pages=_BY_PAGES)
async def graph_edges(graph: Graph, wanted: EdgesWanted) -> Edges:
    """Links among the nodes of a view, at most 2,000 nodes. Cost: the edges of its releases and masters; hubs in the view cost nothing."""
    return await nodes.edges(graph, wanted.nodes)


def _require_one(parameter: str, *given: Any) -> None:
    if all(value is None for value in given):
        raise RequestValidationError([{"type": "missing", "loc": ("query", parameter), "msg": "Field required", "input": None}])
