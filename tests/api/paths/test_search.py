"""The search for paths, on graphs in memory: equal to a plain breadth-first search while nothing is cut, honest where something is."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import ClassVar

from hypothesis import given, strategies as st

from api.paths.search import WORKS_A_LAYER, Found, Node, Reached, Way, shortest_paths


type Edges = frozenset[frozenset[str]]


class MemoryGraph:
    """Nodes named by a letter for their kind and a number: `a` artists, `g` genres, `m` masters, `r` releases."""

    KINDS: ClassVar = {"a": "Artist", "g": "Genre", "m": "Master", "r": "Release"}

    def __init__(self, edges: Iterable[Iterable[str]]) -> None:
        self.next_to: dict[str, set[str]] = {}
        for one, other in edges:
            self.next_to.setdefault(one, set()).add(other)
            self.next_to.setdefault(other, set()).add(one)
        self.read = 0

    def node(self, name: str) -> Node:
        node = Node(name, self.KINDS[name[0]], name)
        return node if node.is_work else replace(node, degree=sum(self.is_work(other) for other in self.next_to.get(name, ())))

    def is_work(self, name: str) -> bool:
        return name[0] in "mr"

    async def sideways(self, nodes: Sequence[Node]) -> list[Reached]:
        ways: dict[str, list[Way]] = {}
        for position, node in enumerate(nodes):
            for other in sorted(self.next_to.get(node.element, ())):
                if node.is_work or not self.is_work(other):
                    ways.setdefault(other, []).append(Way(position))
        return [Reached(self.node(name), found) for name, found in ways.items()]

    async def over_works(self, things: Sequence[Node], limit: int) -> list[Reached]:
        ways: dict[tuple[str, bool], list[Way]] = {}
        for position, thing in enumerate(things):
            works = sorted(filter(self.is_work, self.next_to.get(thing.element, ())))[:limit]
            self.read += len(works)
            for work in works:
                if work[0] == "m":
                    ways.setdefault((work, True), []).append(Way(position))
                for other in sorted(self.next_to[work]):
                    if other != thing.element and not (self.is_work(other) and other in self.next_to[thing.element]):
                        ways.setdefault((other, False), []).append(Way(position, self.node(work)))
        return [Reached(self.node(name), found) for (name, _), found in ways.items()]

    async def between(self, small: Node, large: Node, limit: int) -> list[Node]:
        works = sorted(filter(self.is_work, self.next_to[small.element] & self.next_to[large.element]))
        return [self.node(work) for work in works[:limit]]


def distances(next_to: Mapping[str, set[str]], start: str) -> dict[str, int]:
    found, waiting = {start: 0}, deque([start])
    while waiting:
        name = waiting.popleft()
        for other in next_to.get(name, ()):
            if other not in found:
                found[other] = found[name] + 1
                waiting.append(other)
    return found


def names(found: Found) -> list[list[str]]:
    return [[node.key for node in path] for path in found.paths]


NAMES = [*(f"a{n}" for n in range(6)), *(f"g{n}" for n in range(3)), *(f"m{n}" for n in range(4)), *(f"r{n}" for n in range(10))]
JOINED = {"aa", "am", "ar", "gm", "gr", "mr"}
pairs = st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda pair: pair[0] != pair[1] and pair[0][0] + pair[1][0] in JOINED)
graphs = st.sets(pairs, max_size=40)


@given(edges=graphs, start=st.sampled_from(NAMES), end=st.sampled_from(NAMES), max_depth=st.integers(1, 10))
async def test_lengths_are_those_of_a_breadth_first_search(edges: set[tuple[str, str]], start: str, end: str, max_depth: int) -> None:
    graph = MemoryGraph(edges)
    found = await shortest_paths(graph, graph.node(start), graph.node(end), max_depth=max_depth, count=4)
    length = distances(graph.next_to, start).get(end)
    assert found.is_certain
    assert [len(path) - 1 for path in found.paths] == [length] * len(found.paths)
    assert bool(found.paths) == (length is not None and length <= max_depth)
    for path in names(found):
        assert (path[0], path[-1]) == (start, end)
        assert all(other in graph.next_to[one] for one, other in pairwise(path))
    assert len({tuple(path) for path in names(found)}) == len(found.paths)


@given(edges=graphs, avoided=st.sampled_from(NAMES[1:-1]))
async def test_what_is_avoided_is_not_passed(edges: set[tuple[str, str]], avoided: str) -> None:
    graph = MemoryGraph(edges)
    start, end = graph.node(NAMES[0]), graph.node(NAMES[-1])
    found = await shortest_paths(graph, start, end, max_depth=10, avoid={graph.node(avoided).identity})
    without = MemoryGraph(edge for edge in edges if avoided not in edge)
    assert bool(found.paths) == (NAMES[-1] in distances(without.next_to, NAMES[0]))
    assert all(avoided not in path for path in names(found))


async def test_a_small_thing_is_told_before_a_large_one() -> None:
    rock = [("g0", f"r{n}") for n in range(20)]
    graph = MemoryGraph([*rock, ("a0", "r0"), ("a1", "r1"), ("g1", "r0"), ("g1", "r1")])
    found = await shortest_paths(graph, graph.node("a0"), graph.node("a1"), max_depth=6, count=3)
    assert names(found) == [["a0", "r0", "g1", "r1", "a1"], ["a0", "r0", "g0", "r1", "a1"]]


async def test_other_things_are_told_before_other_works() -> None:
    graph = MemoryGraph(
        [("a0", "r0"), ("a0", "r1"), ("r0", "a1"), ("r1", "a1"), ("a1", "r2"), ("r2", "a2"), ("r0", "g0"), ("g0", "r2"), ("g0", "r3")]
    )
    found = await shortest_paths(graph, graph.node("a0"), graph.node("a2"), max_depth=6, count=3)
    assert names(found) == [["a0", "r0", "a1", "r2", "a2"], ["a0", "r0", "g0", "r2", "a2"], ["a0", "r1", "a1", "r2", "a2"]]


async def test_a_hub_is_met_from_its_small_side() -> None:
    hub = [("g0", f"r{n}") for n in range(100, 100 + 4 * WORKS_A_LAYER)]
    graph = MemoryGraph([*hub, ("a0", "r0"), ("g0", "r0"), ("a1", "r1"), ("g0", "r1")])
    found = await shortest_paths(graph, graph.node("a0"), graph.node("a1"), max_depth=6)
    assert names(found) == [["a0", "r0", "g0", "r1", "a1"]]
    assert found.is_certain
    assert graph.read < 20
    found = await shortest_paths(graph, graph.node("a0"), graph.node("g0"), max_depth=6)
    assert names(found) == [["a0", "r0", "g0"]]
    assert found.is_certain


def hub(thing: str, first: int) -> list[tuple[str, str]]:
    return [(thing, f"r{number}") for number in range(first, first + 2 * WORKS_A_LAYER)]


async def test_hubs_are_joined_by_what_they_share() -> None:
    graph = MemoryGraph([*hub("g0", 10_000), *hub("g1", 30_000), ("g0", "r99999"), ("g1", "r99999"), ("g0", "r99998"), ("g1", "r99998")])
    start, end = graph.node("g0"), graph.node("g1")
    found = await shortest_paths(graph, start, end, max_depth=6, count=5)
    assert names(found) == [["g0", "r99998", "g1"], ["g0", "r99999", "g1"]]
    assert found.is_certain
    assert names(await shortest_paths(graph, start, end, max_depth=6, avoid={("Release", "r99998")})) == [["g0", "r99999", "g1"]]
    assert not (await shortest_paths(graph, start, end, max_depth=1)).paths
    assert graph.read == 0


async def test_what_was_cut_is_not_called_certain() -> None:
    graph = MemoryGraph([*hub("g0", 10_000), *hub("g1", 30_000), ("g0", "r99998"), ("r99998", "a1"), ("a1", "r99999"), ("g1", "r99999")])
    found = await shortest_paths(graph, graph.node("g0"), graph.node("g1"), max_depth=6)
    assert found == Found([], is_certain=False)
    assert graph.read < 10_000
