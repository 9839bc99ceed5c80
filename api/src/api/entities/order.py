"""Orders of releases: of a master, and of a label."""

from collections.abc import Iterable
from enum import StrEnum
import re
from typing import Any, Final


_DIGITS: Final = re.compile(r"(\d{1,15})")


class VersionSort(StrEnum):
    """Order of a master's versions; `-` is descending. Versions without the field come last either way, ties go by id."""

    YEAR = "year"
    YEAR_DESC = "-year"
    TITLE = "title"
    TITLE_DESC = "-title"
    CATNO = "catno"
    CATNO_DESC = "-catno"
    COUNTRY = "country"
    COUNTRY_DESC = "-country"
    FORMAT = "format"
    FORMAT_DESC = "-format"
    RARITY = "rarity"
    RARITY_DESC = "-rarity"


class ReleaseSort(StrEnum):
    """Order of a label's releases; `-` is descending. Releases without the field come last either way, ties go by id."""

    YEAR = "year"
    YEAR_DESC = "-year"
    TITLE = "title"
    TITLE_DESC = "-title"
    CATNO = "catno"
    CATNO_DESC = "-catno"
    VERSIONS = "versions"
    VERSIONS_DESC = "-versions"


def field_of(sort: StrEnum) -> str:
    """The field that a sort is by."""
    return sort.value.removeprefix("-")


def in_order(keys: Iterable[tuple[str, Any]], sort: StrEnum) -> list[str]:
    """Ids in order of their keys. Numbers inside texts count as numbers (`WARP 9` before `WARP 10`), case does not count."""
    by_id = sorted(((release_id, _comparable(key)) for release_id, key in keys), key=lambda pair: pair[0])
    having = sorted((pair for pair in by_id if pair[1]), key=lambda pair: pair[1], reverse=sort.value.startswith("-"))
    return [release_id for release_id, _ in (*having, *(pair for pair in by_id if not pair[1]))]


def _comparable(key: Any) -> tuple[Any, ...]:
    """Something that sorts; empty for what has no key."""
    if key is None or key == "":
        return ()
    if not isinstance(key, str):
        return (key,)
    # Texts and numbers alternate, so that like is compared with like.
    return tuple(int(part) if number % 2 else part.casefold() for number, part in enumerate(_DIGITS.split(key)))
