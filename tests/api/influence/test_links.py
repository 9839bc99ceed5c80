"""From rows of the graph to links."""

from typing import Any

import pytest

from api.influence.chains import Link
from api.influence.links import chosen_labels, credit_links, in_words, label_links, member_links, spans, year_of
from api.influence.models import Direction, LinkKind


FROM, TO = Direction.FROM, Direction.TO
NAMES = {"1": "Ana", "2": "Bo"}


def member(**fields: Any) -> dict[str, Any]:
    return {
        "id": "1",
        "other": "2",
        "is_member": True,
        "begin_date": None,
        "end_date": None,
        "band_first_year": 1990,
        "band_last_year": 1999,
        **fields,
    }


@pytest.mark.parametrize(
    ("row", "years"),
    [
        (member(), (1990, 1999)),
        (member(begin_date="1987-05", end_date="1992"), (1987, 1992)),
        (member(begin_date="????"), (1990, 1999)),
        (member(begin_date="2005"), (2005, None)),
        (member(band_last_year=None), (1990, None)),
    ],
)
def test_a_membership_begins_as_musicbrainz_says_else_with_the_group(row: dict[str, Any], years: tuple[int, int | None]) -> None:
    (link,) = member_links([row], FROM, 2026)["1"]

    assert (link.first_year, link.last_year) == years
    assert (link.source, link.target, link.who) == ("1", "2", "1")
    assert in_words(link, NAMES, {}) == f"Ana is or was a member of Bo, since {years[0]}."


def test_a_membership_without_a_year_is_no_link() -> None:
    assert member_links([member(band_first_year=None)], FROM, 2026) == {}


def test_a_group_leads_to_its_members_and_they_to_it() -> None:
    (link,) = member_links([member(is_member=False)], TO, 2026)["1"]

    assert (link.source, link.target, link.who) == ("2", "1", "2")
    assert in_words(link, NAMES, {}) == "Bo is or was a member of Ana, since 1990."


def test_a_credit_says_who_did_what_when() -> None:
    rows = [{"id": "1", "links": [["2", "2", False, 3, 1990, 1994, ["7", "8"], ["Remix", "Flute"]], ["3", "1", True, 1, 1991, 1991, ["9"], []]]}]

    first, second = credit_links(rows, FROM)["1"]

    assert first.weight == pytest.approx(0.6)
    assert (first.release_count, first.release_ids, first.roles) == (3, ("7", "8"), ("Remix", "Flute"))
    assert in_words(first, NAMES, {}) == "Bo is credited on 3 releases of Ana from 1990 to 1994 (Remix, Flute)."
    assert second.weight == pytest.approx(0.1)
    assert in_words(second, NAMES, {}) == "Ana is credited on 1 release of artist 3 from 1991."


LABELS_OF = {"1": [["8", 30, 1990, "r1"]], "2": [["8", 30, 1993, "r2"], ["9", 4000, 1980, "r3"]]}
ARRIVALS = [{"label": "8", "artists": 10, "arrivals": [["1", 1990, "r1"], ["2", 1993, "r2"], ["3", 1998, "r4"]]}]


def test_labels_link_those_who_came_first_to_those_who_came_soon_after() -> None:
    onward, back = label_links(LABELS_OF, ARRIVALS, FROM), label_links(LABELS_OF, ARRIVALS, TO)

    assert [(link.source, link.target, link.first_year, link.release_ids) for links in onward.values() for link in links] == [
        ("1", "2", 1993, ("r1", "r2")),
        ("2", "3", 1998, ("r2", "r4")),
    ]
    assert [(link.source, link.target, link.first_year, link.release_ids) for links in back.values() for link in links] == [
        ("1", "2", 1993, ("r1", "r2")),
    ]
    assert onward["1"][0].weight == pytest.approx(0.6 * 0.7 / 2)
    assert in_words(onward["1"][0], NAMES, {"8": "Tide"}) == "Bo came to Tide in 1993, at most 5 years after Ana."


def test_the_smallest_labels_are_looked_up_as_far_as_the_budget_goes() -> None:
    assert chosen_labels(LABELS_OF, 100) == ({"8"}, True)
    assert chosen_labels(LABELS_OF, 5000) == ({"8", "9"}, False)
    assert spans(LABELS_OF, {"8", "9"}, FROM) == [["8", 1990, 1998], ["9", 1980, 1985]]
    assert spans(LABELS_OF, {"8"}, TO) == [["8", 1985, 1993]]


@pytest.mark.parametrize(
    ("date", "year"), [("1987", 1987), ("1987-05-01", 1987), (None, None), ("", None), ("0000", None), ("9999", None), ("87", None)]
)
def test_year_of(date: Any, year: int | None) -> None:
    assert year_of(date, 2026) == year


def test_what_has_no_name_is_called_by_its_number() -> None:
    link = Link(kind=LinkKind.LABEL, source="5", target="6", first_year=1990, last_year=None, weight=0.1, label="7")

    assert in_words(link, {}, {}) == "artist 6 came to label 7 in 1990, at most 5 years after artist 5."
