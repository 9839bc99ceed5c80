"""How signals become one list."""

from api.recommend import mixing
from api.recommend.mixing import Candidate, Scored


def test_releases_of_several_artists_add_up() -> None:
    found = mixing.by_artists({"a": 3, "b": 2}, {"a": ["r1", "r2"], "b": ["r2", "r3"]})
    assert [(one.release_id, one.raw, one.reason) for one in found] == [
        ("r2", 5, "artist: collected 5 releases"),
        ("r1", 3, "artist: collected 3 releases"),
        ("r3", 2, "artist: collected 2 releases"),
    ]
    assert [(one.release_id, one.score) for one in mixing.alone(found)] == [("r2", 1.0), ("r1", 0.6), ("r3", 0.4)]


def test_labels_take_turns() -> None:
    many = [f"r{number:02}" for number in range(80)]
    found = mixing.by_labels([("1", "L", 9), ("2", "M", 1), ("3", "", 1)], {"1": many, "2": ["m1", "m2"]})
    assert [one.release_id for one in found[:5]] == ["r00", "m1", "r01", "m2", "r02"]
    assert len(found) == mixing.CANDIDATES
    assert found[1].reason == "label: M (top label)"


def test_blind_spots_go_by_the_number_of_artists() -> None:
    found = mixing.by_blind_spots({"Jazz": 2, "Folk": 5}, {"Jazz": ["r1", "r2"], "Folk": ["r2", "r3"]})
    assert [(one.release_id, one.raw, one.reason) for one in found] == [
        ("r2", 5, "blind_spot: Folk"),
        ("r3", 5, "blind_spot: Folk"),
        ("r1", 2, "blind_spot: Jazz"),
    ]


def test_obscurity_counts_owners_on_discogs_where_known() -> None:
    owners = {"r1": (10, 1), "r2": (40, 0), "r3": (None, 0)}
    assert mixing.obscurity(owners, ["r1", "r2", "r3", "r4"]) == {"r1": 0.75, "r2": 0.0, "r3": 0.0, "r4": 0.0}
    assert mixing.obscurity({"r1": (None, 1), "r2": (None, 4)}, ["r1", "r2"]) == {"r1": 0.75, "r2": 0.0}
    assert mixing.obscurity({"r1": (None, 0)}, ["r1"]) == {"r1": 0.0}


def test_signals_are_weighted_and_ties_go_by_id() -> None:
    signals = {
        "artist": [Candidate("r1", 4, "a"), Candidate("r2", 2, "b")],
        "label": [Candidate("r2", 7, "c")],
        "blindspot": [Candidate("r3", 1, "d")],
    }
    owners = {"r1": (100, 0), "r2": (50, 0), "r3": (100, 0)}
    assert mixing.mix(signals, owners) == [
        Scored("r2", round(0.35 / 2 + 0.25 + 0.15 / 2, 4), ["b", "c"]),
        Scored("r1", 0.35, ["a"]),
        Scored("r3", 0.25, ["d"]),
    ]
    assert mixing.mix({"artist": [], "label": []}, {}) == []
    tied = mixing.mix({"artist": [Candidate("r2", 1, ""), Candidate("r1", 1, "")]}, {})
    assert [one.release_id for one in tied] == ["r1", "r2"]
