"""Which state of the catalogue cached answers belong to."""

from dataclasses import dataclass


@dataclass(slots=True)
class Generation:
    """Number that grows by one whenever an import has ended. Part of every cache key, so older answers are never found again."""

    current: int = 0
