from pathlib import Path

from hypothesis import given, strategies as st
import pytest

from common.domain.data_types import Source
from common.runtime.errors import ConfigError
from utilities.stack.bring_up import Options
from utilities.stack.catalogue import Catalogue, recall
from utilities.stack.services import Reading


OPTIONS = {
    "dumps": None,
    "discogs": False,
    "musicbrainz": False,
    "empty": False,
    "limit": None,
    "force": False,
    "replace": False,
    "native": False,
    "docker": False,
    "port_offset": None,
    "yes": False,
}

readings = st.builds(Reading, dump_dir=st.none() | st.just(Path("/srv/dumps 2026")), limit=st.none() | st.integers(1, 10**9))
catalogues = st.builds(Catalogue, origin=st.sampled_from(["sample", "real"]), readings=st.dictionaries(st.sampled_from(Source), readings, min_size=1))


@given(catalogue=catalogues)
def test_what_is_remembered_is_what_was_imported(catalogue: Catalogue) -> None:
    assert recall(catalogue.remembered()) == catalogue


def test_a_forced_import_is_forced_once() -> None:
    forced = Catalogue("real", {Source.DISCOGS: Reading(Path("/srv"), None, force=True)})
    assert recall(forced.remembered()) == Catalogue("real", {Source.DISCOGS: Reading(Path("/srv"), None, force=False)})


def test_a_stack_that_imported_nothing_remembers_nothing() -> None:
    assert recall({}) is None


def test_another_source_of_the_same_world_is_kept_beside_and_one_of_another_world_is_not() -> None:
    discogs = Catalogue("real", {Source.DISCOGS: Reading(Path("/srv/d"))})
    musicbrainz = Catalogue("real", {Source.MUSICBRAINZ: Reading(Path("/srv/m"))})
    assert set(musicbrainz.beside(discogs).readings) == {Source.DISCOGS, Source.MUSICBRAINZ}
    assert musicbrainz.beside(Catalogue("sample", discogs.readings)) == musicbrainz
    assert musicbrainz.beside(None) == musicbrainz


@pytest.mark.parametrize(
    ("given_options", "message"),
    [
        ({"dumps": Path("/srv"), "empty": True}, "--dumps and --empty exclude"),
        ({"dumps": Path("/srv"), "discogs": True}, "--dumps and --discogs/--musicbrainz exclude"),
        ({"native": True, "docker": True}, "--native and --docker exclude"),
        ({"empty": True, "limit": 3}, "--empty imports nothing"),
    ],
)
def test_options_that_contradict_each_other_are_refused_before_any_work(given_options: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        Options(**{**OPTIONS, **given_options}).check()  # type: ignore[arg-type]


def test_both_sources_can_be_downloaded_together() -> None:
    options = Options(**{**OPTIONS, "discogs": True, "musicbrainz": True})  # type: ignore[arg-type]
    options.check()
    assert options.downloads == [Source.DISCOGS, Source.MUSICBRAINZ]
