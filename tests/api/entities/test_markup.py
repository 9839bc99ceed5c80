"""Discogs markup: a table of cases, and what holds for any text."""

from hypothesis import given, strategies as st
import pytest

from api.entities.markup import finish, parse, references
from api.entities.models import TextPart
from api.models import EntityType


ARTIST, LABEL, RELEASE, MASTER = EntityType.ARTIST, EntityType.LABEL, EntityType.RELEASE, EntityType.MASTER
NAMES = {(ARTIST, "41"): "Autechre", (LABEL, "23528"): "Warp Records", (RELEASE, "157"): "Anti EP"}
IDS = {(ARTIST, "Sean Booth"): "42", (ARTIST, "311"): "7", (LABEL, "R & S Records"): "9"}


def part(text: str, *styles: str, **fields: object) -> TextPart:
    return TextPart.model_validate({"text": text, "styles": list(styles), **fields})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("plain", [part("plain")]),
        ("Bass [Uncredited] & [A3]", [part("Bass [Uncredited] & [A3]")]),
        ("[b]Owner:[/b] x", [part("Owner:", "bold"), part(" x")]),
        ("[B]x[/B]", [part("x", "bold")]),
        ("[b][i]x[/b]y[/i]", [part("x", "bold", "italic"), part("y", "italic")]),
        ("[b]open", [part("open", "bold")]),
        ("no[/b]thing", [part("nothing")]),
        ("[quote]x[/quote]", [part("x")]),
        ("by [a=Sean Booth].", [part("by "), part("Sean Booth", type=ARTIST, id="42"), part(".")]),
        ("[a=Nobody Known]", [part("Nobody Known", type=ARTIST)]),
        ("[a=311]", [part("311", type=ARTIST, id="7")]),
        ("[a41] [a41]", [part("Autechre", type=ARTIST, id="41"), part(" "), part("Autechre", type=ARTIST, id="41")]),
        ("[a999]", [part("artist 999", type=ARTIST, id="999")]),
        ("[l=R & S Records][l23528]", [part("R & S Records", type=LABEL, id="9"), part("Warp Records", type=LABEL, id="23528")]),
        ("[r=157][r157]", [part("Anti EP", type=RELEASE, id="157")] * 2),
        ("[m=5][m5]", [part("master 5", type=MASTER, id="5")] * 2),
        ("[b][a41][/b]", [part("Autechre", "bold", type=ARTIST, id="41")]),
        ("[url=http://x.org/a]here[/url]!", [part("here", url="http://x.org/a"), part("!")]),
        ("[url=http://x.org]a [b]c[/b][/url]", [part("a ", url="http://x.org"), part("c", "bold", url="http://x.org")]),
        ("[url]http://x.org[/url]", [part("http://x.org", url="http://x.org")]),
        ("[url=http://x.org]never closed", [part("http://x.org", url="http://x.org"), part("never closed")]),
        ("[url=javascript:alert(1)]x[/url]", [part("x")]),
        ("[url=x.org]x[/url]", [part("x")]),
        ("[url=http://www.discogs.com/artist/41-Autechre]them[/url]", [part("them", type=ARTIST, id="41")]),
        ("[url=https://www.discogs.com/Autechre-Anti-EP/release/157]it[/url]", [part("it", type=RELEASE, id="157")]),
        ("[url=http://www.discogs.com/forum/topic/1]forum[/url]", [part("forum", url="http://www.discogs.com/forum/topic/1")]),
        ("thanks [u=somebody]", [part("thanks somebody")]),
        ("a\r\nb", [part("a\r\nb")]),
    ],
)
def test_what_a_text_says(text: str, expected: list[TextPart]) -> None:
    plain, parts = finish(parse(text), NAMES, IDS)

    assert parts == expected
    assert plain == "".join(item.text for item in expected)


def test_references_are_what_has_to_be_looked_up() -> None:
    ids, names = references(parse("[a=X] [a1] [l=Y] [r=3] [url=http://www.discogs.com/label/8]known[/url]"))

    assert ids == {(ARTIST, "1"), (RELEASE, "3")}
    assert names == {(ARTIST, "X"), (LABEL, "Y")}


TAGS = st.sampled_from(["[b]", "[/b]", "[i]", "[url=http://x.org]", "[url]", "[/url]", "[a=N]", "[a1]", "[r=2]", "[", "]", "x", " ", "[a=", "[/"])


@given(st.one_of(st.text(max_size=200), st.lists(TAGS, max_size=40).map("".join)))
def test_no_text_fails_and_the_parts_are_the_text(text: str) -> None:
    plain, parts = finish(parse(text), {}, {})

    assert "".join(item.text for item in parts) == plain
    assert all(item.text for item in parts)
    assert all(item.url is None or item.url.startswith(("http://", "https://")) for item in parts)


def test_many_open_tags_take_no_more_than_their_length() -> None:
    plain, _ = finish(parse("[url][b][url=http://x.org]" * 20_000 + "end"), {}, {})

    assert plain.endswith("end")
