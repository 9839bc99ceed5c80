"""Where a file stands: blocks finish in any order, the checkpoint is the last one before the first gap. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.rules import Flagged


@dataclass(frozen=True, slots=True)
class BlockResult:
    """What became of one block, known when the broker has confirmed all of it. `ids` are packed (see `distinct.pack_ids`)."""

    ordinal: int
    end_offset: int
    parsed: int
    published: int
    skipped: int
    malformed: int
    ids: bytes
    flagged: Sequence[Flagged] = ()


@dataclass(slots=True)
class Counts:
    """Sums over blocks."""

    parsed: int = 0
    published: int = 0
    skipped: int = 0
    malformed: int = 0
    blocks: int = 0

    def add(self, block: BlockResult) -> None:
        """Count a block."""
        self.parsed += block.parsed
        self.published += block.published
        self.skipped += block.skipped
        self.malformed += block.malformed
        self.blocks += 1


class Contiguous:
    """The blocks up to the first gap.

    `counts`, `offset` and `ordinal` describe the contiguous part; `take_ids` and `take_flagged` hand over what joined it since the last call.
    """

    def __init__(self, *, offset: int = 0, ordinal: int = 0, counts: Counts | None = None) -> None:
        self.offset = offset
        self.ordinal = ordinal
        self.counts = counts or Counts()
        self._waiting: dict[int, BlockResult] = {}
        self._ids: list[bytes] = []
        self._flagged: list[Flagged] = []

    def add(self, block: BlockResult) -> bool:
        """A block is confirmed; whether the contiguous part grew. A block that is already counted is ignored."""
        if block.ordinal < self.ordinal or block.ordinal in self._waiting:
            return False
        self._waiting[block.ordinal] = block
        grew = False
        while (following := self._waiting.pop(self.ordinal, None)) is not None:
            self.counts.add(following)
            self.offset = following.end_offset
            self.ordinal += 1
            self._ids.append(following.ids)
            self._flagged.extend(following.flagged)
            grew = True
        return grew

    def take_ids(self) -> bytes:
        """Packed ids of the blocks that joined since the last call."""
        taken = b"".join(self._ids)
        self._ids.clear()
        return taken

    def give_back_ids(self, packed: bytes) -> None:
        """Ids that could not be stored after all come first in the next `take_ids`."""
        self._ids.insert(0, packed)

    def take_flagged(self) -> Sequence[Flagged]:
        """Flagged records of the blocks that joined since the last call."""
        taken, self._flagged = self._flagged, []
        return taken
