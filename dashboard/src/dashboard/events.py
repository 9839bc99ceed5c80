"""What happened: alerts that came and went, steps that imports took. Told from one look to the next. Pure, but for its own memory."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

from dashboard.alerts import Change
from dashboard.models import Event, ImportProgress, ImportState, Severity, TypeState


KEPT: Final = 50
_STEPS: Final[dict[ImportState, tuple[Severity, str]]] = {
    ImportState.READING: (Severity.INFO, "started"),
    ImportState.WRITING: (Severity.INFO, "is read; the stores are still taking records"),
    ImportState.FINISHING: (Severity.INFO, "is stored; the work that follows has begun"),
    ImportState.COMPLETE: (Severity.INFO, "complete"),
    ImportState.PARTIAL: (Severity.INFO, "complete, of a part of the dumps"),
    ImportState.INCOMPLETE: (Severity.WARNING, "ended incomplete"),
    ImportState.FAILED: (Severity.CRITICAL, "failed"),
}


class EventLog:
    """The newest events."""

    def __init__(self, kept: Sequence[Event] = ()) -> None:
        self._events = deque(sorted(kept, key=lambda event: event.id)[-KEPT:], maxlen=KEPT)
        self._imports: dict[str, ImportProgress] = {}

    @property
    def newest(self) -> list[Event]:
        """The newest first."""
        return list(reversed(self._events))

    def note(self, changes: Iterable[Change], imports: Iterable[ImportProgress], now: datetime) -> list[Event]:
        """Take note of one look; the events that it makes."""
        made = [self._add(severity, text, now) for severity, text in _of_changes(changes)]
        for each in imports:
            before = self._imports.get(each.source)
            self._imports[each.source] = each
            made += [self._add(severity, text, now) for severity, text in _of_import(before, each)]
        return made

    def _add(self, severity: Severity, text: str, now: datetime) -> Event:
        newest = self._events[-1].id if self._events else 0
        event = Event(id=max(newest + 1, int(now.timestamp() * 1000)), at=now, severity=severity, text=text)
        self._events.append(event)
        return event


def _of_changes(changes: Iterable[Change]) -> Iterator[tuple[Severity, str]]:
    for change in changes:
        alert = change.alert
        if change.has_fired:
            yield alert.severity, f"{alert.title}: {alert.detail}"
        else:
            yield Severity.INFO, f"Over: {alert.title}"


def _of_import(before: ImportProgress | None, after: ImportProgress) -> Iterator[tuple[Severity, str]]:
    """Steps of an import. What was so when the dashboard started is no event."""
    if before is None:
        return
    title = f"{after.source.title().replace('brainz', 'Brainz')} import{f' {after.version}' if after.version else ''}"
    is_new = before.started_at != after.started_at
    if is_new or before.state is not after.state:
        severity, text = _STEPS[after.state]
        yield severity, f"{title} {text}" + (f": {after.error}" if after.error else "")
    if is_new:
        return
    for name, kind in after.types.items():
        was = before.types.get(name)
        if was is None or was.state is kind.state:
            continue
        if kind.state is TypeState.DONE:
            yield Severity.INFO, f"{name} complete: {min(kind.graph, kind.tables):,} records"
        elif kind.state is TypeState.RUNNING:
            yield Severity.INFO, f"{name} started" + (f": {kind.expected:,} expected" if kind.expected else "")
