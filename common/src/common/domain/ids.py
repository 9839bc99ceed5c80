"""Identifiers of catalogue entities."""

import re
from typing import Final


_DISCOGS_ID: Final = re.compile(r"[1-9][0-9]{0,18}")
_MBID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)


def is_discogs_id(value: object) -> bool:
    """Whether `value` is a usable Discogs id: decimal text above zero that fits 64 bits. `"0"` means "none" in dumps."""
    return isinstance(value, str) and _DISCOGS_ID.fullmatch(value) is not None and (len(value) < 19 or int(value) < 2**63)


def is_mbid(value: object) -> bool:
    """Whether `value` is a MusicBrainz id: a UUID in its hyphenated text form."""
    return isinstance(value, str) and _MBID.fullmatch(value) is not None
