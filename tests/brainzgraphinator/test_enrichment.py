"""What a MusicBrainz record says, decoded and derived."""

from typing import Any

import orjson
import pytest

from brainzgraphinator.enrichment import discogs_text, edges_of, enrichment_of
from brainzgraphinator.records import Relation, decode, encode
from common.domain.data_types import DataType
from common.runtime.errors import BadRecord


MBID = "11111111-1111-4111-8111-111111111111"


def body(**fields: Any) -> bytes:
    return orjson.dumps({"type": "data", "id": MBID, "sha256": "", **fields})


@pytest.mark.parametrize(
    "message",
    [
        b"not json",
        b"[]",
        body(id="unknown"),
        body(id=""),
        body(id=None),
        body(mbid="x"),
        body(area={"a": "map"}),
        body(discogs_artist_id=["list"]),
        body(area="NUL \x00"),
        body(tags=[{"name": "NUL \x00"}]),
        body(relations="text"),
    ],
)
def test_what_cannot_be_stored_is_a_bad_record(message: bytes) -> None:
    with pytest.raises(BadRecord):
        decode(DataType.ARTISTS, message)


def test_an_artist_says_the_documented_properties() -> None:
    record = decode(
        DataType.ARTISTS,
        body(
            discogs_artist_id=900001,
            mb_type="Group",
            life_span={"begin": "1980", "end": "1991-06", "ended": True},
            area="Testland",
            begin_area="Testville",
            disambiguation="",
            area_ignored={"any": "thing"},
        ),
    )
    enrichment = enrichment_of(DataType.ARTISTS, record)
    assert enrichment is not None
    assert (enrichment.mbid, enrichment.discogs_id) == (MBID, "900001")
    assert enrichment.properties == {
        "mbid": MBID,
        "mb_type": "Group",
        "mb_gender": None,
        "mb_begin_date": "1980",
        "mb_end_date": "1991-06",
        "mb_area": "Testland",
        "mb_begin_area": "Testville",
        "mb_end_area": None,
        "mb_disambiguation": "",
    }


@pytest.mark.parametrize(
    ("data_type", "fields", "properties"),
    [
        (
            DataType.LABELS,
            {"discogs_label_id": 7, "mb_type": "Original Production", "label_code": 12345, "begin_date": "1975", "life_span": {"begin": "1980"}},
            {"mb_type": "Original Production", "mb_begin_date": "1975", "mb_end_date": None, "mb_area": None, "mb_label_code": 12345},
        ),
        (
            DataType.RELEASES,
            {"discogs_release_id": "7", "barcode": "0123", "status": "Official", "release_group_mbid": MBID},
            {"mb_barcode": "0123", "mb_status": "Official", "mb_release_group_mbid": MBID},
        ),
        (
            DataType.RELEASE_GROUPS,
            {"discogs_master_id": 7, "mb_type": "Album", "first_release_date": "1984-05"},
            {"mb_type": "Album", "mb_secondary_types": [], "mb_first_release_date": "1984-05", "mb_disambiguation": None},
        ),
    ],
)
def test_other_types_say_theirs(data_type: DataType, fields: dict[str, Any], properties: dict[str, Any]) -> None:
    enrichment = enrichment_of(data_type, decode(data_type, body(**fields)))
    assert enrichment is not None
    assert enrichment.properties == {"mbid": MBID, **properties}


@pytest.mark.parametrize("value", [None, 0, -5, "0", "", "x"])
def test_no_usable_link_means_no_enrichment(value: Any) -> None:
    assert discogs_text(value) is None
    assert enrichment_of(DataType.ARTISTS, decode(DataType.ARTISTS, body(discogs_artist_id=value))) is None


def test_relations_become_edges_in_canonical_direction() -> None:
    edges, without_target = edges_of(
        "1",
        [
            Relation("member of band", "backward", 2),
            Relation("member of band", "forward", 3),
            Relation("teacher", None, "4"),
            Relation("married", "forward", 5),
            Relation("tribute", "forward", None),
            Relation("founder", "forward", 1),
            None,
        ],
    )
    assert [(edge.source, edge.type, edge.target, edge.side) for edge in edges] == [
        ("1", "MEMBER_OF", "3", "mb_from_source"),
        ("2", "MEMBER_OF", "1", "mb_from_target"),
        ("1", "TAUGHT", "4", "mb_from_source"),
    ]
    assert without_target == 2


def test_two_stints_are_one_edge_over_both() -> None:
    stints = [
        Relation("member of band", "forward", 2, ["guitar"], "1990", "1995", True),
        Relation("member of band", "forward", 2, ["bass", None], "1980", "1985", True),
    ]
    ((edge,), _) = edges_of("1", list(stints))
    assert (edge.begin_date, edge.end_date, edge.ended, edge.attributes, edge.relations) == ("1980", "1995", True, ("bass", "guitar"), 2)
    ((open_edge,), _) = edges_of("1", [*stints, Relation("member of band", "forward", 2, None, "2000", None, False)])
    assert (open_edge.end_date, open_edge.ended) == (None, False)


def test_the_hash_follows_what_is_written_and_survives_encoding() -> None:
    def hash_of(**fields: Any) -> str:
        record = decode(DataType.ARTISTS, body(discogs_artist_id=1, **fields))
        again = decode(DataType.ARTISTS, encode(record).encode())
        first, second = enrichment_of(DataType.ARTISTS, record), enrichment_of(DataType.ARTISTS, again)
        assert first is not None
        assert first == second
        return first.hash

    relations = [{"type": "teacher", "target_discogs_artist_id": 5}, {"type": "founder", "target_discogs_artist_id": 6}]
    assert hash_of(area="A", tags=["x"]) == hash_of(area="A")
    assert hash_of(relations=relations) == hash_of(relations=relations[::-1])
    assert len({hash_of(), hash_of(area="A"), hash_of(relations=relations)}) == 3
