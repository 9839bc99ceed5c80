"""What the engine sees of the graph."""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from brainzgraphinator import queries
from brainzgraphinator.deferred import Deferred
from brainzgraphinator.plan import Stats
from brainzgraphinator.records import MusicBrainzRecord
from brainzgraphinator.sweep import ROWS, sweep
from brainzgraphinator.writer import EnrichmentWriter
from common.consumer.neo4j_ledger import Neo4jLedger
from common.consumer.spec import Batch, BatchResult, Failure, Outcome, RunState
from common.domain.data_types import MUSICBRAINZ_TYPES, DataType
from common.stores.neo4j import Neo4jStore
from common.stores.neo4j_errors import classify_neo4j


class EnrichmentStore:
    """Writers, ledger and what follows an import, on one open driver."""

    def __init__(self, neo4j: Neo4jStore, ledger: Neo4jLedger, *, max_fraction: float) -> None:
        self._neo4j = neo4j
        self._ledger = ledger
        self._max_fraction = max_fraction
        self._vetoes: list[str] = []
        self.stats = Stats()
        writers = {data_type: EnrichmentWriter(neo4j, ledger, data_type, self.stats) for data_type in MUSICBRAINZ_TYPES}
        # One write at a time in a process: relations of different batches meet at the same artists.
        lane = asyncio.Lock()
        self._writers = {data_type: _InTurn(writer, lane) for data_type, writer in writers.items()}
        self.deferred = Deferred(neo4j, ledger, writers, self.stats)

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
        """Nothing: what a run removes is decided when all types are known."""

    async def on_run_settled(self, state: RunState, /) -> None:
        """Apply what waited for its node, then remove what the run no longer says."""
        await self.deferred.apply()
        self._vetoes = await sweep(self._neo4j, state, max_fraction=self._max_fraction)
        if state.run is not None:
            await self._neo4j.auto_commit(queries.SWEEP_BLOCKS, run=state.run.number, rows=ROWS)

    def health(self) -> Mapping[str, Any]:
        """The documented counters, and what the last sweep refused to remove."""
        return {"enrichment_stats": asdict(self.stats), "vetoes": list(self._vetoes)}


class _InTurn:
    """A writer that waits for its turn."""

    def __init__(self, writer: EnrichmentWriter, lane: asyncio.Lock) -> None:
        self._writer = writer
        self._lane = lane

    async def write(self, batch: Batch[MusicBrainzRecord], /) -> BatchResult:
        """As `EnrichmentWriter.write`, one batch of the process at a time."""
        async with self._lane:
            return await self._writer.write(batch)
