"""The two sources and the record types that each of them publishes."""

from enum import StrEnum
from typing import Final


class Source(StrEnum):
    """Where dumps come from; one extractor process serves one source."""

    DISCOGS = "discogs"
    MUSICBRAINZ = "musicbrainz"


class DataType(StrEnum):
    """A record type; the value is its name on the wire, in queue names and in control messages."""

    ARTISTS = "artists"
    LABELS = "labels"
    MASTERS = "masters"
    RELEASE_GROUPS = "release-groups"
    RELEASES = "releases"

    @property
    def singular(self) -> str:
        """`release-group` for `release-groups`: the entity name in MusicBrainz tables."""
        return self.value[:-1]


DISCOGS_TYPES: Final = (DataType.ARTISTS, DataType.LABELS, DataType.MASTERS, DataType.RELEASES)
MUSICBRAINZ_TYPES: Final = (DataType.ARTISTS, DataType.LABELS, DataType.RELEASE_GROUPS, DataType.RELEASES)
TYPES_OF: Final[dict[Source, tuple[DataType, ...]]] = {Source.DISCOGS: DISCOGS_TYPES, Source.MUSICBRAINZ: MUSICBRAINZ_TYPES}
"""Types of each source in canonical order: declaration, consumption and progress lines follow it."""
