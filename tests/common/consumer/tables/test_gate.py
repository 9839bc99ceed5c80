"""Which rows a batch writes."""

from dataclasses import dataclass

from hypothesis import given, strategies as st
import pytest

from common.consumer.spec import Item
from common.consumer.tables.gate import StoredRow, plan_rows


TRANSFORM = 3


@dataclass(frozen=True)
class Record:
    id: str
    hash: str


def item(hash_: str = "h", sequence: int = 5, id_: str = "1") -> Item[Record]:
    return Item(Record(id_, hash_), b"", sequence)


@pytest.mark.parametrize(
    ("stored", "run", "incoming", "group", "seen"),
    [
        (None, 10, item(), "new", 1),
        (None, None, item(), "new", 0),
        (StoredRow("h", 9, 1, TRANSFORM), 10, item(), "unchanged", 1),
        (StoredRow("h", 10, 1, TRANSFORM), 10, item(), "unchanged", 0),
        (StoredRow("h", 10, 9, TRANSFORM), 10, item(), "unchanged", 0),
        (StoredRow("h", 9, 1, TRANSFORM), None, item(), "unchanged", 0),
        (StoredRow("h", 9, 1, TRANSFORM - 1), 10, item(), "changed", 1),
        (StoredRow("old", 9, 1, TRANSFORM), 10, item(), "changed", 1),
        (StoredRow("old", 10, 1, TRANSFORM), 10, item(), "changed", 0),
        (StoredRow("old", 10, 5, TRANSFORM), 10, item(), "changed", 0),
        (StoredRow("old", 9, 99, TRANSFORM), 10, item(), "changed", 1),
        (StoredRow("old", 10, 6, TRANSFORM), 10, item(), "older", 0),
        (StoredRow("old", 11, 1, TRANSFORM), 10, item(), "older", 0),
        (StoredRow("h", 11, 1, TRANSFORM), 10, item(), "older", 0),
        (StoredRow("old", 11, 1, TRANSFORM), None, item(), "changed", 0),
    ],
)
def test_one_record_falls_into_one_group(stored: StoredRow | None, run: int | None, incoming: Item[Record], group: str, seen: int) -> None:
    plan = plan_rows([incoming], {"1": stored} if stored else {}, run, TRANSFORM)
    sizes = {"new": len(plan.new), "changed": len(plan.changed), "unchanged": len(plan.unchanged), "older": len(plan.older)}
    assert {name for name, size in sizes.items() if size} == {group}
    assert plan.seen == seen


def test_a_replaced_row_carries_the_run_of_its_record() -> None:
    (changed,) = plan_rows([item(sequence=7)], {"1": StoredRow("old", 9, 1, TRANSFORM)}, 10, TRANSFORM).changed
    assert (changed.run, changed.sequence) == (10, 7)


def test_a_record_without_a_run_leaves_the_stamp_as_it_was() -> None:
    (changed,) = plan_rows([item(sequence=0)], {"1": StoredRow("old", 9, 4, TRANSFORM)}, None, TRANSFORM).changed
    assert (changed.run, changed.sequence) == (9, 4)


records = st.lists(
    st.builds(item, st.sampled_from("ab"), st.integers(0, 3), st.integers(1, 9).map(str)), max_size=9, unique_by=lambda entry: entry.record.id
)
rows = st.dictionaries(
    st.integers(1, 9).map(str), st.builds(StoredRow, st.sampled_from("ab"), st.integers(0, 3), st.integers(0, 3), st.just(TRANSFORM)), max_size=9
)


@given(items=records, stored=rows, run=st.none() | st.integers(1, 3))
def test_no_record_is_lost_or_doubled_and_a_second_write_changes_nothing(
    items: list[Item[Record]], stored: dict[str, StoredRow], run: int | None
) -> None:
    plan = plan_rows(items, stored, run, TRANSFORM)
    groups = [*plan.new, *(entry.item for entry in plan.changed), *plan.unchanged, *plan.older]
    assert sorted(entry.record.id for entry in groups) == sorted(entry.record.id for entry in items)

    after = dict(stored)
    for entry in plan.new:
        after[entry.record.id] = StoredRow(entry.record.hash, run or 0, entry.sequence, TRANSFORM)
    for changed in plan.changed:
        after[changed.item.record.id] = StoredRow(changed.item.record.hash, changed.run, changed.sequence, TRANSFORM)
    for entry in plan.unchanged:
        if run is not None:
            after[entry.record.id] = after[entry.record.id]._replace(run=run, sequence=entry.sequence)
    again = plan_rows(items, after, run, TRANSFORM)
    assert not again.new
    assert not again.changed
    assert again.seen == 0
