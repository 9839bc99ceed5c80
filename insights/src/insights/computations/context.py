"""What a computation works with, and how it says what came of it."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from common.stores.postgres import PostgresStore
from common.stores.statement import Sql
from insights.client import ApiClient


@dataclass(frozen=True, slots=True)
class Context:
    """What a computation works with.

    Attributes:
        api: Computes.
        postgres: Where results are kept.
        now: Time of the cycle, UTC.
        milestones: Anniversaries that count.
        progress: Told rows done and rows expected by computations that take long.
    """

    api: ApiClient
    postgres: PostgresStore
    now: datetime
    milestones: Sequence[int]
    progress: Callable[[int, int], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a computation."""

    rows: int
    is_stale: bool = False
    """Nothing came of it, and older rows stay."""


type Computation = Callable[[Context], Awaitable[Result]]


async def replace(postgres: PostgresStore, *, count: Sql, delete: Sql, copy: Sql, rows: Sequence[Sequence[Any]], **which: Any) -> Result:
    """Put `rows` in the place of those that `delete` names, in one transaction: readers see either.

    Without rows nothing is deleted: an empty answer is more likely a catalogue that is being loaded than the end of all music. What is there
    then is stale.

    Args:
        count: One row with `present`, how many rows there are.
        delete: With `which` as parameters.
        copy: A COPY of the rows' columns.
    """
    if not rows:
        (found,) = await postgres.rows(count, **which)
        return Result(0, is_stale=found["present"] > 0)
    async with postgres.transaction(delete.timeout_s) as connection:
        await connection.execute(delete.text, which or None)
        await copy_rows(connection, copy, rows)
    return Result(len(rows))


async def copy_rows(connection: AsyncConnection[TupleRow], statement: Sql, rows: Iterable[Sequence[Any]]) -> None:
    """Send rows by a COPY statement."""
    async with connection.cursor() as cursor, cursor.copy(statement.text) as copy:
        for row in rows:
            await copy.write_row(row)
