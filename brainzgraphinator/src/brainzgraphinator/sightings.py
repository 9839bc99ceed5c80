"""Which records of a run were seen, exactly, whether or not they left anything in the graph. Pure.

Most MusicBrainz records have no link to Discogs and touch no node that could carry a stamp. So each block of a file has a bit a
record, at the position that the message's sequence names; a record that is delivered again sets a bit that is set.
"""

from collections.abc import Iterable

from common.domain.messages import SEQUENCE_BLOCK_SHIFT


def by_block(sequences: Iterable[int]) -> dict[int, list[int]]:
    """Positions by block ordinal, in order of blocks."""
    blocks: dict[int, list[int]] = {}
    for sequence in sorted(sequences):
        blocks.setdefault(sequence >> SEQUENCE_BLOCK_SHIFT, []).append(sequence & ((1 << SEQUENCE_BLOCK_SHIFT) - 1))
    return blocks


def mark(bits: bytes | None, positions: Iterable[int]) -> tuple[bytes, int]:
    """The block's bits with those positions set, and how many of them were not."""
    marked = bytearray(bits or b"")
    added = 0
    for position in positions:
        index, mask = position >> 3, 1 << (position & 7)
        if index >= len(marked):
            marked.extend(bytes(index + 1 - len(marked)))
        if not marked[index] & mask:
            marked[index] |= mask
            added += 1
    return bytes(marked), added
