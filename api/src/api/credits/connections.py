"""Who works with whom, one to three steps out."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from api.credits import queries
from api.credits.models import MAX_CONNECTIONS, Connection, PersonConnections
from api.credits.service import person_not_found
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore


EXPANDED: Final = (10, 5)
"""So many of the first level and of the second are followed further."""
FURTHER: Final = 10
"""So many people are told of each that is followed."""

type Shared = Sequence[tuple[str, int]]
"""People by the number of releases shared, most first, then by name."""


async def person_connections(postgres: PostgresStore, graph: Neo4jStore, name: str, depth: int, limit: int) -> PersonConnections:
    """People that share releases with a person, and beyond them `depth - 1` levels. Raises `NotFound`.

    Every name occurs once: people are told where they are met first, levels before branches.
    """
    if not await graph.rows(queries.PERSON, name=name):
        raise person_not_found(name)
    shared = await _shared_of(postgres, graph, [name], limit)
    level = [Connection(name=other, shared_count=count) for other, count in shared.get(name, ())]
    answer = PersonConnections(name=name, connections=level)
    named = {name, *(connection.name for connection in level)}
    for count in EXPANDED[: depth - 1]:
        followed = level[:count]
        # Enough that whoever is named already cannot fill it; what is stored of a busy person is as much as there is.
        shared = await _shared_of(postgres, graph, [connection.name for connection in followed], MAX_CONNECTIONS)
        for connection in followed:
            connection.connections = beyond(shared.get(connection.name, ()), named)
            named.update(further.name for further in connection.connections)
        level = ranked(further for connection in followed for further in connection.connections)
    return answer


def beyond(shared: Shared, named: set[str]) -> list[Connection]:
    """The first `FURTHER` people who are not named yet."""
    return [Connection(name=name, shared_count=count) for name, count in shared if name not in named][:FURTHER]


def ranked(connections: Iterable[Connection]) -> list[Connection]:
    """Most shared releases first, then by name."""
    return sorted(connections, key=lambda connection: (-connection.shared_count, connection.name))


async def _shared_of(postgres: PostgresStore, graph: Neo4jStore, names: list[str], limit: int) -> Mapping[str, Shared]:
    """The first `limit` people of each; stored for busy people, else from the graph."""
    stored = await postgres.rows(queries.STORED, names=names)
    found = {row["name"]: [(name, count) for name, count in row["connections"][:limit]] for row in stored}
    if missing := [name for name in names if name not in found]:
        for row in await graph.rows(queries.CONNECTIONS, names=missing, limit=limit):
            found.setdefault(row["person"], []).append((row["name"], row["shared_count"]))
    return found
