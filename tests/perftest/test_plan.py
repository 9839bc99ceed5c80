"""The load test's own arithmetic."""

import pytest

from tests.perftest.plan import Key, Keys, plan, segment
from tests.perftest.run_perftest import Run, report_text, stats_of


ARTISTS = [Key("1", "A"), Key("2", "Nickel Canyon")]


def test_every_kind_has_its_routes_and_names_are_encoded() -> None:
    everything = Keys(
        ARTISTS, ARTISTS, ARTISTS, ARTISTS, [Key("Funk / Soul", "Funk / Soul")], [Key("IDM", "IDM")], [Key("AC/DC", "AC/DC"), Key("B", "B")]
    )
    tests = {test.name: test for test in plan(everything, year=2026)}
    assert tests["node/genre"].requests[0].path == "/api/node/Funk%20%2F%20Soul"
    assert tests["credits/person"].requests[0].path == "/api/credits/person/AC%2FDC"
    assert len(tests["path/artists"].requests) == 1
    assert len(tests) > 60


def test_tests_without_keys_are_left_out() -> None:
    assert {test.name.partition("/")[0] for test in plan(Keys(), year=2026)} == {"explore", "insights", "rarity", "musicbrainz", "nlq", "credits"}


def test_percentiles_are_interpolated() -> None:
    runs = [Run(200, float(ms), 1, None, "") for ms in range(1, 102)]
    assert stats_of(runs) == {"min": 1, "avg": 51, "p50": 51, "p95": 96, "p99": 100, "max": 101}
    assert stats_of(runs[:1])["p95"] == 1
    assert stats_of([]) == {}


@pytest.mark.parametrize(("text", "expected"), [("a b", "a%20b"), ("?#%/", "%3F%23%25%2F"), ("Björk", "Bj%C3%B6rk")])
def test_segments(text: str, expected: str) -> None:
    assert segment(text) == expected


def test_the_report_names_what_broke_its_bound() -> None:
    stats = {"min": 1.0, "avg": 1.0, "p50": 1.0, "p95": 150.0, "p99": 1.0, "max": 1.0}
    row = {
        "endpoint": "network/depth-2",
        "keys": 2,
        "errors": 0,
        "first": stats,
        "stats": stats,
        "target_p95_ms": 100,
        "is_met": False,
        "slowest": "u",
    }
    text = report_text({"timestamp": "now", "total_endpoints": 1, "results": [row]})
    assert "bound broken" in text
    assert "network/depth-2" in text
