"""What processes say in the bodies of their health answers, read leniently: who shows them must not fail on what it shows. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from common.domain.messages import RunStamp


FINISHED: Final = frozenset({"completed", "waiting"})
"""States of an extractor that has read everything."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What an extractor says of the run that it is at, or was at last.

    Attributes:
        state: Its own word: idle, running, completed, waiting or failed; `None` when it does not say.
        run: The run's number; 0 while it fetches dumps, and when there was none since it started.
        read: Records by type, confirmed by the broker.
        parts: Part of its file that is read, by type, 0 to 1.
        answers: Whether it answered at all.
    """

    state: str | None = None
    error: str | None = None
    run: int = 0
    version: str | None = None
    is_partial: bool = False
    read: Mapping[str, int] = field(default_factory=dict)
    parts: Mapping[str, float] = field(default_factory=dict)
    bytes_read: int = 0
    bytes_total: int = 0
    answers: bool = False

    @property
    def fraction(self) -> float | None:
        """How much of the dumps is read, 0 to 1; `None` before that is known."""
        if self.state in FINISHED:
            return 1.0
        return min(1.0, self.bytes_read / self.bytes_total) if self.bytes_total else None


def reading_of(body: Mapping[str, Any] | None) -> Reading:
    """From the body of an extractor's answer; `None` when it keeps silent."""
    if body is None:
        return Reading()
    return Reading(
        state=text(body.get("extraction_status")),
        error=text(body.get("error_message")),
        run=_run_number(text(body.get("started_at"))),
        version=text(body.get("version")),
        is_partial=body.get("partial") is True,
        read={name: _whole(count) for name, count in by_type(body.get("extraction_progress")).items() if name != "total"},
        parts=_parts(by_type(body.get("bytes_by_type"))),
        bytes_read=_whole(body.get("bytes_read")),
        bytes_total=_whole(body.get("bytes_total")),
        answers=True,
    )


def by_type(value: object) -> dict[str, Any]:
    """Values under the names that record types have everywhere but in extractors' keys: `release-groups` for `release_groups`."""
    return {type_key(str(name)): each for name, each in value.items()} if isinstance(value, dict) else {}


def type_key(name: str) -> str:
    """A record type's name for what an extractor calls it."""
    return name.replace("_", "-")


def text(value: object) -> str | None:
    """A text that says something."""
    return value if isinstance(value, str) and value else None


def number(value: object) -> float | None:
    """A number; neither true nor false is one."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _run_number(started_at: str | None) -> int:
    try:
        return RunStamp("", started_at).number if started_at else 0
    except ValueError:
        return 0


def _parts(bytes_by_type: Mapping[str, Any]) -> dict[str, float]:
    counts = {name: (_whole(each.get("read")), _whole(each.get("total"))) for name, each in bytes_by_type.items() if isinstance(each, dict)}
    return {name: min(1.0, read / total) for name, (read, total) in counts.items() if total}
