"""What waited for its Discogs node, or for the other end of a relation, and can be applied now.

A pass runs when an import of either source has ended: MusicBrainz' own, and Discogs' once graphinator's maintenance is done.
"""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from brainzgraphinator import queries
from brainzgraphinator.plan import Plan, Stats
from brainzgraphinator.records import decode
from brainzgraphinator.writer import CONSUMER, WRITE_TIMEOUT_S, EnrichmentWriter
from common.consumer.neo4j_ledger import Neo4jLedger
from common.domain.data_types import DataType
from common.runtime.errors import BadRecord
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from common.stores.neo4j import Neo4jStore
from common.stores.neo4j_errors import classify_neo4j


PAGE: Final = 500
POLL_S: Final = 5.0
LEASE: Final = "deferred"

log = get_logger(__name__)


class Deferred:
    """Applies pending enrichments; one pass at a time among all processes."""

    def __init__(self, store: Neo4jStore, ledger: Neo4jLedger, writers: Mapping[DataType, EnrichmentWriter], stats: Stats) -> None:
        self._store = store
        self._ledger = ledger
        self._writers = writers
        self._stats = stats
        self._applied_at: str | None = None

    async def apply(self) -> int:
        """One pass over all that waits; how many were settled. What still lacks its node keeps waiting."""
        after, settled = "", 0
        while rows := await self._store.rows(queries.PENDING_PAGE, after=after, limit=PAGE):
            for kind in dict.fromkeys(row["kind"] for row in rows):
                settled += await self._apply_page(DataType(kind), [row for row in rows if row["kind"] == kind])
            after = rows[-1]["key"]
        if settled:
            log.info(Mark.MUSICBRAINZ, "Applied enrichment that waited for its node", count=settled)
        return settled

    async def watch(self) -> None:
        """Apply after each Discogs import, until cancelled. An outage only delays it."""
        while True:
            try:
                (row,) = await self._store.rows(queries.LATEST_IMPORT)
                if row["finished_at"] is not None and row["finished_at"] != self._applied_at:
                    async with self._ledger.lease(LEASE) as is_ours:
                        if is_ours:
                            await self.apply()
                            self._applied_at = row["finished_at"]
            except Exception as error:
                if classify_neo4j(error) != "transient":
                    raise
                log.warning(Mark.WAITING, "Pending enrichment waits for the store", error=error)
            await asyncio.sleep(POLL_S)

    async def _apply_page(self, data_type: DataType, rows: list[dict[str, Any]]) -> int:
        writer = self._writers[data_type]
        records = []
        unreadable: list[str] = []
        for row in rows:
            try:
                records.append((decode(data_type, row["payload"].encode()), row["run"]))
            except BadRecord as error:
                unreadable.append(row["key"])
                log.error(Mark.FAILED, "A pending enrichment cannot be read; it is dropped", key=row["key"], error=error)
        candidates = writer.candidates(records)

        async def work(transaction: Any) -> Plan:
            return await writer.apply(transaction, candidates, retry=True)

        done = await self._store.write(f"{CONSUMER}.deferred", work, WRITE_TIMEOUT_S) if candidates else Plan()
        if unreadable:
            await self._store.execute(queries.DELETE_PENDING, keys=unreadable)
        self._stats.add(done.stats)
        return len(done.settled)
