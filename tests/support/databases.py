"""Databases that one test after the other has to itself: a clone takes a quarter of a second, to empty one that is there a hundredth."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final, LiteralString

import psycopg
from psycopg import sql

from tests.support.schema import create_database, drop_database
from tests.support.servers import TestStack


OURS: Final = "nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND nspname !~ '^pg_(temp|toast_temp)'"
WITH_PAGES: Final[LiteralString] = f"""
    SELECT nspname, relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind = 'r' AND pg_relation_size(c.oid) > 0 AND {OURS}
"""
"""Tables that rows were written to."""
SEQUENCES: Final[LiteralString] = f"""
    SELECT nspname, relname, pg_sequence_last_value(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind = 'S' AND {OURS}
"""
SHAPE: Final[LiteralString] = f"""
    SELECT md5(string_agg(told, ' ' ORDER BY told)) FROM (
      SELECT concat_ws(' ', c.oid, relname, relkind, relnatts, relchecks, relhastriggers, relrowsecurity, reloptions) AS told
      FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE {OURS}
      UNION ALL SELECT concat_ws(' ', attrelid, attname, atttypid, attnotnull, atthasdef, attisdropped)
      FROM pg_attribute JOIN pg_class c ON c.oid = attrelid JOIN pg_namespace n ON n.oid = relnamespace WHERE attnum > 0 AND {OURS}
      UNION ALL SELECT concat_ws(' ', oid, conname) FROM pg_constraint
      UNION ALL SELECT concat_ws(' ', oid, tgname, tgenabled) FROM pg_trigger
      UNION ALL SELECT concat_ws(' ', oid, md5(prosrc)) FROM pg_proc
      UNION ALL SELECT concat_ws(' ', oid, nspname) FROM pg_namespace WHERE {OURS}
      UNION ALL SELECT concat_ws(' ', oid, extname, extversion) FROM pg_extension
      UNION ALL SELECT concat_ws(' ', setrole, setconfig) FROM pg_db_role_setting
        WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
    ) shape
"""
"""Changes with every table, column, index, function, trigger and setting of the database; not with what tables hold."""
END_OTHERS: Final = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"

type Table = tuple[str, str]
type Connection = psycopg.AsyncConnection[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class _Fresh:
    """What a clone of the template is like before anybody has used it."""

    shape: str
    rows: Mapping[Table, bytes]
    sequences: Mapping[Table, int | None]

    @classmethod
    async def of(cls, connection: Connection) -> "_Fresh":
        rows = {}
        for table in await _tables(connection):
            async with connection.cursor() as cursor, cursor.copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(*table))) as copy:
                rows[table] = b"".join([bytes(block) async for block in copy])
        return cls(await _shape(connection), rows, await _sequences(connection))

    async def restore(self, connection: Connection) -> bool:
        """Leave the database as a fresh clone is; false when more than rows was changed in it."""
        await connection.execute(END_OTHERS)
        if await _shape(connection) != self.shape:
            return False
        # Deleted rows would stay in indexes, and make each test slower than the one before it.
        used = sql.SQL(", ").join(sql.Identifier(*table) for table in await _tables(connection))
        await connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(used))
        for table, block in self.rows.items():
            async with connection.cursor() as cursor, cursor.copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(*table))) as copy:
                await copy.write(block)
        for sequence, value in (await _sequences(connection)).items():
            if value != (first := self.sequences[sequence]):
                name = sql.Identifier(*sequence).as_string(connection)
                await connection.execute("SELECT setval(%s::regclass, %s, %s)", (name, first or 1, first is not None))
        return True


class Databases:
    """Clones of a template, emptied between the tests of this process, dropped when it ends. One that a test has rebuilt is dropped after it."""

    def __init__(self, stack: TestStack, template: str) -> None:
        self._stack = stack
        self._template = template
        self._free: list[str] = []
        self._fresh: _Fresh | None = None

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[str]:
        """Name of a database as a fresh clone is."""
        name = self._free.pop() if self._free else await self._clone()
        try:
            yield name
        finally:
            if await self._restored(name):
                self._free.append(name)
            else:
                await drop_database(self._stack, name)

    async def close(self) -> None:
        """Drop them."""
        while self._free:
            await drop_database(self._stack, self._free.pop())

    async def _clone(self) -> str:
        name = await create_database(self._stack, self._template)
        if self._fresh is None:
            async with await self._connect(name) as connection:
                self._fresh = await _Fresh.of(connection)
        return name

    async def _restored(self, name: str) -> bool:
        assert self._fresh is not None
        async with await self._connect(name) as connection:
            return await self._fresh.restore(connection)

    async def _connect(self, name: str) -> Connection:
        return await psycopg.AsyncConnection.connect(self._stack.postgres_dsn(name), autocommit=True)


async def _tables(connection: Connection) -> list[Table]:
    return [(row[0], row[1]) async for row in await connection.execute(WITH_PAGES)]


async def _sequences(connection: Connection) -> dict[Table, int | None]:
    return {(row[0], row[1]): row[2] async for row in await connection.execute(SEQUENCES)}


async def _shape(connection: Connection) -> str:
    row = await (await connection.execute(SHAPE)).fetchone()
    assert row is not None
    return str(row[0])
