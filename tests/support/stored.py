"""What the stores hold, in the oracle's terms, and what differs from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
import json
from typing import Any, Final

from tests.support.oracle_graph import Edge, ExpectedGraph, Node
from tests.support.oracle_rows import Rows
from tests.support.servers import GraphTarget, PostgresTarget


CATALOGUE: Final = ("Artist", "Label", "Master", "Release", "Genre", "Style", "Person")
STAMPS: Final = frozenset({"run", "sequence", "writer", "mb_run", "mb_hash", "mb_updated_at"})
"""Properties that say when and by whom a node was written, not what the catalogue says."""
KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "musicbrainz.relationships": (
        *("source_mbid", "source_entity_type", "target_mbid", "target_entity_type"),
        *("relationship_type", "attributes", "begin_date", "end_date"),
    ),
    "musicbrainz.external_links": ("mbid", "entity_type", "service_name", "url"),
}
SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Graph:
    """All nodes and edges of the catalogue with all their properties; `identities` are the server's own."""

    nodes: Mapping[Node, dict[str, Any]]
    edges: Mapping[Edge, dict[str, Any]]
    identities: Mapping[Node | Edge, str]


async def read_graph(graph: GraphTarget) -> Graph:
    """The whole graph; two nodes of one key, or two edges that should be one, fail."""
    nodes: dict[Node, dict[str, Any]] = {}
    edges: dict[Edge, dict[str, Any]] = {}
    identities: dict[Node | Edge, str] = {}
    by_identity: dict[str, Node] = {}
    for row in await graph.rows(
        "MATCH (n) WHERE labels(n)[0] IN $labels RETURN labels(n) AS l, elementId(n) AS i, properties(n) AS p", labels=CATALOGUE
    ):
        (label,) = row["l"]
        node = (label, row["p"].get("id") or row["p"]["name"])
        assert node not in nodes, f"two nodes {node}"
        nodes[node], identities[node], by_identity[row["i"]] = row["p"], row["i"], node
    query = "MATCH (a)-[e]->(b) RETURN type(e) AS t, elementId(a) AS a, elementId(b) AS b, elementId(e) AS i, properties(e) AS p"
    for row in await graph.rows(query):
        edge = (row["t"], by_identity[row["a"]], by_identity[row["b"]], row["p"].get("role", ""))
        assert edge not in edges, f"two edges {edge}"
        edges[edge], identities[edge] = row["p"], row["i"]
    return Graph(nodes, edges, identities)


def graph_differences(found: Graph, expected: ExpectedGraph) -> list[str]:
    """What the graph has otherwise than the oracle, in words; empty when it is equal, property by property."""
    differences = keys_differ("nodes", found.nodes, expected.nodes) + keys_differ("edges", found.edges, expected.edges)
    for node in found.nodes.keys() & expected.nodes.keys():
        properties = {name: value for name, value in found.nodes[node].items() if name not in STAMPS}
        wanted = dict(expected.nodes[node])
        name = "title" if node[0] in ("Master", "Release") else "name"
        if "sha256" not in wanted and node[0] in ("Artist", "Label", "Master") and properties.get(name) in expected.names[node]:
            wanted[name] = properties[name]
        differences += values_differ(str(node), properties, wanted)
        if "mbid" in wanted and "mb_updated_at" not in found.nodes[node]:
            differences.append(f"{node}: no mb_updated_at")
    for edge in found.edges.keys() & expected.edges.keys():
        told = expected.told.get(edge, [{}])
        options = [values_differ(str(edge), found.edges[edge], expected.edges[edge] | one) for one in told]
        closest = min(options, key=len)
        differences += closest
    return differences


async def assert_graph(graph: GraphTarget, expected: ExpectedGraph) -> None:
    """The graph is the oracle's, and so is what waits for a node."""
    # What waits first: a caller that asks until it holds need not read the whole graph each time.
    waiting = await graph.rows("MATCH (p:PendingEnrichment) RETURN p.mbid AS mbid")
    assert {row["mbid"] for row in waiting} == expected.waiting
    assert_none(graph_differences(await read_graph(graph), expected))


async def holds(graph: GraphTarget, expected: ExpectedGraph) -> bool:
    """For what is applied a moment after an import: enrichment that waited for its node."""
    await assert_graph(graph, expected)
    return True


async def read_rows(postgres: PostgresTarget, tables: Iterable[str]) -> Rows:
    """Whole rows by key: an entity's own, or the natural key."""
    found: Rows = {}
    for table in tables:
        found[table] = {}
        for row in await postgres.rows(f"SELECT * FROM {table}"):
            plain = {name: _plain(value) for name, value in row.items()}
            if table in KEYS:
                plain["attributes"] = json.dumps(plain.get("attributes"), sort_keys=True)
                key: Any = tuple(plain[column] for column in KEYS[table])
            else:
                key = plain.get("data_id") or plain["mbid"]
            found[table][key] = plain
    return found


def rows_differences(found: Rows, expected: Rows) -> list[str]:
    """What the tables have otherwise than the oracle, in words; empty when they are equal, column by column."""
    differences: list[str] = []
    for table, rows in expected.items():
        differences += keys_differ(table, found[table], rows)
        for key in found[table].keys() & rows.keys():
            row = {column: found[table][key].get(column) for column in rows[key]}
            wanted = {column: row[column] if isinstance(value, set) and row[column] in value else value for column, value in rows[key].items()}
            differences += values_differ(f"{table} {key}", row, wanted)
    return differences


def keys_differ(what: str, found: Iterable[Any], expected: Iterable[Any]) -> list[str]:
    """What is missing and what is too much."""
    missing, extra = sorted(map(str, set(expected) - set(found))), sorted(map(str, set(found) - set(expected)))
    return [f"{what}: {len(keys)} {word}, e.g. {keys[:SHOWN]}" for word, keys in (("missing", missing), ("too many", extra)) if keys]


def values_differ(what: str, found: Mapping[str, Any], expected: Mapping[str, Any]) -> list[str]:
    """The fields that differ."""
    names = sorted(name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name))
    return [f"{what}: {name} is {str(found.get(name))[:200]}, not {str(expected.get(name))[:200]}" for name in names]


def assert_none(differences: list[str]) -> None:
    """Fail with the first differences and their number."""
    assert not differences, f"{len(differences)} differences:\n" + "\n".join(differences[:20])


def _plain(value: Any) -> Any:
    return str(value) if type(value).__name__ == "UUID" else value
