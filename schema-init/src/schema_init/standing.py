"""`schema-init --wait`: changes nothing, ends when the schemas are complete. For processes that start beside the run that makes them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
import time
from typing import Final

from alembic.script import ScriptDirectory
import psycopg

from common.runtime.errors import describe_exception
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from common.stores.neo4j import open_neo4j
from common.stores.postgres import connection_arguments
from schema_init import queries
from schema_init.graph_objects import OBJECTS
from schema_init.postgres import APPLICATION_NAME, MIGRATIONS
from schema_init.runner import HALVES, ExitCode, Half
from schema_init.settings import SchemaInitSettings


POLL_S: Final = 1.0
TOLD_EVERY_S: Final = 10.0
ANSWER_TIMEOUT_S: Final = 10.0

log = get_logger(__name__)


async def wait(settings: SchemaInitSettings, halves: Sequence[Half] = HALVES) -> ExitCode:
    """Look at the stores until their schemas are complete, for `SCHEMA_INIT_TIMEOUT` at most; `FAILED` when they are not by then."""
    missing: dict[Half, Callable[[SchemaInitSettings], Awaitable[str | None]]] = {
        Half.POSTGRES: missing_in_postgres,
        Half.NEO4J: missing_in_neo4j,
    }
    deadline = time.monotonic() + settings.schema_init_timeout
    told_at = float("-inf")
    while True:
        found = await asyncio.gather(*(_look(missing[half], settings) for half in halves))
        lacks = {half.value: lack for half, lack in zip(halves, found, strict=True) if lack is not None}
        if not lacks:
            log.info(Mark.OK, "The schemas are complete", stores=[half.value for half in halves])
            return ExitCode.DONE
        now = time.monotonic()
        if now >= deadline:
            log.error(Mark.FAILED, "The schemas are not complete; has schema-init run?", missing=lacks, waited_s=settings.schema_init_timeout)
            return ExitCode.FAILED
        if now - told_at >= TOLD_EVERY_S:
            told_at = now
            log.info(Mark.WAITING, "Waiting for schema-init", missing=lacks)
        await asyncio.sleep(POLL_S)


async def missing_in_postgres(settings: SchemaInitSettings) -> str | None:
    """What the database lacks, in words. A revision that this program does not know is of a newer one, which has made all of ours."""
    arguments = connection_arguments(settings, application_name=APPLICATION_NAME)
    async with await psycopg.AsyncConnection.connect(**arguments) as connection:
        try:
            row = await (await connection.execute(queries.POSTGRES_REVISION.text)).fetchone()
        except psycopg.errors.UndefinedTable:
            return "all tables"
    ours = [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]  # newest first
    at = row[0] if row is not None else None
    if at is None or (at in ours and at != ours[0]):
        return f"migrations after {at or 'the beginning'}, up to {ours[0]}"
    return None


async def missing_in_neo4j(settings: SchemaInitSettings) -> str | None:
    """What the graph lacks, in words."""
    async with open_neo4j(settings) as store:
        rows = await store.rows(queries.GRAPH_INDEXES)
    online = {row["name"] for row in rows if row["state"] == "ONLINE"}
    lacking = sorted({item.name for item in OBJECTS} - online)
    return f"{len(lacking)} of {len(OBJECTS)} constraints and indexes, {lacking[0]} among them" if lacking else None


async def _look(missing: Callable[[SchemaInitSettings], Awaitable[str | None]], settings: SchemaInitSettings) -> str | None:
    try:
        async with asyncio.timeout(ANSWER_TIMEOUT_S):
            return await missing(settings)
    except Exception as error:  # whatever it is, a store that does not answer may still come
        return describe_exception(error)
