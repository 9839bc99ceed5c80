"""What downloading the newest real dumps would take, said before it is done."""

from dataclasses import dataclass
from typing import Final

import httpx

from common.domain.data_types import Source
from common.runtime.errors import ConfigError


REACH_TIMEOUT_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Plan:
    """Sizes of one source's newest dumps.

    Attributes:
        url: Site that is asked.
        download_gb: Compressed files.
        stores_gb: Both stores after the import.
        records: Records of all types.
        rate: Records a second into both stores, measured on two cores; docs/performance.md.
    """

    source: Source
    url: str
    download_gb: float
    stores_gb: float
    records: int
    rate: int

    @property
    def hours(self) -> float:
        """Time of the import, the download not counted."""
        return self.records / self.rate / 3600

    def describe(self) -> str:
        """One line for a person to decide on."""
        return (
            f"{self.source}: download {self.download_gb:.0f} GB from {self.url}, then {self.records / 1e6:.0f} million records: "
            f"{self.stores_gb:.0f} GB in the stores, about {self.hours:.0f} h at {self.rate:,} records/s on two cores"
        )


PLANS: Final = {
    # Sizes of the dumps of mid-2026 and of stores filled from them.
    Source.DISCOGS: Plan(Source.DISCOGS, "https://data.discogs.com/", 11.3, 76, 34_000_000, 3_000),
    Source.MUSICBRAINZ: Plan(Source.MUSICBRAINZ, "https://data.metabrainz.org/pub/musicbrainz/data/json-dumps/", 23, 30, 10_000_000, 4_000),
}


def require_reachable(plan: Plan) -> None:
    """Check that the site answers, before anything is started.

    Raises:
        ConfigError: it does not.
    """
    try:
        httpx.head(plan.url, timeout=REACH_TIMEOUT_S, follow_redirects=True)
    except httpx.HTTPError as error:
        raise ConfigError(
            f"{plan.url} cannot be reached from here ({error or type(error).__name__}). Dumps fetched elsewhere are imported by ./up --dumps DIR"
        ) from error
