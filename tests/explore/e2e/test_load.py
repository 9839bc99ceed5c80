"""How fast the page is there: what a first visit fetches, when the largest part is painted, and that nothing moves afterwards. Prints its figures."""

from collections.abc import Callable
import statistics
from typing import Any, Final

from playwright.async_api import Browser, Page
import pytest

from tests.explore.e2e.sights import Guide, arrive
from tests.support.browser import DESKTOP, PHONE, Screen, opened


type Figure = Callable[[str, str], None]

SCRIPT_KB: Final = 300
PAINTED_MS: Final = 1500
LOADS: Final = 3
STILL: Final = 0.001
"""Layout shift that is none: rounding of fonts."""

SCRIPTS: Final = """() => performance.getEntriesByType("resource")
    .filter((each) => new URL(each.name).pathname.endsWith(".js"))
    .map((each) => ({ name: new URL(each.name).pathname, packed: each.encodedBodySize, whole: each.decodedBodySize }))"""
PAINTED: Final = """() => new Promise((resolve) => new PerformanceObserver((list) => {
    const last = list.getEntries().at(-1);
    resolve({ at: last.startTime, what: last.element ? `${last.element.tagName} ${last.element.textContent.slice(0, 40)}` : last.url });
}).observe({ type: "largest-contentful-paint", buffered: true }))"""
SHIFTS: Final = """() => new Promise((resolve) => {
    const shifts = [];
    new PerformanceObserver((list) => shifts.push(...list.getEntries())).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => resolve(shifts.filter((each) => !each.hadRecentInput).map((each) => ({
        value: each.value,
        moved: each.sources.map((source) => source.node ? `${source.node.nodeName}.${source.node.className ?? ""}` : "gone"),
    }))), 50);
})"""


async def fetched_scripts(page: Page) -> list[dict[str, Any]]:
    """Scripts that the page has fetched, with their sizes in bytes, packed and whole."""
    found: list[dict[str, Any]] = await page.evaluate(SCRIPTS)
    return found


async def test_a_first_visit_fetches_little_script(page: Page, figure: Figure) -> None:
    await arrive(page, "/")

    scripts = await fetched_scripts(page)

    packed_kb = sum(each["packed"] for each in scripts) / 1000
    whole_kb = sum(each["whole"] for each in scripts) / 1000
    figure("script of a first visit", f"{packed_kb:.0f} kB packed, {whole_kb:.0f} kB whole, {len(scripts)} files (bound: {SCRIPT_KB} kB)")
    assert packed_kb <= SCRIPT_KB, scripts


async def test_panes_bring_their_own_script_when_they_are_opened(page: Page, guide: Guide, figure: Figure) -> None:
    await arrive(page, "/")
    before = {each["name"] for each in await fetched_scripts(page)}
    await arrive(page, guide.addresses["graph"])
    graph = [each for each in await fetched_scripts(page) if each["name"] not in before]

    figure("script of the graph", f"{sum(each['packed'] for each in graph) / 1000:.0f} kB packed beyond a first visit's")
    assert graph, "the graph came with the first visit"


@pytest.mark.timeout(120)
async def test_the_largest_part_is_painted_soon(browser: Browser, site: str, figure: Figure) -> None:
    painted: list[float] = []
    what = ""
    for _ in range(LOADS):
        async with opened(browser, site) as page:
            await arrive(page, "/")
            told = await page.evaluate(PAINTED)
            painted.append(told["at"])
            what = told["what"]

    median = statistics.median(painted)
    figure("largest contentful paint", f"{median:.0f} ms, median of {LOADS} loads with empty caches (bound: {PAINTED_MS} ms): {what}")
    assert median <= PAINTED_MS, painted


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["1440", "390"])
async def test_nothing_moves_while_the_page_comes(browser: Browser, site: str, screen: Screen, figure: Figure) -> None:
    async with opened(browser, site, screen) as page:
        await arrive(page, "/")
        shifts = await page.evaluate(SHIFTS)

    total = sum(each["value"] for each in shifts)
    figure(f"layout shift at {screen.width} px", f"{total:.4f} (bound: {STILL})")
    assert total <= STILL, shifts
