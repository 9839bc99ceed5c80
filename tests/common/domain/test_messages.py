from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import given, strategies as st
import orjson
import pytest

from common.domain.data_types import DataType
from common.domain.messages import ExtractionComplete, FileComplete, RunStamp, format_timestamp, parse_control, parse_timestamp


MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
COUNTS = st.integers(0, 2**53)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-05T10:00:00Z", datetime(2026, 3, 5, 10, tzinfo=UTC)),
        ("2026-03-05T10:00:00.5Z", datetime(2026, 3, 5, 10, 0, 0, 500_000, tzinfo=UTC)),
        ("2026-03-05T10:00:00.123456789Z", datetime(2026, 3, 5, 10, 0, 0, 123_456, tzinfo=UTC)),
        ("2026-03-05T10:00:00.123456789+02:00", datetime(2026, 3, 5, 8, 0, 0, 123_456, tzinfo=UTC)),
        ("2026-03-05T10:00:00", datetime(2026, 3, 5, 10, tzinfo=UTC)),
    ],
)
def test_parse_timestamp(text: str, expected: datetime) -> None:
    assert parse_timestamp(text) == expected


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01T00:00:00Z"])
def test_a_text_that_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_timestamp(text)


@given(MOMENTS)
def test_timestamps_survive_the_wire(moment: datetime) -> None:
    assert parse_timestamp(format_timestamp(moment)) == moment
    assert format_timestamp(moment.astimezone(timezone(timedelta(hours=5)))) == format_timestamp(moment)


@given(MOMENTS, MOMENTS)
def test_the_number_of_a_run_grows_with_its_start(one: datetime, other: datetime) -> None:
    numbers = [RunStamp("20260301", format_timestamp(moment)).number for moment in (one, other)]

    assert (numbers[0] < numbers[1]) is (one < other)
    assert (numbers[0] == numbers[1]) is (one == other)


@given(data_type=TEXTS, total=COUNTS, file=TEXTS, timestamp=TEXTS)
def test_file_complete_survives_the_wire(data_type: str, total: int, file: str, timestamp: str) -> None:
    message = FileComplete(data_type, total, file, timestamp)

    assert parse_control(message.body()) == message


@given(
    version=TEXTS,
    started_at=st.none() | MOMENTS.map(format_timestamp),
    counts=st.dictionaries(st.sampled_from(list(DataType)).map(str), COUNTS),
    published=st.none() | st.dictionaries(st.sampled_from(list(DataType)).map(str), COUNTS),
    partial=st.booleans(),
    malformed=st.dictionaries(st.sampled_from(list(DataType)).map(str), st.integers(1, 100)),
)
def test_extraction_complete_survives_the_wire(
    version: str,
    started_at: str | None,
    counts: dict[str, int | None],
    published: dict[str, int] | None,
    partial: bool,
    malformed: dict[str, int],
) -> None:
    message = ExtractionComplete(version, started_at, "2026-03-05T14:00:00.123456Z", counts, published, partial, malformed)

    assert parse_control(message.body()) == message


def test_an_older_publisher_says_less() -> None:
    body = b'{"type":"extraction_complete","version":"20260301","timestamp":"x","started_at":"2026-03-05T10:00:00.0Z","record_counts":{"labels":7}}'
    message = parse_control(body)

    assert isinstance(message, ExtractionComplete)
    assert message.published(DataType.LABELS) == 7
    assert message.published(DataType.ARTISTS) is None
    assert message.run == RunStamp("20260301", "2026-03-05T10:00:00.0Z")
    assert message.partial is False


def test_published_counts_win_over_record_counts() -> None:
    message = ExtractionComplete("v", None, "", {"labels": 10, "artists": 4}, {"labels": 9})

    assert message.published(DataType.LABELS) == 9
    assert message.published(DataType.ARTISTS) is None


@pytest.mark.parametrize("started_at", [None, "", "soon", 5])
def test_a_signal_without_a_readable_start_has_no_run(started_at: object) -> None:
    message = parse_control(orjson.dumps({"type": "extraction_complete", "version": "v", "started_at": started_at}))

    assert isinstance(message, ExtractionComplete)
    assert message.run is None


@pytest.mark.parametrize("counts", [None, [], "many", {"labels": None}, {"labels": "7"}, {"labels": True}])
def test_odd_counts_are_no_counts(counts: object) -> None:
    message = parse_control(orjson.dumps({"type": "extraction_complete", "version": "v", "record_counts": counts}))

    assert isinstance(message, ExtractionComplete)
    assert message.published(DataType.LABELS) is None


@pytest.mark.parametrize("body", [b"", b"not json", b"[1]", b"5", b'{"id":"1"}', b'{"type":"data","id":"1"}', b'{"type":["file_complete"]}'])
def test_everything_else_is_a_record(body: bytes) -> None:
    assert parse_control(body) is None


@given(
    st.dictionaries(
        st.sampled_from(["type", "version", "started_at", "record_counts", "published_counts", "partial", "total_processed", "file", "data_type"]),
        st.none() | st.booleans() | st.integers(-5, 5) | TEXTS | st.just({"labels": 1}) | st.sampled_from(["file_complete", "extraction_complete"]),
    )
)
def test_no_control_message_is_too_odd_to_read(message: dict[str, Any]) -> None:
    parsed = parse_control(orjson.dumps(message))

    assert (parsed is None) is (message.get("type") not in ("file_complete", "extraction_complete"))
