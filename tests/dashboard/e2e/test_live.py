"""How the page keeps up with the service: by its socket, after a loss, behind a token, through a reload."""

import asyncio
from datetime import datetime
import json
import re

from playwright.async_api import Browser, Page, WebSocketRoute, expect

from dashboard.models import PipelineMetrics
from tests.dashboard.e2e.board import LOG_ENTRY, STATUS, Scenario, altered, arrive, connected, with_pipeline
from tests.dashboard.support.canned import NOW, SCENARIOS
from tests.dashboard.support.canned_site import CannedSite, canned_site
from tests.support.browser import axe, intercept, opened, slow, tolerate
from tests.support.services import free_port
from tests.support.waiting import eventually


def with_depth(messages: int) -> Scenario:
    """An import with another depth and other rates of a queue, and as many dead letters less or more."""

    def deeper(pipeline: PipelineMetrics, _now: datetime) -> PipelineMetrics:
        update = {"messages": messages, "message_rate": messages / 7, "ack_rate": messages / 9}
        return pipeline.model_copy(
            update={
                "queues": [
                    each.model_copy(update=update) if (each.consumer, each.type, each.dead_letters) == ("graphinator", "releases", False) else each
                    for each in pipeline.queues
                ],
                "flow": pipeline.flow.model_copy(update={"publish_rate": messages / 7, "ack_rate": messages / 9, "messages": messages}),
            }
        )

    return with_pipeline("importing", "discogs", deeper)


DEPTH = "[data-queue='tableinator-releases']"


async def test_ui_33_frames_change_the_page_as_they_come(page: Page, site: CannedSite) -> None:
    await expect(page.locator(STATUS)).to_have_text("Operational")

    site.show("degraded")
    await expect(page.locator(STATUS)).to_have_text("Degraded")

    site.show("importing")
    await expect(page.locator("#discogs-graphinator-releases-count")).to_have_text("31,402")


async def test_a_service_that_goes_away_and_comes_back(browser: Browser) -> None:
    port = free_port()
    async with opened(browser, f"http://127.0.0.1:{port}") as page:
        tolerate(page, "WebSocket connection|ERR_CONNECTION_REFUSED|Failed to load resource")
        with canned_site(port=port):
            await arrive(page)
        banner = page.get_by_test_id("connection-banner")

        await expect(banner).to_contain_text("Not live: figures of")
        await expect(page.locator(".status-indicator.disconnected")).to_be_attached()
        await expect(page.locator("main")).to_have_attribute("data-stale", "true")
        await expect(page.get_by_test_id("announcer")).to_have_text("Disconnected. The figures are no longer live")
        await expect(page.locator("#discogs-graphinator-releases-count")).to_have_text("31,402")
        await axe(page)
        await banner.get_by_role("button", name="Try now").click()
        await expect(banner).to_contain_text("Next try in")

        with canned_site(port=port, scenario="degraded"):
            await page.evaluate("() => window.dispatchEvent(new Event('online'))")
            await connected(page)
            await expect(banner).to_have_count(0)
            await expect(page.locator("main")).to_have_attribute("data-stale", "false")
            await expect(page.locator(STATUS)).to_have_text("Degraded")
            await expect(page.locator(LOG_ENTRY).filter(has_text="Disconnected")).to_have_count(1)


async def test_figures_are_said_to_be_fetched_before_the_first_come_and_after_a_loss(fresh: Page, site: CannedSite) -> None:
    answer = asyncio.Event()
    sockets: list[WebSocketRoute] = []
    await intercept(fresh, "**/api/metrics", slow(answer))
    await fresh.route_web_socket("**/ws", lambda socket: sockets.append(socket))
    await fresh.goto("/")
    await expect(fresh.locator("main").get_by_test_id("fetching")).to_have_text("Fetching the first figures …")
    await expect(fresh.locator("main")).to_have_attribute("aria-busy", "true")
    await expect(fresh.locator(STATUS)).to_have_text("Connecting")
    await axe(fresh)

    answer.set()
    await expect(fresh.locator("#import")).to_be_visible()
    await expect(fresh.get_by_test_id("fetching")).to_have_count(0)
    await expect(fresh.locator("main")).to_have_attribute("aria-busy", "false")

    answer.clear()
    await eventually(lambda: sockets, what="a socket")
    await sockets[0].close()
    banner = fresh.get_by_test_id("connection-banner")
    await expect(banner).to_contain_text("Fetching new ones …")
    await expect(fresh.get_by_role("banner").get_by_test_id("fetching")).to_have_text("fetching …")
    answer.set()
    await eventually(lambda: len(sockets) == 2, what="a second socket")
    for frame in ("{not json", "[]", "7", json.dumps({"type": "news", "data": {}})):  # passed over
        sockets[1].send(frame)
    sockets[1].send(json.dumps({"type": "metrics_update", "data": SCENARIOS["degraded"](NOW).model_dump(mode="json")}))
    await expect(banner).to_have_count(0)
    await expect(fresh.locator(STATUS)).to_have_text("Degraded")
    await expect(fresh.get_by_test_id("fetching")).to_have_count(0)


async def test_a_reload_keeps_history_the_theme_and_what_was_chosen(fresh: Page) -> None:
    await arrive(fresh)
    await fresh.get_by_role("radiogroup", name="How far back").get_by_text("1 h").click()
    await fresh.locator("#dlq-toggle").click()
    await fresh.locator("#theme-toggle").click()
    await expect(fresh.locator("html")).to_have_class("light")
    await expect(fresh.locator("#queues")).to_contain_text("1 h ago")

    await fresh.reload()
    await connected(fresh)

    await expect(fresh).to_have_url("/?minutes=60&queues=dead-letters")
    await expect(fresh.locator("html")).to_have_class("light")
    await expect(fresh.locator("#dlq-toggle")).to_have_attribute("aria-pressed", "true")
    await fresh.locator("#dlq-toggle").click()
    drawn = fresh.locator(f"{DEPTH} path[d^='M']").nth(2)
    # The line of the last hour is there before a second frame comes.
    await expect(drawn).to_have_attribute("d", re.compile(r"M(?:[^L]*L){100}"))


async def test_a_token_is_asked_for_once(browser: Browser) -> None:
    with canned_site(every_s=0, dashboard_token="correct horse") as site:
        async with opened(browser, site.url) as page:
            tolerate(page, "401")
            await page.goto("/")
            await expect(page.get_by_role("heading", name="This dashboard has a token")).to_be_visible()
            await expect(page.get_by_label("Token")).to_be_focused()
            await axe(page)

            await page.get_by_label("Token").fill("wrong")
            await page.keyboard.press("Enter")
            await expect(page.locator("main")).to_contain_text("That is not the token")

            await page.get_by_label("Token").fill("correct horse")
            await page.get_by_role("button", name="Open the dashboard").click()
            await connected(page)
            await page.reload()
            await connected(page)
            assert await page.evaluate("() => JSON.stringify([document.cookie, {...localStorage}, {...sessionStorage}])") == '["",{},{}]'


async def test_a_moment_is_read_by_pointer_and_by_keyboard(page: Page) -> None:
    depth = page.locator(f"{DEPTH} > p").first
    await expect(depth).to_have_text("releases64,802")
    await expect(page.locator("#queues")).to_contain_text("30 min")

    chart = page.locator(f"{DEPTH} svg")
    await chart.scroll_into_view_if_needed()
    box = await chart.bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + box["width"] * 0.1, box["y"] + 20)
    await expect(depth).not_to_have_text("releases64,802")
    await page.mouse.move(5, 5)
    await expect(depth).to_have_text("releases64,802")

    slider = page.get_by_role("slider", name="Moment that the queues are read at")
    await slider.press("Home")
    await expect(depth).to_have_text("releases0")
    await expect(slider).to_have_attribute("aria-valuetext", re.compile("0 waiting"))
    await page.get_by_role("button", name="back to now").click()
    await expect(depth).to_have_text("releases64,802")


async def test_figures_that_change_are_not_read_aloud_and_what_matters_is(page: Page, site: CannedSite) -> None:
    await arrive(page)
    await expect(page.get_by_test_id("announcer")).to_have_text("Services: Operational")
    await page.evaluate(
        """() => {
            window.said = [];
            const seen = () => window.said.push(document.querySelector("[data-testid=announcer]").textContent);
            new MutationObserver(seen).observe(document.querySelector("[data-testid=announcer]"), { childList: true, subtree: true });
        }"""
    )
    quiet = altered("importing", alerts=[])
    for scenario in ("importing", "importing", quiet, quiet):
        site.show(scenario)
    await expect(page.locator("#alerts")).to_contain_text("All quiet")
    assert await page.evaluate("() => window.said") == []

    site.show("degraded")
    await expect(page.get_by_test_id("announcer")).to_have_text("Services: Degraded")
    await expect(page.locator("[aria-live]:not([aria-live=off]), [role=status], [role=alert]")).to_have_count(1)


async def test_nothing_moves_while_figures_change(page: Page, site: CannedSite) -> None:
    await arrive(page)
    await page.evaluate(
        """() => {
            window.shifts = [];
            new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((each) => [each.value,
                each.sources.map((source) => source.node ? `${source.node.nodeName}.${source.node.className}` : "gone")]))
            ).observe({ type: "layout-shift", buffered: true });
        }"""
    )
    for depth in (7, 1_234_567, 31_402):
        site.show(with_depth(depth))
        await expect(page.locator("#discogs-graphinator-releases-count")).to_have_text(f"{depth:,}")
    await page.evaluate("() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 50)))")

    shifts = await page.evaluate("() => window.shifts")
    # A number with more digits begins further left, and a bar that grows begins higher: that is counted, and little.
    assert sum(value for value, _ in shifts) <= 0.005, shifts


async def test_a_first_visit_fetches_little(fresh: Page) -> None:
    await arrive(fresh)
    fetched = await fresh.evaluate(
        """() => [...performance.getEntriesByType("resource"), ...performance.getEntriesByType("navigation")]
            .filter((each) => !/woff2|[.]png|[.]ico|webmanifest|[/]api[/]/.test(each.name))
            .map((each) => [new URL(each.name).pathname, each.encodedBodySize])"""
    )
    packed_kb = sum(size for _, size in fetched) / 1000
    assert 0 < packed_kb < 150, fetched


async def test_what_an_attacker_would_add_to_the_page_does_nothing(page: Page) -> None:
    tolerate(page, "Content Security Policy|violates")
    has_run = """() => {
        const script = document.createElement("script");
        script.textContent = "window.ran = 1";
        document.body.append(script);
        script.remove();
        return "ran" in window;
    }"""
    assert not await page.evaluate(has_run)
    built = await page.request.get("/")
    assert not re.search(r"<script(?![^>]* src=)", await built.text()), "no script stands in the page itself"


async def test_the_keyboard_reaches_everything_in_order(page: Page) -> None:
    await arrive(page)
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    for stop in ("header a[href='#alerts']", "#dlq-toggle", "header a[href^='http']", "#theme-toggle"):
        await page.keyboard.press("Tab")
        await expect(page.locator(stop)).to_be_focused()

    await page.locator("#dlq-toggle").focus()
    await page.keyboard.press("Space")
    await expect(page.locator("#dlq-toggle")).to_have_attribute("aria-pressed", "true")


async def test_nothing_moves_by_itself_for_who_wants_rest(page: Page) -> None:
    running = await page.evaluate(
        """() => document.getAnimations().filter((each) => each.playState === "running" && each.effect.getComputedTiming().duration > 1)
            .map((each) => `${each.effect.target.className} ${each.animationName ?? each.transitionProperty}`)"""
    )
    assert running == []


async def test_a_phone_has_everything_without_scrolling_sideways_and_targets_to_touch(phone: Page) -> None:
    small = """() => [...document.querySelectorAll("header a, header button, main button, main label, main summary")]
            .filter((each) => { const box = each.getBoundingClientRect(); return box.width > 0 && Math.min(box.width, box.height) < 39.5; })
            .map((each) => `${each.tagName} ${each.textContent}`)"""

    async def are_large() -> bool:
        return not await phone.evaluate(small)

    await eventually(are_large, what="targets large enough to touch")
    await phone.locator("#dlq-toggle").tap()
    await expect(phone.locator("#discogs-chart-legend-graphinator")).to_have_text("graphinator DLQ")
