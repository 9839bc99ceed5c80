"""The generated catalogue has the statistics of the real dumps, within 15 %."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
import gzip
from pathlib import Path

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


@pytest.fixture(scope="module")
def real() -> Measured:
    folder = REAL_DATA / "discogs-sample-20200806"
    if not folder.is_dir():
        pytest.skip("extracts of real dumps are not on this machine")
    return measure(folder)


@pytest.fixture(scope="module", params=[3000, 6000])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Measured:
    folder = tmp_path_factory.mktemp("catalogue")
    discogs.write_dump(World(request.param, seed=1), Month("20260101"), folder, lambda _kind, _count: None)
    return measure(folder)


@pytest.mark.parametrize("name", list(COUNTED))
def test_counts_a_release_have_the_real_mean_and_tail(real: Measured, made: Measured, name: str) -> None:
    assert made.mean(name) == pytest.approx(real.mean(name), rel=TOLERANCE)
    assert made.p99(name) == pytest.approx(real.p99(name), rel=TOLERANCE)


def test_shares_are_the_real_ones(real: Measured, made: Measured) -> None:
    assert made.without_year / made.releases == pytest.approx(real.without_year / real.releases, rel=TOLERANCE)
    assert made.non_ascii / made.artists == pytest.approx(real.non_ascii / real.artists, rel=TOLERANCE)
    assert made.credits_without_id / made.credits == pytest.approx(CREDITS_WITHOUT_ID_2026, rel=TOLERANCE)


def test_the_top_genre_is_rock_with_a_third_of_all_releases(real: Measured, made: Measured) -> None:
    name, count = made.genres.most_common(1)[0]
    assert name == real.genres.most_common(1)[0][0] == "Rock"
    assert count / made.releases == pytest.approx(real.genres["Rock"] / real.releases, rel=TOLERANCE)


def test_degrees_have_the_real_tail(real: Measured, made: Measured) -> None:
    assert made.share_of_top(made.artist_links, 1) == pytest.approx(real.share_of_top(real.artist_links, 1), rel=TOLERANCE)
    assert made.share_of_top(made.label_links, 1) == pytest.approx(real.share_of_top(real.label_links, 1), rel=TOLERANCE)
    assert made.share_of_top(made.label_links, 8) == pytest.approx(real.share_of_top(real.label_links, 8), rel=TOLERANCE)
