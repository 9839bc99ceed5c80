"""Records of each type in the form that is published.

Lists of references lose their wrapping element, attributes of references lose their `@`. Fields not named here stay as they were read.
Source: docs/reference/messages.md, "Discogs records".
"""

from collections.abc import Callable
from typing import Any, Final

from common.domain.data_types import DataType
from extractor.discogs.element import CONTENT_KEY


type Record = dict[str, Any]


def normalise_artist(record: Record) -> None:
    """Members, groups and aliases as lists of `{id, name}`."""
    for field in ("members", "groups", "aliases"):
        if field in record:
            _unwrap_references(record, field, "name")


def normalise_label(record: Record) -> None:
    """Sublabels as a list of `{id, name}`, the parent label as such an object."""
    if "sublabels" in record:
        _unwrap_references(record, "sublabels", "label")
    parent = record.get("parentLabel")
    if parent is not None:
        record["parentLabel"] = _reference(parent[0] if isinstance(parent, list) else parent)


def normalise_master(record: Record) -> None:
    """`id` out of the attribute; artists as a list of credits, genres and styles as lists of text."""
    _strip_attributes(record)
    if "artists" in record:
        _unwrap_references(record, "artists", "artist")
    for field, item in (("genres", "genre"), ("styles", "style")):
        if field in record:
            _unwrap(record, field, item)


def normalise_release(record: Record) -> None:
    """As masters; labels and extra artists too, formats as a list, `master_id` as text."""
    normalise_master(record)
    for field, item in (("labels", "label"), ("extraartists", "artist")):
        if field in record:
            _unwrap_references(record, field, item)
    if "formats" in record:
        _unwrap(record, "formats", "format")
        for entry in record.get("formats", ()):
            if isinstance(entry, dict):
                _strip_attributes(entry)
    master = record.get("master_id")
    if isinstance(master, dict):
        record["master_id"] = master.get(CONTENT_KEY, master.get("id"))


NORMALISE: Final[dict[DataType, Callable[[Record], None]]] = {
    DataType.ARTISTS: normalise_artist,
    DataType.LABELS: normalise_label,
    DataType.MASTERS: normalise_master,
    DataType.RELEASES: normalise_release,
}
"""Bring a record into the published form, in place."""


def _strip_attributes(record: Record) -> None:
    """Top-level `@x` becomes `x` and wins over a child `x`; text becomes `name` unless there is one."""
    # Attributes come first in what `read_element` makes, so the first key tells whether there are any: most credits have none.
    if next(iter(record), "")[:1] == "@":
        for key in [key for key in record if key[0] == "@"]:
            record[key[1:]] = record.pop(key)
    if CONTENT_KEY in record:
        content = record.pop(CONTENT_KEY)
        record.setdefault("name", content)


def _reference(item: Any) -> Record:
    """A list item as an object: text alone is a name."""
    if isinstance(item, dict):
        _strip_attributes(item)
        return item
    return {"name": item}


def _unwrap(record: Record, field: str, item: str) -> None:
    """Replace the wrapping element by the list of its items, empty ones left out; an empty list removes the field."""
    wrapped = record[field]
    if isinstance(wrapped, dict):
        wrapped = wrapped.get(item)
    items = [entry for entry in wrapped if entry is not None] if isinstance(wrapped, list) else [] if wrapped is None else [wrapped]
    if items:
        record[field] = items
    else:
        del record[field]


def _unwrap_references(record: Record, field: str, item: str) -> None:
    _unwrap(record, field, item)
    if field in record:
        record[field] = [_reference(entry) for entry in record[field]]
