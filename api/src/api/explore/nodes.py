"""Single nodes, and the nodes and links of a view."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from pydantic import TypeAdapter

from api.catalogue import hubs
from api.concurrency import ask_all
from api.entities import service as entities
from api.entities.models import Resolved
from api.errors import entity_not_found
from api.explore import node_queries as queries
from api.explore.models import Edge, Edges, Node, NodeKey, NodeRef, Nodes, NodeSummary
from api.models import EntityType
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore


_NODE: Final[TypeAdapter[Node]] = TypeAdapter(Node)


async def summaries(graph: Neo4jStore, entity_type: EntityType, ids: Sequence[str]) -> dict[str, NodeSummary]:
    """Nodes by id; unknown ids are absent."""
    (row,) = await graph.rows(queries.SUMMARIES[entity_type], ids=list(ids))
    return {found["id"]: NodeSummary(type=entity_type, **found) for found in row["found"]}


async def node(graph: Neo4jStore, postgres: PostgresStore, entity_type: EntityType, key: str, given_type: str) -> Node:
    """The node with this id, else the largest of this name.

    Raises:
        NotFound: there is none.
    """
    found = await entities.find(graph, entity_type, entity_id=key) or await entities.find(graph, entity_type, name=key)
    if found is None:
        raise entity_not_found(given_type, key)
    if entity_type is EntityType.ARTIST:
        (row,), tags = await asyncio.gather(graph.rows(queries.ARTIST, key=found.id), _artist_tags(graph, postgres, found))
        return _NODE.validate_python({"type": "artist", **row, **tags})
    (row,) = await graph.rows(queries.NODES[entity_type], key=found.id)
    return _NODE.validate_python({"type": entity_type.value, **row})


async def nodes(graph: Neo4jStore, wanted: Sequence[NodeKey]) -> Nodes:
    """What is there of the wanted nodes."""
    by_type = _by_type(wanted)
    found = dict(zip(by_type, await ask_all(summaries(graph, kind, ids) for kind, ids in by_type.items()), strict=True))
    keys = dict.fromkeys((key.type, key.id) for key in wanted)
    return Nodes(
        nodes=[node for kind, key in keys if (node := found[kind].get(key)) is not None],
        missing=[NodeRef(type=kind, id=key) for kind, key in keys if key not in found[kind]],
    )


async def edges(graph: Neo4jStore, wanted: Sequence[NodeKey]) -> Edges:
    """Links among the wanted nodes."""
    by_type = _by_type(wanted)
    parameters = {kind.value: by_type.get(kind, []) for kind in EntityType}
    asked = [kind for kind in queries.EDGES if kind in by_type]
    answers = await ask_all(graph.rows(queries.EDGES[kind], **parameters) for kind in asked)
    found = [_edge(kind, *edge) for kind, (row,) in zip(asked, answers, strict=True) for edge in row["found"]]
    return Edges(edges=sorted(found, key=lambda edge: (edge.source.type, edge.source.id, edge.target.type, edge.target.id, edge.type)))


def _edge(near_type: EntityType, near: str, edge_type: str, far_type: str, far: str, roles: list[str], edges: int, releases: int | None) -> Edge:
    ends = NodeRef(type=near_type, id=near), NodeRef(type=EntityType(far_type), id=far)
    source, target = reversed(ends) if edge_type == "CREDITED_ON" else ends
    count = (releases or 1) if edge_type == "PART_OF" else edges
    return Edge(source=source, target=target, type=edge_type, role=", ".join(sorted(roles)) or None, count=count)


def _by_type(wanted: Sequence[NodeKey]) -> dict[EntityType, list[str]]:
    """Ids by type, each once."""
    found: defaultdict[EntityType, dict[str, None]] = defaultdict(dict)
    for key in wanted:
        found[key.type][key.id] = None
    return {kind: list(ids) for kind, ids in found.items()}


async def _artist_tags(graph: Neo4jStore, postgres: PostgresStore, artist: Resolved) -> dict[str, list[str]]:
    hub = await hubs.find_hub(postgres, EntityType.ARTIST, artist.id)
    if hub is None:
        return dict((await graph.rows(queries.ARTIST_TAGS, key=artist.id))[0])
    pages = await asyncio.gather(*(hubs.member_page(postgres, hub, category, limit=1_000) for category in ("genres", "styles")))
    return {category: sorted(key.id for key in page.keys) for category, page in zip(("genres", "styles"), pages, strict=True)}
