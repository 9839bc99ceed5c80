"""The Discogs download pages, which are scraped since the bucket behind them cannot be listed: links in, versions out. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
import re
from typing import Final
from urllib.parse import quote, unquote

from common.domain.data_types import DISCOGS_TYPES, DataType


YEARS_READ: Final = 2
_YEAR: Final = re.compile(r'href="\?prefix=data%2F(\d{4})%2F"')
_FILE: Final = re.compile(r'\?download=data%2F(\d{4})%2F(discogs_\d{8}_[^"]*)')
_NAME: Final = re.compile(r"discogs_(\d{8})_(artists|labels|masters|releases)\.xml\.gz")
_CHECKSUM: Final = re.compile(r"discogs_(\d{8})_CHECKSUM(?:\.txt)?")


@dataclass(frozen=True, slots=True)
class Listed:
    """One version of the site: key of each data file, and of the checksum list where there is one."""

    version: str
    data: dict[DataType, str]
    checksum: str | None

    @property
    def is_complete(self) -> bool:
        """Whether all four data files are there."""
        return len(self.data) == len(DISCOGS_TYPES)


def find_years(page: str) -> list[str]:
    """The newest years of the front page, newest first."""
    return sorted(set(_YEAR.findall(page)), reverse=True)[:YEARS_READ]


def find_keys(page: str, year: str) -> list[str]:
    """Keys of the dump files that a year's page links to, each once; names are taken as of that year."""
    return list(dict.fromkeys(f"data/{year}/{unquote(name)}" for _, name in _FILE.findall(page)))


def versions(keys: Iterable[str]) -> list[Listed]:
    """Versions among keys, newest first. A name listed twice counts once; names of another form count for nothing."""
    found: dict[str, Listed] = {}
    for key in keys:
        name = key.rsplit("/", 1)[-1]
        if (data := _NAME.fullmatch(name)) is not None:
            found.setdefault(data.group(1), Listed(data.group(1), {}, None)).data.setdefault(DataType(data.group(2)), key)
        elif (checksum := _CHECKSUM.fullmatch(name)) is not None:
            version = checksum.group(1)
            known = found.setdefault(version, Listed(version, {}, None))
            found[version] = Listed(version, known.data, known.checksum or key)
    return sorted(found.values(), key=lambda listed: listed.version, reverse=True)


def newest_complete(listed: Iterable[Listed], *, not_below: str = "") -> Listed | None:
    """The version to take: the newest with all data files and their checksums, else the newest with all data files.

    The checksum list is uploaded last, so a version without it is most likely still on its way.

    Args:
        not_below: Older versions are out of the question: consumers would remove what is newer.
    """
    complete = [each for each in listed if each.is_complete and each.version >= not_below]
    return next((each for each in complete if each.checksum), None) or next(iter(complete), None)


def download_url(base: str, key: str) -> str:
    """Where a key is served."""
    return f"{base}?download={quote(key, safe='')}"


def year_url(base: str, year: str) -> str:
    """The page of a year."""
    return f"{base}?prefix=data%2F{year}%2F"
