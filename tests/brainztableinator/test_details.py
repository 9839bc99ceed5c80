"""Attributes that fit the natural key, links that fit their index."""

import random
import string
from typing import Any

from hypothesis import given, strategies as st
import orjson
import pytest

from brainztableinator.details import MAX_ATTRIBUTES_BYTES, assertions, bounded_attributes, canonical_entity, links
from brainztableinator.records import Entity, EntityRecord, Link, Relation


MBID = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
OTHER = "11111111-2222-4333-8444-555555555555"


@pytest.mark.parametrize("absent", [None, [], {}])
def test_absent_attributes_are_an_empty_list(absent: Any) -> None:
    assert bounded_attributes(absent) == b"[]"


@given(st.lists(st.text(max_size=40), min_size=1, max_size=20))
def test_attributes_that_fit_are_kept_as_they_are(attributes: list[str]) -> None:
    if len(orjson.dumps(attributes)) <= MAX_ATTRIBUTES_BYTES:
        assert orjson.loads(bounded_attributes(attributes)) == attributes


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=9), min_size=1, max_size=5))
def test_attributes_that_do_not_fit_are_cut_and_marked(words: list[str]) -> None:
    attributes = [word * 100 for word in words] * 30
    bounded = bounded_attributes(attributes)
    assert len(bounded) <= MAX_ATTRIBUTES_BYTES
    *kept, marker = orjson.loads(bounded)
    assert kept == attributes[: len(kept)]
    assert marker.startswith("sha256:")
    assert bounded_attributes(attributes) == bounded
    assert bounded_attributes([*attributes, "one more"]) != bounded


def test_attributes_of_another_shape_are_bounded_too() -> None:
    assert orjson.loads(bounded_attributes({"a": 1})) == {"a": 1}
    assert bounded_attributes(0) == b"0"
    assert len(orjson.loads(bounded_attributes({"a": "x" * 5_000}))) == 1


def test_only_the_underscored_type_is_renamed() -> None:
    assert (canonical_entity("release_group"), canonical_entity("recording")) == ("release-group", "recording")


def record(**fields: Any) -> EntityRecord:
    return EntityRecord(MBID, "h", Entity(id=MBID, name="N", **fields))


def test_relations_without_target_type_or_name_assert_nothing() -> None:
    relations = [
        Relation(type="t", target_type="artist", target_mbid=""),
        Relation(type="t", target_type=None, target_mbid=OTHER),
        Relation(type="", target_type="artist", target_mbid=OTHER),
        Relation(type="t", target_type="artist", target_mbid=OTHER),
    ]
    assert len(list(assertions([record(relations=relations), record()], "artist"))) == 1


def test_both_directions_make_the_same_row_but_for_who_asserts_it() -> None:
    here = EntityRecord(MBID, "h", Entity(id=MBID, name="N", relations=[Relation("t", "artist", OTHER, "forward")]))
    there = EntityRecord(OTHER, "h", Entity(id=OTHER, name="N", relations=[Relation("t", "artist", MBID, "backward")]))
    (forward,), (backward,) = list(assertions([here], "artist")), list(assertions([there], "artist"))
    asserted = 2 * len(b"\x00\x00\x00\x01\x01")
    assert forward[:-asserted] == backward[:-asserted]
    assert forward != backward


def test_links_without_service_or_url_and_too_long_ones_are_left_out() -> None:
    long_url = "https://example.org/" + "".join(random.Random(1).choices(string.ascii_letters, k=3_000))
    found = [Link("wikidata", "https://example.org"), Link("", "https://example.org"), Link("x", None), Link("x", long_url)]
    rows, too_long = links([record(external_links=found), record()], "artist")
    assert (len(rows), too_long) == (1, 1)
