"""Reading stored records of any shape."""

from typing import Any

from hypothesis import given, strategies as st
import pytest

from api.entities import fields


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["id", "name", "@name", "track", "#text", "x"]), inner)),
    max_leaves=10,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("", None),
        ("  ", None),
        (" a\r\nb\r ", "a\nb"),
        (5, "5"),
        (True, None),
        ([], None),
        ({"#text": " a ", "@x": "y"}, "a"),
    ],
)
def test_text(value: Any, expected: str | None) -> None:
    assert fields.text(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("4:45", 285), ("1:17:53", 4673), ("75:00", 4500), ("0:59.5", 59), ("4:75", None), ("", None), (None, None), ("-", None), ("4'45", None)],
)
def test_seconds(value: Any, expected: int | None) -> None:
    assert fields.seconds(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [("2", 2), ("002", 2), (3, 3), ("-1", None), ("2.5", None), ("9" * 60, None), ("", None), ("²", None)]
)
def test_number(value: Any, expected: int | None) -> None:
    assert fields.number(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [("1994-09-03", "1994-09-03"), ("1994-09-00", "1994-09"), ("1994-00-00", "1994"), ("?", "?"), (None, None)]
)
def test_released(value: Any, expected: str | None) -> None:
    assert fields.released(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("http://x.org ", "http://x.org"),
        ("HTTPS://X.org", "HTTPS://X.org"),
        ("www.x.org", "http://www.x.org"),
        ("x.org:8080/a", "http://x.org:8080/a"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("ftp://x.org", None),
        ("two words.org", None),
        ("word", None),
        (None, None),
    ],
)
def test_web_address(value: Any, expected: str | None) -> None:
    assert fields.web_address(value) == expected


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({}, []),
        ({"f": None}, []),
        ({"f": {"i": {"id": "1"}}}, [{"id": "1"}]),
        ({"f": {"i": [{"id": "1"}, "Name", None]}}, [{"id": "1"}, {"name": "Name"}]),
        ({"f": "Name"}, [{"name": "Name"}]),
    ],
)
def test_items_below_a_field(record: dict[str, Any], expected: list[Any]) -> None:
    assert list(fields.items(record, "f", "i")) == expected


def test_items_of_a_list() -> None:
    assert list(fields.items({"f": [{"id": "1"}, {"id": "2"}]}, "f")) == [{"id": "1"}, {"id": "2"}]


@given(JSON)
def test_nothing_fails_on_any_json(value: Any) -> None:
    fields.text(value)
    fields.texts(value)
    fields.entity_id(value)
    fields.number(value)
    fields.seconds(value)
    fields.released(value)
    fields.web_address(value)
    assert all(isinstance(item, dict) for item in fields.items({"f": value}, "f", "track"))
    assert all(isinstance(item, str) for item in fields.inner_texts({"f": value}, "f", "name"))
