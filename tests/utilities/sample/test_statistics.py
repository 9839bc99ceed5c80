"""The generated catalogue has the statistics of the real dumps, within 15 %."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
import gzip
from pathlib import Path
from typing import Final

from lxml import etree
import pytest

from tests.support.real_data import REAL_DATA
from utilities.sample import discogs
from utilities.sample.month import Month
from utilities.sample.world import World


TOLERANCE = 0.15
CREDITS_WITHOUT_ID_2026 = 0.017  # of the 2026 dumps as a whole; the extracts are too small or too connected to show it


@dataclass
class Measured:
    """Figures of one release file and one artist file."""

    counts: dict[str, list[int]] = field(default_factory=dict)
    genres: Counter[str] = field(default_factory=Counter)
    artist_links: Counter[str] = field(default_factory=Counter)
    label_links: Counter[str] = field(default_factory=Counter)
    releases: int = 0
    without_year: int = 0
    credits: int = 0
    credits_without_id: int = 0
    artists: int = 0
    non_ascii: int = 0

    def mean(self, name: str) -> float:
        return sum(self.counts[name]) / len(self.counts[name])

    def p99(self, name: str) -> int:
        values = sorted(self.counts[name])
        return values[int(len(values) * 0.99)]

    def share_of_top(self, links: Counter[str], top: int) -> float:
        return sum(count for _, count in links.most_common(top)) / links.total()


COUNTED = {
    "credits": "extraartists/artist",
    "tracks": "tracklist/track",
    "formats": "formats/format",
    "genres": "genres/genre",
    "styles": "styles/style",
    "identifiers": "identifiers/identifier",
}


def records(path: Path) -> Iterator[etree._Element]:
    with gzip.open(path) as file:
        yield from etree.fromstring(file.read(), etree.XMLParser(recover=True, huge_tree=True))


def measure(folder: Path) -> Measured:
    found = Measured(counts={name: [] for name in COUNTED})
    for release in records(next(folder.glob("discogs_*_releases.xml.gz"))):
        found.releases += 1
        for name, path in COUNTED.items():
            found.counts[name].append(len(release.findall(path)))
        found.genres.update(genre.text or "" for genre in release.findall("genres/genre"))
        found.artist_links.update(artist.findtext("id") or "" for artist in release.findall("artists/artist"))
        found.label_links.update(label.get("id") or "" for label in release.findall("labels/label"))
        year = (release.findtext("released") or "")[:4]
        found.without_year += not (year.isdigit() and int(year) >= 1860)
        for credit in release.findall("extraartists/artist"):
            found.credits += 1
            found.credits_without_id += not credit.findtext("id")
    for artist in records(next(folder.glob("discogs_*_artists.xml.gz"))):
        found.artists += 1
        found.non_ascii += not (artist.findtext("name") or "").isascii()
    return found


STATISTICS: Final[Mapping[str, Callable[[Measured], float]]] = {
    **{f"mean of {name} a release": partial(Measured.mean, name=name) for name in COUNTED},
    **{f"p99 of {name} a release": partial(Measured.p99, name=name) for name in COUNTED},
    "releases without a year": lambda found: found.without_year / found.releases,
    "artists with other letters than ASCII": lambda found: found.non_ascii / found.artists,
    "releases of the top genre": lambda found: found.genres.most_common(1)[0][1] / found.releases,
    "releases of the top artist": lambda found: found.share_of_top(found.artist_links, 1),
    "releases of the top label": lambda found: found.share_of_top(found.label_links, 1),
    "releases of the eight top labels": lambda found: found.share_of_top(found.label_links, 8),
}


@pytest.mark.parametrize("releases", [3000, 6000])
def test_a_generated_catalogue_has_the_statistics_of_the_real_one(releases: int, tmp_path: Path) -> None:
    """One test for all of them: to make a catalogue and to read both takes seconds."""
    folder = REAL_DATA / "discogs-sample-20200806"
    if not folder.is_dir():
        pytest.skip("extracts of real dumps are not on this machine")
    discogs.write_dump(World(releases, seed=1), Month("20260101"), tmp_path, lambda _kind, _count: None)
    real, made = measure(folder), measure(tmp_path)
    figures = {name: (statistic(made), statistic(real)) for name, statistic in STATISTICS.items()}
    figures["credits without an id"] = (made.credits_without_id / made.credits, CREDITS_WITHOUT_ID_2026)
    astray = [f"{name}: {got:.4g} instead of {wanted:.4g}" for name, (got, wanted) in figures.items() if got != pytest.approx(wanted, rel=TOLERANCE)]
    assert not astray, "\n".join(astray)
    assert made.genres.most_common(1)[0][0] == real.genres.most_common(1)[0][0] == "Rock"
