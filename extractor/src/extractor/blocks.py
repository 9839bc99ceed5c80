"""What travels between cutting, parsing and publishing: a block of whole records, and what became of it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from common.runtime.errors import DiscogsographyError


if TYPE_CHECKING:
    from extractor.rules.verdict import Flagged


BLOCK_BYTES: Final = 1 << 20  # some 300 releases: long enough to hide the hand-over, short enough for an even load
MAX_RECORD_BYTES: Final = 32 << 20  # the largest real release is 114 kB; bounds what an element that never ends can pull into memory
MAX_MALFORMED: Final = 100  # records of one Discogs file that may be malformed; one more fails the file
MAX_PROBLEMS: Final = 10  # texts kept from one block


class DumpError(DiscogsographyError):
    """A dump file cannot be read to its end."""


class TruncatedDump(DumpError):  # noqa: N818 - named for what it is
    """The file ends before its root element does."""


class MalformedDump(DumpError):  # noqa: N818 - named for what it is
    """The file is not a dump of its type, or is broken in a way that no next record can be found."""


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive whole records, cut from the decompressed stream.

    `data` is the stream from `offset` up to `end`, and `ordinal` counts the blocks of a file from zero. Blocks leave nothing out:
    each begins where the one before ended, and the cuts do not depend on how the stream arrived, so `end` and `ordinal + 1` are a
    checkpoint.
    """

    ordinal: int
    offset: int
    end: int
    data: bytes


@dataclass(slots=True)
class ParsedBlock:
    """Messages made from one block, with its counts.

    `parsed` counts records read, those that a rule skipped included; `bodies` and `ids` hold what is to be published, in dump
    order. `malformed` counts records (for MusicBrainz: lines) that were dropped; `problems` has a text for the first few.
    """

    bodies: list[bytes] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    parsed: int = 0
    skipped: int = 0
    malformed: int = 0
    problems: list[str] = field(default_factory=list)
    flagged: list["Flagged"] = field(default_factory=list)

    def note(self, problem: str) -> None:
        """Keep a text about something odd, up to the first few."""
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(problem)
