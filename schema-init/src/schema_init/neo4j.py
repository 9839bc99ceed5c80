"""The schema of Neo4j: named statements that do nothing where the object exists, then a wait until every index is online."""

import asyncio
from collections.abc import Sequence
from threading import Event
import time
from typing import Final

from neo4j.exceptions import DriverError, Neo4jError
from tenacity import AsyncRetrying, retry_if_exception

from common.runtime.errors import describe_exception
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from common.runtime.settings import Neo4jSettings
from common.stores import queries as store_queries
from common.stores.neo4j import Neo4jStore, open_neo4j
from common.stores.neo4j_errors import classify_neo4j
from schema_init import queries
from schema_init.graph_objects import OBJECTS, GraphObject
from schema_init.outcome import BETWEEN_ATTEMPTS, Outcome, Patience, Reason, SchemaError, log_attempt


STORE: Final = "Neo4j"
ANSWER_TIMEOUT_S: Final = 10.0
POLL_S: Final = 0.5

log = get_logger(__name__)


async def apply(
    settings: Neo4jSettings, patience: Patience | None = None, *, index_timeout_s: float = 1800.0, objects: Sequence[GraphObject] = OBJECTS
) -> Outcome:
    """Make the constraints and indexes that the graph lacks, and wait until all are online.

    Safe to run again and beside another run. A statement that fails is logged and counted, and the next one is tried.

    Args:
        patience: How long to go on trying; one attempt when left out.
    Raises:
        SchemaError: the server cannot be used, or an index is missing, failed or late.
    """
    patience = patience or Patience(0, Event())
    try:
        async with open_neo4j(settings) as store:
            await _reach(store, patience, settings)
            failed = [item for item in objects if not await _create(store, item, patience)]
            # What could not be made is told already; what was made must work.
            await _await_online(store, {item.name for item in objects} - {item.name for item in failed}, index_timeout_s)
    except (DriverError, Neo4jError, TimeoutError, OSError) as error:
        raise SchemaError(Reason.UNREACHABLE, f"Lost Neo4j at {settings.neo4j_uri}: {describe_exception(error)}") from error
    return Outcome(
        STORE,
        succeeded=len(objects) - len(failed),
        failed=len(failed),
        reason=Reason.STATEMENT if failed else None,
        error=f"Cannot create {', '.join(item.name for item in failed)}" if failed else None,
    )


async def _reach(store: Neo4jStore, patience: Patience, settings: Neo4jSettings) -> None:
    async def once() -> None:
        async with asyncio.timeout(ANSWER_TIMEOUT_S):
            await store.rows(store_queries.PROBE_NEO4J)

    try:
        await _attempts(patience)(once)
    except TimeoutError as error:
        raise SchemaError(Reason.UNANSWERED, f"Cannot reach Neo4j at {settings.neo4j_uri}: it takes connections but does not answer") from error
    except Exception as error:
        raise SchemaError(Reason.UNREACHABLE, f"Cannot reach Neo4j at {settings.neo4j_uri}: {describe_exception(error)}") from error


async def _create(store: Neo4jStore, item: GraphObject, patience: Patience) -> bool:
    async def once() -> int:
        counters = await store.execute(item.create)
        return counters.constraints_added + counters.indexes_added

    started = time.monotonic()
    try:
        made: int = await _attempts(patience)(once)
    except Neo4jError as error:
        log.error(Mark.FAILED, "Cannot create a schema object", store=STORE, name=item.name, kind=item.kind, error=error)
        return False
    log.info(Mark.NEO4J, "Created a schema object" if made else "Found a schema object", name=item.name, kind=item.kind, duration_ms=_since(started))
    return True


async def _await_online(store: Neo4jStore, names: set[str], timeout_s: float) -> None:
    started = time.monotonic()
    while True:
        rows = {row["name"]: row for row in await store.rows(queries.GRAPH_INDEXES)}
        if missing := sorted(names - rows.keys()):
            # "IF NOT EXISTS" also does nothing when the same index exists under another name.
            raise SchemaError(Reason.INDEXES, f"Indexes exist under other names: drop those on the same label and property as {', '.join(missing)}")
        if broken := sorted(name for name in names if rows[name]["state"] == "FAILED"):
            raise SchemaError(Reason.INDEXES, f"Indexes failed: {', '.join(f'{name}: {rows[name]["failure"]}' for name in broken)}")
        waiting = sorted(name for name in names if rows[name]["state"] != "ONLINE")
        if not waiting:
            log.info(Mark.INDEXES, "All indexes of the graph are online", indexes=len(names), duration_ms=_since(started))
            return
        if time.monotonic() - started >= timeout_s:
            raise SchemaError(Reason.INDEXES, f"Indexes are not online after {timeout_s:g} s: {', '.join(waiting)}")
        log.info(Mark.WAITING, "Waiting for indexes of the graph", waiting={name: round(rows[name]["percent"] or 0, 1) for name in waiting})
        await asyncio.sleep(POLL_S)


def _attempts(patience: Patience) -> AsyncRetrying:
    return AsyncRetrying(
        stop=patience.stop, wait=BETWEEN_ATTEMPTS, retry=retry_if_exception(_may_pass), before_sleep=log_attempt(STORE), reraise=True
    )


def _may_pass(error: BaseException) -> bool:
    """Whether trying again can help: an outage or a start-up. A server that took the connection and says nothing will not."""
    return not isinstance(error, TimeoutError) and classify_neo4j(error) == "transient"


def _since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
