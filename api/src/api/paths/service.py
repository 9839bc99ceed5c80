"""How two things are connected: which nodes are meant, the search, and what its steps say."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from api.entities import service as entities
from api.errors import BadRequest, entity_not_found
from api.models import EntityType
from api.paths import queries
from api.paths.models import PathAnswer, PathStep
from api.paths.search import Found, Key, Node, Reached, Way, shortest_paths, surroundings
from common.stores.neo4j import Neo4jStore
from common.stores.statement import Cypher


ENDS: Final = (EntityType.ARTIST, EntityType.GENRE, EntityType.LABEL, EntityType.STYLE)
WITH_KIN: Final = frozenset({"Artist", "Person"})
SCAN_FACTOR: Final = 4
"""Edges read for each work wanted, when years leave works out."""
SCANNED_BETWEEN: Final = 20_000
MOST_WAYS: Final = 6
"""Ways kept to each node when several paths are asked for."""
WAYS_COUNTED: Final = 12
"""Ways kept to each node when nodes are ordered by their number."""
SAYS: Final[Mapping[str, str]] = {
    "BY": "by",
    "ON": "on",
    "IS": "is",
    "DERIVED_FROM": "version of",
    "MEMBER_OF": "member of",
    "ALIAS_OF": "alias of",
    "CREDITED_ON": "credited on",
    "SAME_AS": "same as",
}
"""What an edge states, read in its own direction. Of several edges between two nodes the first of these is told."""

type Entity = tuple[EntityType, str]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which part of the graph is walked.

    Args:
        year_from: Earliest year of releases and masters; with either bound, undated ones are left out.
        year_to: Latest year.
        credits: Walk credits too, and from people to the artists that they are.
    """

    year_from: int | None = None
    year_to: int | None = None
    credits: bool = False


@dataclass(frozen=True, slots=True)
class End:
    """An end of a path as it was asked for: a name, an id, or both, of which the id counts."""

    type: EntityType
    name: str | None
    id: str | None


class GraphNeighbours:
    """Neighbours as the graph has them; a `api.paths.search.Neighbours`."""

    def __init__(self, graph: Neo4jStore, scope: Scope, *, ways: int) -> None:
        self._graph = graph
        self._scope = scope
        self._common: dict[str, Any] = {"ways": ways, "year_from": scope.year_from, "year_to": scope.year_to}

    async def sideways(self, nodes: Sequence[Node]) -> list[Reached]:
        """What works hang on, and other names, members and groups of artists."""
        works = [position for position, node in enumerate(nodes) if node.is_work]
        artists = [position for position, node in enumerate(nodes) if node.kind in WITH_KIN]
        of_works, kin = (queries.OF_WORKS_AND_CREDITS, queries.KIN_AND_CREDITS) if self._scope.credits else (queries.OF_WORKS, queries.KIN)
        found = await asyncio.gather(self._sideways(of_works, nodes, works), self._sideways(kin, nodes, artists))
        return [reached for part in found for reached in part]

    async def _sideways(self, statement: Cypher, nodes: Sequence[Node], asked: Sequence[int]) -> list[Reached]:
        if not asked:
            return []
        (row,) = await self._graph.rows(statement, elements=[nodes[position].element for position in asked], **self._common)
        return [Reached(Node(*node), [Way(asked[position]) for position in positions]) for *node, positions in row["reached"]]

    async def over_works(self, things: Sequence[Node], limit: int) -> list[Reached]:
        """What is next to works of things; where years are asked for, to those of the first few times `limit` that hang on each."""
        (row,) = await self._graph.rows(
            queries.OVER_WORKS_AND_CREDITS if self._scope.credits else queries.OVER_WORKS,
            elements=[thing.element for thing in things],
            limit=limit,
            scanned=limit if self._scope.year_from is None and self._scope.year_to is None else limit * SCAN_FACTOR,
            **self._common,
        )
        return [
            Reached(Node(*node), [Way(position, Node(*work) if work[0] is not None else None) for position, *work in ways])
            for *node, ways in row["reached"]
        ]

    async def between(self, small: Node, large: Node, limit: int) -> list[Node]:
        """Works that hang on both, among the first `SCANNED_BETWEEN` of the smaller."""
        rows = await self._graph.rows(
            queries.BETWEEN_WITH_CREDITS if self._scope.credits else queries.BETWEEN,
            small=small.element,
            large=large.element,
            limit=limit,
            scanned=SCANNED_BETWEEN,
            **self._common,
        )
        return sorted((Node(**row) for row in rows), key=lambda node: node.identity)


async def answer(
    graph: Neo4jStore,
    ends: tuple[End, End],
    scope: Scope,
    *,
    max_depth: int,
    via: Sequence[Entity] = (),
    avoid: Sequence[Entity] = (),
    alternatives: int = 0,
) -> PathAnswer:
    """The path between two ends. Raises `NotFound` for an end or a waypoint that is not there, the first end first."""
    start, end = await asyncio.gather(*(entities.find(graph, it.type, name=it.name, entity_id=it.id) for it in ends))
    for resolved, asked in ((start, ends[0]), (end, ends[1])):
        if resolved is None:
            raise entity_not_found(asked.type.value, asked.id if asked.id is not None else asked.name or "")
    assert start is not None
    assert end is not None
    stations = [(start.type, start.id), *via, (end.type, end.id)]
    for station in stations:
        if station in avoid:
            raise BadRequest(f"{station[0].value.capitalize()} '{station[1]}' cannot be both on the path and avoided")
    nodes = await stations_of(graph, stations)
    avoided = frozenset(identity(*each) for each in avoid)
    found = await find_paths(graph, nodes, scope, max_depth=max_depth, avoid=avoided, alternatives=alternatives)
    first, *others = await told(graph, found.paths, credits=scope.credits) or [[]]
    return PathAnswer(
        found=bool(found.paths),
        length=len(first) - 1 if found.paths else None,
        path=first,
        alternatives=others,
        truncated=not found.is_certain,
        from_=start,
        to=end,
    )


async def stations_of(graph: Neo4jStore, stations: Sequence[Entity]) -> list[Node]:
    """Nodes of entities; raises `NotFound` for the first that is not there."""
    rows = await asyncio.gather(*(graph.rows(queries.NODE[kind.value.capitalize()], key=key) for kind, key in stations))
    for (kind, key), found in zip(stations, rows, strict=True):
        if not found:
            raise entity_not_found(kind.value, key)
    return [Node(**found[0]) for found in rows]


async def find_paths(
    graph: Neo4jStore, nodes: Sequence[Node], scope: Scope, *, max_depth: int, avoid: frozenset[Key] = frozenset(), alternatives: int = 0
) -> Found:
    """Shortest paths through all of `nodes` in their order, joined from one leg to the next.

    A leg passes nothing that an earlier one passed, if that is possible: to something and back the same way is no path through it.
    """
    neighbours = GraphNeighbours(graph, scope, ways=1 if alternatives == 0 else MOST_WAYS)
    joined, is_certain, left = [[nodes[0]]], True, max_depth
    for target in nodes[1:]:
        passed = frozenset(node.identity for node in joined[0]) - {joined[0][-1].identity}
        for avoided in dict.fromkeys((avoid | passed, avoid)):
            leg = await shortest_paths(neighbours, joined[0][-1], target, max_depth=left, avoid=avoided - {target.identity}, count=alternatives + 1)
            if leg.paths:
                break
        is_certain = is_certain and leg.is_certain
        if not leg.paths:
            return Found([], is_certain)
        # The best way so far goes on in all ways of this leg, and the others go on in its best way.
        best, *others = leg.paths
        joined = [joined[0] + best[1:], *(joined[0] + other[1:] for other in others), *(path + best[1:] for path in joined[1:])]
        left -= len(best) - 1
    return Found(joined[: alternatives + 1], is_certain)


async def nearby(graph: Neo4jStore, start: Entity, *, hops: int, most: int) -> tuple[list[list[Node]], bool]:
    """Ways to the things around an entity, see `api.paths.search.surroundings`; raises `NotFound`.

    Cost: at most 1,200 works a hop, and what they hang on.
    """
    (node,) = await stations_of(graph, [start])
    return await surroundings(GraphNeighbours(graph, Scope(), ways=WAYS_COUNTED), node, hops=hops, most=most)


async def told(graph: Neo4jStore, paths: Sequence[Sequence[Node]], *, credits: bool = False) -> list[list[PathStep]]:
    """What the steps of paths are and say. Cost: a look-up a node and an edge."""
    elements = sorted({node.element for path in paths for node in path})
    pairs = sorted({(a.element, b.element) for path in paths for a, b in pairwise(path)})
    if not elements:
        return []
    names, edges = await asyncio.gather(
        graph.rows(queries.NAMES, elements=elements), graph.rows(queries.EDGES, pairs=[list(pair) for pair in pairs], credits=credits)
    )
    described = {row["element"]: row for row in names}
    order = list(SAYS)
    between: dict[tuple[str, str], Mapping[str, Any]] = {}
    for row in sorted(edges, key=lambda row: (order.index(row["type"]), not row["forward"])):
        between.setdefault((row["pair"][0], row["pair"][1]), row)
    return [
        [_step(node, described[node.element], between[path[at - 1].element, node.element] if at else None) for at, node in enumerate(path)]
        for path in paths
    ]


def _step(node: Node, described: Mapping[str, Any], edge: Mapping[str, Any] | None) -> PathStep:
    step = PathStep(id=node.key, name=described["name"], type=node.kind.lower(), year=described["year"])
    if edge is not None:
        step.rel, step.forward, step.roles = edge["type"], edge["forward"], sorted(edge["roles"])
        step.says = f"credited as {', '.join(step.roles)} on" if step.roles else SAYS[edge["type"]]
    return step


def parse_type(text: str, parameter: str) -> EntityType:
    """Type of an end, in any case; raises `BadRequest` with the types that there are."""
    if text.lower() not in ENDS:
        raise BadRequest(f"Invalid {parameter}: {text}. Must be one of: artist, genre, label, style")
    return EntityType(text.lower())


def parse_entities(texts: Sequence[str], parameter: str) -> list[Entity]:
    """Entities written `type:id`, e.g. `label:23528`; raises `BadRequest` for what is none."""
    parsed: list[Entity] = []
    for text in texts:
        kind, _, key = text.partition(":")
        if kind.lower() not in EntityType or not key:
            raise BadRequest(f"Invalid {parameter}: {text}. Must be type:id, e.g. label:23528")
        parsed.append((EntityType(kind.lower()), key))
    return parsed


def identity(entity_type: EntityType, entity_id: str) -> Key:
    """Key of an entity in a search."""
    return entity_type.value.capitalize(), entity_id
