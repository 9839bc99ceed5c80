"""Whether rows that a run did not bring may be deleted. Pure: counts in, a verdict out."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What becomes of the stale rows of a type."""

    NOTHING_STALE = "nothing_stale"
    DELETE = "delete"
    VETOED = "vetoed"  # too many: a broken run looks like this, and so does a real clean-up, which a human then allows by setting
    COUNTS_DIFFER = "counts_differ"  # rows are missing that the publisher sent: stale is not the same as vanished


@dataclass(frozen=True, slots=True)
class StaleRows:
    """A table after a run: all rows, and those that the run neither brought nor rejected."""

    total: int
    stale: int

    @property
    def fraction(self) -> float:
        """Share of the table that is stale; 0 for an empty one."""
        return self.stale / self.total if self.total else 0.0


def judge(rows: StaleRows, max_delete_fraction: float) -> Verdict:
    """Verdict on a run whose counts are known to add up."""
    if not rows.stale:
        return Verdict.NOTHING_STALE
    return Verdict.VETOED if rows.fraction >= max_delete_fraction else Verdict.DELETE


def adds_up(*, published: int | None, fresh: int, rejected: int, rejected_without_id: int) -> bool:
    """Whether rows sighted since a run began account for all that it published, each reject for one record.

    For messages that name no run; a reject without a readable id may be any record of the table, so it counts for none.
    """
    return bool(published) and rejected_without_id == 0 and fresh + rejected == published
