"""Removal of enrichment whose record is gone or links elsewhere, after a complete MusicBrainz import."""

from typing import Any, Final

from brainzgraphinator import queries
from brainzgraphinator.writer import CONSUMER
from common.consumer.spec import Outcome, RunState
from common.domain.data_types import MUSICBRAINZ_TYPES
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from common.stores.neo4j import Neo4jStore


ROWS: Final = 1000

log = get_logger(__name__)


def may_sweep(state: RunState) -> str | None:
    """Why nothing may be removed after this run; `None` when it may: all its records came, and it says when it started."""
    if state.run is None:
        return "the run does not say when it started"
    if state.message.partial:
        return "the dump is partial"
    unsettled = [name.value for name in MUSICBRAINZ_TYPES if (entry := state.types.get(name)) is None or entry.settled is not Outcome.COMPLETE]
    return f"counts do not add up for {', '.join(unsettled)}" if unsettled else None


async def sweep(store: Neo4jStore, state: RunState, *, max_fraction: float) -> list[str]:
    """Remove what the run no longer says. Returns the refusals, in words."""
    if reason := may_sweep(state):
        log.warning(Mark.GUARD, "Stale enrichment is kept", reason=reason)
        return [f"nothing is removed: {reason}"]
    assert state.run is not None
    run = state.run.number
    vetoes: list[str] = []
    for data_type in MUSICBRAINZ_TYPES:
        parameters: dict[str, Any] = {"run": run, "reject_prefix": f"{CONSUMER}:{run}:{data_type}:"}
        (row,) = await store.rows(queries.COUNT_STALE[data_type], **parameters)
        if row["stale"] > row["total"] * max_fraction:
            vetoes.append(f"{row['stale']} of {row['total']} enriched {data_type} are kept: more than {max_fraction:.0%} would go")
            log.error(Mark.GUARD, "Removal refused", reason=vetoes[-1])
        elif row["stale"]:
            await store.auto_commit(queries.FORGET[data_type], rows=ROWS, **parameters)
            log.info(Mark.CLEANUP, "Stale enrichment removed", data_type=data_type.value, count=row["stale"], total=row["total"])
    await store.auto_commit(queries.SWEEP_PENDING, run=run, rows=ROWS)
    return vetoes
