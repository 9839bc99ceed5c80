"""What the extractor's health says of its run, and how fast its counts grow."""

from collections import deque
from collections.abc import Mapping
from typing import Any, Final

from common.domain.messages import RunStamp, parse_timestamp
from dashboard.imports import Reading
from dashboard.pipelines import type_key


RATE_WINDOW_S: Final = 30.0


def reading_of(body: Mapping[str, Any] | None) -> Reading:
    """From the body of a health answer; `None` when the extractor keeps silent."""
    if body is None:
        return Reading()
    progress = body.get("extraction_progress")
    version = body.get("version")
    return Reading(
        is_running=body.get("extraction_status") == "running",
        has_failed=body.get("extraction_status") == "failed",
        error=_text(body.get("error_message")),
        run=_run_number(body.get("started_at")),
        version=_text(version),
        read={type_key(str(name)): _whole(count) for name, count in progress.items() if name != "total"} if isinstance(progress, dict) else {},
        parts=_parts(body.get("bytes_by_type")),
        bytes_read=_whole(body.get("bytes_read")),
        bytes_total=_whole(body.get("bytes_total")),
        answers=True,
    )


class RateMeter:
    """How fast counts grow, over the last half minute.

    Args:
        may_fall: Whether a count may fall; else one that does begins anew.
    """

    def __init__(self, *, window_s: float = RATE_WINDOW_S, may_fall: bool = False) -> None:
        self._window_s = window_s
        self._may_fall = may_fall
        self._counts: deque[tuple[float, Mapping[str, int]]] = deque()

    def rates(self, counts: Mapping[str, int], now: float) -> dict[str, float]:
        """Take note of counts at a (monotonic) time, and tell how fast each grows."""
        if not self._may_fall and self._counts and any(counts.get(name, 0) < count for name, count in self._counts[-1][1].items()):
            self._counts.clear()
        self._counts.append((now, dict(counts)))
        while len(self._counts) > 2 and now - self._counts[1][0] >= self._window_s:
            self._counts.popleft()
        since, first = self._counts[0]
        seconds = now - since
        return {name: (count - first.get(name, 0)) / seconds if seconds > 0 else 0.0 for name, count in counts.items()}


def _run_number(started_at: object) -> int:
    if not isinstance(started_at, str) or not started_at:
        return 0
    try:
        parse_timestamp(started_at)
    except ValueError:
        return 0
    return RunStamp("", started_at).number


def _parts(value: object) -> dict[str, float]:
    if not isinstance(value, dict):
        return {}
    parts = {}
    for name, each in value.items():
        total = _whole(each.get("total")) if isinstance(each, dict) else 0
        if total:
            parts[type_key(str(name))] = min(1.0, _whole(each.get("read")) / total)
    return parts


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
