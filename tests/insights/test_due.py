"""What is to be computed, as a table of times."""

from datetime import UTC, datetime, timedelta

import pytest

from common.domain.insights import InsightType
from insights.due import LastRun, due, is_due


NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(hours=24)
TRENDS, ANNIVERSARIES = InsightType.GENRE_TRENDS, InsightType.ANNIVERSARIES


def ago(status: str = "completed", generation: int | None = 7, **delta: float) -> LastRun:
    return LastRun(NOW - timedelta(**delta), status, generation)


@pytest.mark.parametrize(
    ("insight_type", "last", "expected"),
    [
        (TRENDS, None, True),
        (TRENDS, ago(minutes=1), False),  # a restart alone changes nothing
        (TRENDS, ago(hours=23.9), False),
        (TRENDS, ago(hours=24), True),
        (TRENDS, ago(generation=6, minutes=1), True),  # an import has ended
        (TRENDS, ago(generation=None, minutes=1), True),
        (TRENDS, ago("failed", minutes=9), False),
        (TRENDS, ago("failed", minutes=10), True),
        (TRENDS, ago("failed", generation=6, minutes=1), True),
        (TRENDS, LastRun(datetime(2026, 10, 31, 23, tzinfo=UTC), "completed", 7), True),
        (ANNIVERSARIES, ago(minutes=1), False),
    ],
)
def test_what_is_due(insight_type: InsightType, last: LastRun | None, expected: bool) -> None:
    assert is_due(insight_type, last, generation=7, now=NOW, interval=DAY) is expected


def test_a_new_month_has_other_anniversaries() -> None:
    midnight = datetime(2026, 12, 1, 0, 1, tzinfo=UTC)
    last = LastRun(midnight - timedelta(minutes=5), "completed", 7)

    assert is_due(ANNIVERSARIES, last, generation=7, now=midnight, interval=DAY)
    assert not is_due(TRENDS, last, generation=7, now=midnight, interval=DAY)


def test_all_seven_are_due_in_their_order() -> None:
    assert due({}, generation=0, now=NOW, interval=DAY) == list(InsightType)
    assert [each.value for each in InsightType] == [
        "artist_centrality",
        "genre_trends",
        "label_longevity",
        "anniversaries",
        "data_completeness",
        "community_enrichment",
        "release_rarity",
    ]
