"""What an extractor tells Prometheus. Read from the live status when it is asked, so that nothing is counted twice."""

from collections.abc import Callable
from typing import Final

from common.domain.data_types import TYPES_OF
from common.runtime.metrics import Across, Family, Snapshot, counter, gauge, snapshot_text
from extractor.status import ExtractionStatus, LiveStatus


TYPE: Final = ("source", "type")

PARSED: Final = counter("extractor_records_parsed_total", "Records read from dumps, those included that rules dropped.", *TYPE)
CONFIRMED: Final = counter("extractor_records_confirmed_total", "Messages that the broker has confirmed.", *TYPE)
RUNS: Final = counter("extractor_runs_total", "Runs that ended, by how: `completed` or `failed`.", "source", "outcome")
CPU: Final = counter("extractor_worker_cpu_seconds_total", "CPU time of the worker processes.", "source", "worker")
PUBLISHED: Final = gauge("extractor_run_records_published", "Records of the present or last run that are confirmed, by an earlier start too.", *TYPE)
BYTES_READ: Final = gauge("extractor_run_bytes_read", "Bytes read of the run's files, as they lie on disk.", "source")
BYTES: Final = gauge("extractor_run_bytes", "Bytes of the run's files, as they lie on disk.", "source")
SKIPPED: Final = gauge("extractor_run_records_skipped", "Records of the run that rules dropped.", "source")
MALFORMED: Final = gauge("extractor_run_records_malformed", "Records of the run that could not be read.", "source")
ERRORS: Final = gauge("extractor_run_errors", "Blocks of the run that could not be published.", "source")
FILES_OPEN: Final = gauge("extractor_files_open", "Files being published.", "source")
FILES_COMPLETED: Final = gauge("extractor_run_files_completed", "Files completed in the run.", "source")
STATE: Final = gauge("extractor_state", "1 for the present state: idle, running, completed, waiting or failed.", "source", "state", across=Across.MAX)
BLOCKED: Final = gauge("extractor_workers_blocked", "Worker processes that the broker has told to wait.", "source")

FAMILIES: Final[tuple[Family, ...]] = (
    PARSED,
    CONFIRMED,
    RUNS,
    CPU,
    PUBLISHED,
    BYTES_READ,
    BYTES,
    SKIPPED,
    MALFORMED,
    ERRORS,
    FILES_OPEN,
    FILES_COMPLETED,
    STATE,
    BLOCKED,
)


def snapshot(live: LiveStatus) -> Snapshot:
    """Figures of the process, its workers included."""
    source, health = live.source.value, live.health()
    types = TYPES_OF[live.source]
    workers = health["workers"]
    return {
        PARSED.name: {(source, kind.value): float(live.parsed_ever[kind]) for kind in types},
        CONFIRMED.name: {(source, kind.value): float(live.confirmed_ever[kind]) for kind in types},
        RUNS.name: {(source, outcome.value): float(times) for outcome, times in live.runs_ended.items()},
        CPU.name: {(source, str(worker["name"])): float(worker["cpu_s"]) for worker in workers},
        PUBLISHED.name: {(source, kind.value): float(live.records[kind]) for kind in types},
        BYTES_READ.name: {(source,): float(health["bytes_read"])},
        BYTES.name: {(source,): float(health["bytes_total"])},
        SKIPPED.name: {(source,): float(live.skipped)},
        MALFORMED.name: {(source,): float(sum(live.malformed.values()))},
        ERRORS.name: {(source,): float(live.error_count)},
        FILES_OPEN.name: {(source,): float(len(live.active_files))},
        FILES_COMPLETED.name: {(source,): float(live.completed_files)},
        STATE.name: {(source, state.value): float(live.state is state) for state in ExtractionStatus},
        BLOCKED.name: {(source,): float(sum(bool(worker.get("blocked")) for worker in workers))},
    }


def prometheus_text(live: LiveStatus) -> Callable[[], bytes]:
    """The function that gives the text of `/metrics`."""
    return snapshot_text(FAMILIES, lambda: snapshot(live))
