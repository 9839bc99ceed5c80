"""Records of a block to messages: the published form, and what odd input becomes."""

from collections.abc import Callable
import hashlib
from typing import Any

from hypothesis import given, settings, strategies as st
import orjson
import pytest

from common.domain.content_hash import content_hash
from common.domain.data_types import DISCOGS_TYPES, DataType
from extractor.discogs.parse import parse_block
from extractor.rules import compile_rules
from tests.extractor.dumps import MESSAGES, dump, expected_message, message, read, read_records, shipped_rules


ARTISTS, LABELS, MASTERS, RELEASES = DISCOGS_TYPES


@pytest.mark.parametrize("data_type", DISCOGS_TYPES)
def test_extraction_01_examples_give_their_messages(data_type: DataType) -> None:
    source = (MESSAGES / f"discogs-{data_type.singular}.xml").read_bytes()
    body = read_records(data_type, source).bodies[0]
    expected = expected_message(f"discogs-{data_type.singular}")
    assert orjson.loads(body) == expected
    assert list(orjson.loads(body))[:3] == ["type", "id", "sha256"]
    assert body.count(b'"id":"%b"' % expected["id"].encode()) == 1  # the envelope's is the record's
    assert content_hash({key: value for key, value in expected.items() if key not in {"type", "sha256"}}) == expected["sha256"]


def test_extraction_03_text_keeps_its_blanks() -> None:
    assert message(ARTISTS, "<artist><id>1</id><name>  A  </name></artist>")["name"] == "  A  "


def test_extraction_04_bare_ampersand_stays_and_neighbours_are_delivered() -> None:
    records = ["<artist><id>1</id><profile>Tom & Jerry &amp; AT&T; a &b</profile></artist>", "<artist><id>2</id><name>B</name></artist>"]
    parsed = read_records(ARTISTS, *records)
    assert parsed.ids == ["1", "2"]
    assert orjson.loads(parsed.bodies[0])["profile"] == "Tom & Jerry & AT&T; a &b"


def test_extraction_05_references() -> None:
    assert message(ARTISTS, "<artist><id>1</id><name>&#x41;&amp;&custom;</name></artist>")["name"] == "A&&custom;"


def test_extraction_06_invalid_utf8_is_replaced() -> None:
    parsed = read_records(ARTISTS, b"<artist><id>1</id><name>Caf\xe9!</name></artist>", "<artist><id>2</id><name>é</name></artist>")
    assert [orjson.loads(body)["name"] for body in parsed.bodies] == ["Caf�!", "é"]
    assert parsed.malformed == 0
    assert "not UTF-8" in parsed.problems[0]


FAULTS = {
    "mismatched end tag": "<artist><id>2</id><name>B</nam></artist>",
    "stray end tag": "<artist><id>2</id></name><name>B</name></artist>",
    "child left open": "<artist><id>2</id><name>B<profile>p</profile></artist>",
    "record left open": "<artist><id>2</id><name>B</name>",
    "record and child left open": "<artist><id>2</id><name>B",
    "cut inside a tag": "<artist><id>2</id><name",
    "cut inside a nested reference": '<artist><id>2</id><members><name id="3">X</name>',
    "bare less-than sign": "<artist><id>2</id><name>a < b</name></artist>",
    "attribute without quotes": "<artist><id>2</id><name x=1>B</name></artist>",
    "attribute never closed": '<artist><id>2</id><name x="1>B</name></artist>',
    "attribute twice": '<artist><id>2</id><name x="1" x="2">B</name></artist>',
    "closed twice": "<artist><id>2</id><name>B</nam></artist></artist>",
    "an end tag alone": "</name>",
    "name that is none": "<artist><id>2</id><1>B</1></artist>",
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
@pytest.mark.parametrize("separator", [b"\n", b"", b"\n  "], ids=["lines", "one line", "indented"])
def test_extraction_07_a_fault_costs_its_record_alone(fault: str, separator: bytes) -> None:
    records = [f"<artist><id>{n}</id><name>N{n}</name></artist>" for n in range(5)]
    records[2] = fault
    parsed = read(dump(ARTISTS, records, separator=separator), ARTISTS)
    if separator == b"" and fault in {FAULTS["record and child left open"], FAULTS["cut inside a nested reference"], FAULTS["cut inside a tag"]}:
        # On one line nothing tells the next record from a nested element, except that it closes: records after it are found.
        assert parsed.ids[:2] == ["0", "1"]
        assert "2" not in parsed.ids
    else:
        assert parsed.ids == ["0", "1", "3", "4"]
    assert parsed.malformed == 1
    assert parsed.parsed == len(parsed.ids)
    assert parsed.problems


@pytest.mark.parametrize(
    "sublabels",
    [
        '<sublabels><label id="70">T</label><label id="71">U</label></sublabels>',
        '<sublabels>\n<label id="70">T</label>\n<label id="71">U</label>\n</sublabels>',
        '\n<sublabels>\n  <label id="70">T</label>\n  <label id="71">U</label>\n</sublabels>\n',
    ],
)
@pytest.mark.parametrize("fault", ["<name>B</nam>", "<name>B", "</name>", "<a><b></a></b>"])
def test_extraction_07_reading_resumes_at_depth_two_only(fault: str, sublabels: str) -> None:
    records = [f"<label><id>{n}</id><name>N{n}</name></label>" for n in range(1, 5)]
    records[1] = f"<label><id>2</id>{fault}{sublabels}</label>"
    parsed = read_records(LABELS, *records)
    assert parsed.ids == ["1", "3", "4"]
    assert (parsed.parsed, parsed.malformed) == (3, 1)


def test_extraction_09_empty_lists_go_and_empty_text_is_null() -> None:
    release = message(RELEASES, '<release id="1"><genres/><notes/><labels></labels><tracklist/></release>')
    assert "genres" not in release
    assert "labels" not in release
    assert release["notes"] is None
    assert release["tracklist"] is None


@pytest.mark.parametrize(("genres", "expected"), [(["a"], ["a"]), (["a", "b"], ["a", "b"])])
def test_extraction_10_one_genre_is_a_list_too(genres: list[str], expected: list[str]) -> None:
    inner = "".join(f"<genre>{genre}</genre>" for genre in genres)
    assert message(RELEASES, f'<release id="1"><genres>{inner}</genres></release>')["genres"] == expected


def test_extraction_11_hash_does_not_depend_on_attribute_order() -> None:
    one = '<release id="1" status="Accepted"><labels><label name="L" catno="C" id="5"/></labels></release>'
    other = '<release status="Accepted"  id="1"><labels><label id="5" catno="C" name="L"/></labels></release>'
    bodies = [read_records(RELEASES, record).bodies for record in (one, one, other)]
    assert bodies[0] == bodies[1] == bodies[2]


def _release(inner: str) -> Callable[[], dict[str, Any]]:
    return lambda: message(RELEASES, f'<release id="1">{inner}</release>')


def _artist(inner: str) -> Callable[[], dict[str, Any]]:
    return lambda: message(ARTISTS, f"<artist><id>1</id>{inner}</artist>")


def _label(inner: str) -> Callable[[], dict[str, Any]]:
    return lambda: message(LABELS, f"<label><id>1</id>{inner}</label>")


@pytest.mark.parametrize(
    ("read_one", "field", "expected"),
    [
        # references
        (_artist("<members><name>Foo</name></members>"), "members", [{"name": "Foo"}]),
        (_artist("<members>Foo</members>"), "members", [{"name": "Foo"}]),
        (_artist('<aliases><name/><name id="5">X</name></aliases>'), "aliases", [{"id": "5", "name": "X"}]),
        (_artist('<aliases><name id="5"/></aliases>'), "aliases", [{"id": "5"}]),
        (_artist('<groups><name id="5" name="A">T</name></groups>'), "groups", [{"id": "5", "name": "A"}]),
        (_artist("<namevariations><name>A</name><name>B</name></namevariations>"), "namevariations", {"name": ["A", "B"]}),
        (_artist("<urls><url>u</url><url/></urls>"), "urls", {"url": ["u", None]}),
        (_label("<parentLabel>P</parentLabel>"), "parentLabel", {"name": "P"}),
        (_label("<parentLabel/>"), "parentLabel", None),
        (_label('<parentLabel id="2"/>'), "parentLabel", {"id": "2"}),
        (_label('<parentLabel id="2">P</parentLabel><parentLabel id="3">Q</parentLabel>'), "parentLabel", {"id": "2", "name": "P"}),
        (_release("<artists><artist><id>5</id><name/></artist></artists>"), "artists", [{"id": "5", "name": None}]),
        (_release("<artists><artist>5</artist></artists>"), "artists", [{"name": "5"}]),
        (_release("<labels><label>L</label></labels>"), "labels", [{"name": "L"}]),
        (_release("<genres>Rock</genres>"), "genres", ["Rock"]),
        (_release("<genres><genre/><genre>Rock</genre></genres>"), "genres", ["Rock"]),
        (_release("<genres><genre>Rock</genre></genres><genres><genre>Pop</genre></genres>"), "genres", [{"genre": "Rock"}, {"genre": "Pop"}]),
        (_release('<formats><format name="CD" qty="1"/></formats>'), "formats", [{"name": "CD", "qty": "1"}]),
        (_release("<formats><format>CD</format></formats>"), "formats", ["CD"]),
        (_release('<formats><format name="CD">x</format></formats>'), "formats", [{"name": "CD"}]),
        # a master's id
        (_release("<master_id/>"), "master_id", None),
        (_release("<master_id>7</master_id>"), "master_id", "7"),
        (_release('<master_id is_main_release="true">7</master_id>'), "master_id", "7"),
        (_release('<master_id is_main_release="true"/>'), "master_id", None),
        (_release("<master_id><id>7</id></master_id>"), "master_id", "7"),
        # text
        (_artist("<name><![CDATA[a & b <c>]]></name>"), "name", "a & b <c>"),
        (_artist("<name>a<![CDATA[b]]>c</name>"), "name", "abc"),
        (_artist("<name><![CDATA[]]></name>"), "name", None),
        (_artist("<name>a<!-- x -->b<?pi y?>c</name>"), "name", "abc"),
        (_artist("<name>\u00a0\u2003</name>"), "name", None),
        (_artist("<name> \n\t</name>"), "name", None),
        (_artist("<name>a\r\nb\rc&#13;d</name>"), "name", "a\nb\nc\rd"),
        (_artist("<name>]]></name>"), "name", "]]>"),
        (_artist("<name>a > b</name>"), "name", "a > b"),
        (_artist("<name>&lt;&gt;&apos;&quot;&amp;amp;</name>"), "name", "<>'\"&amp;"),
        (_artist("<name>a\x7fb</name>"), "name", "a\x7fb"),
        # what XML 1.0 forbids
        (_artist("<name>&#1;a\x02b&#x1F;</name>"), "name", "\x01a\x02b\x1f"),
        (_artist("<name>&#x1F;</name>"), "name", "\x1f"),
        (_artist("<name>\ufffe\uffff</name>"), "name", "\ufffe\uffff"),
        (_artist("<name>\x00</name>"), "name", "\x00"),
        (_artist("<name>&#0;&#xD800;&#x110000;&#;&#xZZ;&#99999999999999999999999999;</name>"), "name", "�" * 6),
        (_artist("<name>&#1;\U000f0001&#xF0041;</name>"), "name", "\x01\U000f0001\U000f0041"),
        (_artist("<name>&#0000000000000000000000000000000000000000000000000000000000000000000000000065;&x;</name>"), "name", "A&x;"),
        (_artist("<name><![CDATA[\x01&amp;]]></name>"), "name", "\x01&amp;"),
        (_artist("<name>a<!-- -- -->b</name>"), "name", "ab"),
        (_artist("<name>a<!DOCTYPE x>b</name>"), "name", "ab"),
        # attributes
        (_artist('<x a="&amp;&#65;"/>'), "x", {"@a": "&A"}),
        (_artist('<x a="&amp;&#1;"/>'), "x", {"@a": "&\x01"}),
        (_artist('<x a="&amp;&nope;\x01" b="&amp;"/>'), "x", {"@a": "&amp;&nope;\x01", "@b": "&"}),
        (_artist('<x a="a & b"/>'), "x", {"@a": "a & b"}),
        (_artist('<x a="&#0;"/>'), "x", {"@a": "&#0;"}),
        (_artist('<x a="1\n2\t3"/>'), "x", {"@a": "1 2 3"}),
        (_artist("<x a='>\"'/>"), "x", {"@a": '>"'}),
        (_artist('<x a=""/>'), "x", {"@a": ""}),
        # shape
        (_artist('<x a="1"> </x>'), "x", {"@a": "1"}),
        (_artist('<x a="1">t</x>'), "x", {"@a": "1", "#text": "t"}),
        (_artist('<x a="1">\n<y/>\n</x>'), "x", {"@a": "1", "y": None}),
        (_artist('<x a="1">t<y/>u<y>2</y> v</x>'), "x", {"@a": "1", "#text": "tu v", "y": [None, "2"]}),
        (_artist("<x><y/>tail</x>"), "x", {"#text": "tail", "y": None}),
        (_artist("<x/><x>1</x><x>2</x>"), "x", [None, "1", "2"]),
        (_artist("<x><x><x>1</x></x></x>"), "x", {"x": {"x": "1"}}),
        (_artist("<artist>nested</artist>"), "artist", "nested"),
        # names as written
        (_artist("<a:b/>"), "a:b", None),
        (_artist('<x a:b="1"/>'), "x", {"@a:b": "1"}),
        (_artist('<x xml:lang="en"/>'), "x", {"@xml:lang": "en"}),
        (_artist('<x xml:space="preserve"><y/></x>'), "x", {"@xml:space": "preserve", "y": None}),
        (_artist("<xml:x/>"), "xml:x", None),
        (_artist('<x xmlns="u" xmlns:p="v"><p:y/></x>'), "x", {"@xmlns": "u", "@xmlns:p": "v", "p:y": None}),
    ],
)
def test_one_field(read_one: Callable[[], dict[str, Any]], field: str, expected: object) -> None:
    form = read_one()
    assert form[field] == expected
    assert content_hash({key: value for key, value in form.items() if key not in {"type", "sha256"}}) == form["sha256"]


@pytest.mark.parametrize(
    ("data_type", "record", "record_id", "own"),
    [
        (ARTISTS, '<artist id="1"><name>A</name></artist>', "1", {"@id": "1", "name": "A"}),
        (ARTISTS, '<artist id="1"><id>2</id><name>A</name></artist>', "1", {"@id": "1", "name": "A"}),
        (ARTISTS, '<artist id="1"/>', "1", {"@id": "1"}),
        (ARTISTS, "<artist><name>A</name></artist>", "unknown", {"name": "A"}),
        (ARTISTS, "<artist><id/><name>A</name></artist>", "unknown", {"id": None, "name": "A"}),
        (ARTISTS, "<artist><id><x/></id></artist>", "unknown", {"id": {"x": None}}),
        (ARTISTS, "<artist><id>1</id></artist>", "1", {"id": "1"}),
        (ARTISTS, "<artist><aliases/><id>1</id></artist>", "1", {"id": "1"}),
        (ARTISTS, "<artist><a>x</a><id>1</id></artist>", "1", {"a": "x", "id": "1"}),
        (ARTISTS, "<artist><id>1</id><z>x</z></artist>", "1", {"id": "1", "z": "x"}),
        (ARTISTS, "<artist><id>1</id>text</artist>", "1", {"id": "1", "#text": "text"}),
        (RELEASES, '<release id="1">text</release>', "1", {"id": "1", "name": "text"}),
        (RELEASES, '<release id="1"><id>2</id></release>', "1", {"id": "1"}),
        (RELEASES, '<release id="1" status="A"><status>B</status></release>', "1", {"id": "1", "status": "A"}),
        (RELEASES, "<release><id>2</id></release>", "2", {"id": "2"}),
        (RELEASES, "<release><title>T</title></release>", "unknown", {"title": "T"}),
        (ARTISTS, "<artist><id>1</id><type>x</type><sha256>y</sha256></artist>", "1", {"id": "1"}),
    ],
)
def test_record_id(data_type: DataType, record: str, record_id: str, own: dict[str, Any]) -> None:
    """`own` is the hashed record; the message has the id of the envelope in any case."""
    form = message(data_type, record)
    assert form == own | {"type": "data", "id": record_id, "sha256": content_hash(own)}


def test_records_without_fields_are_dropped_uncounted() -> None:
    parsed = read_records(ARTISTS, "<artist/>", "<artist> </artist>", "<artist>text</artist>", "<artist><id>4</id></artist>")
    assert (parsed.ids, parsed.parsed, parsed.malformed) == (["4"], 1, 0)


def test_other_elements_and_text_between_records_are_passed_over() -> None:
    data = b"<artist><id>1</id></artist>x<other><artist><id>9</id></artist></other><!-- c --><?p i?><artist><id>2</id></artist>"
    parsed = parse_block(data, ARTISTS)
    assert (parsed.ids, parsed.malformed) == (["1", "2"], 0)


def test_a_record_nested_too_deep_is_malformed() -> None:
    deep = [f"<artist><id>{n}</id>{'<x>' * depth}{'</x>' * depth}</artist>" for n, depth in enumerate([200, 300, 1500, 5000, 2])]
    parsed = read_records(ARTISTS, *deep)
    assert parsed.ids == ["0", "4"]
    assert (parsed.parsed, parsed.malformed) == (2, 3)


def test_a_large_record_is_read() -> None:
    text = "x" * (5 << 20)
    parsed = read_records(
        ARTISTS, "<artist><id>1</id></artist>", f"<artist><id>2</id><profile>{text}</profile></artist>", "<artist><id>3</id></artist>"
    )
    assert parsed.ids == ["1", "2", "3"]
    assert orjson.loads(parsed.bodies[1])["profile"] == text


def test_a_record_that_uses_all_private_code_points_cannot_be_repaired() -> None:
    private = "".join(map(chr, range(0xF0000, 0x110000, 64)))
    parsed = read_records(ARTISTS, f"<artist><id>1</id><name>{private}</name></artist>", f"<artist><id>2</id><name>{private}\x01</name></artist>")
    assert (parsed.ids, parsed.malformed) == (["1"], 1)


def test_flagged_record_carries_its_own_bytes() -> None:
    good, bad = '<release id="1"><title>T</title></release>', '<release id="2"><title/><notes>a\r\nb</notes></release>'
    parsed = read_records(RELEASES, good, bad, rules=shipped_rules())
    assert [flagged.record_id for flagged in parsed.flagged] == ["2"]
    assert parsed.flagged[0].source == bad.encode()
    nested = bad.replace("<notes>", "\n<release/><notes>")
    for block in (f"{good}\n{nested}", f"{good}{nested}", f"\n{nested}\n{good}\n"):
        assert parse_block(block.encode(), RELEASES, shipped_rules()).flagged[0].source == nested.encode()
    again = parse_block(f"{good}<x>\n{bad}".encode(), RELEASES, shipped_rules())
    assert again.flagged[0].source == bad.encode()


TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
type Element = tuple[str, str, list[Element]]

NAMES = st.sampled_from(["id", "name", "profile", "artist", "members", "x"])
ELEMENTS: st.SearchStrategy[Element] = st.recursive(
    st.builds(lambda name, text: (name, text, []), NAMES, TEXT),
    lambda inner: st.builds(lambda name, text, children: (name, text, children), NAMES, TEXT, st.lists(inner, max_size=4)),
    max_leaves=12,
)


def _xml(element: Element) -> str:
    name, text, children = element
    safe = "".join(f"&#{ord(character)};" if character in "<>&\r" else character for character in text)
    return f"<{name}>{safe}{''.join(map(_xml, children))}</{name}>"


def _value(element: Element) -> Any:
    _, text, children = element
    # Control characters that XML forbids are kept as content, also those that Unicode counts as white space.
    content = None if all(character.isspace() and character not in "\x0b\x0c\x1c\x1d\x1e\x1f" for character in text) else text
    if not children:
        return content
    value: dict[str, Any] = {}
    for name in dict.fromkeys(child[0] for child in children):
        values = [_value(child) for child in children if child[0] == name]
        value[name] = values if len(values) > 1 else values[0]
    return value | ({} if content is None else {"#text": content})


@given(children=st.lists(ELEMENTS, min_size=1, max_size=4))
def test_every_shape_and_every_character_come_through(children: list[Element]) -> None:
    fields = [("f", "", [child]) for child in children]
    form = message(ARTISTS, _xml(("artist", "", [("id", "7", []), *fields])))
    wrapped = _value(("artist", "", fields))["f"]
    assert form["f"] == wrapped


@settings(max_examples=300)
@given(junk=st.binary(max_size=60), data_type=st.sampled_from(DISCOGS_TYPES))
def test_no_bytes_bring_the_parser_down(junk: bytes, data_type: DataType) -> None:
    parse_block(junk, data_type)
    parse_block(b"<artist>" + junk + b"</artist>", data_type, shipped_rules())


FRAGMENTS = st.lists(
    st.sampled_from(["<artist>", "</artist>", "<name>", "</name>", '<name id="1">', "<x/>", "text", "&", "\n", "<", ">", '"', "\x01", "&bad;"]),
    max_size=12,
).map("".join)


@settings(max_examples=300)
@given(fragment=FRAGMENTS.filter(lambda text: "\n<artist>" not in text and "\n<a" not in text))
def test_whatever_stands_in_a_record_its_neighbours_before_it_are_kept(fragment: str) -> None:
    before = ["<artist><id>1</id><name>A</name></artist>", "<artist><id>2</id><name>B</name></artist>"]
    after = ["<artist><id>3</id><name>C</name></artist>", "<artist><id>4</id><name>D</name></artist>"]
    parsed = read_records(ARTISTS, *before, f"<artist><id>9</id>{fragment}</artist>", *after)
    assert parsed.ids[:2] == ["1", "2"]
    assert parsed.ids[-2:] == ["3", "4"]


def test_hash_vector_of_the_empty_record() -> None:
    assert content_hash({}) == hashlib.sha256(b"{}").hexdigest() == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def test_names_beyond_counting_do_not_pile_up() -> None:
    attributes = " ".join(f'a{number}="1"' for number in range(12_000))
    assert len(message(ARTISTS, f"<artist><id>1</id><x {attributes}/></artist>")["x"]) == 12_000


def test_a_record_with_info_only_is_flagged_without_copies() -> None:
    document = {"rules": {"artists": [{"name": "n", "field": "x", "condition": {"type": "required"}, "severity": "info"}]}}
    parsed = read_records(ARTISTS, "<artist><id>1</id></artist>", rules=compile_rules(document, current_year=2026))
    assert [(flagged.record_id, flagged.source, flagged.form) for flagged in parsed.flagged] == [("1", b"", b"")]
    assert parsed.ids == ["1"]
