"""The gate of hash, run and sequence."""

from hypothesis import given, strategies as st
import pytest

from common.consumer.spec import Item
from graphinator.gate import Stamp, Stored, sort
from graphinator.records import Artist, Record


def item(record_id: str = "1", sha256: str = "new", sequence: int = 10) -> Item[Record]:
    return Item(Artist(id=record_id, sha256=sha256), b"", sequence)


@pytest.mark.parametrize(
    ("stored", "run", "expected"),
    [
        (None, 5, "new"),
        (None, None, "new"),
        (Stored(None, None, None), 5, "stub"),
        (Stored(None, None, None), None, "stub"),
        (Stored("old", 4, 90), 5, "changed"),
        (Stored("old", 5, 9), 5, "changed"),
        (Stored("old", 5, 10), 5, "changed"),
        (Stored("old", 5, 11), 5, "unchanged"),  # this run wrote a later version of the id
        (Stored("old", 6, 0), 5, "unchanged"),  # a newer run did
        (Stored("new", 6, 0), 5, "unchanged"),
        (Stored("old", 6, 0), None, "changed"),
        (Stored("old", None, None), 5, "changed"),
        (Stored("new", 4, 90), 5, "stamped, seen"),
        (Stored("new", None, None), 5, "stamped, seen"),
        (Stored("new", 5, 9), 5, "stamped"),
        (Stored("new", 5, 10), 5, "unchanged"),
        (Stored("new", 5, 11), 5, "unchanged"),
        (Stored("new", 4, 0), None, "unchanged"),
        (Stored("new", 4, 0, writer=2), 5, "changed"),
    ],
)
def test_one_record(stored: Stored | None, run: int | None, expected: str) -> None:
    result = sort([item()], run, {} if stored is None else {"1": stored})
    outcome = {
        (1, 0, 0, 0, 0): "new",
        (0, 1, 0, 0, 0): "stub",
        (0, 0, 1, 0, 0): "changed",
        (0, 0, 0, 0, 0): "unchanged",
        (0, 0, 0, 1, 0): "stamped",
        (0, 0, 0, 1, 1): "stamped, seen",
    }[len(result.new), len(result.stubs), len(result.changed), len(result.stamps), result.seen]
    assert outcome == expected
    assert result.unchanged == (outcome.startswith(("unchanged", "stamped")))
    assert not result.stamps or result.stamps == [Stamp("1", 10)]


def test_a_newer_writer_version_writes_equal_records_again() -> None:
    stored = {"1": Stored("new", 5, 10)}
    assert len(sort([item()], 6, stored, writer=2).changed) == 1
    assert sort([item()], 6, {"1": Stored("new", 5, 10, writer=2)}, writer=2).unchanged == 1


stored_nodes = st.builds(Stored, st.sampled_from([None, "a", "b"]), st.none() | st.integers(1, 4), st.none() | st.integers(0, 4))


@given(
    ids=st.lists(st.integers(1, 9).map(str), unique=True),
    run=st.none() | st.integers(1, 4),
    stored=st.dictionaries(st.integers(1, 9).map(str), stored_nodes),
)
def test_each_record_goes_to_exactly_one_place(ids: list[str], run: int | None, stored: dict[str, Stored]) -> None:
    result = sort([item(record_id, "a", 2) for record_id in ids], run, stored)
    assert len(result.new) + len(result.stubs) + len(result.changed) + result.unchanged == len(ids)
    assert result.seen <= len(result.stamps) <= result.unchanged
