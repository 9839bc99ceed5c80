"""Cycles of computation against the real API: what is written, what fails alone, what a restart and a second process change."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from common.domain.insights import InsightType, TopArtists
from insights.computations.context import Context, Result
from insights.computations.registry import COMPUTATIONS
from insights.schedule import Schedule
from tests.insights.conftest import Insights, computing
from tests.support.catalogue import load_discogs
from tests.support.figures import FIGURES, THIS_MONTH, THIS_YEAR
from tests.support.waiting import eventually


ALL = list(InsightType)


async def load(insights: Insights) -> None:
    await load_discogs(insights.api.postgres, insights.api.graph, FIGURES)


async def counts(insights: Insights) -> dict[str, int]:
    tables = ("artist_centrality", "genre_trends", "label_longevity", "monthly_anniversaries", "data_completeness", "release_rarity")
    return {table: await insights.api.postgres.value(f"SELECT count(*) FROM insights.{table}") for table in tables}


async def test_a_cycle_fills_every_table_and_is_not_repeated(insights: Insights) -> None:
    await load(insights)
    stub = "CREATE (:Label {id: '90'})<-[:ON]-(r:Release {id: '9001', year: 1990})-[:BY]->(:Artist {id: '9'})"
    await insights.api.graph.rows(stub)  # names are missing: what broke a whole table once
    old = "INSERT INTO insights.monthly_anniversaries VALUES ('1', 'Old', NULL, 1990, 25, %s, %s), ('2', 'Kept', NULL, 1990, 25, %s, %s)"
    await insights.api.postgres.rows(old, (THIS_MONTH, THIS_YEAR - 2, THIS_MONTH, THIS_YEAR - 1))

    assert await insights.computer.look() == ALL

    assert await counts(insights) == {
        "artist_centrality": 3,
        "genre_trends": 5 if len({(THIS_YEAR - 40) // 10, (THIS_YEAR - 10) // 10}) == 2 else 4,
        "label_longevity": 2,
        "monthly_anniversaries": 4,
        "data_completeness": 4,
        "release_rarity": 6,
    }
    assert [row["artist_name"] for row in (await insights.ok("top-artists"))["items"]] == ["Ada", "Bea", "Cleo"]
    assert [row["label_name"] for row in (await insights.ok("label-longevity"))["items"]] == ["North", "South"]
    month = (await insights.ok("this-month"))["items"]
    assert [(row["title"], row["anniversary"], row["precision"]) for row in month] == [
        ("One", 40, "day"),
        ("Three", 25, "year"),
        ("Two", 25, "month"),
    ]
    assert [row["title"] for row in (await insights.ok("release-rarity", limit=2))["items"]] == [None, "One"]
    assert (await insights.api.ok("/api/rarity/leaderboard"))["total"] == 6
    assert (await insights.api.ok("/api/rarity/artist/1"))["total"] == 3
    statuses = await insights.status()
    assert {row["status"] for row in statuses.values()} == {"completed"}
    assert statuses["release_rarity"]["rows"] == 6
    assert insights.computer.last_computation is not None

    # A restart computes nothing: another process, which knows nothing but the log.
    async with computing(insights.settings, httpx.ASGITransport(app=insights.api.app)) as restarted:
        assert await restarted.look() == []
        restarted.now = lambda: datetime.now(UTC) + timedelta(hours=25)
        assert await restarted.look() == ALL  # a day has passed


async def test_an_import_begins_a_new_computation_that_replaces_the_old_one(insights: Insights) -> None:
    await load(insights)
    await insights.computer.look()
    before = await insights.api.postgres.rows("SELECT release_id, computed_at, rarity_score FROM insights.release_rarity ORDER BY 1")
    assert (await insights.ok("top-artists"))["items"][0]["artist_name"] == "Ada"
    await insights.api.graph.rows("MATCH (r:Release {id: '3001'}) DETACH DELETE r")
    await insights.api.graph.rows("MATCH (a:Artist {id: '1'}) SET a.name = 'Ada Renamed'")
    await insights.api.graph.rows("CREATE (:Release {id: '5001', title: 'New', formats: ['Shellac']})")
    await insights.begin_generation()

    assert await insights.computer.look() == ALL

    after = await insights.api.postgres.rows("SELECT release_id, computed_at, rarity_score FROM insights.release_rarity ORDER BY 1")
    assert [row["release_id"] for row in after] == [1001, 2001, 2002, 4001, 5001]
    assert after[2] == before[2], "what did not change was not written again"
    assert (await insights.ok("top-artists"))["items"][0]["artist_name"] == "Ada Renamed"
    distribution = await insights.api.postgres.value("SELECT sum(releases)::int FROM insights.rarity_distribution")
    assert distribution == 5
    assert (await insights.status())["genre_trends"]["generation"] == 1


async def failing(_: Context) -> Result:
    raise ValueError


async def test_api_graph_37_a_failing_computation_fails_alone(insights: Insights) -> None:
    await load(insights)
    insights.computer.computations = {**COMPUTATIONS, InsightType.LABEL_LONGEVITY: failing}
    assert {row["status"] for row in (await insights.status()).values()} == {"never_run"}

    assert await insights.computer.look() == ALL

    log = await insights.api.postgres.rows("SELECT insight_type, status, error_message, duration_ms FROM insights.computation_log ORDER BY id")
    assert [row["insight_type"] for row in log] == [each.value for each in ALL]
    assert [row["status"] for row in log] == ["completed", "completed", "failed", "completed", "completed", "completed", "completed"]
    assert log[2]["error_message"] == "ValueError"
    statuses = await insights.status()
    assert (statuses["label_longevity"]["status"], statuses["label_longevity"]["last_computed"]) == ("failed", None)
    assert (await counts(insights))["release_rarity"] == 5

    # Tried again ten minutes later, alone.
    assert await insights.computer.look() == []
    insights.computer.computations = COMPUTATIONS
    insights.computer.now = lambda: datetime.now(UTC) + timedelta(minutes=11)
    assert await insights.computer.look() == [InsightType.LABEL_LONGEVITY]
    assert (await insights.status())["label_longevity"]["status"] == "completed"


async def test_nothing_found_leaves_old_figures_and_says_that_they_are_stale(insights: Insights) -> None:
    await insights.computer.look()
    statuses = await insights.status()
    assert [row["is_stale"] for row in statuses.values()] == [False] * 7, "an empty catalogue has nothing to be stale"
    assert [row["rows"] for row in statuses.values()] == [0, 0, 0, 0, 4, 0, 0]
    await load(insights)
    await insights.begin_generation()
    await insights.computer.look()
    full = await counts(insights)
    await insights.api.graph.rows("MATCH (n) DETACH DELETE n")
    await insights.begin_generation()

    await insights.computer.look()

    assert await counts(insights) == full
    stale = {name for name, row in (await insights.status()).items() if row["is_stale"]}
    assert stale == {"artist_centrality", "genre_trends", "label_longevity", "anniversaries", "release_rarity"}


async def test_two_processes_compute_once(insights: Insights) -> None:
    await load(insights)
    entered, may_go_on = asyncio.Event(), asyncio.Event()

    async def slow(context: Context) -> Result:
        await context.progress(1, 4)
        entered.set()
        await may_go_on.wait()
        return Result(4)

    insights.computer.computations = {**COMPUTATIONS, InsightType.ARTIST_CENTRALITY: slow}
    async with computing(insights.settings, httpx.ASGITransport(app=insights.api.app)) as second:
        first = asyncio.create_task(insights.computer.look())
        await asyncio.wait_for(entered.wait(), 30)

        assert await second.look() == [], "the first one computes"
        running = (await insights.status())["artist_centrality"]
        assert (running["is_running"], running["progress"], running["status"]) == (True, 0.25, "never_run")
        assert insights.computer.computing is InsightType.ARTIST_CENTRALITY

        may_go_on.set()
        assert await first == ALL
        assert await second.look() == []
    assert await insights.api.postgres.value("SELECT count(*) FROM insights.computation_log") == 7


async def test_what_a_killed_process_left_is_computed_again_at_once(insights: Insights) -> None:
    await load(insights)
    await insights.computer.look()
    await insights.api.postgres.rows("INSERT INTO insights.computation_log (insight_type, generation) VALUES ('genre_trends', 0)")
    assert (await insights.status())["genre_trends"]["is_running"]

    assert await insights.computer.look() == [InsightType.GENRE_TRENDS]

    log = await insights.api.postgres.rows(
        "SELECT status, error_message FROM insights.computation_log WHERE insight_type = 'genre_trends' ORDER BY id"
    )
    assert [(row["status"], row["error_message"]) for row in log] == [("completed", None), ("failed", "Interrupted"), ("completed", None)]


async def test_while_the_api_is_away_nothing_is_tried(insights: Insights) -> None:
    async with computing(insights.settings, httpx.AsyncHTTPTransport()) as computer:  # there is no host "api"
        assert await computer.look() == []

    assert await insights.api.postgres.value("SELECT count(*) FROM insights.computation_log") == 0


async def nothing(_: Context) -> Result:
    return Result(0)


class Interrupting(httpx.AsyncBaseTransport):
    """Passes requests to the API; those for pages of scores fail with the next of `statuses` first, as long as there are any."""

    def __init__(self, api: httpx.AsyncBaseTransport, statuses: Sequence[int]) -> None:
        self._api = api
        self._statuses = list(statuses)
        self.asked: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if "rarity-scores" in request.url.path:
            self.asked.append(request.url.params.get("after_id", ""))
            if self._statuses:
                return httpx.Response(self._statuses.pop(0), request=request)
        return await self._api.handle_async_request(request)


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("insights.computations.release_rarity.PAGE_SIZE", 2)


async def test_a_page_of_scores_is_asked_for_again_and_a_broken_walk_leaves_the_old_scores(insights: Insights, small_pages: None) -> None:
    await load(insights)
    only = {InsightType.RELEASE_RARITY: COMPUTATIONS[InsightType.RELEASE_RARITY]}
    real = httpx.ASGITransport(app=insights.api.app)

    async def run(transport: httpx.AsyncBaseTransport) -> Any:
        async with computing(insights.settings, transport, computations={**dict.fromkeys(ALL, nothing), **only}) as computer:
            await insights.begin_generation()
            await computer.look()
        return (await insights.status())["release_rarity"]

    flaky = Interrupting(real, [503, 500])
    assert (await run(flaky))["rows"] == 5
    assert flaky.asked == ["", "", "", "2001", "3001"]
    broken = await run(Interrupting(real, [503, 503, 503]))
    assert broken["status"] == "failed"
    assert broken["error"].startswith("HTTPStatusError: Server error '503")
    refused = Interrupting(real, [401])
    assert (await run(refused))["error"].startswith("HTTPStatusError: Client error '401")
    assert refused.asked == [""], "another attempt would be refused as well"
    assert (await counts(insights))["release_rarity"] == 5


async def test_rarest_releases_of_busy_artists_are_ranked(insights: Insights, small_pages: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.rarity.walk.HUB_RELEASES", 3)
    monkeypatch.setattr("insights.computations.release_rarity.MOST_RANKS", 2)
    await load(insights)
    await insights.computer.look()

    rows = await insights.api.postgres.rows("SELECT * FROM insights.rarity_tops ORDER BY entity_type, entity_id, rank")
    of_ada = await insights.api.ok("/api/rarity/artist/1")

    assert [(row["entity_type"], row["entity_id"], row["rank"], row["release_id"], row["total"]) for row in rows] == [
        ("artist", "1", 1, 1001, 3),
        ("artist", "1", 2, 4001, 3),
        ("artist", "2", 1, 2002, 2),
        ("artist", "2", 2, 2001, 2),
        ("label", "10", 1, 1001, 3),
        ("label", "10", 2, 4001, 3),
    ]
    assert ([item["release_id"] for item in of_ada["items"]], of_ada["total"]) == ([1001, 4001], 3)


async def test_api_graph_38_an_answer_that_a_computation_overtook_is_not_served_afterwards(insights: Insights) -> None:
    cache = insights.computer.cache
    asked, may_answer = asyncio.Event(), asyncio.Event()

    def answer(name: str) -> TopArtists:
        return TopArtists.model_validate({"items": [{"rank": 1, "artist_id": "1", "artist_name": name, "edge_count": 1}], "count": 1})

    async def slow() -> TopArtists:
        asked.set()
        await may_answer.wait()
        return answer("old")

    async def fresh() -> TopArtists:
        return answer("new")

    slow_request = asyncio.create_task(cache.get_or_read(TopArtists, "top", slow))
    await asked.wait()
    await cache.bump()  # a computation ends meanwhile
    may_answer.set()

    assert (await slow_request).items[0].artist_name == "old"
    assert (await cache.get_or_read(TopArtists, "top", fresh)).items[0].artist_name == "new"
    assert (await cache.get_or_read(TopArtists, "top", slow)).items[0].artist_name == "new"


async def test_the_schedule_looks_at_once_when_an_import_has_ended(insights: Insights) -> None:
    looks: list[int] = []

    async def look() -> None:
        looks.append(len(looks))
        if len(looks) == 1:
            raise RuntimeError("a look that fails is no end")

    schedule = Schedule(insights.computer.postgres, look, interval_s=3600, start_delay_s=0)
    async with schedule.running():
        await eventually(lambda: len(looks) >= 2, what="the first looks: at the start, and when it listens")
        assert schedule.failing_for() == 0
        seen = len(looks)
        await insights.api.postgres.rows("SELECT pg_notify('catalogue_generation', '1')")
        await eventually(lambda: len(looks) > seen)
