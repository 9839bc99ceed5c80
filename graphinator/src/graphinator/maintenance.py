"""What the graph needs after an import: vanished records, derived edges, stubs, counts.

Every stage is a sweep that may be repeated: after a kill the whole is run again, and finds most of it done.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
import time
from typing import Any, Final

from common.consumer.spec import Outcome, RunState
from common.domain.data_types import DISCOGS_TYPES, DataType
from common.runtime.backoff import Backoff
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from common.stores.neo4j import Neo4jStore
from common.stores.neo4j_errors import classify_neo4j
from common.stores.statement import Cypher
from graphinator import maintenance_queries as queries


ATTEMPTS: Final = 4
RETRY: Final = Backoff(initial=1.0, maximum=8.0)
ROWS: Final = 1000
FEWEST_ROWS: Final = 50


@dataclass(frozen=True, slots=True)
class Removal:
    """Statements that find and remove the records of a type that a run lacks."""

    unseen: Cypher
    gone: Cypher
    vanish: Cypher


REMOVALS: Final = {
    DataType.ARTISTS: Removal(queries.UNSEEN_ARTISTS, queries.GONE_ARTISTS, queries.VANISH_ARTISTS),
    DataType.LABELS: Removal(queries.UNSEEN_LABELS, queries.GONE_LABELS, queries.VANISH_LABELS),
    DataType.MASTERS: Removal(queries.UNSEEN_MASTERS, queries.GONE_MASTERS, queries.VANISH_MASTERS),
    DataType.RELEASES: Removal(queries.UNSEEN_RELEASES, queries.GONE_RELEASES, queries.VANISH_RELEASES),
}
STAGES: Final[Mapping[str, Sequence[Cypher]]] = {
    "derived_edges": (queries.PRUNE_PART_OF, queries.PRUNE_SAME_AS),
    "stubs": (
        queries.DELETE_ARTIST_STUBS,
        queries.DELETE_LABEL_STUBS,
        queries.DELETE_MASTER_STUBS,
        queries.DELETE_RELEASE_STUBS,
        queries.DELETE_PEOPLE,
    ),
    "genre_counts": (queries.GENRE_COUNTS,),
    "style_counts": (queries.STYLE_COUNTS,),
    "artist_counts": (queries.ARTIST_COUNTS,),
    "label_counts": (queries.LABEL_COUNTS,),
    "credit_counts": (queries.CREDIT_COUNTS,),
}
"""In this order: what vanished must be gone before stubs are judged, and both before anything is counted."""

log = get_logger(__name__)


def may_remove(state: RunState) -> str | None:
    """Why nothing may be removed after this run; `None` when it may.

    Only a run that says when it started, was not partial, and whose records all arrived, shows by silence that a record is gone.
    """
    if state.run is None:
        return "the run does not say when it started"
    if state.message.partial:
        return "the dump is partial"
    unsettled = [name.value for name in DISCOGS_TYPES if (entry := state.types.get(name)) is None or entry.settled is not Outcome.COMPLETE]
    return f"counts do not add up for {', '.join(unsettled)}" if unsettled else None


@dataclass(slots=True)
class Progress:
    """What health shows of maintenance."""

    stage: str | None = None
    done: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    removed: dict[str, int] = field(default_factory=dict)
    vetoes: list[str] = field(default_factory=list)

    def as_health(self) -> dict[str, Any]:
        """Fields of the health answer."""
        return {
            "stage": self.stage,
            "progress": round(self.done / (len(STAGES) + 1), 2),
            "seconds": dict(self.seconds),
            "removed": dict(self.removed),
            "vetoes": list(self.vetoes),
        }


class Maintenance:
    """The sweeps of one process; at most one runs at a time.

    Args:
        store: Open graph.
        consumer: Name under which rejects are kept.
        max_fraction: Share of a type's records above which a removal is refused.
    """

    def __init__(self, store: Neo4jStore, *, consumer: str, max_fraction: float) -> None:
        self._store = store
        self._consumer = consumer
        self._max_fraction = max_fraction
        self.progress = Progress()

    async def run(self, state: RunState) -> None:
        """All stages, in order. Raises what a store raised after the last attempt."""
        self.progress = Progress()
        started = time.monotonic()
        await self._begin(state, "vanished")
        await self._remove_vanished(state)
        self._ended("vanished", started)
        for stage, statements in STAGES.items():
            began = time.monotonic()
            await self._begin(state, stage)
            for statement in statements:
                await self._sweep(statement)
            self._ended(stage, began)
        await self._begin(state, None)
        log.info(Mark.OK, "Maintenance done", version=state.message.version, duration_s=round(time.monotonic() - started, 2), **self.progress.seconds)

    async def _begin(self, state: RunState, stage: str | None) -> None:
        self.progress.stage = stage
        await self._store.execute(queries.SET_STAGE, key=state.key, stage=stage, vetoes=self.progress.vetoes)

    def _ended(self, stage: str, began: float) -> None:
        self.progress.done += 1
        self.progress.seconds[stage] = round(time.monotonic() - began, 3)

    async def _remove_vanished(self, state: RunState) -> None:
        if reason := may_remove(state):
            self._veto(f"nothing is removed: {reason}", is_fault=state.run is not None and not state.message.partial)
            return
        assert state.run is not None
        for data_type, removal in REMOVALS.items():
            (row,) = await self._store.rows(removal.unseen, run=state.run.number)
            if not row["unseen"]:
                continue
            parameters = {"run": state.run.number, "reject_prefix": f"{self._consumer}:{state.run.number}:{data_type}:"}
            total, gone = row["total"], (await self._store.rows(removal.gone, **parameters))[0]["gone"]
            if gone > total * self._max_fraction:
                self._veto(f"{gone} of {total} {data_type} are not removed: more than {self._max_fraction:.0%} would go", is_fault=True)
            elif gone:
                await self._sweep(removal.vanish, **parameters)
                self.progress.removed[data_type] = gone
                log.info(Mark.CLEANUP, "Records that the run lacks were removed", data_type=data_type.value, count=gone, total=total)

    def _veto(self, text: str, *, is_fault: bool) -> None:
        self.progress.vetoes.append(text)
        if is_fault:
            log.error(Mark.GUARD, "Removal refused", reason=text)
        else:
            log.info(Mark.GUARD, "Removal refused", reason=text)

    async def _sweep(self, statement: Cypher, **parameters: Any) -> None:
        """One statement, again after a transient fault with half the rows an inner transaction."""
        rows = ROWS
        for attempt in range(ATTEMPTS):
            try:
                counters = await self._store.auto_commit(statement, rows=rows, **parameters)
            except Exception as error:
                if attempt == ATTEMPTS - 1 or classify_neo4j(error) != "transient":
                    raise
                delay = RETRY.delay(attempt)
                rows = max(FEWEST_ROWS, rows // 2)
                log.warning(Mark.WARNING, "A sweep failed; trying again", query=statement.name, delay_s=round(delay, 1), error=error)
                await asyncio.sleep(delay)
            else:
                if counters.nodes_deleted or counters.relationships_deleted:
                    deleted = {"nodes": counters.nodes_deleted, "edges": counters.relationships_deleted}
                    log.info(Mark.CLEANUP, "Cleaned up", query=statement.name, **deleted)
                return
