"""The internal routes on a catalogue that was computed by hand."""

import dataclasses
from typing import Any
from urllib.parse import unquote

from neo4j.exceptions import Neo4jError
import orjson
import pytest

from api.internal import service
from api.internal.models import RarityRows
from common.domain.insights import NEXT_HEADER, SECRET_HEADER, TOTAL_HEADER
from tests.support.api import INTERNAL_SECRET, Api, running_api
from tests.support.catalogue import load_discogs
from tests.support.figures import FIGURES, THIS_MONTH, THIS_YEAR
from tests.support.servers import GraphTarget, PostgresTarget, TestStack


PREFIX = "/api/internal/insights/"
TIMED_OUT = "Neo.ClientError.Transaction.TransactionTimedOut"


@pytest.fixture
def inside(api: Api) -> Api:
    """The API, called with the secret."""
    api.client.headers[SECRET_HEADER] = INTERNAL_SECRET
    return api


async def test_api_graph_35_internal_routes_want_the_secret(api: Api) -> None:
    for headers in ({}, {SECRET_HEADER: "wrong"}):
        refused = await api.client.get(PREFIX + "genre-trends", headers=headers)
        assert refused.status_code == 401
        assert refused.json()["detail"] == "Invalid or missing internal API credentials"
    # Who has no secret learns nothing of the parameters either.
    assert (await api.client.get(PREFIX + "anniversaries?month=13")).status_code == 401

    assert (await api.client.get(PREFIX + "genre-trends", headers={SECRET_HEADER: INTERNAL_SECRET})).json() == {"items": []}


async def test_api_graph_35_without_a_configured_secret_internal_routes_stay_shut(
    stack: TestStack, postgres: PostgresTarget, graph: GraphTarget
) -> None:
    async with running_api(stack, postgres, graph, insights_internal_secret=None) as api:
        refused = await api.client.get(PREFIX + "genre-trends", headers={SECRET_HEADER: ""})

    assert refused.status_code == 503
    assert refused.json()["detail"] == "Internal insights API is not configured"


async def test_internal_routes_are_not_reached_through_a_proxy(inside: Api) -> None:
    refused = await inside.client.get(PREFIX + "genre-trends", headers={"X-Forwarded-For": "203.0.113.7"})

    assert refused.status_code == 404


async def test_figures_of_a_small_catalogue(inside: Api) -> None:
    await load_discogs(inside.postgres, inside.graph, FIGURES)
    await inside.graph.rows("CREATE (:Artist {id: '9'})<-[:BY]-(:Release {id: '9001', year: 1999})-[:ON]->(:Label {id: '90'})")  # nameless stubs

    centrality = (await inside.ok(PREFIX + "artist-centrality"))["items"]
    # Ada: three releases, a master, an alias; Bea: two releases, a master; Cleo: one release, a master, an alias.
    assert [(row["artist_id"], row["artist_name"], row["edge_count"]) for row in centrality] == [("1", "Ada", 5), ("2", "Bea", 3), ("3", "Cleo", 3)]
    assert len((await inside.ok(PREFIX + "artist-centrality", limit=1))["items"]) == 1

    decades = {year: year // 10 * 10 for year in (THIS_YEAR - 40, THIS_YEAR - 25, THIS_YEAR - 10, THIS_YEAR - 1)}
    expected: dict[tuple[str, int], int] = {}
    for genre, year in (
        ("Rock", THIS_YEAR - 40),
        ("Rock", THIS_YEAR - 10),
        ("Jazz", THIS_YEAR - 25),
        ("Jazz", THIS_YEAR - 1),
        ("Jazz", THIS_YEAR - 10),
    ):
        expected[genre, decades[year]] = expected.get((genre, decades[year]), 0) + 1
    trends = (await inside.ok(PREFIX + "genre-trends"))["items"]
    assert [((row["genre"], row["decade"]), row["release_count"]) for row in trends] == sorted(expected.items())

    longevity = (await inside.ok(PREFIX + "label-longevity"))["items"]
    assert longevity == [
        {
            "label_id": "10",
            "label_name": "North",
            "first_year": THIS_YEAR - 40,
            "last_year": THIS_YEAR - 10,
            "years_active": 31,
            "total_releases": 3,
            "peak_decade": (THIS_YEAR - 40) // 10 * 10,
        },
        {
            "label_id": "20",
            "label_name": "South",
            "first_year": THIS_YEAR - 25,
            "last_year": THIS_YEAR - 25,
            "years_active": 1,
            "total_releases": 1,  # the undated release does not count
            "peak_decade": (THIS_YEAR - 25) // 10 * 10,
        },
    ]


async def test_anniversaries_say_how_far_their_date_is_known(inside: Api) -> None:
    await load_discogs(inside.postgres, inside.graph, FIGURES)

    items = (await inside.ok(PREFIX + "anniversaries", year=THIS_YEAR, month=THIS_MONTH))["items"]
    refused = await inside.get(PREFIX + "anniversaries", year=THIS_YEAR, month=THIS_MONTH, milestones="25,x")

    assert [(row["master_id"], row["title"], row["artist_name"], row["release_year"]) for row in items] == [
        ("100", "One", "Ada", THIS_YEAR - 40),
        ("300", "Three", "Cleo", THIS_YEAR - 25),  # only the year is known: before what is known to be of another month
        ("200", "Two", "Bea", THIS_YEAR - 25),
    ]
    assert [row["released"] for row in items][:2] == [f"{THIS_YEAR - 40}-{THIS_MONTH:02}-05", str(THIS_YEAR - 25)]
    assert (await inside.ok(PREFIX + "anniversaries", year=THIS_YEAR, month=1, milestones="24"))["items"][0]["title"] == "Four"
    assert refused.status_code == 422
    assert refused.json()["error"] == "milestones must be comma-separated integers"
    assert (await inside.get(PREFIX + "anniversaries", year=THIS_YEAR, month=13)).status_code == 422


async def test_completeness_is_the_mean_of_its_fields(inside: Api) -> None:
    await load_discogs(inside.postgres, inside.graph, FIGURES)
    await inside.postgres.rows("INSERT INTO musicbrainz.artists (mbid, name, discogs_artist_id) VALUES (gen_random_uuid(), 'Ada', 1)")

    artists, labels, masters, releases = (await inside.ok(PREFIX + "data-completeness"))["items"]

    assert [row["entity_type"] for row in (artists, labels, masters, releases)] == ["artists", "labels", "masters", "releases"]
    assert (artists["total_count"], artists["with_image"], artists["completeness_pct"]) == (3, 1, 33.33)
    assert (artists["fields"]["profile"], artists["fields"]["urls"], artists["fields"]["musicbrainz"]) == (33.33, 33.33, 33.33)
    assert labels["fields"]["profile"] == 50.0
    assert (masters["with_year"], masters["with_genre"], masters["completeness_pct"]) == (4, 2, 50.0)
    assert (releases["total_count"], releases["with_year"], releases["with_country"], releases["with_genre"], releases["with_image"]) == (
        5,
        4,
        1,
        4,
        0,
    )
    assert releases["completeness_pct"] == 45.0
    assert releases["fields"]["labels"] == 80.0


async def test_completeness_of_nothing_is_nothing(inside: Api) -> None:
    assert [row["completeness_pct"] for row in (await inside.ok(PREFIX + "data-completeness"))["items"]] == [0, 0, 0, 0]


async def test_scores_are_what_was_computed_by_hand(inside: Api) -> None:
    await load_discogs(inside.postgres, inside.graph, FIGURES)
    await inside.postgres.rows("INSERT INTO insights.community_counts (release_id, have_count, want_count) VALUES (4001, 5, 9)")

    whole = RarityRows.model_validate(await inside.ok(PREFIX + "rarity-scores"))
    rows = {row.release_id: row.model_dump() for row in whole.items}

    assert len(rows) == 5
    # One pressing, label of three releases, vinyl, 40 years, four relationships (artist, label, genre, master), unknown owners.
    only = rows[1001]
    assert only["pressings"] == 1
    assert (only["pressing_scarcity"], only["label_catalog"], only["format_rarity"]) == (100, 100, 40)
    assert (only["temporal_scarcity"], only["graph_isolation"], only["collection_prevalence"]) == (60, 70, 50)
    assert only["rarity_score"] == 71.5
    assert (only["tier"], only["title"], only["artist_name"], only["year"]) == ("rare", "One", "Ada", THIS_YEAR - 40)
    # Two pressings, and the other one is of last year: 37.5 - 40 is 0.
    first = rows[2001]
    assert (first["pressings"], first["newest_pressing_year"], first["pressing_scarcity"], first["temporal_scarcity"]) == (2, THIS_YEAR - 1, 85, 0)
    assert first["artist_name"] == "Ada, Bea"
    assert (first["label_releases"], first["rarest_format"]) == (2, "CD")
    again = rows[2002]
    assert (again["newest_pressing_year"], again["label_releases"], again["label_catalog"]) == (THIS_YEAR - 25, None, 100)
    untitled = rows[3001]
    assert (untitled["title"], untitled["year"], untitled["temporal_scarcity"], untitled["pressing_scarcity"]) == (None, None, 50, 100)
    alone = rows[4001]
    assert (alone["pressings"], alone["pressing_scarcity"], alone["have_count"], alone["collection_prevalence"]) == (0, 90, 5, 90)
    # Ada has 5 relationships, Bea 3, Cleo 3: 40 % of the releases have less than Ada. North has 3 releases, South 2: of four releases with a
    # label one has less. Jazz has 3 releases, Rock 2: of four one has less.
    assert alone["hidden_gem_score"] == round(alone_score(alone) * (0.4 * 2 / 5 + 0.3 * 1 / 4 + 0.3 * 1 / 4), 1)
    assert untitled["hidden_gem_score"] == 0


def alone_score(row: dict[str, Any]) -> float:
    """Unrounded score from a row's signals."""
    weights = {"pressing_scarcity": 25, "label_catalog": 10, "format_rarity": 10, "temporal_scarcity": 20, "graph_isolation": 15}
    return float(sum(row[name] * weight for name, weight in weights.items()) + 20 * row["collection_prevalence"]) / 100


async def test_pages_of_scores_are_lines_that_together_are_the_whole(inside: Api) -> None:
    await load_discogs(inside.postgres, inside.graph, FIGURES)
    await inside.graph.rows("CREATE (:Release {id: 'x'})")  # no Discogs id: cannot be scored
    whole = (await inside.ok(PREFIX + "rarity-scores"))["items"]

    rows: list[dict[str, Any]] = []
    after_id: str | None = None
    pages = 0
    while True:
        page = await inside.get(PREFIX + "rarity-scores", after_id=after_id, page_size=2)
        assert page.headers["content-type"].startswith("application/x-ndjson")
        assert page.headers[TOTAL_HEADER] == "6"
        rows += [orjson.loads(line) for line in page.content.splitlines()]
        pages += 1
        if NEXT_HEADER not in page.headers:
            break
        after_id = unquote(page.headers[NEXT_HEADER])

    assert rows == whole
    assert [row["release_id"] for row in rows] == [1001, 2001, 2002, 3001, 4001]
    assert pages == 4  # the third ends on the last release exactly, which only the fourth can tell


async def test_scores_of_a_large_catalogue_are_only_given_in_pages(inside: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    await load_discogs(inside.postgres, inside.graph, FIGURES)
    monkeypatch.setattr(service, "WHOLE_ANSWER", 4)

    refused = await inside.get(PREFIX + "rarity-scores")

    assert refused.status_code == 413
    assert "after_id" in refused.json()["error"]


async def test_busy_artists_and_labels_are_named_with_their_releases(inside: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    await load_discogs(inside.postgres, inside.graph, FIGURES)
    monkeypatch.setattr("api.rarity.walk.HUB_RELEASES", 3)

    rows = {row["release_id"]: row["hubs"] for row in (await inside.ok(PREFIX + "rarity-scores"))["items"]}

    assert rows[1001] == [["artist", "1"], ["label", "10"]]
    assert rows[2002] == [["artist", "2"]]  # two releases and a master
    assert rows[3001] == []


class FailingGraph:
    """A graph whose every query fails."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def rows(self, *_: Any, **__: Any) -> Any:
        raise self._error

    values = rows


def driver_error(code: str) -> Neo4jError:
    """As the driver makes it from the server's answer."""
    return Neo4jError._hydrate_neo4j(code=code, message="text")


def caused(error: Exception) -> Exception:
    """A bug that hides a store's error."""
    outer = RuntimeError("outer")
    outer.__cause__ = error
    return outer


async def test_api_graph_36_only_a_passing_fault_is_worth_another_attempt(inside: Api) -> None:
    state = inside.state
    for error, status, code in (
        (driver_error(TIMED_OUT), 503, TIMED_OUT),
        (driver_error(TIMED_OUT + "ClientConfiguration"), 503, TIMED_OUT + "ClientConfiguration"),
        (ExceptionGroup("several", [ValueError("a"), ExceptionGroup("inner", [driver_error(TIMED_OUT)])]), 503, TIMED_OUT),
        (caused(driver_error("Neo.TransientError.Transaction.DeadlockDetected")), 503, "Neo.TransientError.Transaction.DeadlockDetected"),
        (driver_error("Neo.ClientError.Statement.SyntaxError"), 500, "internal"),
        (ExceptionGroup("several", [ValueError("a")]), 500, "internal"),
    ):
        inside.app.state.platform = dataclasses.replace(state, graph=FailingGraph(error))  # type: ignore[arg-type]

        whole, page = await inside.get(PREFIX + "rarity-scores"), await inside.get(PREFIX + "rarity-scores", page_size=5)

        for answer in (whole, page):
            assert (answer.status_code, answer.json()["code"]) == (status, code), error
        if status == 503:
            assert whole.json()["error"] == "Neo4j temporarily unavailable (retryable error)"
    inside.app.state.platform = state


async def test_without_community_counts_their_signal_is_neutral(inside: Api) -> None:
    await load_discogs(inside.postgres, inside.graph, FIGURES)
    await inside.postgres.rows("DROP TABLE insights.community_counts")

    rows = (await inside.ok(PREFIX + "rarity-scores"))["items"]

    assert {row["collection_prevalence"] for row in rows} == {50}
