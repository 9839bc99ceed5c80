"""What the stores say of imports: the ledgers of the consumers, and the list of imports. Reads only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import orjson

from common.domain.data_types import Source
from common.domain.messages import ExtractionComplete, parse_control
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore
from dashboard import queries
from dashboard.pipelines import PIPELINES


@dataclass(frozen=True, slots=True)
class Ledger:
    """The newest run that one consumer knows.

    Attributes:
        run: Its number, which tells when it began.
        seen: Distinct records that the store has, by type.
        rejected: Records that it could not take, by type.
        announced: Records that the extractor says it sent, by type; `None` until the consumer has heard.
        state: Of the work after the last record; `done` when there is none left.
        done_at: When that state was reached; unknown for table consumers, whose end is in the list of imports.
    """

    run: int
    seen: Mapping[str, int]
    rejected: Mapping[str, int] = field(default_factory=dict)
    announced: Mapping[str, int] | None = None
    version: str | None = None
    state: str = "pending"
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ImportRun:
    """An import that the tables have ended. `counts` are the records published, by type."""

    source: Source
    version: str
    run: int
    state: str
    counts: Mapping[str, int]
    tables_done_at: datetime | None
    graph_done_at: datetime | None


type Ledgers = Mapping[str, Ledger]
"""By consumer."""

NOTHING: Final = Ledger(run=0, seen={})


async def tables_ledgers(postgres: PostgresStore) -> Ledgers:
    """Of the table consumers."""
    seen = await postgres.rows(queries.SEEN_IN_TABLES)
    rejected = await postgres.rows(queries.REJECTED_IN_TABLES)
    announced = await postgres.rows(queries.ANNOUNCED)
    return ledgers_of(seen, rejected, announced)


def ledgers_of(seen: Sequence[Mapping[str, Any]], rejected: Sequence[Mapping[str, Any]], announced: Sequence[Mapping[str, Any]]) -> Ledgers:
    """Rows put together by consumer. A run that was announced empty has counted nothing, and is newer all the same."""
    runs = {row["consumer"]: int(row["run"]) for row in seen}
    signals = {row["consumer"]: row for row in announced}
    for consumer, row in signals.items():
        runs[consumer] = max(runs.get(consumer, 0), int(row["run"]))
    ledgers = {}
    for consumer, run in runs.items():
        signal = signals.get(consumer)
        message = parse_control(signal["message"].encode()) if signal and signal["run"] == run else None
        ledgers[consumer] = Ledger(
            run=run,
            seen={row["data_type"]: int(row["seen"]) for row in seen if row["consumer"] == consumer and row["run"] == run},
            rejected={row["data_type"]: int(row["rejected"]) for row in rejected if row["consumer"] == consumer and row["run"] == run},
            announced=_published(message),
            version=message.version if isinstance(message, ExtractionComplete) else None,
        )
    return ledgers


async def graph_ledgers(graph: Neo4jStore) -> Ledgers:
    """Of the graph consumers."""
    return {pipeline.graph: await _graph_ledger(graph, pipeline.graph) for pipeline in PIPELINES.values()}


async def _graph_ledger(graph: Neo4jStore, consumer: str) -> Ledger:
    rows = await graph.rows(queries.SEEN_IN_GRAPH, prefix=f"{consumer}:")
    if not rows:
        return NOTHING
    run = int(rows[0]["run"])
    rejected = await graph.rows(queries.REJECTED_IN_GRAPH, prefix=f"{consumer}:{run}:")
    latch = next(iter(await graph.rows(queries.LATCH, consumer=consumer, run=run)), None)
    message = parse_control(latch["message"].encode()) if latch and latch["message"] else None
    state = latch["state"] if latch else "pending"
    return Ledger(
        run=run,
        seen={row["data_type"]: int(row["seen"]) for row in rows},
        rejected={row["data_type"]: int(row["rejected"]) for row in rejected},
        announced=_published(message),
        version=latch["version"] if latch else None,
        state=state,
        done_at=moment(latch["updated_ms"]) if latch and state == "done" else None,
    )


async def import_runs(postgres: PostgresStore) -> list[ImportRun]:
    """The newest imports, the newest first."""
    return [
        ImportRun(
            source=Source(row["source"]),
            version=row["version"],
            run=int(row["run"]),
            state=row["state"],
            counts={name: int(each["published"]) for name, each in orjson.loads(row["counts"]).items() if each.get("published") is not None},
            tables_done_at=row["tables_done_at"],
            graph_done_at=row["graph_done_at"],
        )
        for row in await postgres.rows(queries.IMPORT_RUNS)
    ]


def moment(milliseconds: int | None) -> datetime | None:
    """A time that Neo4j tells."""
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC)


def _published(message: object) -> Mapping[str, int] | None:
    if not isinstance(message, ExtractionComplete):
        return None
    counts = message.record_counts if message.published_counts is None else message.published_counts
    return {name: count for name, count in counts.items() if count is not None}
