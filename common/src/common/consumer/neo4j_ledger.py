"""The ledger of the graph consumers, in Neo4j."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, Final, Protocol
from uuid import uuid4

from neo4j.exceptions import DriverError, Neo4jError

from common.consumer import queries
from common.consumer.rejects import reject_rows
from common.consumer.spec import Outcome, Reject, RunState, TypeState
from common.domain.data_types import TYPES_OF, DataType, Source
from common.domain.messages import ExtractionComplete, RunStamp, parse_control
from common.runtime.errors import StoreUnavailable
from common.stores.neo4j import Neo4jStore


LEASE_TTL_S: Final = 20
LEASE_RENEWAL_S: Final = 5.0


class Runner(Protocol):
    """What `count_seen` needs of a transaction."""

    async def run(self, query: Any, parameters: dict[str, Any] | None = None, **kwparameters: Any) -> Any: ...


class Neo4jLedger:
    """Signals, counts, rejects and leases of one consumer.

    The latch of a run is one node; what belongs to a type is a property with the type in its name, so that each can be set alone.

    Args:
        store: Open store.
        consumer: Service name.
        source: Source that the consumer reads.
        writer: Name of this process's counter nodes; a fresh one for every process.
    """

    def __init__(self, store: Neo4jStore, consumer: str, source: Source, *, writer: str | None = None) -> None:
        self._store = store
        self._consumer = consumer
        self._source = source
        self._writer = writer or str(uuid4())

    async def count_seen(self, transaction: Runner, run: RunStamp | None, data_type: DataType, count: int) -> None:
        """Add records that the run had not touched before, inside the transaction that stamps them. Nothing without a run."""
        if run is None or not count:
            return
        key = f"{self._consumer}:{run.number}:{data_type.value}:{self._writer}"
        row = {"key": key, "consumer": self._consumer, "run": run.number, "data_type": data_type.value, "writer": self._writer, "seen": count}
        result = await transaction.run(queries.ADD_SEEN.text, row)
        await result.consume()

    async def reject(self, rejects: Sequence[Reject], /) -> None:
        """Record what is about to be dead-lettered."""
        rows = [
            {
                "key": f"{self._consumer}:{row.run}:{row.data_type}:{row.record_id}",
                "run": row.run,
                "data_type": row.data_type,
                "record_id": row.record_id,
                "readable": row.readable,
                "reason": row.reason,
            }
            for row in reject_rows(rejects)
        ]
        await self._store.execute(queries.MERGE_REJECTS, consumer=self._consumer, rows=rows)

    async def signal(self, data_type: DataType, message: ExtractionComplete, /) -> None:
        """Record that a type's last message was settled."""
        cleared: dict[str, str | None] = {"state": "pending", "error": None}
        for known in TYPES_OF[self._source]:
            cleared[_outcome_of(known)] = cleared[_message_of(known)] = None
        await self._store.execute(
            queries.MERGE_SIGNAL,
            key=f"{self._consumer}:{message.version}:{message.started_at or ''}",
            consumer=self._consumer,
            version=message.version,
            started_at=message.started_at,
            run=message.run.number if message.run else 0,
            data_type=data_type.value,
            message={_message_of(data_type): message.body().decode()},
            cleared=cleared,
        )

    async def open_runs(self) -> Sequence[RunState]:
        """Runs with a signal that are not done, oldest first."""
        runs: list[RunState] = []
        for row in await self._store.rows(queries.OPEN_LATCHES, consumer=self._consumer):
            counts = await self._store.rows(queries.RUN_COUNTS, prefix=f"{self._consumer}:{row['run']}:") if row["run"] else []
            runs.append(_run_state(row, counts))
        return runs

    async def last_done(self) -> int:
        """Number of the newest run that is done; 0 without one."""
        (row,) = await self._store.rows(queries.LAST_DONE_LATCH, consumer=self._consumer)
        return int(row["run"])

    async def settle_type(self, key: str, data_type: DataType, outcome: Outcome, /) -> None:
        """Record how a type ended."""
        await self._store.execute(queries.SET_OUTCOME, key=key, outcome={_outcome_of(data_type): outcome.value})

    async def finish_run(self, key: str, state: str, error: str | None = None, /) -> None:
        """Record the state of the work after the last signal."""
        await self._store.execute(queries.SET_STATE, key=key, state=state, error=error)

    @asynccontextmanager
    async def lease(self, name: str, /) -> AsyncGenerator[bool]:
        """A node with a time to live, renewed while the body runs.

        Raises:
            StoreUnavailable: the lease could not be renewed in time; the body was cancelled, as another process may now hold it.
        """
        lease = {"name": f"{self._consumer}:{name}", "owner": str(uuid4())}
        if not await self._store.rows(queries.TAKE_LEASE, ttl_s=LEASE_TTL_S, **lease):
            yield False
            return
        holder = asyncio.current_task()
        assert holder is not None
        renewal = asyncio.create_task(self._renew(lease, holder))
        try:
            yield True
        except asyncio.CancelledError:
            if renewal.done() and holder.uncancel() == 0:
                raise StoreUnavailable(f"The lease '{name}' was lost") from None
            raise
        finally:
            renewal.cancel()
            # An outage here costs nothing: the lease runs out by itself.
            with suppress(Neo4jError, DriverError, StoreUnavailable):
                await self._store.execute(queries.DROP_LEASE, **lease)

    async def _renew(self, lease: Mapping[str, str], holder: asyncio.Task[Any]) -> None:
        loop = asyncio.get_running_loop()
        expires_at = loop.time() + LEASE_TTL_S
        while loop.time() < expires_at:
            await asyncio.sleep(LEASE_RENEWAL_S)
            asked_at = loop.time()
            try:
                if not await self._store.rows(queries.RENEW_LEASE, ttl_s=LEASE_TTL_S, **lease):
                    break
            except (Neo4jError, DriverError, StoreUnavailable):
                continue
            expires_at = asked_at + LEASE_TTL_S
        holder.cancel()


def _message_of(data_type: DataType) -> str:
    return f"message_{data_type.value}"


def _outcome_of(data_type: DataType) -> str:
    return f"outcome_{data_type.value}"


def _run_state(latch: Mapping[str, Any], counts: Sequence[Mapping[str, Any]]) -> RunState:
    properties = latch["properties"]
    types: dict[DataType, TypeState] = {}
    latest: ExtractionComplete | None = None
    for name in latch["signals"]:
        data_type = DataType(name)
        message = parse_control(properties[_message_of(data_type)].encode())
        assert isinstance(message, ExtractionComplete)
        latest = message
        mine = [row for row in counts if row["data_type"] == name]
        outcome = properties.get(_outcome_of(data_type))
        types[data_type] = TypeState(
            data_type=data_type,
            published=message.published(data_type),
            seen=sum(row["seen"] for row in mine),
            rejected=sum(row["readable"] for row in mine),
            rejected_without_id=sum(row["unreadable"] for row in mine),
            settled=Outcome(outcome) if outcome else None,
        )
    assert latest is not None
    return RunState(latch["key"], latest, types, latch["state"])
