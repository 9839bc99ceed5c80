"""An import by `./up`: extractors started with what to read, and followed until both stores are settled."""

from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
import time
from typing import Any, Final, Protocol

from rich.console import Console
from rich.live import Live
from rich.table import Table

from common.domain.data_types import Source
from common.domain.health import FINISHED, reading_of
from common.domain.messages import RunStamp
from common.runtime.errors import ConfigError
from utilities.stack.native import ServiceHealth
from utilities.stack.progress import Snapshot, Track, duration
from utilities.stack.servers import SERVERS
from utilities.stack.services import CONSUMERS_OF, EXTRACTORS, Reading
from utilities.stack.stores import STORE_ERRORS, ConsumerRun, Stores


POLL_S: Final = 1.0
LINE_EVERY_S: Final = 10.0
SILENT_S: Final = 60.0
"""An extractor that has not answered for so long is taken as stuck."""
TITLE_WIDTH: Final = 60  # the title would be broken to the width of the first columns


@dataclass(frozen=True, slots=True)
class Finished:
    """How one source's import ended.

    Attributes:
        was_complete: It had ended before: nothing was read this time.
    """

    source: Source
    version: str
    consumers: Mapping[str, ConsumerRun]
    seconds: float
    was_complete: bool


class ImportSite(Protocol):
    """A running stack, of processes or of containers, as an import sees it."""

    def start_extractor(self, source: Source, readings: Mapping[Source, Reading], *, anew: bool) -> None:
        """Start an extractor with what it is to read; with `anew` also when it runs already."""
        ...

    def health(self, name: str) -> ServiceHealth:
        """Ask a service how it is."""
        ...

    def check_alive(self, names: Iterable[str]) -> None:
        """Raise `ConfigError` when one that should run has ended for good; with the tail of its log."""
        ...

    def log_tail(self, name: str, lines: int = 20) -> str:
        """Last lines of a log, for an error message."""
        ...

    def read_run(self, source: Source, version: str, *, partial: bool) -> RunStamp | None:
        """The run that an extractor works on; `None` before there is one."""
        ...


class Importer:
    """Imports what the readings say into a stack whose servers and consumers are up."""

    def __init__(self, stack: ImportSite, stores: Stores, console: Console) -> None:
        self._stack = stack
        self._stores = stores
        self._console = console
        self._last_runs: Mapping[str, ConsumerRun] = {}

    def run(self, wanted: Mapping[Source, Reading], known: Mapping[Source, Reading], *, anew: bool) -> list[Finished]:
        """Import each source, Discogs first, since MusicBrainz records link to its entities.

        Args:
            wanted: What to import now.
            known: What every extractor reads, those that are left alone included.
            anew: Start extractors that run already again; else an import under way is followed.
        Raises:
            ConfigError: an extractor failed or a process died; with the reason.
        """
        finished = []
        for source in (each for each in (Source.DISCOGS, Source.MUSICBRAINZ) if each in wanted):
            self._stack.start_extractor(source, known, anew=anew)
            finished.append(self._follow(source))
        return finished

    def _follow(self, source: Source) -> Finished:
        began = time.monotonic()
        looks = 0
        track = Track(source)
        answered_at = began
        printed_at = began
        display = Live(console=self._console, refresh_per_second=4, transient=True) if self._console.is_terminal else nullcontext()
        with display as live:
            while True:
                looks += 1
                health = self._stack.health(EXTRACTORS[source]).body
                now = time.monotonic()
                if health:
                    answered_at = now
                self._raise_on_failure(source, health, silent_s=now - answered_at)
                stamp = self._stack.read_run(source, str(health.get("version") or ""), partial=bool(health.get("partial")))
                runs = self._consumer_runs(source, stamp)
                track.add(snapshot(now, health, runs))
                if live is not None:
                    live.update(table(track))
                elif now - printed_at >= LINE_EVERY_S:
                    printed_at = now
                    self._console.print(f"  {track.summary()}", markup=False)
                if health.get("extraction_status") in FINISHED and stamp is not None and _settled(runs):
                    was_complete = looks == 1 or not track.latest or track.latest.total_published == 0
                    return Finished(source, stamp.version, runs, now - began, was_complete)
                time.sleep(POLL_S)

    def _raise_on_failure(self, source: Source, health: Mapping[str, Any], *, silent_s: float) -> None:
        name = EXTRACTORS[source]
        if health.get("extraction_status") == "failed":
            raise ConfigError(f"The {source} import failed: {health.get('error_message') or 'see the log'}\n{self._stack.log_tail(name, 8)}")
        self._stack.check_alive([name, *CONSUMERS_OF[source]])
        if silent_s > SILENT_S:
            raise ConfigError(f"{name} has not answered for {duration(silent_s)}. {self._stack.log_tail(name)}")

    def _consumer_runs(self, source: Source, stamp: RunStamp | None) -> Mapping[str, ConsumerRun]:
        if stamp is None or not self._last_runs.keys() >= set(CONSUMERS_OF[source]):
            self._last_runs = {name: ConsumerRun({}, None, None, {}, 0) for name in CONSUMERS_OF[source]}
        if stamp is None:
            return self._last_runs
        try:
            self._last_runs = {name: self._stores.consumer_run(name, stamp.number) for name in CONSUMERS_OF[source]}
        except STORE_ERRORS:
            # The supervisor starts a store that died again, and the consumers wait for it: so does this, unless it was given up.
            self._stack.check_alive(SERVERS)
        return self._last_runs


def snapshot(at_s: float, health: Mapping[str, Any], runs: Mapping[str, ConsumerRun]) -> Snapshot:
    """Counts of a moment from an extractor's health answer and the stores."""
    reading = reading_of(health)
    return Snapshot(at_s, reading.read, {name: run.seen for name, run in runs.items()}, reading.fraction)


def _settled(runs: Mapping[str, ConsumerRun]) -> bool:
    """Whether every consumer has finished the run, or given its last work up."""
    return all(run.state in ("done", "failed") for run in runs.values())


def table(track: Track) -> Table:
    """Progress of one source as a table, for a terminal."""
    left = track.seconds_left
    title = f"{track.source}: {track.rate:,.0f} records/s" + (f", about {duration(left)} left" if left is not None else "")
    shown = Table(title=title, title_justify="left", box=None, padding=(0, 2), min_width=TITLE_WIDTH)
    shown.add_column("")
    shown.add_column("read", justify="right")
    lines = track.lines()
    for consumer in lines[0].seen if lines else ():
        shown.add_column(consumer, justify="right")
    for line in lines:
        shown.add_row(line.data_type, f"{line.published:,}", *(f"{count:,}" for count in line.seen.values()))
    return shown


def problems(finished: Finished) -> list[str]:
    """What a person should look at after an import: types that do not add up, rejected records, failed last work."""
    found = []
    for name, run in finished.consumers.items():
        if run.state == "failed":
            found.append(f"{name}: the work after the import failed: {run.error or 'see its log'}")
        bad = sorted(kind for kind, outcome in run.outcomes.items() if outcome == "incomplete")
        if bad:
            found.append(f"{name}: {', '.join(bad)} did not arrive whole, so nothing was removed")
        if run.rejects:
            found.append(f"{name}: {run.rejects:,} records were rejected; see its dead-letter queues")
    return found
