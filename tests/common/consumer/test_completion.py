"""How a type ends."""

import pytest

from common.consumer.completion import GRACE_S, decide
from common.consumer.spec import Outcome, TypeState
from common.domain.data_types import DataType
from common.domain.messages import ExtractionComplete


STARTED = "2026-03-05T10:00:00.000000Z"


def signal(*, started_at: str | None = STARTED, partial: bool = False) -> ExtractionComplete:
    return ExtractionComplete("20260301", started_at, "2026-03-05T14:00:00Z", partial=partial)


@pytest.mark.parametrize(
    ("published", "seen", "rejected", "unreadable", "at_once", "later"),
    [
        (10, 10, 0, 0, "complete", "complete"),
        (10, 8, 2, 0, "complete", "complete"),
        (10, 9, 0, 0, None, "incomplete"),
        (10, 11, 0, 0, None, "incomplete"),
        (10, 10, 0, 1, None, "incomplete"),
        (10, 9, 0, 1, None, "incomplete"),
        (0, 0, 0, 0, None, "empty"),
        (0, 3, 0, 0, None, "empty"),
        (None, 5, 0, 0, None, "unknown"),
    ],
)
def test_decide(published: int | None, seen: int, rejected: int, unreadable: int, at_once: str | None, later: str) -> None:
    state = TypeState(DataType.ARTISTS, published, seen, rejected, unreadable, None)
    assert decide(signal(), state, quiet_s=0.0) == at_once
    assert decide(signal(), state, quiet_s=GRACE_S - 0.1) == at_once
    assert decide(signal(), state, quiet_s=GRACE_S) == later


@pytest.mark.parametrize("started_at", [None, "yesterday"])
def test_a_run_without_a_readable_start_is_unknown(started_at: str | None) -> None:
    state = TypeState(DataType.ARTISTS, 10, 10, 0, 0, None)
    assert decide(signal(started_at=started_at), state, quiet_s=0.0) is None
    assert decide(signal(started_at=started_at), state, quiet_s=GRACE_S) is Outcome.UNKNOWN


def test_a_partial_run_is_never_complete() -> None:
    assert decide(signal(partial=True), TypeState(DataType.ARTISTS, 10, 10, 0, 0, None), quiet_s=0.0) is Outcome.PARTIAL
    assert decide(signal(partial=True), TypeState(DataType.ARTISTS, 10, 3, 0, 0, None), quiet_s=0.0) is None
    assert decide(signal(partial=True), TypeState(DataType.ARTISTS, 10, 3, 0, 0, None), quiet_s=GRACE_S) is Outcome.PARTIAL
