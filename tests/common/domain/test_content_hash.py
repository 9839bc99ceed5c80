import hashlib
import json
from typing import Any

from hypothesis import given, strategies as st

from common.domain.content_hash import content_hash


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4),
    max_leaves=12,
)
RECORDS = st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), JSON, max_size=6)


def shuffled(value: Any) -> Any:
    """The same value with the keys of every object in reverse order."""
    if isinstance(value, dict):
        return {key: shuffled(value[key]) for key in reversed(value)}
    return [shuffled(item) for item in value] if isinstance(value, list) else value


def test_a_known_record_has_a_known_hash() -> None:
    record = {"title": "Nachtfahrt – Zürich", "id": "900001", "artists": [{"name": "The Placeholders", "id": "501"}], "year": None}
    text = '{"artists":[{"id":"501","name":"The Placeholders"}],"id":"900001","title":"Nachtfahrt – Zürich","year":null}'

    assert content_hash(record) == hashlib.sha256(text.encode()).hexdigest()


@given(RECORDS)
def test_the_order_of_keys_does_not_matter(record: dict[str, Any]) -> None:
    assert content_hash(record) == content_hash(shuffled(record))


@given(RECORDS, RECORDS)
def test_different_records_have_different_hashes(one: dict[str, Any], other: dict[str, Any]) -> None:
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)  # not "==": there true equals 1

    assert (content_hash(one) == content_hash(other)) is same
