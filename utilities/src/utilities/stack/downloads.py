"""What downloading the newest real dumps would take, said before it is done."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
import re
import time
from typing import Final
from urllib.parse import unquote

import httpx

from common.domain.data_types import TYPES_OF, Source
from common.runtime.errors import ConfigError
from utilities.stack.progress import duration


TIMEOUT_S: Final = 10.0
GB: Final = 1_000_000_000
YEAR_LINK: Final = re.compile(r'href="(\?prefix=data%2F\d{4}%2F)"')
FILE_LINK: Final = re.compile(r'(\?download=[^"]*(discogs_(\d{8})_(?:artists|labels|masters|releases)\.xml\.gz))"')
VERSION_LINK: Final = re.compile(r'href="(\d{8}-\d{6})/?"')


type Page = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Sizes of one source's newest dumps.

    Attributes:
        url: Site that is asked.
        site_setting: Environment variable that names another site, the extractor's own.
        gap_s: Least time between two requests that the site is owed.
        version: The dump that the sizes are of; empty while they are those of mid-2026.
        download_bytes: Compressed files.
        stores_bytes: Both stores after the import.
        records: Records of all types.
        rate: Records a second into both stores, measured on two cores; docs/performance.md.
    """

    source: Source
    url: str
    site_setting: str
    gap_s: float
    version: str = ""
    download_bytes: int
    stores_bytes: int
    records: int
    rate: int

    def seconds(self, limit: int | None) -> float:
        """Time of the import, the download not counted."""
        return self._records(limit) / self.rate

    def needed_bytes(self, limit: int | None) -> int:
        """Disk for the files and for what they become. Files are fetched whole, however few records of them are read."""
        return self.download_bytes + int(self.stores_bytes * self._records(limit) / max(1, self.records))

    def resized(self, version: str, download_bytes: int) -> "Plan":
        """The plan for a dump of another size; stores and records grow with the files."""
        scale = download_bytes / self.download_bytes
        return replace(
            self, version=version, download_bytes=download_bytes, stores_bytes=int(self.stores_bytes * scale), records=int(self.records * scale)
        )

    def describe(self, limit: int | None) -> str:
        """One line for a person to decide on."""
        records = f"about {_rounded(self.records)} records" if limit is None else f"the first {limit:,} records of each type"
        return (
            f"{self.source}{f' {self.version}' if self.version else ''}: download {_size(self.download_bytes)} from {self.url}, "
            f"then import {records}: {_size(self.needed_bytes(limit) - self.download_bytes)} in the stores, "
            f"about {duration(self.seconds(limit))} at {self.rate:,} records/s, as measured on two cores"
            f"{'' if self.version else ' (sizes of mid-2026: the site did not tell)'}"
        )

    def _records(self, limit: int | None) -> int:
        return self.records if limit is None else min(self.records, limit * len(TYPES_OF[self.source]))


PLANS: Final = {
    # Sizes of the dumps of mid-2026 and of stores filled from them.
    Source.DISCOGS: Plan(
        source=Source.DISCOGS,
        url="https://data.discogs.com/",
        site_setting="DISCOGS_DATA_URL",
        gap_s=5,
        download_bytes=11_300_000_000,
        stores_bytes=76 * GB,
        records=34_000_000,
        rate=3_500,
    ),
    Source.MUSICBRAINZ: Plan(
        source=Source.MUSICBRAINZ,
        url="https://data.metabrainz.org/pub/musicbrainz/data/json-dumps/",
        site_setting="MUSICBRAINZ_DUMP_URL",
        gap_s=2,
        download_bytes=23 * GB,
        stores_bytes=30 * GB,
        records=10_000_000,
        rate=8_000,
    ),
}


def plan_for(source: Source, environment: Mapping[str, str]) -> Plan:
    """The plan of a source, for the site and the request gap that the extractor's own settings name."""
    plan = PLANS[source]
    site = environment.get(plan.site_setting, "").strip() or plan.url
    try:
        gap_s = float(environment.get("REQUEST_GAP", "").strip() or plan.gap_s)
    except ValueError as error:
        raise ConfigError(f"REQUEST_GAP must be a number of seconds, not {environment['REQUEST_GAP']!r}") from error
    return replace(plan, url=site.rstrip("/") + "/", gap_s=gap_s)


def look_up(plan: Plan, *, sleep: Callable[[float], None] = time.sleep) -> Plan:
    """The plan with the sizes of the newest dumps on the site; as it is when the site answers and does not tell.

    Raises:
        ConfigError: the site cannot be reached.
    """
    headers = {"Accept-Encoding": "identity", "User-Agent": "discogsography-up"}
    with httpx.Client(timeout=TIMEOUT_S, follow_redirects=True, headers=headers) as client:
        try:
            front = client.get(plan.url)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ConfigError(
                f"{plan.url} cannot be reached from here ({error or type(error).__name__}). Dumps fetched elsewhere are imported by ./up --dumps DIR"
            ) from error
        if front.is_error:
            raise ConfigError(f"{plan.url} answers with status {front.status_code}. Dumps fetched elsewhere are imported by ./up --dumps DIR")

        def page(address: str) -> str:
            sleep(plan.gap_s)
            return client.get(address).raise_for_status().text

        def size(address: str) -> int:
            sleep(plan.gap_s)
            with client.stream("GET", address) as answer:  # the header is all that is read: links are signed for GET only
                return int(answer.raise_for_status().headers["Content-Length"])

        newest = _newest_discogs if plan.source is Source.DISCOGS else _newest_musicbrainz
        try:
            for version, addresses in newest(plan.url, front.text, page):
                return plan.resized(version, sum(size(address) for address in addresses))
        except (httpx.HTTPError, KeyError, ValueError):
            pass
    return plan


def _newest_discogs(base: str, front: str, page: Page) -> Iterator[tuple[str, list[str]]]:
    """Versions that have all their files, newest first, from the newest two years that are listed."""
    for year in sorted(set(YEAR_LINK.findall(front)), reverse=True)[:2]:
        found: dict[str, dict[str, str]] = {}
        for link, name, version in FILE_LINK.findall(_unquoted(page(base + year))):
            found.setdefault(version, {})[name] = base + link
        complete = [version for version, files in found.items() if len(files) == len(TYPES_OF[Source.DISCOGS])]
        for version in sorted(complete, reverse=True):
            yield version, list(found[version].values())


def _unquoted(page: str) -> str:
    """A page whose links have readable file names; the slashes of their keys stay escaped, as the site wants them."""
    return re.sub(r'download=([^"]*)', lambda match: "download=" + unquote(match.group(1)).replace("/", "%2F"), page)


def _newest_musicbrainz(base: str, front: str, _page: Page) -> Iterator[tuple[str, list[str]]]:
    """Versions that the index lists, newest first."""
    for version in sorted(set(VERSION_LINK.findall(front)), reverse=True):
        yield version, [f"{base}{version}/{kind.singular}.tar.xz" for kind in TYPES_OF[Source.MUSICBRAINZ]]


def _size(count: int) -> str:
    return f"{count / GB:.1f} GB" if count >= GB / 10 else f"{count / 1_000_000:.1f} MB"


def _rounded(records: int) -> str:
    return f"{records / 1e6:.0f} million" if records >= 1_000_000 else f"{records:,}"
