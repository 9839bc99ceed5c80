"""Figures of the stores themselves: sizes, connections, counts."""

from dataclasses import dataclass
import time
from typing import Any, Final

from psycopg import AsyncConnection
from psycopg_pool import PoolTimeout
from redis.asyncio import Redis

from common.runtime.settings import PostgresSettings
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore, connection_arguments
from dashboard import queries
from dashboard.models import CacheInfo, DatabaseInfo


GIB: Final = 1024**3
MIB: Final = 1024**2
SIZE_EVERY_S: Final = 30.0
APOC_EVERY_S: Final = 300.0
CONNECT_S: Final = 2
NO_APOC: Final = "unknown (APOC unavailable)"
BOLT_CONNECTIONS: Final = 1
"""What the documented field tells of Neo4j: the dashboard's own driver."""


@dataclass(frozen=True, slots=True)
class PostgresFigures:
    """What PostgreSQL tells."""

    connections: int
    max_connections: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class GraphFigures:
    """What Neo4j tells."""

    nodes: int
    relationships: int
    has_apoc: bool


class PostgresLook:
    """Looks at PostgreSQL: at connections each time, at the size seldom."""

    def __init__(self, postgres: PostgresStore, settings: PostgresSettings, *, size_every_s: float = SIZE_EVERY_S) -> None:
        self._postgres = postgres
        self._settings = settings
        self._size_every_s = size_every_s
        self._size: tuple[float, int] | None = None

    async def __call__(self) -> PostgresFigures:
        """One look."""
        try:
            (row,) = await self._postgres.rows(queries.CONNECTIONS)
        except PoolTimeout:
            await self._connect()
            raise
        if self._size is None or time.monotonic() - self._size[0] >= self._size_every_s:
            (size,) = await self._postgres.rows(queries.DATABASE_SIZE)
            self._size = (time.monotonic(), int(size["bytes"]))
        return PostgresFigures(row["connections"], row["max_connections"], self._size[1])

    async def _connect(self) -> None:
        """Fail as a connection does: the pool only says that it has none, not why."""
        arguments = connection_arguments(self._settings, application_name="dashboard") | {"connect_timeout": CONNECT_S}
        await (await AsyncConnection.connect(**arguments)).close()


class GraphLook:
    """Looks at Neo4j: at counts each time, at its libraries seldom."""

    def __init__(self, graph: Neo4jStore, *, apoc_every_s: float = APOC_EVERY_S) -> None:
        self._graph = graph
        self._apoc_every_s = apoc_every_s
        self._apoc: tuple[float, bool] | None = None

    async def __call__(self) -> GraphFigures:
        """One look."""
        (nodes,) = await self._graph.rows(queries.NODES)
        (relationships,) = await self._graph.rows(queries.RELATIONSHIPS)
        if self._apoc is None or time.monotonic() - self._apoc[0] >= self._apoc_every_s:
            (apoc,) = await self._graph.rows(queries.APOC)
            self._apoc = (time.monotonic(), apoc["is_there"])
        return GraphFigures(nodes["nodes"], relationships["relationships"], self._apoc[1])


async def cache_info(redis: Redis) -> CacheInfo:
    """What Redis tells."""
    told: dict[str, Any] = await redis.info()
    hits, misses = int(told.get("keyspace_hits", 0)), int(told.get("keyspace_misses", 0))
    return CacheInfo(
        status="healthy",
        error=None,
        hit_rate=round(hits / (hits + misses), 4) if hits + misses else None,
        memory_bytes=int(told.get("used_memory", 0)),
    )


def no_cache(error: str | None) -> CacheInfo:
    """Redis, when it tells nothing."""
    return CacheInfo(status="unhealthy", error=error, hit_rate=None, memory_bytes=None)


NO_DATABASE: Final = DatabaseInfo(
    name="PostgreSQL",
    status="unhealthy",
    connection_count=0,
    size=None,
    error=None,
    size_bytes=None,
    max_connections=None,
    nodes=None,
    relationships=None,
)


def postgres_info(figures: PostgresFigures | None, error: str | None) -> DatabaseInfo:
    """PostgreSQL as it is told."""
    if figures is None:
        return NO_DATABASE.model_copy(update={"error": error})
    return NO_DATABASE.model_copy(
        update={
            "status": "healthy",
            "connection_count": figures.connections,
            "size": size_text(figures.size_bytes),
            "size_bytes": figures.size_bytes,
            "max_connections": figures.max_connections,
        }
    )


def graph_info(figures: GraphFigures | None, error: str | None) -> DatabaseInfo:
    """Neo4j as it is told.

    `size` is the documented text, which tells figures only where the APOC library is. The figures themselves need no library, and are
    in fields of their own.
    """
    if figures is None:
        return NO_DATABASE.model_copy(update={"name": "Neo4j", "error": error})
    return NO_DATABASE.model_copy(
        update={
            "name": "Neo4j",
            "status": "healthy",
            "connection_count": BOLT_CONNECTIONS,
            "size": f"{figures.nodes:,} nodes, {figures.relationships:,} relationships" if figures.has_apoc else NO_APOC,
            "nodes": figures.nodes,
            "relationships": figures.relationships,
        }
    )


def size_text(size_bytes: int) -> str:
    """`3.40 GB` from a gibibyte on, else `812 MB`."""
    return f"{size_bytes / GIB:,.2f} GB" if size_bytes >= GIB else f"{size_bytes / MIB:,.0f} MB"
