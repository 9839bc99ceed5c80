"""What is to be computed now. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from common.domain.insights import InsightType


RETRY: Final = timedelta(minutes=10)
"""After a failure."""


@dataclass(frozen=True, slots=True)
class LastRun:
    """The newest run of one computation that ended by itself. `status` is `completed` or `failed`."""

    started_at: datetime
    status: str
    generation: int | None


def is_due(insight_type: InsightType, last: LastRun | None, *, generation: int, now: datetime, interval: timedelta) -> bool:
    """Whether a computation is to run.

    Once for each generation of the catalogue, again when the interval has passed, ten minutes after a failure; anniversaries also when
    another month has begun. A restart changes none of this; a run that it broke off counts as none (`last` is `None`).
    """
    if last is None or last.generation != generation:
        return True
    if last.status != "completed":
        return now - last.started_at >= RETRY
    if insight_type is InsightType.ANNIVERSARIES and (last.started_at.year, last.started_at.month) != (now.year, now.month):
        return True
    return now - last.started_at >= interval


def due(last_runs: Mapping[InsightType, LastRun | None], *, generation: int, now: datetime, interval: timedelta) -> list[InsightType]:
    """All that is due, in the order of computation."""
    return [each for each in InsightType if is_due(each, last_runs.get(each), generation=generation, now=now, interval=interval)]
