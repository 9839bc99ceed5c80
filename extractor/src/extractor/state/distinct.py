"""How many distinct ids a file published, in little memory.

Consumers compare this number with what they wrote before they remove anything, so it must be exact: a record that is sent twice
after a kill counts once. Ids travel and are logged as 64-bit numbers.
"""

from array import array
from collections.abc import Iterable
import hashlib
from typing import Final, Protocol


_PAGE_BITS: Final = 10
_PAGE_MASK: Final = (1 << _PAGE_BITS) - 1
_DENSE_LIMIT: Final = 1 << 40
_HASHED: Final = 1 << 63
ITEM_BYTES: Final = 8


def pack_ids(ids: Iterable[str]) -> bytes:
    """Record ids as 64-bit numbers, native byte order.

    Decimal ids are themselves; UUIDs their first 64 bits, of which 60 are random; anything else (`unknown`) the first bits of a hash.
    The latter two have the top bit set, so they never meet a decimal id.
    """
    packed = array("Q")
    add = packed.append
    for record_id in ids:
        try:
            number = int(record_id)
            add(number if 0 <= number < _DENSE_LIMIT else _hashed(record_id))
        except ValueError:
            try:
                add(int(record_id.replace("-", "")[:16], 16) | _HASHED if len(record_id) == 36 else _hashed(record_id))
            except ValueError:
                add(_hashed(record_id))
    return packed.tobytes()


def _hashed(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=8).digest()) | _HASHED


class Distinct(Protocol):
    """A set of packed ids that knows its size."""

    def add_packed(self, packed: bytes) -> None:
        """Add ids as `pack_ids` makes them."""
        ...

    def count(self) -> int:
        """Number of distinct ids added."""
        ...


class DistinctIds:
    """Bitmap pages for decimal ids (35 million ids in file order: about 10 MB), buckets of numbers for all others (8 bytes each)."""

    def __init__(self) -> None:
        self._pages: dict[int, int] = {}
        self._buckets: dict[int, array[int]] = {}

    def add_packed(self, packed: bytes) -> None:
        """Add ids as `pack_ids` makes them."""
        numbers: array[int] = array("Q")
        numbers.frombytes(packed)
        pages, page, bits = self._pages, -1, 0
        for number in numbers:
            if number >= _HASHED:
                bucket = number >> 52
                found = self._buckets.get(bucket)
                if found is None:
                    found = self._buckets[bucket] = array("Q")
                found.append(number)
                continue
            # Ids of a dump nearly always follow each other, so a page is written back only when the next one comes.
            if (here := number >> _PAGE_BITS) != page:
                if bits:
                    pages[page] = pages.get(page, 0) | bits
                page, bits = here, 0
            bits |= 1 << (number & _PAGE_MASK)
        if bits:
            pages[page] = pages.get(page, 0) | bits

    def count(self) -> int:
        """Number of distinct ids added."""
        return sum(page.bit_count() for page in self._pages.values()) + sum(len(set(bucket)) for bucket in self._buckets.values())
