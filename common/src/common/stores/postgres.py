"""PostgreSQL: one pool a process, and timeouts on everything that can hang.

The pool is psycopg's own. It opens lazily and reconnects by itself; who uses it while the server is away gets the driver's error,
and `postgres_errors.classify_postgres` says what that means. There is no retry in here: the caller knows what may run twice.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import select
from typing import Any, Final

from psycopg import AsyncConnection
from psycopg.rows import TupleRow, dict_row
from psycopg_pool import AsyncConnectionPool

from common.runtime.settings import PostgresSettings
from common.stores import queries
from common.stores.statement import Sql


DEFAULT_PORT: Final = 5432
CONNECT_TIMEOUT_S: Final = 10
ROUND_TRIP_TIMEOUT_S: Final = 5
LOCK_TIMEOUT_S: Final = 30
BORROW_TIMEOUT_S: Final = 10.0
CLOSE_TIMEOUT_S: Final = 5.0
IDLE_LIFETIME_S: Final = 300.0
CLIENT_GRACE_S: Final = 5.0
"""How long after the server's own timeout the client gives up: a server that is frozen or cut off cancels nothing. The driver then
spends up to 10 s more on asking for the cancellation and waiting for it, and closes the connection."""


def parse_postgres_host_port(value: str | None, default: int = DEFAULT_PORT) -> tuple[str, int]:
    """Host and port of `host`, `host:port`, `[v6]`, `[v6]:port` or a bare IPv6 address.

    A port that is missing or no number is `default`; a missing host is `localhost`.
    """
    text = (value or "").strip()
    if text.startswith("[") and "]" in text:
        host, _, rest = text[1:].partition("]")
        port = rest.removeprefix(":")
    elif text.count(":") == 1:
        host, _, port = text.partition(":")
    else:
        host, port = text, ""
    return host or "localhost", int(port) if port.isascii() and port.isdigit() else default


def connection_arguments(settings: PostgresSettings, *, application_name: str, database: str | None = None) -> dict[str, Any]:
    """Keyword arguments of `psycopg.connect`; a port inside the host wins. Holds the password: never log it."""
    host, port = parse_postgres_host_port(settings.postgres_host, settings.postgres_port)
    return {
        "host": host,
        "port": port,
        "dbname": database or settings.postgres_database,
        "user": settings.postgres_username,
        "password": settings.postgres_password.get_secret_value(),
        "application_name": application_name,
        "connect_timeout": CONNECT_TIMEOUT_S,
        # A peer that vanished without a word is noticed within about a minute.
        "keepalives": 1,
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": 30_000,
    }


class _Connection(AsyncConnection[TupleRow]):
    statement_timeout_s: float | None = None  # what the session is set to; None: the server's default


class PostgresStore:
    """Statements and transactions over the pool. Safe for any number of tasks."""

    def __init__(self, pool: AsyncConnectionPool[_Connection], statement_timeout_s: float) -> None:
        self._pool = pool
        self._statement_timeout_s = statement_timeout_s

    @asynccontextmanager
    async def connection(self, timeout_s: float | None = None) -> AsyncIterator[AsyncConnection[TupleRow]]:
        """A borrowed connection in autocommit mode; `timeout_s` bounds each statement (default: the process's setting).

        Raises:
            psycopg.OperationalError: none could be had in time.
        """
        async with self._pool.connection() as connection:
            wanted = timeout_s or self._statement_timeout_s
            if connection.statement_timeout_s != wanted:
                async with asyncio.timeout(ROUND_TRIP_TIMEOUT_S):
                    await connection.execute(queries.SET_STATEMENT_TIMEOUT.text, {"milliseconds": _milliseconds(wanted)})
                connection.statement_timeout_s = wanted
            yield connection

    @asynccontextmanager
    async def transaction(self, timeout_s: float | None = None) -> AsyncIterator[AsyncConnection[TupleRow]]:
        """A borrowed connection inside a transaction: committed at the end, rolled back when the body raises."""
        async with self.connection(timeout_s) as connection, connection.transaction():
            yield connection

    async def rows(self, statement: Sql, **parameters: Any) -> list[dict[str, Any]]:
        """All rows of one statement, in a transaction of its own."""
        async with (
            self.connection(statement.timeout_s) as connection,
            asyncio.timeout(statement.timeout_s + CLIENT_GRACE_S),
            connection.cursor(row_factory=dict_row) as cursor,
        ):
            await cursor.execute(statement.text, parameters or None)
            return await cursor.fetchall()

    async def execute(self, statement: Sql, **parameters: Any) -> int:
        """Rows touched by one statement, in a transaction of its own."""
        async with self.connection(statement.timeout_s) as connection, asyncio.timeout(statement.timeout_s + CLIENT_GRACE_S):
            return (await connection.execute(statement.text, parameters or None)).rowcount

    async def probe(self) -> None:
        """One round trip; raises when the server is away or does not answer."""
        await self.rows(queries.PROBE_POSTGRES)


@asynccontextmanager
async def open_postgres(
    settings: PostgresSettings, *, application_name: str, borrow_timeout_s: float = BORROW_TIMEOUT_S
) -> AsyncIterator[PostgresStore]:
    """The pool of a process. Does not fail while the server is away: it connects in the background and when used.

    Args:
        borrow_timeout_s: How long a borrower waits for a connection.
    """
    pool = AsyncConnectionPool(
        connection_class=_Connection,
        kwargs=connection_arguments(settings, application_name=application_name) | {"autocommit": True},
        min_size=min(settings.postgres_pool_min_size, settings.postgres_pool_max_size),
        max_size=settings.postgres_pool_max_size,
        name=application_name,
        timeout=borrow_timeout_s,
        # Kept as short as a borrower waits: the pool's own attempts grow minutes apart in a long outage, a new borrower starts them afresh.
        reconnect_timeout=borrow_timeout_s,
        max_idle=IDLE_LIFETIME_S,
        configure=_configure,
        check=_check,
        open=False,
    )
    await pool.open(wait=False)
    try:
        yield PostgresStore(pool, settings.postgres_statement_timeout)
    finally:
        await pool.close(timeout=CLOSE_TIMEOUT_S)


async def _configure(connection: _Connection) -> None:
    async with asyncio.timeout(ROUND_TRIP_TIMEOUT_S):
        await connection.execute(queries.SET_LOCK_TIMEOUT.text, {"milliseconds": _milliseconds(LOCK_TIMEOUT_S)})


async def _check(connection: _Connection) -> None:
    """Whether an idle connection is still good, without a round trip in the common case.

    An idle server says nothing. A socket with something to read means that it did: most likely "terminating connection".
    """
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN | select.POLLHUP | select.POLLERR)
    if poll.poll(0):
        async with asyncio.timeout(ROUND_TRIP_TIMEOUT_S):
            await AsyncConnectionPool.check_connection(connection)


def _milliseconds(seconds: float) -> str:
    return str(max(1, round(seconds * 1000)))
