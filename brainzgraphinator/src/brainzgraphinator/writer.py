"""One transaction a batch: decide what needs the graph, read it, plan, write, count."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from neo4j import AsyncTransaction

from brainzgraphinator import queries
from brainzgraphinator.enrichment import enrichment_of
from brainzgraphinator.plan import Candidate, Plan, Stats, StoredNode, plan
from brainzgraphinator.records import MusicBrainzRecord
from brainzgraphinator.sightings import by_block, mark
from common.consumer.neo4j_ledger import Neo4jLedger
from common.consumer.spec import Batch, BatchResult
from common.domain.data_types import DataType
from common.domain.messages import RunStamp
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from common.stores.neo4j import Neo4jStore
from common.stores.statement import Cypher


CONSUMER: Final = "brainzgraphinator"
WRITE_TIMEOUT_S: Final = 120.0

log = get_logger(__name__)


class EnrichmentWriter:
    """Writes batches of one type.

    Args:
        stats: Counters of the process; a batch's own are added after its commit.
        now: Clock of `mb_updated_at`.
    """

    def __init__(
        self, store: Neo4jStore, ledger: Neo4jLedger, data_type: DataType, stats: Stats, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._store = store
        self._ledger = ledger
        self._data_type = data_type
        self._stats = stats
        self._now = now

    async def write(self, batch: Batch[MusicBrainzRecord], /) -> BatchResult:
        """One transaction, or none when no record has a link and nothing is counted. Raises the driver's error when it cannot."""
        run = batch.run.number if batch.run else None
        candidates = self.candidates((item.record, run) for item in batch.items)
        unlinked = Stats(entities_skipped_no_discogs_match=len(batch.items) - len(candidates))
        if not candidates and batch.run is None:
            self._stats.add(unlinked)
            return BatchResult(written=0, unchanged=len(batch.items))

        async def work(transaction: AsyncTransaction) -> Plan:
            if batch.run is not None:
                seen = await self._mark_seen(transaction, batch.run, [item.sequence for item in batch.items])
                await self._ledger.count_seen(transaction, batch.run, self._data_type, seen)
            return await self.apply(transaction, candidates) if candidates else Plan()

        done = await self._store.write(f"{CONSUMER}.{self._data_type}", work, WRITE_TIMEOUT_S)
        self._stats.add(unlinked)
        self._stats.add(done.stats)
        return BatchResult(written=done.written, unchanged=len(batch.items) - done.written)

    def candidates(self, records: Iterable[tuple[MusicBrainzRecord, int | None]]) -> list[Candidate]:
        """The records with a link to Discogs, with what they say; each comes with its run's number."""
        return [Candidate(record, enrichment, run) for record, run in records if (enrichment := enrichment_of(self._data_type, record)) is not None]

    async def apply(self, transaction: AsyncTransaction, candidates: Sequence[Candidate], *, retry: bool = False) -> Plan:
        """Bring the graph to those records, inside `transaction`. Returns what was done, counters included."""
        ids = sorted({candidate.enrichment.discogs_id for candidate in candidates})
        stored = (await _single(transaction, queries.READ[self._data_type], ids=ids))["stored"]
        nodes = {node[0]: StoredNode(*node[1:]) for node in stored}
        named = sorted({end for candidate in candidates for edge in candidate.enrichment.edges for end in (edge.source, edge.target)})
        targets = frozenset((await _single(transaction, queries.EXISTING_ARTISTS, ids=named))["ids"]) if named else frozenset[str]()
        done = plan(self._data_type, candidates, nodes, targets, retry=retry)
        await self._execute(transaction, done)
        for discogs_id, mbid in done.losers:
            log.info(
                Mark.MUSICBRAINZ, "Another MBID links to this Discogs id and goes first", data_type=self._data_type, discogs_id=discogs_id, mbid=mbid
            )
        return done

    async def _execute(self, transaction: AsyncTransaction, done: Plan) -> None:
        if done.stamps:
            await _run(transaction, queries.STAMP[self._data_type], rows=sorted(done.stamps))
        if done.enrich:
            rows = sorted(done.enrich, key=lambda row: str(row["id"]))
            await _run(transaction, queries.ENRICH[self._data_type], rows=rows, now=self._now().isoformat())
        if done.withdraw and self._data_type is DataType.ARTISTS:
            await _run(transaction, queries.WITHDRAW_EDGES, rows=done.withdraw)
        for edge_type in sorted(done.edges):
            result = await transaction.run(queries.EDGES[edge_type].text, {"rows": done.edges[edge_type]})
            relations = (await result.single(strict=True))["relations"]
            created = (await result.consume()).counters.relationships_created
            done.stats.relationships_created += created
            done.stats.relationships_updated += relations - created
        if done.settled:
            await _run(transaction, queries.DELETE_PENDING, keys=sorted(done.settled))
        if done.kept and done.stamps:
            await _run(transaction, queries.STAMP_PENDING, keys=sorted(done.kept), run=done.stamps[0][1])
        if done.pending:
            await _run(transaction, queries.MERGE_PENDING, rows=sorted(done.pending, key=lambda row: str(row["key"])))

    async def _mark_seen(self, transaction: AsyncTransaction, run: RunStamp, sequences: Sequence[int]) -> int:
        blocks = {f"{CONSUMER}:{run.number}:{self._data_type}:{block}": at for block, at in by_block(sequences).items()}
        row = await _single(transaction, queries.SEEN_BLOCKS, keys=sorted(blocks), run=run.number)
        seen = 0
        rows: list[list[Any]] = []
        for key, bits in row["blocks"]:
            marked, added = mark(bits, blocks[key])
            if added:
                rows.append([key, marked])
                seen += added
        if rows:
            await _run(transaction, queries.MARK_BLOCKS, rows=rows)
        return seen


async def _run(transaction: AsyncTransaction, query: Cypher, **parameters: Any) -> None:
    result = await transaction.run(query.text, parameters)
    await result.consume()


async def _single(transaction: AsyncTransaction, query: Cypher, **parameters: Any) -> dict[str, Any]:
    result = await transaction.run(query.text, parameters)
    row = await result.single(strict=True)
    await result.consume()
    return row.data()
