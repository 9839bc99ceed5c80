"""Writes relationships and external links beside the rows of their entities, in the same transaction."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from psycopg import AsyncConnection, AsyncCursor
from psycopg.rows import TupleRow

from brainztableinator import queries as q
from brainztableinator.details import assertions, links
from brainztableinator.records import EntityRecord
from common.consumer.tables.gate import RowPlan
from common.domain.data_types import DataType
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from common.stores.binary_copy import stream
from common.stores.statement import Sql


log: Final = get_logger(__name__)


class DetailWriter:
    """Replaces what hangs on the written entities of one kind; unchanged entities keep what they have."""

    def __init__(self, data_type: DataType) -> None:
        self._data_type = data_type
        self._entity = data_type.singular

    async def write(self, connection: AsyncConnection[TupleRow], plan: RowPlan[EntityRecord]) -> None:
        """Write the details of a plan's new and changed records."""
        replaced = [row.item.record for row in plan.changed]
        written = [*(item.record for item in plan.new), *replaced]
        if not written:
            return
        parameters = {"mbids": [record.id for record in replaced], "entity": self._entity}
        async with connection.cursor() as cursor:
            await self._relationships(cursor, list(assertions(written, self._entity)), parameters if replaced else None)
            rows, too_long = links(written, self._entity)
            await self._links(cursor, rows, parameters if replaced else None)
        if too_long:
            log.warning(Mark.SKIPPED, "External links too long for their index stay in the records' data only", links=too_long)

    async def _relationships(self, cursor: AsyncCursor[TupleRow], rows: Sequence[bytes], replaced: Mapping[str, Any] | None) -> None:
        if not rows and not replaced:
            return
        await _run(cursor, q.MAKE_RELATIONSHIP_STAGING)
        if rows:
            await _copy(cursor, q.STAGE_RELATIONSHIPS, rows)
        if replaced:
            await _run(cursor, q.WITHDRAW_AS_SOURCE, replaced)
            await _run(cursor, q.WITHDRAW_AS_TARGET, replaced)
        if rows:
            await _run(cursor, q.ASSERT_RELATIONSHIPS)
        if replaced:
            await _run(cursor, q.DROP_UNASSERTED, replaced)

    async def _links(self, cursor: AsyncCursor[TupleRow], rows: Sequence[bytes], replaced: Mapping[str, Any] | None) -> None:
        if not rows and not replaced:
            return
        await _run(cursor, q.MAKE_LINK_STAGING)
        if rows:
            await _copy(cursor, q.STAGE_LINKS, rows)
        if replaced:
            await _run(cursor, q.DROP_LINKS, replaced)
        if rows:
            await _run(cursor, q.INSERT_LINKS)


async def forget_entities(connection: AsyncConnection[TupleRow], data_type: DataType, delete: Sql, parameters: Mapping[str, Any]) -> int:
    """Delete vanished entities with their links, and the relationships that nobody else asserts."""
    async with connection.cursor() as cursor:
        await _run(cursor, q.MAKE_GONE)
        await _run(cursor, q.TABLES[data_type].deleted_keys(delete), parameters)
        deleted = cursor.rowcount
        for statement in q.FORGET_DETAILS:
            await _run(cursor, statement, {"entity": data_type.singular})
    return deleted


async def _run(cursor: AsyncCursor[TupleRow], statement: Sql, parameters: Mapping[str, Any] | None = None) -> None:
    # Never prepared: the temporary tables, and with them the plans, differ from batch to batch.
    await cursor.execute(statement.text.encode(), parameters, prepare=False)


async def _copy(cursor: AsyncCursor[TupleRow], statement: Sql, rows: Sequence[bytes]) -> None:
    async with cursor.copy(statement.text.encode()) as copy:
        await copy.write(stream(rows))
