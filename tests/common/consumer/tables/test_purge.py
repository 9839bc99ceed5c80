"""Whether stale rows may go."""

import pytest

from common.consumer.tables.purge import StaleRows, Verdict, adds_up, judge


@pytest.mark.parametrize(
    ("total", "stale", "limit", "verdict"),
    [
        (0, 0, 0.1, Verdict.NOTHING_STALE),
        (100, 0, 0.1, Verdict.NOTHING_STALE),
        (100, 9, 0.1, Verdict.DELETE),
        (100, 10, 0.1, Verdict.VETOED),
        (100, 89, 0.9, Verdict.DELETE),
        (100, 90, 0.9, Verdict.VETOED),
        (1, 1, 1.0, Verdict.VETOED),
    ],
)
def test_a_purge_is_refused_from_the_limit_on(total: int, stale: int, limit: float, verdict: Verdict) -> None:
    assert judge(StaleRows(total, stale), limit) is verdict


@pytest.mark.parametrize(
    ("published", "fresh", "rejected", "without_id", "expected"),
    [
        (95, 95, 0, 0, True),
        (95, 94, 1, 0, True),
        (95, 94, 0, 1, False),
        (95, 94, 0, 0, False),
        (94, 95, 0, 0, False),
        (0, 0, 0, 0, False),
        (None, 0, 0, 0, False),
    ],
)
def test_fresh_rows_and_rejects_must_account_for_all_that_was_published(
    published: int | None, fresh: int, rejected: int, without_id: int, expected: bool
) -> None:
    assert adds_up(published=published, fresh=fresh, rejected=rejected, rejected_without_id=without_id) is expected
