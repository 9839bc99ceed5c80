"""Reading stored records, whose shape is the dump's: a field may be missing, null, one value or a list (docs/reference/messages.md).

Nothing in here fails on any JSON: what has not the expected form is left out.
"""

from collections.abc import Iterator, Mapping
import re
from typing import Any, Final

from common.domain.ids import is_discogs_id


type Record = Mapping[str, Any]

MAX_QUANTITY_DIGITS: Final = 6
"""Dumps hold quantities of 60 digits; more than this says nothing about a record."""

_CLOCK: Final = re.compile(r"(?:(\d{1,3}):)?(\d{1,4}):(\d{1,2})(?:[.,]\d+)?")


def text(value: Any) -> str | None:
    """Trimmed text with plain line ends; `None` when there is none. An element with attributes keeps its text under `#text`."""
    if isinstance(value, Mapping):
        value = value.get("#text")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip() or None


def texts(value: Any) -> list[str]:
    """Distinct texts of one value or a list, in order."""
    found = (text(item) for item in (value if isinstance(value, list) else [value]))
    return list(dict.fromkeys(item for item in found if item is not None))


def items(record: Record, field: str, item: str | None = None) -> Iterator[Record]:
    """The objects of a list field. With `item` the field holds them below that name (`tracklist.track`); a mere text is a thing with a name."""
    value = record.get(field)
    if item is not None:
        value = value.get(item) if isinstance(value, Mapping) else value
    for element in value if isinstance(value, list) else [value]:
        if isinstance(element, Mapping):
            yield element
        elif name := text(element):
            yield {"name": name}


def inner_texts(record: Record, field: str, item: str) -> list[str]:
    """Texts of a list below a field, e.g. `urls.url`."""
    value = record.get(field)
    return texts(value.get(item) if isinstance(value, Mapping) else value)


def attribute(record: Record, name: str) -> str | None:
    """Text of an attribute, or of a child of that name."""
    return text(record.get(f"@{name}")) or text(record.get(name))


def entity_id(value: Any) -> str | None:
    """Id of an entity; dumps write 0 where there is none."""
    found = text(value)
    return found if is_discogs_id(found) else None


def number(value: Any) -> int | None:
    """A small whole number, not negative."""
    found = text(value)
    return int(found) if found and found.isascii() and found.isdigit() and len(found.lstrip("0")) <= MAX_QUANTITY_DIGITS else None


def seconds(value: Any) -> int | None:
    """Seconds of a duration as records have it: `4:45`, `1:17:53`, `75:00`; `None` for anything else."""
    match = _CLOCK.fullmatch(text(value) or "")
    if match is None:
        return None
    hours, minutes, rest = (int(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + rest if rest < 60 else None


def released(value: Any) -> str | None:
    """A date as records write it, without its unknown parts: `1994-09-00` is `1994-09`."""
    found = text(value)
    while found is not None and found.endswith("-00"):
        found = found.removesuffix("-00")
    return found


def web_address(value: Any) -> str | None:
    """An address that a page may link to: http or https; one without a scheme is taken for http."""
    found = text(value)
    if found is None or any(letter.isspace() for letter in found):
        return None
    if re.match(r"[a-z][a-z0-9+.-]*:(?![0-9])", found, re.IGNORECASE):
        return found if re.match(r"https?://.", found, re.IGNORECASE) else None
    return f"http://{found}" if "." in found else None
