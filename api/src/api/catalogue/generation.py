"""Which state of the catalogue cached answers belong to."""

from dataclasses import dataclass


@dataclass(slots=True)
class Generation:
    """Number that grows by one whenever an import has ended. Part of every cache key, so older answers are never found again.

    `stage` says what the watcher does: `watching`, `refreshing` (an import has ended, derived data are being made) or `failing`.
    """

    current: int = 0
    stage: str = "watching"
    error: str | None = None
