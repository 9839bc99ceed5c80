"""Which records of a batch are to be written: the gate of hash, run and sequence. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from common.consumer.spec import HasId, Item
from graphinator.records import Record


WRITER_VERSION: Final = 1
"""Raised when a writer starts to derive something else from the same record: everything is then written once more, hash or not.

Nodes of version 1 carry no `writer` property, which costs them nothing.
"""


@dataclass(frozen=True, slots=True)
class Stored:
    """What the graph knows of a record. `sha256` is `None` for a stub: a node that exists only because others refer to it."""

    sha256: str | None
    run: int | None
    sequence: int | None
    writer: int | None = None


@dataclass(frozen=True, slots=True)
class Stamp:
    """An unchanged record that this run saw for the first time, or again at a later position of its file."""

    id: str
    sequence: int


@dataclass(slots=True)
class Sorted[R: HasId]:
    """A batch, sorted: `new` records have no node, `stubs` one that others made, `changed` another content.

    `seen` counts the unchanged records whose node did not carry this run yet.
    """

    new: list[Item[R]] = field(default_factory=list)
    stubs: list[Item[R]] = field(default_factory=list)
    changed: list[Item[R]] = field(default_factory=list)
    stamps: list[Stamp] = field(default_factory=list)
    unchanged: int = 0
    seen: int = 0


def sort(items: Sequence[Item[Record]], run: int | None, stored: Mapping[str, Stored], *, writer: int = WRITER_VERSION) -> Sorted[Record]:
    """Each item where it belongs, in the batch's order.

    Without a run, hash and writer version alone decide. With one, a node that a newer run wrote is left alone, and so is a node that
    this run wrote from a later position of the file.
    """
    result: Sorted[Record] = Sorted()
    for item in items:
        known = stored.get(item.record.id)
        if known is None:
            result.new.append(item)
            continue
        before = known.run or 0
        same = known.sha256 == item.record.sha256 and (known.writer or 1) == writer
        outdated = run is not None and (before > run or (before == run and (known.sequence or 0) > item.sequence and not same))
        if not same and not outdated:
            (result.stubs if known.sha256 is None else result.changed).append(item)
            continue
        result.unchanged += 1
        if run is not None and (before, known.sequence or 0) < (run, item.sequence):
            result.stamps.append(Stamp(item.record.id, item.sequence))
            result.seen += before != run
    return result
