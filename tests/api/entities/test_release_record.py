"""From stored records of releases to what a page shows."""

from typing import Any

from hypothesis import given, strategies as st
import pytest

from api.entities import release_record as read
from api.entities.release_models import Format, Track


def tracklist(*lines: dict[str, Any]) -> list[Track]:
    return read.tracks({"tracklist": {"track": list(lines) if len(lines) != 1 else lines[0]}})


def test_an_index_has_sub_tracks_and_a_heading_has_no_position() -> None:
    tracks = tracklist(
        {"position": None, "title": "Side A", "duration": None},
        {"position": "A1", "title": "One", "duration": "4:45"},
        {
            "position": None,
            "title": "Suite",
            "duration": None,
            "sub_tracks": {"track": [{"position": "A2.a", "title": "x"}, {"position": "A2.b", "title": "y"}]},
        },
    )

    assert [track.kind for track in tracks] == ["heading", "track", "index"]
    assert [track.title for track in read.playable(tracks)] == ["One", "x", "y"]
    assert [track.duration_s for track in tracks] == [None, 285, None]


def test_a_list_of_mere_titles_has_no_headings() -> None:
    assert [track.kind for track in tracklist({"title": "One"}, {"title": "Two"})] == ["track", "track"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], None),
        ([{"position": "1", "duration": "1:00"}, {"position": "2", "duration": "0:30"}], 90),
        ([{"position": "1", "duration": "1:00"}, {"position": "2"}], None),
        ([{"title": "heading"}, {"position": "1", "duration": "1:00"}], 60),
        ([{"title": "index", "duration": "9:00", "sub_tracks": {"track": [{"position": "1"}]}}], 540),
        ([{"title": "index", "sub_tracks": {"track": [{"position": "1", "duration": "1:00"}, {"position": "2", "duration": "1:01"}]}}], 121),
    ],
)
def test_duration_is_known_when_every_track_states_its_own(lines: list[dict[str, Any]], expected: int | None) -> None:
    assert read.duration_s(read.tracks({"tracklist": {"track": lines}})) == expected


def test_a_track_has_artists_and_credits_of_its_own() -> None:
    (track,) = tracklist(
        {
            "position": "1",
            "title": "T",
            "artists": {"artist": {"id": "41", "name": "Autechre", "join": ","}},
            "extraartists": {"artist": [{"id": "0", "name": "X", "role": "Remix"}]},
        }
    )

    assert [(artist.id, artist.name, artist.join) for artist in track.artists] == [("41", "Autechre", ",")]
    assert [(credit.id, credit.name, credit.category) for credit in track.credits] == [(None, "X", "engineering")]


def test_credits_are_grouped_by_category_in_a_fixed_order() -> None:
    record = {
        "extraartists": [
            {"id": "1", "name": "A", "role": "Artwork"},
            {"id": "2", "name": "B", "role": "Producer"},
            {"name": "C", "role": None, "tracks": "A1 to A3"},
            {"id": "1", "name": "A", "anv": "a", "role": "Co-producer"},
            {"id": "3"},
        ]
    }

    groups = read.grouped(read.credits(record))

    assert [(group.category, [credit.name for credit in group.credits]) for group in groups] == [
        ("production", ["B", "A"]),
        ("design", ["A"]),
        ("other", ["C"]),
    ]
    assert groups[2].credits[0].tracks == "A1 to A3"


def test_labels_without_a_number_or_an_id() -> None:
    labels = read.labels(
        {"labels": [{"id": "5", "name": "Svek", "catno": "SK032"}, {"id": "0", "name": "Other", "catno": "none"}, "Third", {"id": "6"}]}
    )

    assert [(label.id, label.name, label.catno) for label in labels] == [("5", "Svek", "SK032"), (None, "Other", None), (None, "Third", None)]


@pytest.mark.parametrize(
    ("formats", "expected"),
    [
        ([], None),
        ([{"name": "Vinyl", "qty": "2", "text": "Red", "descriptions": {"description": ["LP", "Album"]}}], "2×Vinyl, LP, Album, Red"),
        ([{"name": "CD", "qty": "1", "descriptions": {"description": "Album"}}, {"name": "DVD", "qty": "9" * 60}], "CD, Album + DVD"),
        ([{"name": None, "qty": "1", "text": None}], None),
    ],
)
def test_formats_in_one_line(formats: list[dict[str, Any]], expected: str | None) -> None:
    found: list[Format] = read.formats({"formats": formats})
    assert read.format_line(found) == expected


def test_what_stands_behind_a_release() -> None:
    record = {
        "companies": {"company": {"id": "271046", "name": "The Globe", "catno": None, "entity_type": "23", "entity_type_name": "Recorded At"}},
        "identifiers": {"identifier": [{"@type": "Barcode", "@value": "5 021"}, {"@type": "Other", "@value": ""}]},
        "videos": {"video": [{"@src": "https://x.org/v", "@duration": "296", "title": "V", "description": "…"}, {"@src": "javascript:x"}]},
        "series": {"series": {"@id": "7", "@name": "Numbers", "@catno": "3"}},
    }

    assert [company.model_dump() for company in read.companies(record)] == [
        {"id": "271046", "name": "The Globe", "catno": None, "role": "Recorded At"}
    ]
    assert [(found.type, found.value) for found in read.identifiers(record)] == [("Barcode", "5 021")]
    assert [video.model_dump() for video in read.videos(record)] == [{"url": "https://x.org/v", "title": "V", "duration_s": 296}]
    assert [series.model_dump() for series in read.series(record)] == [{"id": "7", "name": "Numbers", "number": "3"}]


FIELDS = st.sampled_from(
    ["id", "name", "role", "track", "artist", "sub_tracks", "tracklist", "position", "duration", "label", "format", "@name", "extraartists"]
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(FIELDS, inner, max_size=4)),
    max_leaves=12,
)


@given(
    st.dictionaries(
        st.sampled_from(["tracklist", "artists", "extraartists", "labels", "formats", "companies", "identifiers", "videos", "series", "genres"]), JSON
    )
)
def test_no_record_fails(record: dict[str, Any]) -> None:
    tracks = read.tracks(record)
    read.playable(tracks)
    read.duration_s(tracks)
    read.grouped(read.credits(record))
    read.format_line(read.formats(record))
    for reader in (read.artists, read.labels, read.companies, read.identifiers, read.videos, read.series):
        reader(record)
    read.tags(record, "genres", "genre")
