"""The pure parts of search: queries, spellings, marks in names."""

from html import unescape
import re

from hypothesis import given, strategies as st
import pytest

from api.search.highlight import highlight
from api.search.spelling import corrections, distance
from api.search.terms import MAX_WORDS, Reading


@pytest.mark.parametrize(
    ("name", "words", "beginning", "expected"),
    [
        ("Blue Heron", {"blue"}, "", "<b>Blue</b> Heron"),
        ("Björk", {"bjork"}, "bjork", "<b>Björk</b>"),
        ("Radiohead", set(), "radio", "<b>Radio</b>head"),
        ("Straßenkinder", set(), "strass", "<b>Straß</b>enkinder"),
        ("AC/DC", {"ac", "dc"}, "dc", "<b>AC</b>/<b>DC</b>"),
        ("Don't", {"dont"}, "", "<b>Don't</b>"),
        ("<script>&", {"script"}, "", "&lt;<b>script</b>&gt;&amp;"),
        ("Ænima", {"aenima"}, "", "<b>Ænima</b>"),
        ("", {"a"}, "a", ""),
        ("Nothing", set(), "", "Nothing"),
    ],
)
def test_highlight(name: str, words: set[str], beginning: str, expected: str) -> None:
    assert highlight(name, words, beginning) == expected


@given(name=st.text(), words=st.sets(st.text(max_size=5)), beginning=st.text(max_size=5))
def test_a_marked_name_is_the_name_and_no_other_markup(name: str, words: set[str], beginning: str) -> None:
    marked = highlight(name, words, beginning)

    plain = re.sub(r"</?b>", "", marked)
    assert "<" not in plain and ">" not in plain
    assert plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == name


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("radiohed", ["radiohead"]),
        ("raidohead", ["radiohead"]),
        ("roz", ["ros", "row"]),  # equally near: the more frequent first
        ("ab", []),
        ("1984", []),
        ("radioxyz", []),
    ],
)
def test_corrections(typed: str, expected: list[str]) -> None:
    known = [("radiohead", 10), ("radio", 90), ("ros", 5), ("row", 3), ("rosy", 9), ("abc", 1), ("1985", 1)]
    assert corrections(typed, known) == expected


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("abc", "xbc", 1), ("abc", "cab", 2), ("abc", "xyz", 3), ("", "abcd", 3)],
)
def test_distance(a: str, b: str, expected: int) -> None:
    assert distance(a, b, most=2) == min(expected, 3)


@given(a=st.text(alphabet="abc", max_size=8), b=st.text(alphabet="abc", max_size=8))
def test_distance_is_the_same_both_ways(a: str, b: str) -> None:
    assert distance(a, b, most=8) == distance(b, a, most=8)
    assert (distance(a, b, most=8) == 0) == (a == b)


def reading(folded: str, joined: str = "", **more: object) -> Reading:
    return Reading(folded, folded, folded.replace(" ", ""), "", sorted(set(folded.split())), sorted(set((joined or folded).split())), **more)  # type: ignore[arg-type]


def test_a_query_holds_the_words_in_their_forms() -> None:
    assert reading("blue no", completions=["note", "november"]).typed() == "('blue') & ('no' | 'note' | 'november')"
    assert reading("ac dc", "acdc").whole() == "(('ac') & ('dc')) | (('acdc'))"
    assert reading("ac dc", "acdc").typed("A") == "(('ac':A) & ('dc':A)) | (('acdc':A))"
    assert reading("sigur roz", corrections={"roz": ["ros"]}).meant() == "(('sigur') & ('roz')) | (('sigur') & ('roz' | 'ros'))"
    assert reading("o'x \\").whole() == "('o''x') & ('\\\\')"
    assert reading("").whole() == ""
    assert reading(" ".join(f"w{n:02}" for n in range(30))).whole().count("&") == MAX_WORDS - 1


@pytest.mark.parametrize(("code", "expected"), [("warp92", "warp92"), ("warp", ""), ("a1", ""), ("724385522925", "724385522925")])
def test_a_code_holds_a_digit(code: str, expected: str) -> None:
    assert Reading("", "", "", code, (), ()).number == expected


def test_unescape_is_the_inverse() -> None:
    assert unescape(highlight("a <b> & c", set(), "")) == "a <b> & c"
