"""Shortest paths between two things of the catalogue, by layers from both ends, within a budget.

The graph alternates: a *thing* (artist, label, genre, style, person) hangs on *works* (releases, masters), a work on things. A work has a
dozen edges at most, a thing up to millions. So a layer grows in two steps:

    sideways   from works to what they hang on and are versions of, and between things (member, alias): always, as nature bounds it
    open       from things over their works to what those hang on: for one end only, the one with less to read, cut where it is too much

Lengths up to `complete + complete + 1` of the two ends are known for certain after the sideways step; a path that is at most one step
longer than that is a shortest one. A hub is thereby met from its small side and hardly ever opened. Pure: the store is an argument.
"""

import asyncio
from collections.abc import Collection, Container, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, NamedTuple, Protocol


WORKS_A_LAYER: Final = 1200
"""Works read when the things of a layer are opened. Each costs about 10 µs in the store, and what it leads to as much in here."""
LEAST_WORKS: Final = 10
"""Works read of each thing, however many things there are; so at most `WORKS_A_LAYER / LEAST_WORKS` things are opened."""
WORKS_A_SEARCH: Final = 6000
NODES_SIDEWAYS: Final = 2000
MORE_FOR_AVOIDED: Final = 20
"""Works between two hubs that are asked for beyond those wanted, as some may be avoided."""
CANDIDATES: Final = 200
"""Paths among which the most telling ones are chosen."""
WORKS: Final = frozenset({"Release", "Master"})

type Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the graph.

    Args:
        element: The store's own handle of it.
        kind: Its label in the graph.
        key: Id, or the name where that is the key.
        degree: Works that hang on it; 0 for a work.
    """

    element: str
    kind: str
    key: str
    degree: int = 0

    @property
    def is_work(self) -> bool:
        """Whether it is a release or a master."""
        return self.kind in WORKS

    @property
    def identity(self) -> Key:
        """Label and key: the same in every copy of the catalogue."""
        return self.kind, self.key


class Way(NamedTuple):
    """How a node was reached: from which of the nodes asked for, and over which work, if over one."""

    position: int
    work: Node | None = None


class Reached(NamedTuple):
    """A node near those asked for, with some of the ways to it, all of one length."""

    node: Node
    ways: Sequence[Way]


class Neighbours(Protocol):
    """What is near nodes."""

    async def sideways(self, nodes: Sequence[Node]) -> list[Reached]:
        """What works hang on and are versions of; other things that things are the same as or members of."""
        ...

    async def over_works(self, things: Sequence[Node], limit: int) -> list[Reached]:
        """What is next to the first `limit` works of each thing, with the work; the masters among those works too, without one.

        Versions of a master that hang on the same thing may be left out: they are works of it themselves.
        """
        ...

    async def between(self, small: Node, large: Node, limit: int) -> list[Node]:
        """At most `limit` works that hang on both things, as far as they are found in bounded time."""
        ...


@dataclass(frozen=True, slots=True)
class Found:
    """Shortest paths that were found, most telling first; none when there is none. `is_certain`: nothing shorter was cut off."""

    paths: list[list[Node]]
    is_certain: bool


@dataclass(slots=True)
class Side:
    """What one end has reached. Layer `n` holds the nodes at distance `n`; things of the layers below `depth` were opened.

    Releases that only lead on are not in a layer: they are found again as steps of ways. `complete` is the largest distance up to which
    nothing is missing.
    """

    start: Node
    layers: list[list[Node]] = field(default_factory=list)
    distance: dict[str, int] = field(default_factory=dict)
    ways: dict[str, list[tuple[Node, Node | None]]] = field(default_factory=dict)
    depth: int = 0
    complete: int = 0
    walked: set[str] = field(default_factory=set)
    """Nodes whose sideways step was made."""

    def __post_init__(self) -> None:
        self.layers = [[self.start], [], []]
        self.distance = {self.start.element: 0}

    @property
    def frontier(self) -> list[Node]:
        """The nodes at `depth`."""
        return self.layers[self.depth]

    @property
    def things(self) -> list[Node]:
        """Things of the frontier, small ones first."""
        return _small_first(node for node in self.frontier if not node.is_work)

    @property
    def cost(self) -> int:
        """Works to read to open the frontier."""
        return sum(node.degree for node in self.frontier)

    @property
    def is_exhausted(self) -> bool:
        """Whether there is nothing left to grow from."""
        return not self.frontier and not self.layers[self.depth + 1]

    def add(self, asked: Sequence[Node], reached: Sequence[Reached], avoid: Container[Key]) -> None:
        """Take in what is near nodes of the frontier."""
        for node, ways in reached:
            allowed = [(asked[position], work) for position, work in ways if work is None or work.identity not in avoid]
            if not allowed or node.identity in avoid:
                continue
            at = self.depth + (1 if allowed[0][1] is None else 2)
            if self.distance.setdefault(node.element, at) != at:
                continue
            if node.element not in self.ways:
                self.layers[at].append(node)
            self.ways.setdefault(node.element, []).extend(allowed)

    def chains(self, node: Node) -> Iterator[list[Node]]:
        """Ways from the start to a node, both included."""
        if node.element == self.start.element:
            yield [node]
            return
        for before, work in self.ways[node.element]:
            for chain in self.chains(before):
                yield [*chain, node] if work is None else [*chain, work, node]


async def shortest_paths(
    neighbours: Neighbours, start: Node, end: Node, *, max_depth: int, avoid: Container[Key] = frozenset(), count: int = 1
) -> Found:
    """Shortest paths of at most `max_depth` edges, `count` at most.

    Args:
        neighbours: The graph.
        avoid: Nodes that no path may pass.
    """
    if start.element == end.element:
        return Found([[start]], is_certain=True)
    sides = Side(start), Side(end)
    await _walk_both(neighbours, sides, avoid)
    if max_depth >= 2 and _length(sides) is None and (shared := await _shared_by_hubs(neighbours, start, end, avoid, count)):
        return Found(shared, is_certain=True)
    budget = WORKS_A_SEARCH
    while True:
        await _walk_both(neighbours, sides, avoid)
        known = sides[0].complete + sides[1].complete + 1
        length = _length(sides)
        if (length is not None and length <= known + 1) or any(side.is_exhausted for side in sides):
            break
        if sides[0].depth + sides[1].depth + 1 >= max_depth or budget <= 0:
            break
        side = min(sides, key=lambda side: side.cost)
        if length is not None and side.cost > min(budget, WORKS_A_LAYER):
            break  # a cut step could not prove that nothing is shorter
        budget -= min(side.cost, WORKS_A_LAYER)
        await _open(neighbours, side, avoid)
    is_certain = known >= max_depth or any(side.is_exhausted and side.complete == side.depth for side in sides)
    if length is None or length > max_depth:
        return Found([], is_certain)
    return Found(_most_telling(sides, length, count), is_certain or length <= known + 1)


async def _shared_by_hubs(neighbours: Neighbours, start: Node, end: Node, avoid: Container[Key], count: int) -> list[list[Node]]:
    """Paths over a work of two things that are both too large to be opened whole: a cut layer would miss most of what they share."""
    small, large = sorted((start, end), key=lambda node: node.degree)
    if small.degree <= WORKS_A_LAYER:
        return []
    works = await neighbours.between(small, large, count + MORE_FOR_AVOIDED)
    return [[start, work, end] for work in works if work.identity not in avoid][:count]


async def surroundings(neighbours: Neighbours, start: Node, *, hops: int, most: int) -> tuple[list[list[Node]], bool]:
    """Ways to the things at most `hops` edges away: nearest first, then those reached in most ways, small ones, by key; `most` at most.

    The flag says that something was too large to be looked through whole.
    """
    side = Side(start)
    for depth in range(hops):
        await _walk_sideways(neighbours, side, frozenset())
        if depth < hops - 1:
            await _open(neighbours, side, frozenset())
    things = [node for layer in side.layers[1 : hops + 1] for node in layer if not node.is_work]
    things.sort(key=lambda node: (side.distance[node.element], -len(side.ways[node.element]), node.degree, node.identity))
    return [next(side.chains(node)) for node in things[:most]], side.complete < hops - 1


async def _walk_both(neighbours: Neighbours, sides: tuple[Side, Side], avoid: Container[Key]) -> None:
    await asyncio.gather(*(_walk_sideways(neighbours, side, avoid) for side in sides))


async def _walk_sideways(neighbours: Neighbours, side: Side, avoid: Container[Key]) -> None:
    nodes = _small_first(node for node in side.frontier if node.element not in side.walked)
    if len(nodes) > NODES_SIDEWAYS:
        nodes = nodes[:NODES_SIDEWAYS]
        side.complete = min(side.complete, side.depth - 1)
    side.walked.update(node.element for node in side.frontier)
    if nodes:
        side.add(nodes, await neighbours.sideways(nodes), avoid)


async def _open(neighbours: Neighbours, side: Side, avoid: Container[Key]) -> None:
    things, limit = side.things, WORKS_A_LAYER
    is_whole = side.cost <= WORKS_A_LAYER
    if not is_whole:
        things = things[: WORKS_A_LAYER // LEAST_WORKS]
        limit = WORKS_A_LAYER // len(things)
    if things:
        reached = await neighbours.over_works(things, limit)
        side.add(things, reached, avoid)
        side.walked.update(node.element for node, ways in reached if ways[0].work is None)
    if is_whole and side.complete == side.depth:
        side.complete += 1
    side.depth += 1
    side.layers.append([])


def _small_first(nodes: Iterator[Node]) -> list[Node]:
    return sorted(nodes, key=lambda node: (node.degree, node.kind, node.key))


def _length(sides: tuple[Side, Side]) -> int | None:
    near, far = sorted((side.distance for side in sides), key=len)
    return min((distance + far[element] for element, distance in near.items() if element in far), default=None)


def _most_telling(sides: tuple[Side, Side], length: int, count: int) -> list[list[Node]]:
    """Paths through the smallest things: a label of twelve releases says more than a genre of a million. Ties go by key.

    Those through other things come before those over other works between the same ones, which often are pressings of one.
    """
    first, second = sides
    distance: Collection[str] = second.distance.keys() & first.distance.keys()
    meetings = _small_first(
        node
        for layer in first.layers
        for node in layer
        if node.element in distance and first.distance[node.element] + second.distance[node.element] == length
    )
    paths: dict[tuple[Key, ...], list[Node]] = {}
    for node in meetings[:CANDIDATES]:
        joined = ([*left, *reversed(right[:-1])] for right in second.chains(node) for left in first.chains(node))
        for path in islice(joined, max(count, CANDIDATES // len(meetings))):
            paths[tuple(step.identity for step in path)] = path
    chosen = [path for _, path in sorted(paths.items(), key=lambda item: (sum(node.degree for node in item[1][1:-1]), item[0]))]
    first_over: dict[tuple[Key, ...], list[Node]] = {}
    for path in chosen:
        first_over.setdefault(tuple(node.identity for node in path if not node.is_work), path)
    others = [path for path in chosen if path not in first_over.values()]
    return [*first_over.values(), *others][:count]
