"""What health answers say."""

from datetime import UTC, datetime

from common.domain.health import Reading, reading_of


def test_the_extractors_health_is_read_leniently() -> None:
    body = {
        "extraction_status": "running",
        "started_at": "2026-08-02T11:50:00.000000Z",
        "version": "20260801",
        "extraction_progress": {"release_groups": 5, "labels": "x", "total": 5},
        "bytes_by_type": {"release_groups": {"read": 5, "total": 10}, "labels": {"read": 1, "total": 0}, "artists": 3},
        "bytes_read": 5,
        "bytes_total": True,
    }

    told = reading_of(body)

    assert (told.state, told.version) == ("running", "20260801")
    assert told.read == {"release-groups": 5, "labels": 0}
    assert told.parts == {"release-groups": 0.5}
    assert (told.bytes_read, told.bytes_total) == (5, 0)
    assert reading_of({"started_at": "yesterday", "extraction_progress": 3, "bytes_by_type": []}) == Reading(answers=True)
    assert not reading_of(None).answers
    assert datetime.fromtimestamp(told.run / 1_000_000, UTC) == datetime(2026, 8, 2, 11, 50, tzinfo=UTC)
