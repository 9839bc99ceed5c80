"""Which records of a batch are new, changed, unchanged or older than what is stored. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from common.consumer.spec import Item


class GatedRecord(Protocol):
    """A decoded record whose content hash decides whether its row is written again."""

    @property
    def id(self) -> str: ...

    @property
    def hash(self) -> str: ...


class StoredRow(NamedTuple):
    """What a table remembers of a record: its content, the software that made the row of it, and when it was last sighted."""

    hash: str
    run: int
    sequence: int
    transform: int


@dataclass(frozen=True, slots=True)
class ChangedItem[R: GatedRecord]:
    """A record whose row is replaced. `run` and `sequence` are what the row will carry."""

    item: Item[R]
    run: int
    sequence: int


@dataclass(frozen=True, slots=True)
class RowPlan[R: GatedRecord]:
    """What one transaction does. `seen` counts the records that this run had not stamped before."""

    new: list[Item[R]] = field(default_factory=list)
    changed: list[ChangedItem[R]] = field(default_factory=list)
    unchanged: list[Item[R]] = field(default_factory=list)
    older: list[Item[R]] = field(default_factory=list)
    seen: int = 0


def plan_rows[R: GatedRecord](items: Iterable[Item[R]], stored: Mapping[str, StoredRow], run: int | None, transform: int) -> RowPlan[R]:
    """Sort records by what their rows need.

    Args:
        items: Each id once.
        stored: The rows that exist, by id, locked by the transaction that carries the plan out.
        run: Number of the batch's run; `None` for messages that name none: they replace whatever is there and stamp nothing.
        transform: Version of the code that makes rows of records; a row of another version is written again.
    """
    new: list[Item[R]] = []
    changed: list[ChangedItem[R]] = []
    unchanged: list[Item[R]] = []
    older: list[Item[R]] = []
    seen = 0
    for item in items:
        row = stored.get(item.record.id)
        if row is None:
            new.append(item)
            seen += 1
            continue
        same = row.hash == item.record.hash and row.transform == transform
        if run is not None:
            # A newer run wins over late messages of an older one, and within a run the record that stands later in the file.
            if row.run > run or (row.run == run and row.sequence > item.sequence and not same):
                older.append(item)
                continue
            seen += row.run != run
        if same:
            unchanged.append(item)
        elif run is None:
            changed.append(ChangedItem(item, row.run, row.sequence))
        else:
            changed.append(ChangedItem(item, run, item.sequence))
    return RowPlan(new, changed, unchanged, older, 0 if run is None else seen)
