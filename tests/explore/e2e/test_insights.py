"""The insights pane: every computation with its own freshness and error, names that are links, and figures that renew themselves."""

from datetime import UTC, datetime, timedelta
import re
from typing import Any

from playwright.async_api import Page, Route, expect
import pytest

from tests.support.browser import Handler, garbage, hang_up, limited, replying, unavailable


TYPES = ("artist_centrality", "genre_trends", "label_longevity", "anniversaries", "data_completeness", "community_enrichment", "release_rarity")
HOSTILE = "<img src=x onerror='window.hurt = 1'> \u202egnp\u200b " + "long " * 80
STATUS = "**/api/insights/status"
TOP = "**/api/insights/top-artists?*"


def status(*, minutes_ago: float = 42, **of: dict[str, Any]) -> dict[str, Any]:
    """An answer of status: all well, but for what is said of a computation."""
    computed = (datetime.now(UTC) - timedelta(minutes=minutes_ago)).isoformat()
    well = {"last_computed": computed, "last_attempt": computed, "status": "completed", "duration_ms": 812, "rows": 5, "error": None, "generation": 3}
    states = [{"insight_type": each, **well, "is_stale": False, "is_running": False, "progress": None, **of.get(each, {})} for each in TYPES]
    return {"statuses": states, "generation": 3}


def artists(*names: str) -> dict[str, Any]:
    """An answer of top artists."""
    items = [{"rank": rank, "artist_id": str(rank), "artist_name": name, "edge_count": 100 // rank} for rank, name in enumerate(names, 1)]
    return {"metric": "centrality", "items": items, "count": len(items)}


async def test_every_computation_shows_and_its_names_are_links(page: Page, axe: Any, shot: Any) -> None:
    await page.goto("/?pane=insights")
    for title in ("Most connected artists", "Genre trends", "Label longevity", "Rarest releases", "Hidden gems", "Completeness"):
        await expect(page.get_by_role("region", name=title)).to_be_visible()
    await expect(page.get_by_role("region", name=re.compile("^This month: "))).to_be_visible()
    await expect(page.get_by_role("table", name="State of each computation").get_by_role("row")).to_have_count(1 + len(TYPES))
    await expect(page.get_by_role("region", name="Genre trends").locator("figure svg[role=img]")).to_be_visible()
    for region, address in (
        ("Most connected artists", r"/\?type=artist&name=.+&id="),
        ("Genre trends", r"/\?type=genre&name="),
        ("Label longevity", r"/\?type=label&name=.+&id="),
        ("Rarest releases", r"/\?page=release%3A"),
        ("Hidden gems", r"/\?page=release%3A"),
    ):
        await expect(page.get_by_role("region", name=region).get_by_role("link").first).to_have_attribute("href", re.compile(address))
    await axe(page)
    await shot(page, "insights-real-dark-1440")
    await page.get_by_role("region", name="Most connected artists").get_by_role("link").first.click()
    await expect(page.locator("#explorePane")).to_be_visible()


async def test_ui_20_figures_are_renewed_when_they_were_computed_anew(page: Page, intercept: Any) -> None:
    computed, asked, shown = 90.0, 0, ["Autechre"]

    async def states(route: Route) -> None:
        nonlocal asked
        asked += 1
        await replying(200, status(minutes_ago=computed, artist_centrality={"last_computed": f"2026-01-01T00:00:{computed:02.0f}Z"}))(route)

    async def top(route: Route) -> None:
        await replying(200, artists(*shown))(route)

    async def until_asked(times: int) -> None:
        # The wait for the next question begins with the answer to the last one, which comes by the real clock.
        for _ in range(30):
            if asked >= times:
                return
            await page.clock.run_for(10_000)
        raise AssertionError(f"asked {asked} times in five minutes")

    await page.clock.install()
    await intercept(page, STATUS, states)
    await intercept(page, TOP, top)
    await page.goto("/?pane=insights")
    region = page.get_by_role("region", name="Most connected artists")
    await page.clock.run_for(1_000)
    await expect(region).to_contain_text("Autechre")
    seen = asked
    shown = ["Gescom"]
    await until_asked(seen + 1)
    await expect(region).to_contain_text("Autechre")
    computed = 30.0
    async with page.expect_response(TOP):
        await until_asked(seen + 2)
    await page.clock.run_for(1_000)
    await expect(region).to_contain_text("Gescom")

    await page.get_by_role("link", name="Genres", exact=True).click()
    await expect(page.locator("#genresPane")).to_be_visible()
    seen = asked
    await page.clock.run_for(200_000)
    await expect(page.locator("#genresPane")).to_be_visible()
    assert asked == seen, "nothing is asked after the pane was left"


async def test_ui_weak_32_each_computation_has_its_own_state(page: Page, intercept: Any, axe: Any) -> None:
    answer = status(
        artist_centrality={"status": "failed", "error": "TimeoutError: 900 s"},
        label_longevity={"is_stale": True},
        anniversaries={"status": "never_run", "last_computed": None},
        release_rarity={"is_running": True, "progress": 0.25},
        data_completeness={"generation": 2},
    )
    await intercept(page, STATUS, replying(200, answer))
    await page.goto("/?pane=insights")
    for title, words in (
        ("Most connected artists", ("failed", "TimeoutError: 900 s", "42 minutes ago")),
        ("Label longevity", ("older figures",)),
        ("This month", ("not computed yet",)),
        ("Rarest releases", ("computing, 25.0%",)),
        ("Completeness", ("older figures",)),
    ):
        for each in words:
            await expect(page.get_by_role("region", name=re.compile(f"^{title}"))).to_contain_text(each)
    await expect(page.get_by_text("1 of 7 failed")).to_be_visible()
    await expect(page.get_by_text("2 of 7 up to date")).to_be_visible()
    await axe(page)


async def test_ui_weak_32_a_chart_that_cannot_be_had_says_so(page: Page, intercept: Any) -> None:
    has_passed = False

    async def trends(route: Route) -> None:
        if "Rock" in route.request.url and not has_passed:
            await limited(retry_after_s=1)(route)
        else:
            await replying(
                200, {"genre": "x", "peak_decade": 1990, "trends": [{"decade": 1980, "release_count": 1}, {"decade": 1990, "release_count": 3}]}
            )(route)

    await intercept(page, "**/api/insights/genre-trends?*", trends)
    await page.goto("/?pane=insights&genre=Rock,Folk\\, World\\, %26 Country")
    region = page.get_by_role("region", name="Genre trends")
    await expect(region).to_contain_text("Rock is missing from the picture")
    await expect(region.locator("figure svg[role=img]")).to_be_visible()
    await expect(region.get_by_role("button", name="Remove Folk, World, & Country")).to_be_visible()
    has_passed = True
    await expect(region.get_by_text("is missing from the picture")).to_have_count(0)


@pytest.mark.parametrize(
    ("answer", "state"),
    [(unavailable(), "limited"), (hang_up(), "offline"), (garbage(), "error"), (replying(200, {"items": [{}]}), "error")],
    ids=["unavailable", "no network", "garbage", "shapeless"],
)
async def test_ui_weak_49_what_is_amiss_is_said_where_it_is(page: Page, intercept: Any, tolerate: Any, answer: Handler, state: str) -> None:
    tolerate(page, "Failed to load resource")
    for path in ("top-artists", "this-month", "label-longevity", "data-completeness"):
        await intercept(page, re.compile(f"/api/insights/{path}"), answer)
    await intercept(page, "**/api/rarity/leaderboard?*", answer)
    await page.goto("/?pane=insights")
    for title in ("Most connected artists", "This month", "Label longevity", "Completeness", "Rarest releases"):
        await expect(page.get_by_role("region", name=title).locator(f"[data-state={state}]")).to_be_visible()
    await expect(page.get_by_role("region", name="Hidden gems").get_by_role("link").first).to_be_visible()


async def test_genres_and_tiers_are_in_the_address(page: Page) -> None:
    await page.goto("/?pane=insights")
    trends = page.get_by_role("region", name="Genre trends")
    chips = trends.get_by_role("button", name=re.compile("^Remove "))
    await expect(chips).to_have_count(4)
    await chips.first.click()
    await expect(chips).to_have_count(3)
    await trends.get_by_role("button", name="Add").click()
    await page.get_by_role("menuitem").last.click()
    await expect(chips).to_have_count(4)
    await trends.get_by_text("Share").click()
    await expect(page).to_have_url(re.compile("genre=.+share=1"))
    rarest = page.get_by_role("region", name="Rarest releases")
    await rarest.get_by_role("button", name="Next page").click()
    await expect(rarest).to_contain_text("7–12 of")
    await rarest.get_by_label("Tier").select_option("scarce")
    await expect(rarest).to_contain_text("1–6 of")
    await expect(page).to_have_url(re.compile("tier=scarce"))
    await page.reload()
    await expect(rarest.get_by_label("Tier")).to_have_value("scarce")
    await expect(chips).to_have_count(4)


async def test_hostile_names_are_text(page: Page, intercept: Any) -> None:
    rare = {"release_id": 1, "title": HOSTILE, "artist": HOSTILE, "year": None, "rarity_score": 64.3, "tier": "rare", "hidden_gem_score": None}
    month = {
        "master_id": "1",
        "title": HOSTILE,
        "artist_name": None,
        "release_year": 1994,
        "anniversary": 32,
        "released": "1994-11-07",
        "precision": "day",
    }
    label = {"rank": 1, "label_id": "1", "label_name": HOSTILE, "first_year": 1990, "last_year": None, "years_active": 1, "total_releases": 1}
    await intercept(page, TOP, replying(200, artists(HOSTILE)))
    await intercept(page, "**/api/rarity/*", replying(200, {"items": [rare], "total": 1, "page": 1, "page_size": 6, "truncated": False}))
    await intercept(page, "**/api/insights/this-month?*", replying(200, {"month": 11, "year": 2026, "items": [month], "count": 1}))
    long_lived = {"items": [{**label, "peak_decade": None, "still_active": False}], "count": 1}
    await intercept(page, "**/api/insights/label-longevity?*", replying(200, long_lived))
    await page.goto("/?pane=insights")
    for title in ("Most connected artists", "Rarest releases", "This month: November", "Label longevity"):
        await expect(page.get_by_role("region", name=title)).to_contain_text("<img src=x")
    await expect(page.get_by_role("region", name="This month: November")).to_contain_text("7 Nov 1994")
    await expect(page.get_by_role("region", name="This month: November")).to_contain_text("Unknown artist")
    await page.wait_for_function("window.hurt === undefined && document.documentElement.scrollWidth <= window.innerWidth")


async def test_on_a_phone(phone: Page, axe: Any, shot: Any) -> None:
    await phone.goto("/?pane=insights")
    await expect(phone.get_by_role("region", name="Genre trends").locator("figure svg[role=img]")).to_be_visible()
    await expect(phone.get_by_role("table", name="State of each computation")).to_be_visible()
    await phone.wait_for_function("document.documentElement.scrollWidth <= window.innerWidth")
    await axe(phone)
    await shot(phone, "insights-real-dark-390")
