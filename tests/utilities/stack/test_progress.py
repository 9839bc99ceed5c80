import pytest

from common.domain.data_types import Source
from utilities.stack.progress import WINDOW_S, Snapshot, Track, duration


def at(seconds: float, read: int, graph: int, tables: int, fraction: float | None = None) -> Snapshot:
    return Snapshot(seconds, {"releases": read}, {"graphinator": {"releases": graph}, "tableinator": {"releases": tables}}, fraction)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (59.4, "59 s"), (60, "1 min"), (200, "3 min 20 s"), (3600, "1 h"), (7500, "2 h 5 min"), (36_000, "10 h")],
)
def test_duration(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_nothing_is_claimed_before_there_is_anything_to_go_by() -> None:
    track = Track(Source.DISCOGS)
    assert (track.rate, track.seconds_left, track.lines(), track.summary()) == (0.0, None, [], "discogs: starting")
    track.add(at(0, 10, 0, 0, 0.1))
    assert (track.rate, track.seconds_left) == (0.0, None)


def test_the_rate_is_that_of_the_slower_store() -> None:
    track = Track(Source.DISCOGS)
    track.add(at(0, 0, 0, 0))
    track.add(at(10, 900, 300, 600))
    assert track.rate == 30.0


def test_time_left_follows_from_what_is_read_of_the_dumps() -> None:
    track = Track(Source.DISCOGS)
    track.add(at(0, 0, 0, 0, 0.0))
    track.add(at(10, 1000, 500, 800, 0.5))  # 2,000 expected, 1,500 to go at 50 a second
    assert track.seconds_left == pytest.approx(30.0)
    assert "about 30 s left" in track.summary()


def test_the_rate_forgets_what_is_older_than_its_window() -> None:
    track = Track(Source.DISCOGS)
    track.add(at(0, 0, 0, 0))
    for step in range(1, 100):
        track.add(at(float(step), step, 1000 + step, 1000 + step))
    assert track.rate == pytest.approx(1.0)
    assert len(track.history) <= WINDOW_S + 2


def test_lines_come_in_the_order_of_the_source_with_zero_for_what_has_not_begun() -> None:
    track = Track(Source.MUSICBRAINZ)
    track.add(Snapshot(0.0, {"release-groups": 7}, {"brainzgraphinator": {"release-groups": 3}}, None))
    assert [(line.data_type, line.published, dict(line.seen)) for line in track.lines()] == [
        ("artists", 0, {"brainzgraphinator": 0}),
        ("labels", 0, {"brainzgraphinator": 0}),
        ("release-groups", 7, {"brainzgraphinator": 3}),
        ("releases", 0, {"brainzgraphinator": 0}),
    ]
