"""When each type of an import first and last moved: what durations, averages and stalls are told from.

The ledgers tell how far an import is, not when it was where. So that a restart of the dashboard forgets nothing, milestones are kept
beside the history.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from common.domain.data_types import Source


@dataclass(frozen=True, slots=True)
class Milestone:
    """One type of one import: its first record, and the last time that a count changed."""

    first_at: datetime
    last_at: datetime
    count: int

    @property
    def duration_s(self) -> float:
        """From the first record to the last."""
        return (self.last_at - self.first_at).total_seconds()


class Milestones:
    """Of the newest import of each source."""

    def __init__(self) -> None:
        self._runs: dict[Source, int] = {}
        self._types: dict[Source, dict[str, Milestone]] = {}

    def note(self, source: Source, run: int, counts: Mapping[str, int], now: datetime) -> Mapping[str, Milestone]:
        """Take note of counts, all stores together, and tell what is known. Another run begins anew."""
        if self._runs.get(source) != run:
            self._runs[source], self._types[source] = run, {}
        types = self._types[source]
        for name, count in counts.items():
            known = types.get(name)
            if count > 0 and (known is None or count != known.count):
                types[name] = Milestone(known.first_at if known else now, now, count)
        return types

    def dump(self) -> dict[str, Any]:
        """As plain data."""
        return {
            source.value: {
                "run": run,
                "types": {
                    name: [each.first_at.timestamp(), each.last_at.timestamp(), each.count] for name, each in self._types.get(source, {}).items()
                },
            }
            for source, run in self._runs.items()
        }

    @classmethod
    def load(cls, told: Mapping[str, Any]) -> Self:
        """From plain data."""
        milestones = cls()
        for name, each in told.items():
            source = Source(name)
            milestones._runs[source] = int(each["run"])
            milestones._types[source] = {
                kind: Milestone(datetime.fromtimestamp(first, UTC), datetime.fromtimestamp(last, UTC), int(count))
                for kind, (first, last, count) in each["types"].items()
            }
        return milestones
