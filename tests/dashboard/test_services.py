"""What health answers of services say."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from common.domain.data_types import Source
from dashboard.models import Overall
from dashboard.pipelines import PIPELINES
from dashboard.services import NotAnswered, answered, eta_s, overall, silent, with_expected, with_rates


NOW = datetime(2026, 8, 2, 12, tzinfo=UTC)
DISCOGS, MUSICBRAINZ = PIPELINES[Source.DISCOGS], PIPELINES[Source.MUSICBRAINZ]


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (["healthy"] * 3, Overall.OPERATIONAL),
        (["healthy", "unhealthy", "healthy"], Overall.DEGRADED),
        (["unhealthy", "unknown", "healthy"], Overall.DEGRADED),
        (["unhealthy"] * 3, Overall.OFFLINE),
        (["healthy", "healthy", "unknown"], Overall.UNKNOWN),
        (["healthy", "starting", "healthy"], Overall.UNKNOWN),
        ([], Overall.UNKNOWN),
    ],
)
def test_ui_39_services_together(statuses: list[str], expected: Overall) -> None:
    assert overall(statuses) is expected


def test_a_healthy_consumer_is_told_with_its_types_in_display_order() -> None:
    body = {
        "status": "healthy",
        "current_task": "Processing releases",
        "progress": 0.5,
        "written": {"artists": 10, "releases": 20},
        "rate": {"releases": 8.5},
        "batch_p95_ms": {"releases": 184.0, "artists": 12.5, "labels": 0.0},
        "last_message_time": {"releases": NOW.timestamp(), "labels": 0.0},
        "completed_files": ["artists"],
        "reasons": [],
    }

    told = answered(DISCOGS, "graphinator", 200, body, NOW)

    assert (told.status, told.current_task, told.progress, told.error, told.last_seen) == ("healthy", "Processing releases", 0.5, None, NOW)
    assert list(told.types) == ["masters", "releases", "artists", "labels"]
    releases = told.types["releases"]
    assert (releases.count, releases.rate, releases.batch_p95_ms, releases.last_activity, releases.done) == (20, 8.5, 184.0, NOW, False)
    assert told.types["artists"].done
    assert told.types["labels"].last_activity is None
    assert (told.rate, told.batch_p95_ms) == (8.5, 184.0)
    assert told.extraction_progress is None


@pytest.mark.parametrize(
    ("code", "body", "status", "error"),
    [
        (503, {"status": "starting"}, "starting", None),
        (
            503,
            {"status": "unhealthy", "reasons": ["no Neo4j", "no RabbitMQ"]},
            "unhealthy",
            "no Neo4j; no RabbitMQ",
        ),
        (503, {"status": "unhealthy"}, "unhealthy", "HTTP 503"),
        (503, None, "unhealthy", "HTTP 503"),
        (500, {}, "unhealthy", "HTTP 500"),
        (200, {}, "healthy", None),
        (200, {"status": "unhealthy", "error_message": "no dumps"}, "unhealthy", "no dumps"),
    ],
)
def test_ui_weak_36_the_body_of_any_answer_is_read(code: int, body: dict[str, Any] | None, status: str, error: str | None) -> None:
    told = answered(DISCOGS, "graphinator", code, body, NOW)

    assert (told.status, told.last_seen, told.error) == (status, NOW, error)


def test_ui_weak_36_the_state_of_an_extractor_is_told() -> None:
    told = answered(DISCOGS, "extractor-discogs", 200, {"status": "healthy", "extraction_status": "running", "version": "20260801"}, NOW)

    assert (told.extraction_status, told.version) == ("running", "20260801")


def test_ui_weak_37_types_have_one_name_whatever_the_extractor_calls_them() -> None:
    body = {
        "status": "healthy",
        "extraction_status": "waiting",
        "extraction_progress": {"release_groups": 7, "releases": 0, "total": 7},
        "last_extraction_time": {"release_groups": 2.5, "releases": None},
    }

    told = answered(MUSICBRAINZ, "extractor-musicbrainz", 200, body, NOW)

    assert told.extraction_progress == {"release-groups": 7, "releases": 0, "total": 7}
    assert told.last_extraction_time == {"release-groups": 2.5, "releases": None}
    groups = told.types["release-groups"]
    assert (groups.count, groups.last_activity, groups.done) == (7, NOW - timedelta(seconds=2.5), True)
    assert not told.types["releases"].done


def test_a_success_that_says_nothing_is_no_answer() -> None:
    with pytest.raises(NotAnswered):
        answered(DISCOGS, "graphinator", 200, None, NOW)


def test_odd_values_are_left_out_and_spoil_nothing() -> None:
    body = {
        "status": 7,
        "progress": "half",
        "written": {"releases": "many", "artists": True},
        "rate": [1],
        "last_message_time": {"releases": 1e18},
        "completed_files": "artists",
        "reasons": {"a": 1},
        "current_task": ["x"],
    }

    told = answered(DISCOGS, "tableinator", 200, body, NOW)

    assert (told.status, told.progress, told.current_task, told.reasons) == ("healthy", None, None, [])
    assert told.types["releases"].count == 0
    assert told.types["releases"].last_activity is None


def test_a_silent_service_is_unknown() -> None:
    told = silent("graphinator", "ConnectError: refused")

    assert (told.status, told.last_seen, told.error, told.types) == ("unknown", None, "ConnectError: refused", {})


@pytest.mark.parametrize(
    ("count", "expected", "rate", "seconds"),
    [(50, 100, 10.0, 5.0), (100, 100, 0.0, 0.0), (120, 100, 1.0, 0.0), (1, None, 9.0, None), (1, 2, 0.0, None)],
)
def test_time_left(count: int, expected: int | None, rate: float, seconds: float | None) -> None:
    assert eta_s(count, expected, rate) == seconds


def test_rates_and_totals_are_added_from_elsewhere() -> None:
    told = answered(DISCOGS, "extractor-discogs", 200, {"extraction_status": "running", "extraction_progress": {"labels": 50}}, NOW)

    told = with_expected(with_rates(told, {"labels": 10.04}), {"labels": 100})

    labels = told.types["labels"]
    assert (labels.rate, labels.expected, labels.eta_seconds, told.rate) == (10.0, 100, 5.0, 10.0)
    assert told.types["artists"].expected is None
