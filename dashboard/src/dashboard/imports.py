"""How far the newest import of a source is, and how long it will take: put together from the ledgers of both stores, the extractor's
health, and the imports before. Pure.

    read        what the extractor counts, confirmed by the broker
    graph       what the graph's ledger counts: distinct records, in the transaction that writes them
    tables      the same of the tables
    expected    announced at the end > read, once all is read > last complete import > extrapolated from the bytes read
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from common.domain.data_types import Source
from common.domain.health import Reading
from dashboard.ledger import NOTHING, ImportRun, Ledger
from dashboard.milestones import Milestone
from dashboard.models import ImportProgress, ImportState, ImportType, ServiceStatus, TypeState
from dashboard.pipelines import Pipeline
from dashboard.services import eta_s


QUIET_S: Final = 60.0
"""An import that nobody reads for, that waits in no queue, and that has not moved for so long, was given up."""
SETTLED_S: Final = 10.0
"""A count that has not moved for so long is as high as it gets: of a record that a dump has twice only one is stored."""
MICROSECONDS: Final = 1_000_000
_ENDED: Final = {"complete": ImportState.COMPLETE, "partial": ImportState.PARTIAL}
_EARLY: Final = 0.02
"""Part of a file below which its bytes tell nothing about its records."""


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of a source's imports.

    Attributes:
        runs: Imports that the tables have ended, the newest first.
        waiting: Messages in its main queues; `None` while the broker is away.
    """

    pipeline: Pipeline
    reading: Reading
    graph: Ledger
    tables: Ledger
    runs: Sequence[ImportRun]
    waiting: int | None


def newest_run(known: Known) -> int | None:
    """Number of the newest import; 0 for one that does not tell when it began, `None` when there never was any."""
    numbers = [known.reading.run if known.reading.state == "running" else 0, known.graph.run, known.tables.run, *(run.run for run in known.runs)]
    newest = max(numbers)
    return newest if newest or known.runs else None


def seen_in(ledger: Ledger, run: int) -> Mapping[str, int]:
    """Counts of a ledger for a run; nothing when it is at another one."""
    return ledger.seen if ledger.run == run else NOTHING.seen


def progress_of(
    known: Known, run: int, milestones: Mapping[str, Milestone], graph: ServiceStatus, tables: ServiceStatus, now: datetime
) -> ImportProgress:
    """One import.

    Args:
        run: From `newest_run`.
        graph: Health of the graph consumer, for its rates; `tables` likewise.
    """
    ended = next((each for each in known.runs if each.run == run), None)
    reading = known.reading if _is_at(known.reading, run) else Reading(answers=known.reading.answers)
    in_graph = known.graph if known.graph.run == run else Ledger(run, {})
    in_tables = known.tables if known.tables.run == run else Ledger(run, {})
    announced = in_tables.announced or in_graph.announced or (ended.counts if ended else None)
    before = next((each for each in known.runs if each.run != run and each.state == "complete"), None)
    graph_done_at = in_graph.done_at or (ended.graph_done_at if ended else None)
    tables_done_at = ended.tables_done_at if ended else None
    is_over = graph_done_at is not None and tables_done_at is not None

    types: dict[str, ImportType] = {}
    for kind in known.pipeline.types:
        name = kind.value
        counts = _Counts(
            read=max(reading.read.get(name, 0), in_graph.seen.get(name, 0), in_tables.seen.get(name, 0)),
            published=announced.get(name) if announced is not None else None,
            graph=in_graph.seen.get(name, 0) if in_graph.seen or not is_over or not ended else ended.counts.get(name, 0),
            tables=in_tables.seen.get(name, 0) if in_tables.seen or not ended else ended.counts.get(name, 0),
            rejected=max(in_graph.rejected.get(name, 0), in_tables.rejected.get(name, 0)),
        )
        both = [service.types.get(name) for service in (graph, tables)]
        are_done = all(each is not None and each.done for each in both) and _has_settled(counts, milestones.get(name), now)
        has_ended = is_over or are_done or (counts.published is not None and counts.stored >= counts.published)
        expected, is_estimate = (counts.stored, False) if are_done and counts.published is None else _expected(counts, reading, name, before)
        rates = [each.rate if each else 0.0 for each in both]
        types[name] = _import_type(counts, expected, is_estimate, has_ended, rates, milestones.get(name))
    state = _state(known, reading, ended, announced, types, milestones, now, is_over=is_over)
    return _whole(known, run, state, types, reading, ended, (graph_done_at, tables_done_at), in_tables.version or in_graph.version)


@dataclass(frozen=True, slots=True)
class _Counts:
    read: int
    published: int | None
    graph: int
    tables: int
    rejected: int

    @property
    def stored(self) -> int:
        """Records that both stores are done with."""
        return min(self.graph, self.tables) + self.rejected


def _is_at(reading: Reading, run: int) -> bool:
    """Whether the extractor's counts are those of the run."""
    return reading.run == run and run > 0


def _has_settled(counts: _Counts, milestone: Milestone | None, now: datetime) -> bool:
    """Whether the ledgers, which are asked less often than consumers, have caught up with what these say of themselves."""
    return counts.stored >= counts.read or (milestone is not None and (now - milestone.last_at).total_seconds() > SETTLED_S)


def _expected(counts: _Counts, reading: Reading, name: str, before: ImportRun | None) -> tuple[int | None, bool]:
    if counts.published is not None:
        return counts.published, False
    part = reading.parts.get(name, 0.0)
    if counts.read and reading.run and reading.state != "running":
        return counts.read, False
    if before is not None and name in before.counts:
        return max(before.counts[name], counts.read), True
    if counts.read and part > _EARLY:
        return max(counts.read, round(counts.read / part)), True
    return None, True


def _import_type(
    counts: _Counts, expected: int | None, is_estimate: bool, has_ended: bool, rates: Sequence[float], milestone: Milestone | None
) -> ImportType:
    duration = milestone.duration_s if milestone and has_ended else None
    eta: float | None
    if has_ended:
        state, eta, rate = TypeState.DONE, 0.0, counts.stored / duration if duration else 0.0
    else:
        has_begun = bool(counts.read or counts.graph or counts.tables)
        state = TypeState.RUNNING if has_begun else TypeState.WAITING
        # The store that is behind decides; of two that are level, the slower one.
        rate = min(rates) if counts.graph == counts.tables else rates[0] if counts.graph < counts.tables else rates[1]
        eta = eta_s(counts.stored, expected, rate)
    return ImportType(
        state=state,
        read=max(counts.read, counts.published or 0) if has_ended else counts.read,
        published=counts.published,
        graph=counts.graph,
        tables=counts.tables,
        rejected=counts.rejected,
        expected=expected,
        is_estimate=is_estimate,
        progress=1.0 if has_ended else _part(counts.stored, expected),
        rate=round(rate, 1),
        eta_seconds=eta,
        duration_seconds=round(duration, 1) if duration is not None else None,
    )


def _state(
    known: Known,
    reading: Reading,
    ended: ImportRun | None,
    announced: Mapping[str, int] | None,
    types: Mapping[str, ImportType],
    milestones: Mapping[str, Milestone],
    now: datetime,
    *,
    is_over: bool,
) -> ImportState:
    if is_over and ended is not None:
        return _ENDED.get(ended.state, ImportState.INCOMPLETE)
    if reading.state == "running":
        return ImportState.READING
    if announced is not None:
        has_all = all(each.state is TypeState.DONE for each in types.values())
        return ImportState.FINISHING if has_all else ImportState.WRITING
    if reading.state == "failed":
        return ImportState.FAILED
    moved_at = max((each.last_at for each in milestones.values()), default=None)
    is_quiet = moved_at is None or (now - moved_at).total_seconds() > QUIET_S
    return ImportState.INCOMPLETE if known.waiting == 0 and known.reading.answers and is_quiet else ImportState.WRITING


def _whole(
    known: Known,
    run: int,
    state: ImportState,
    types: Mapping[str, ImportType],
    reading: Reading,
    ended: ImportRun | None,
    done_at: tuple[datetime | None, datetime | None],
    version: str | None,
) -> ImportProgress:
    is_over = state in (ImportState.COMPLETE, ImportState.PARTIAL, ImportState.INCOMPLETE)
    stored = sum(min(each.graph, each.tables) + each.rejected for each in types.values())
    expected = [each.expected for each in types.values()]
    total = sum(each for each in expected if each is not None) if None not in expected else None
    rate = round(sum(each.rate for each in types.values() if each.state is TypeState.RUNNING), 1)
    return ImportProgress(
        source="discogs" if known.pipeline.source is Source.DISCOGS else "musicbrainz",
        version=(ended.version if ended else None) or version or reading.version,
        state=state,
        started_at=datetime.fromtimestamp(run / MICROSECONDS, UTC) if run else None,
        ended_at=max((each for each in done_at if each is not None), default=None) if is_over else None,
        types=dict(types),
        bytes_read=reading.bytes_read,
        bytes_total=reading.bytes_total,
        progress=1.0 if state in (ImportState.COMPLETE, ImportState.PARTIAL) else _part(stored, total),
        rate=rate,
        eta_seconds=0.0 if is_over else _eta(types, stored, total, rate),
        error=reading.error if state is ImportState.FAILED else None,
    )


def _eta(types: Mapping[str, ImportType], stored: int, total: int | None, rate: float) -> float | None:
    """The longest of the types' own, and of all that is left at the present rate: types that wait get the room of those that end."""
    if total is None:
        return None
    running = [each.eta_seconds for each in types.values() if each.state is TypeState.RUNNING]
    if None in running:
        return None
    whole = eta_s(stored, total, rate)
    return None if whole is None else max([whole, *(each for each in running if each is not None)])


def _part(count: int, total: int | None) -> float | None:
    return None if total is None else round(min(1.0, count / total), 4) if total else 1.0
