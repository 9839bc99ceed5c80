"""When a run may remove what it lacks."""

import pytest

from common.consumer.spec import Outcome, RunState, TypeState
from common.domain.data_types import DISCOGS_TYPES
from common.domain.messages import ExtractionComplete
from graphinator.maintenance import may_remove


def state(*outcomes: Outcome | None, started_at: str | None = "2026-03-05T10:00:00Z", partial: bool = False) -> RunState:
    types = {name: TypeState(name, 1, 1, 0, 0, outcome) for name, outcome in zip(DISCOGS_TYPES, outcomes, strict=False)}
    return RunState("key", ExtractionComplete("20260301", started_at, "", partial=partial), types, "running")


ALL = (Outcome.COMPLETE,) * 4


@pytest.mark.parametrize(
    ("run", "reason"),
    [
        (state(*ALL), None),
        (state(*ALL, started_at=None), "the run does not say when it started"),
        (state(*ALL, partial=True), "the dump is partial"),
        (state(*ALL[:3]), "counts do not add up for releases"),
        (state(Outcome.INCOMPLETE, *ALL[:3]), "counts do not add up for artists"),
        (state(Outcome.UNKNOWN, Outcome.EMPTY, *ALL[:2]), "counts do not add up for artists, labels"),
        (state(None, *ALL[:3]), "counts do not add up for artists"),
    ],
)
def test_may_remove(run: RunState, reason: str | None) -> None:
    assert may_remove(run) == reason
