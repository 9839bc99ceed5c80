"""Points of the history, and the lines that they make."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st
import pytest

from dashboard.points import EVERY_S, Point, condense, slot_of
from tests.dashboard.support import canned


NOW = datetime(2026, 8, 2, 12, 0, 5, tzinfo=UTC)


def points(count: int, *, now: datetime = NOW) -> list[Point]:
    """The last `count` points of an import whose queue of releases grows by 10 a point."""
    made = []
    for place in range(count):
        at = now - timedelta(seconds=EVERY_S * (count - 1 - place))
        point = Point.of(canned.importing(at))
        numbers = [10 * place, float(place), 1.0, place // 2]
        made.append(Point(point.at, {**point.queues, "graphinator-releases": numbers}, point.services, point.stores))
    return made


def test_a_point_holds_what_the_page_draws_and_survives_packing() -> None:
    point = Point.of(canned.importing(NOW))

    assert point.at == slot_of(NOW) == int(NOW.timestamp()) - 5
    assert point.queues["graphinator-releases"] == [31_402, 8_655.0, 8_412.0, 3]
    assert point.services["tableinator"] == [8_389.0, 612.0]
    assert list(point.stores) == [51_754_000_000, 17, 21_432_101, 118_604_220, 96_204, 3, 0.941, 222_298_112]
    assert Point.unpack(point.pack()) == point
    assert len(point.pack()) < 1_500  # six hours are 2,160 points


def test_what_is_not_known_is_no_number() -> None:
    point = Point.of(canned.stores_down(NOW))

    assert point.queues == {}
    assert list(point.stores) == [None] * 8
    assert "brainzgraphinator" not in point.services
    assert "graphinator" not in Point.of(canned.with_statuses("healthy", "unknown", "healthy")(NOW)).services


@pytest.mark.parametrize("text", ["", "[1]", "[1,{},{},[1]]", '{"a":1}', '["x",{},{},[1,2,3,4,5,6,7,8]]'])
def test_a_point_of_another_version_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Point.unpack(text)


def test_depths_are_the_highest_of_their_step_and_rates_the_average() -> None:
    line = condense(points(60), minutes=10, most=10, now=NOW, prefixes=canned.PREFIXES)

    queue = next(each for each in line.queues if each.name == "discogsography-discogs-graphinator-releases")
    assert (line.step_seconds, len(line.times)) == (60, 10)
    assert queue.messages[-2] == 580
    assert queue.message_rate[-2] == 55.5
    assert queue.dead_letters[-2] == 29
    assert line.times[-1] == datetime(2026, 8, 2, 12, tzinfo=UTC)
    assert line.services[0].name == "extractor-discogs"
    assert line.stores.cache_hit_rate[-1] == 0.941
    assert line.stores.neo4j_nodes[-1] == 21_432_101


def test_what_was_before_the_first_point_is_a_gap() -> None:
    line = condense(points(3), minutes=5, most=720, now=NOW, prefixes=canned.PREFIXES)

    queue = next(each for each in line.queues if each.consumer == "graphinator" and each.type == "releases")
    assert queue.messages == [None] * 27 + [0, 10, 20]


def test_without_points_there_are_no_lines_but_a_time_axis() -> None:
    line = condense([], minutes=30, most=120, now=NOW, prefixes=canned.PREFIXES)

    assert (line.queues, line.services, len(line.times), line.step_seconds) == ([], [], 90, 20)
    assert line.stores.broker_messages == [None] * 90


@given(minutes=st.integers(1, 360), most=st.integers(2, 720))
def test_a_line_covers_its_minutes_with_no_more_points_than_asked_for(minutes: int, most: int) -> None:
    line = condense([], minutes=minutes, most=most, now=NOW, prefixes=canned.PREFIXES)

    assert 1 <= len(line.times) <= most
    assert line.step_seconds % EVERY_S == 0
    assert len(line.times) * line.step_seconds <= minutes * 60 or len(line.times) == 1
