"""Neo4j: one driver a process, every transaction with a timeout that the server enforces.

Nothing is retried in here: the driver's own loop would hide an outage for 30 s and run a write twice behind the caller's back.
`neo4j_errors.classify_neo4j` says what an error means.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

from neo4j import AsyncDriver, AsyncGraphDatabase, AsyncTransaction, Query, SummaryCounters, TrustAll, TrustSystemCAs
from neo4j.exceptions import ConfigurationError

from common.runtime.errors import ConfigError
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from common.runtime.settings import Neo4jSettings
from common.stores import queries
from common.stores.statement import Cypher


DATABASE: Final = "neo4j"
CONNECT_TIMEOUT_S: Final = 10.0
ACQUISITION_TIMEOUT_S: Final = 60.0
LARGE_FETCH: Final = 5_000
"""Rows a round trip of large answers."""
CLIENT_GRACE_S: Final = 10.0
"""How long after the server's own timeout the client gives up: a server that is frozen or cut off terminates nothing."""

log = get_logger(__name__)


class Neo4jStore:
    """Statements and transactions on database `neo4j`. Safe for any number of tasks."""

    def __init__(self, driver: AsyncDriver) -> None:
        self._driver = driver

    async def rows(self, statement: Cypher, **parameters: Any) -> list[dict[str, Any]]:
        """All rows of one statement, in a transaction of its own; plain values, no nodes and relationships."""
        async with asyncio.timeout(statement.timeout_s + CLIENT_GRACE_S), self._driver.session(database=DATABASE) as session:
            result = await session.run(_query(statement), parameters)
            # Not `result.data()`, which looks at every element of every list for nodes: most of the time that large answers take here.
            return [dict(zip(result.keys(), tuple(record), strict=True)) async for record in result]

    async def values(self, statement: Cypher, **parameters: Any) -> list[list[Any]]:
        """All rows as lists of values, in the order of RETURN: for answers of many thousands of rows, at half the CPU of `rows`."""
        async with (
            asyncio.timeout(statement.timeout_s + CLIENT_GRACE_S),
            self._driver.session(database=DATABASE, fetch_size=LARGE_FETCH) as session,
        ):
            result = await session.run(_query(statement), parameters)
            return await result.values()

    async def execute(self, statement: Cypher, **parameters: Any) -> SummaryCounters:
        """Counters of one statement, in a transaction of its own."""
        async with asyncio.timeout(statement.timeout_s + CLIENT_GRACE_S), self._driver.session(database=DATABASE) as session:
            result = await session.run(_query(statement), parameters)
            return (await result.consume()).counters

    async def auto_commit(self, statement: Cypher, **parameters: Any) -> SummaryCounters:
        """Counters of a statement with `CALL { … } IN TRANSACTIONS`: what its inner transactions committed stays when it fails."""
        return await self.execute(statement, **parameters)

    async def write[T](self, name: str, work: Callable[[AsyncTransaction], Awaitable[T]], timeout_s: float = 120.0) -> T:
        """`work` in one write transaction, run once: committed when it returns, rolled back when it raises.

        Args:
            name: Shown in the server's list of transactions and its query log.
            timeout_s: After it the server terminates the transaction.
        """
        async with (
            asyncio.timeout(timeout_s + CLIENT_GRACE_S),
            self._driver.session(database=DATABASE) as session,
            await session.begin_transaction(metadata={"name": name}, timeout=timeout_s) as transaction,
        ):
            result = await work(transaction)
            await transaction.commit()
            return result

    async def probe(self) -> None:
        """One round trip; raises when the server is away or does not answer."""
        async with asyncio.timeout(queries.PROBE_NEO4J.timeout_s):
            await self.rows(queries.PROBE_NEO4J)


@asynccontextmanager
async def open_neo4j(settings: Neo4jSettings) -> AsyncIterator[Neo4jStore]:
    """The driver of a process. Does not fail while the server is away: it connects when used.

    Raises:
        ConfigError: the URI and the TLS settings contradict each other, or the URI is none.
    """
    try:
        driver = AsyncGraphDatabase.driver(
            settings.neo4j_uri,
            auth=(settings.neo4j_username, settings.neo4j_password.get_secret_value()),
            max_connection_lifetime=1800,
            max_connection_pool_size=50,
            connection_acquisition_timeout=ACQUISITION_TIMEOUT_S,
            connection_timeout=CONNECT_TIMEOUT_S,
            liveness_check_timeout=30,
            keep_alive=True,
            user_agent="discogsography",
            notifications_min_severity="OFF",  # "unknown label" on every query of an empty graph
            **tls_arguments(settings),
        )
    except (ConfigurationError, ValueError) as error:
        raise ConfigError(f"Cannot use NEO4J_HOST '{settings.neo4j_host}' with NEO4J_TLS_ENABLED={settings.neo4j_tls_enabled}: {error}") from error
    async with driver:
        yield Neo4jStore(driver)


def tls_arguments(settings: Neo4jSettings) -> dict[str, Any]:
    """Driver arguments for the TLS settings; none when TLS is off (a `+s` URI brings its own)."""
    if not settings.neo4j_tls_enabled:
        return {}
    if settings.neo4j_tls_verify:
        log.info(Mark.AUTH, "Neo4j connections are encrypted and verified")
        return {"encrypted": True, "trusted_certificates": TrustSystemCAs()}
    log.warning(Mark.WARNING, "Neo4j connections are encrypted, but the server's certificate is not verified")
    return {"encrypted": True, "trusted_certificates": TrustAll()}


def _query(statement: Cypher) -> Query:
    return Query(statement.text, metadata={"name": statement.name}, timeout=statement.timeout_s)
