"""What the engine sees of the graph."""

import asyncio
from collections.abc import Mapping
from typing import Any

from common.consumer.neo4j_ledger import Neo4jLedger
from common.consumer.spec import Batch, BatchResult, Failure, Outcome, RunState
from common.domain.data_types import DISCOGS_TYPES, DataType
from common.stores.neo4j import Neo4jStore
from common.stores.neo4j_errors import classify_neo4j
from graphinator.maintenance import Maintenance
from graphinator.records import Record
from graphinator.writer import GraphWriter


class GraphStore:
    """Writers, ledger and maintenance on one open driver."""

    def __init__(self, neo4j: Neo4jStore, ledger: Neo4jLedger, maintenance: Maintenance) -> None:
        self._neo4j = neo4j
        self._ledger = ledger
        self._maintenance = maintenance
        # One write at a time in a process: batches of different types meet at the same artists and genres, and what two sessions
        # gain here they lose to deadlocks (measured: 8,300 against 7,300 records/s at size 2,000, with up to ten repeated batches).
        lane = asyncio.Lock()
        self._writers = {data_type: _InTurn(GraphWriter(neo4j, ledger, data_type), lane) for data_type in DISCOGS_TYPES}

    @property
    def ledger(self) -> Neo4jLedger:
        """The record of runs."""
        return self._ledger

    @property
    def writers(self) -> Mapping[DataType, "_InTurn"]:
        """A writer a type."""
        return self._writers

    def classify(self, error: BaseException, /) -> Failure:
        """What an error means."""
        return Failure(classify_neo4j(error))

    async def probe(self) -> None:
        """One round trip."""
        await self._neo4j.probe()

    async def on_type_settled(self, state: RunState, data_type: DataType, outcome: Outcome, /) -> None:
        """Nothing: what a type's run removes is decided when all types are known."""

    async def on_run_settled(self, state: RunState, /) -> None:
        """Maintenance."""
        await self._maintenance.run(state)

    def health(self) -> Mapping[str, Any]:
        """Stage and progress of maintenance."""
        return {"post_import": self._maintenance.progress.as_health()}


class _InTurn:
    """A writer that waits for its turn."""

    def __init__(self, writer: GraphWriter, lane: asyncio.Lock) -> None:
        self._writer = writer
        self._lane = lane

    async def write(self, batch: Batch[Record], /) -> BatchResult:
        """As `GraphWriter.write`, one batch of the process at a time."""
        async with self._lane:
            return await self._writer.write(batch)
