"""Small Discogs dumps made of written records: whole folders, as they are downloaded."""

from collections.abc import Mapping, Sequence
import gzip
from pathlib import Path

from common.domain.data_types import DISCOGS_TYPES


VERSION = "20260301"


def dump_bytes(data_type: str, records: Sequence[str | bytes], *, prolog: bytes = b"") -> bytes:
    """One file before compression, a record a line."""
    lines = [record if isinstance(record, bytes) else record.encode() for record in records]
    return b"\n".join([prolog + b"<%b>" % data_type.encode(), *lines, b"</%b>" % data_type.encode(), b""])


def file_name(data_type: str, version: str = VERSION) -> str:
    """As the site names it."""
    return f"discogs_{version}_{data_type}.xml.gz"


def write_dump(
    folder: Path, records: Mapping[str, Sequence[str | bytes]], *, version: str = VERSION, prolog: Mapping[str, bytes] | None = None
) -> Path:
    """A folder with all four files; types without records are empty. `prolog` goes before the root of a type's file."""
    folder.mkdir(parents=True, exist_ok=True)
    for data_type in DISCOGS_TYPES:
        data = dump_bytes(data_type, records.get(data_type, ()), prolog=(prolog or {}).get(data_type, b""))
        (folder / file_name(data_type, version)).write_bytes(gzip.compress(data, compresslevel=1, mtime=0))
    return folder
