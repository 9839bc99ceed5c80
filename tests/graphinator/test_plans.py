"""Plans of the four writers: which statements, with which rows."""

from typing import Any

import pytest

from common.consumer.spec import Item
from graphinator import queries
from graphinator.gate import Sorted
from graphinator.plan import FarEnds, Statement, texts
from graphinator.records import Artist, Credit, Format, Label, LabelReference, Master, Record, Reference, Release
from graphinator.writers import artists, labels, masters, releases
from graphinator.writers.releases import credits_of, master_of


def items(*records: Record) -> list[Item[Record]]:
    return [Item(record, b"", sequence) for sequence, record in enumerate(records)]


def by_name(statements: list[Statement]) -> dict[str, Statement]:
    return {statement.query.name.removeprefix("graphinator."): statement for statement in statements}


ARGUMENTS: dict[str, Any] = {"run": 7, "writer": None, "current_year": 2026}


def test_nothing_to_write_makes_no_statement() -> None:
    for plan in (artists.plan, labels.plan, masters.plan, releases.plan):
        assert plan(Sorted(), **ARGUMENTS) == []


def test_artists_new_and_stub_are_not_pruned_and_changed_ones_are() -> None:
    new = Artist("20", "a", "New", members=[Reference("5", "M"), Reference("0", "None"), "text", None], groups=[Reference("6", "G")])
    stub = Artist("10", "b", "Stub")
    changed = Artist("30", "c", "Changed", aliases=[Reference("5", None)])
    found = artists.plan(Sorted(new=items(new), stubs=items(stub), changed=items(changed)), **ARGUMENTS)
    assert [statement.query for statement in found] == [queries.UPSERT_ARTISTS, queries.PRUNE_ARTIST_EDGES, queries.ARTIST_EDGES]
    assert [row["id"] for row in found[0].parameters["rows"]] == ["10", "20", "30"]
    assert found[0].counts_seen
    assert found[1].parameters["rows"] == [{"id": "30", "members": [], "groups": [], "aliases": ["5"]}]
    assert found[2].parameters == {
        "members": [{"key": "5", "near": ["20"], "name": "M"}],
        "groups": [{"key": "6", "near": ["20"], "name": "G"}],
        "aliases": [{"key": "5", "near": ["30"]}],
    }


def test_labels_take_a_parent_with_an_id_only() -> None:
    batch = Sorted(
        new=items(Label("1", "a", "L", parentLabel=Reference("9", "P")), Label("2", "a", "L", parentLabel="text")),
        changed=items(Label("3", "a", "L", sublabels=[Reference("4", "S")])),
    )
    found = by_name(labels.plan(batch, **ARGUMENTS))
    assert found["label_edges"].parameters == {
        "parents": [{"key": "9", "near": ["1"], "name": "P"}],
        "sublabels": [{"key": "4", "near": ["3"], "name": "S"}],
    }
    assert found["prune_label_edges"].parameters == {"rows": [{"id": "3", "parents": [], "sublabels": ["4"]}]}


def test_masters_have_part_of_only_with_one_genre() -> None:
    one = Master("1", "a", "T", year="1984", artists=[Reference("5", "A")], genres=["Jazz", "Jazz", None, ""], styles=["Bop", "Cool"])
    two = Master("2", "a", "T", year="0", genres=["Rock", "Pop"], styles=["Bop"])
    found = by_name(masters.plan(Sorted(new=items(one), changed=items(two)), **ARGUMENTS))
    assert found["part_of"].parameters == {"pairs": [["Bop", "Jazz"], ["Cool", "Jazz"]]}
    assert [row["year"] for row in found["upsert_masters"].parameters["rows"]] == [1984, None]
    assert found["master_edges"].parameters["styles"] == [{"key": "Bop", "near": ["1", "2"]}, {"key": "Cool", "near": ["1"]}]
    assert found["prune_master_edges"].parameters == {"rows": [{"id": "2", "artists": [], "genres": ["Rock", "Pop"], "styles": ["Bop"]}]}


FULL = Release(
    "1",
    "a",
    "Title",
    released="1984-05-00",
    master_id="50",
    artists=[Reference("5", "A")],
    labels=[None, LabelReference("7", "L", "CAT 1"), LabelReference("7", "L", "CAT 2")],
    genres=["Jazz"],
    styles=["Bop"],
    formats=[Format("CD"), Format("CD"), "text", None, Format(None)],
    extraartists=[Credit("9", "P", "Bass"), Credit(None, "P", "Guitar"), Credit("9", "P", ""), Credit("9", None, "Bass"), "text"],
)


def test_new_releases_are_created_with_edges_by_position() -> None:
    plain = Release("2", "b", labels=[LabelReference("7", "L", "")], genres=["Jazz", "Rock"], styles=["Bop"])
    found = by_name(releases.plan(Sorted(new=items(FULL, plain)), **ARGUMENTS))
    created = found["create_releases"]
    assert created.seen == 2
    assert created.parameters["rows"] == [
        {"id": "1", "title": "Title", "year": 1984, "formats": ["CD", "CD"], "sha256": "a", "catalog_number": "CAT 1", "sequence": 0},
        {"id": "2", "title": None, "year": None, "formats": [], "sha256": "b", "catalog_number": None, "sequence": 1},
    ]
    assert created.parameters["genres"] == [{"key": "Jazz", "near": [0, 1]}, {"key": "Rock", "near": [1]}]
    assert created.parameters["labels"] == [{"key": "7", "near": [0, 1], "name": "L"}]
    assert created.parameters["masters"] == [{"key": "50", "near": [0], "name": "Title"}]
    assert created.parameters["people"] == [{"key": "P", "near": [[0, "Bass", "session", "9"], [0, "Guitar", "session", None]]}]
    assert found["part_of"].parameters == {"pairs": [["Bop", "Jazz"]]}
    assert found["same_as"].parameters == {"pairs": [["P", "9"]]}


def test_known_releases_are_pruned_and_merged_by_id() -> None:
    stub = Release("2", "b")
    found = by_name(releases.plan(Sorted(stubs=items(stub), changed=items(FULL)), **ARGUMENTS))
    assert "create_releases" not in found
    kept = found["prune_release_edges"].parameters["rows"]
    assert kept[0] == {"id": "2", "artists": [], "labels": [], "masters": [], "genres": [], "styles": [], "credits": []}
    assert kept[1]["credits"] == [["P", "Bass"], ["P", "Guitar"]]
    assert found["release_edges"].parameters["artists"] == [{"key": "5", "near": ["1"], "name": "A"}]
    assert found["upsert_releases"].counts_seen


def test_without_a_run_no_sequence_is_written() -> None:
    found = by_name(releases.plan(Sorted(new=items(FULL)), run=None, writer=None, current_year=2026))
    assert found["create_releases"].parameters["rows"][0]["sequence"] is None


def test_master_ids() -> None:
    assert [master_of(Release("1", "a", master_id=value)) for value in ("50", 50, "0", 0, "", None, "x")] == [
        "50",
        "50",
        None,
        None,
        None,
        None,
        None,
    ]


def test_the_first_id_of_a_repeated_credit_stands() -> None:
    release = Release(
        "1", "a", extraartists=[Credit(None, "P", "Bass"), Credit("9", "P", "Bass"), Credit("8", "P", "Bass"), Credit("0", "Q", "Bass")]
    )
    assert credits_of(release) == {("P", "Bass"): "9", ("Q", "Bass"): None}


def test_far_ends_keep_the_first_name_and_key_order() -> None:
    ends = FarEnds()
    ends.add("b", 1)
    ends.add("b", 2, "Name")
    ends.add("b", 3, "Other")
    ends.add("a", 1)
    assert ends.rows() == [{"key": "a", "near": [1]}, {"key": "b", "near": [1, 2, 3], "name": "Name"}]


def test_texts_are_distinct_and_not_empty() -> None:
    assert texts(["b", None, "", "a", "b"]) == ["b", "a"]
    assert texts(None) == []


@pytest.mark.parametrize(
    ("role", "category"),
    [
        ("Producer", "production"),
        ("  PRODUCER ", "production"),
        ("Recorded By, Mixed By", "engineering"),
        ("Producer, Mixed By", "engineering"),
        ("Remix, Producer", "production"),
        ("Mastered By, Producer", "mastering"),
        ("Lacquer Cut By, Mastering Engineer", "mastering"),
        ("Assistant Engineer", "engineering"),
        ("Engineer [Assistant]", "engineering"),
        ("Bass, Producer", "production"),
        ("Cover, Bass", "design"),
        ("Lead Vocals, Mastered By", "session"),
        ("Harpsichord", "session"),
        *((other, "other") for other in ("Written-By", "Horn", "Keyboard", "Drum Programming", "Voice", "DJ Mix", "Recorded At")),
        ("Organized By", "session"),
        ("Discovered By", "design"),
    ],
)
def test_graph_15_the_category_of_a_credit_is_planned_from_its_role(role: str, category: str) -> None:
    release = Release("1", "a", extraartists=[Credit(None, "P", role)])
    found = by_name(releases.plan(Sorted(new=items(release)), **ARGUMENTS))
    assert found["create_releases"].parameters["people"] == [{"key": "P", "near": [[0, role, category, None]]}]
