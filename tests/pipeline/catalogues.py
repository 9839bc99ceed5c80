"""The dumps that whole-pipeline tests import: real extracts where they lie beside the repository, and a small sample catalogue."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.support.oracle import discogs_messages, musicbrainz_messages
from tests.support.oracle_graph import Messages
from tests.support.real_data import real_dump
from utilities.sample import discogs, musicbrainz
from utilities.sample.month import Month, grown
from utilities.sample.world import World


THIS, NEXT = Month("20260101"), Month("20260201", is_next=True)
SMALL: Final = 200


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Folders of a month's Discogs dump, of the next month's, and of a MusicBrainz dump."""

    discogs: Path
    discogs_next: Path
    musicbrainz: Path

    def messages(self) -> tuple[Messages, Messages, Messages]:
        """What the oracle reads: this month, the next, MusicBrainz."""
        return discogs_messages(self.discogs)[0], discogs_messages(self.discogs_next)[0], musicbrainz_messages(self.musicbrainz)


def real() -> Catalogue:
    """The connected extracts."""
    return Catalogue(real_dump("discogs-connected-20260701"), real_dump("discogs-connected-20260801"), real_dump("musicbrainz-connected-20260801"))


def sample(folder: Path, releases: int = SMALL) -> Catalogue:
    """A generated world in two months."""
    world = World(releases, seed=1)
    made = Catalogue(folder / "this", folder / "next", folder / "musicbrainz" / f"{THIS.date}-000000")
    discogs.write_dump(world, THIS, made.discogs, _quiet)
    discogs.write_dump(grown(world), NEXT, made.discogs_next, _quiet)
    musicbrainz.write_dump(world, THIS, made.musicbrainz, 0.99, _quiet)
    return made


def _quiet(_kind: str, _count: int) -> None:
    """No progress."""
