"""The search pane: answers while typing, filters, pages, hits by keyboard and on a phone, and what it says when something is amiss."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.async_api import Error, Page, Route, expect

from tests.support.browser import Handler, garbage, hang_up, limited, refusing, replying, unavailable


API = "**/api/search?*"
HOSTILE = 'a<b>x</b><img src=x onerror="window.hurt = 1"> &amp; \u202egnp\u200b ' + "long " * 60
RECORDS = {"artist": 1, "label": 0, "master": 1, "release": 40}


def hit(number: int, **about: Any) -> dict[str, Any]:
    """A release as search answers it."""
    name = about.pop("name", f"Amber {number}")
    metadata = {"artist": "Autechre", "year": 1994, "label": "Warp Records", "catno": f"WARP {number}", "country": "UK", "formats": ["Vinyl"]}
    return {"type": "release", "id": str(number), "name": name, "highlight": name, "relevance": 0.5, "metadata": metadata, **about}


def found(*results: Mapping[str, Any], total: int = 42, **about: Any) -> dict[str, Any]:
    """An answer of search."""
    facets = {
        "type": RECORDS,
        "genre": {"Electronic": 40, "Folk, World, & Country": 2},
        "style": {"IDM": 30, "Ambient": 10, "Techno": 5, "Dub": 4, "Drone": 3, "Glitch": 2},
        "format": {"Vinyl": 30, "CD": 12},
        "country": {"UK": 40, "Japan": 2},
        "decade": {"1990s": 42},
        "year": {"1993": 10, "1994": 30, "2001": 2},
    }
    page = {"limit": 20, "offset": 0, "has_more": total > len(results)}
    return {"query": "amber", "total": total, "capped": False, "suggestion": None, "facets": facets, "results": results, "pagination": page, **about}


NONE = found(total=0, facets={"type": {}, "genre": {}, "style": {}, "format": {}, "country": {}, "decade": {}, "year": {}})


class Asked:
    """Answers searches as scripted and keeps what was asked: `last` of the pages of results, `all` with the counts beside them."""

    def __init__(self) -> None:
        self.all: list[dict[str, str]] = []
        self.answer: Handler = replying(200, found(*(hit(number) for number in range(1, 21))))

    async def __call__(self, route: Route) -> None:
        query = {key: values[0] for key, values in parse_qs(urlsplit(route.request.url).query).items()}
        if query["types"] == "genre,style,person":
            await replying(200, NONE)(route)
            return
        self.all.append(query)
        await self.answer(route)

    @property
    def pages(self) -> list[dict[str, str]]:
        """Pages of results that were asked for."""
        return [query for query in self.all if query["limit"] == "20"]

    @property
    def last(self) -> dict[str, str]:
        """The latest of them."""
        return self.pages[-1]


async def test_ui_18_search_asks_from_three_letters_on(page: Page, intercept: Any) -> None:
    asked = Asked()
    await intercept(page, API, asked)
    await page.goto("/?pane=search")
    box = page.get_by_label("Search the catalogue")
    await expect(box).to_be_focused()
    await expect(page.locator("#searchPlaceholder")).to_be_visible()
    await box.press_sequentially("am")
    await box.press("Enter")
    await expect(page).to_have_url(re.compile("q=am$"))
    await expect(page.locator("#searchPlaceholder")).to_contain_text("at least 3 letters")
    assert not asked.all

    await box.press_sequentially("ber", delay=20)
    await expect(page.get_by_role("heading", name="42 results")).to_be_visible()
    assert asked.all == [{"q": "amber", "limit": "20", "offset": "0", "types": "artist,label,master,release"}], "one request, when typing rests"
    await expect(page).to_have_url(re.compile("q=amber$"))


async def test_ui_19_highlights_are_text(page: Page, intercept: Any) -> None:
    await intercept(page, API, replying(200, found(hit(1, highlight=HOSTILE, name="amber", metadata={"artist": HOSTILE, "catno": HOSTILE}), total=1)))
    await page.goto("/?pane=search&q=amber")
    row = page.locator("[data-hit='release:1']")
    await expect(row.locator("mark")).to_have_text("x")
    await expect(row.locator("a")).to_contain_text('ax<img src=x onerror="window.hurt = 1"> &')
    assert await row.locator("img, b").count() == 0
    await page.wait_for_function("window.hurt === undefined && document.documentElement.scrollWidth <= window.innerWidth")


async def test_ui_weak_24_a_change_begins_at_the_first_page(page: Page, intercept: Any) -> None:
    asked = Asked()
    await intercept(page, API, asked)
    await page.goto("/?pane=search&q=amber&p=2")
    await expect(page.locator("[data-hit]")).to_have_count(20)
    assert asked.last["offset"] == "20"
    changes: tuple[tuple[Callable[[], Awaitable[Any]], str, str], ...] = (
        (page.get_by_role("button", name="Releases").click, "types", "release"),
        (page.get_by_role("checkbox", name="IDM").check, "style", "IDM"),
        (page.get_by_role("checkbox", name="Folk, World, & Country").check, "genres", "Folk, World, & Country"),
        (lambda: page.get_by_label("From year").fill("1994"), "year_min", "1994"),
        (lambda: page.get_by_label("Order").select_option("name"), "sort", "name"),
    )
    for act, key, value in changes:
        await page.get_by_role("link", name="Page 2").click()
        await expect(page.get_by_role("link", name="Page 2")).to_have_attribute("aria-current", "page")
        async with page.expect_request(re.compile(f"limit=20.*{key}=|{key}=.*limit=20")):
            await act()
        await expect(page).not_to_have_url(re.compile("[?&]p="))
        assert (asked.last["offset"], asked.last[key]) == ("0", value)

    # Counts of a filter that is used are asked for without it, so that its other choices can be seen.
    assert {"limit": "1", "offset": "0", "q": "amber", "types": "release", "genres": "Folk, World, & Country", "year_min": "1994"} in asked.all


async def test_ui_weak_24_a_limit_is_shown_and_passes(page: Page, intercept: Any) -> None:
    asked = Asked()
    answer, asked.answer = asked.answer, limited(retry_after_s=1)
    await intercept(page, API, asked)
    await page.goto("/?pane=search&q=amber", wait_until="commit")
    await expect(page.locator("[data-state=limited]")).to_contain_text("Too many requests")
    await expect(page.get_by_label("Search the catalogue")).to_have_value("amber")
    asked.answer = answer
    await expect(page.locator("[data-hit]")).to_have_count(20)


async def test_filters_are_in_the_address(page: Page, intercept: Any) -> None:
    await intercept(page, API, Asked())
    await page.goto("/?pane=search&q=amber&style=IDM,Ambient&from=1993&to=1994&types=release&sort=-year&p=2")
    chips = page.get_by_role("button", name=re.compile("^Remove "))
    await expect(chips).to_have_count(3)
    await expect(page.get_by_label("Order")).to_have_value("-year")
    await expect(page.get_by_role("checkbox", name="Ambient")).to_be_checked()
    await expect(page.get_by_role("button", name="Releases")).to_have_attribute("aria-pressed", "true")
    await page.get_by_role("button", name="Remove IDM").click()
    await page.get_by_role("button", name="Remove 1993–1994").click()
    await expect(page).to_have_url(
        re.compile(r"style=Ambient&sort=-year$|types=release&style=Ambient&sort=-year|sort=-year.*style=Ambient|style=Ambient")
    )
    await expect(chips).to_have_count(1)
    await page.go_back()
    await expect(chips).to_have_count(2)
    await page.reload()
    await expect(chips).to_have_count(2)
    await page.get_by_role("button", name="Clear all").click()
    await expect(chips).to_have_count(0)


async def test_hits_by_the_keyboard(page: Page, intercept: Any) -> None:
    await intercept(page, API, Asked())
    await page.goto("/?pane=search&q=amber")
    links = page.locator("[data-hit] > div a")
    await expect(links).to_have_count(20)
    await page.keyboard.press("ArrowDown")
    await expect(links.nth(0)).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await expect(links.nth(1)).to_be_focused()
    await page.keyboard.press("End")
    await expect(links.nth(19)).to_be_focused()
    await page.keyboard.press("f")
    await page.wait_for_function("document.activeElement.closest('[data-filters]') !== null")
    await page.keyboard.press("Escape")
    box = page.get_by_label("Search the catalogue")
    await expect(box).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowUp")
    await expect(box).to_be_focused()
    await page.keyboard.press("ArrowDown")
    async with page.context.expect_page() as opened:
        await page.keyboard.press("Control+Enter")
    tab = await opened.value
    assert "page=release" in tab.url
    await tab.close()
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile("page=release%3A1$"))


async def test_a_hit_is_previewed_beside_the_others(page: Page) -> None:
    name = await a_name(page)
    await page.goto(f"/?pane=search&q={name}")
    links = page.locator("[data-hit] > div a")
    await expect(links.first).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Space")
    await expect(page).to_have_url(re.compile("sel="))
    panel = page.locator("#infoPanel")
    await expect(panel).to_contain_text(name)
    await expect(page.locator("[data-hit][aria-current]")).to_have_count(1)
    await page.go_back()
    await expect(panel).to_have_count(0)
    await expect(page.locator("[data-hit]").first).to_be_visible()


async def test_every_hit_of_the_catalogue_opens(page: Page, axe: Any, shot: Any) -> None:
    name = await a_name(page)
    await page.goto("/?pane=search")
    await page.get_by_label("Search the catalogue").press_sequentially(name)
    first = page.locator("[data-hit] > div a").first
    await expect(first).to_contain_text(name)
    await axe(page)
    await shot(page, "search-real-dark-1440")
    addresses = await page.locator("[data-hit] > div a").evaluate_all("(all) => all.map((each) => each.getAttribute('href'))")
    assert all(re.match(r"/\?(type=\w+&name=|page=(release|master)%3A)", address) for address in addresses), addresses
    await first.click()
    await expect(page.locator("#explorePane")).to_be_visible()


async def test_a_late_answer_does_not_replace_a_newer_one(page: Page, intercept: Any) -> None:
    asked, late, over = Asked(), asyncio.Event(), asyncio.Event()

    async def answer(route: Route) -> None:
        is_late = "q=amber" in route.request.url
        if is_late:
            await late.wait()
        with suppress(Error):  # the page may have given up on it
            await replying(200, found(hit(1, name="Amber" if is_late else "Incunabula"), total=1))(route)
        if is_late:
            over.set()

    asked.answer = answer
    await intercept(page, API, asked)
    await page.goto("/?pane=search&q=amber")
    await expect(page.locator("#searchPane [aria-busy=true]").first).to_be_visible()
    await page.get_by_label("Search the catalogue").fill("incunabula")
    row = page.locator("[data-hit]")
    await expect(row).to_contain_text("Incunabula")
    late.set()
    await over.wait()
    await expect(page.get_by_role("heading", name="1 result")).to_be_visible()
    await expect(row).to_contain_text("Incunabula")


async def test_what_is_amiss_is_said(page: Page, intercept: Any, tolerate: Any) -> None:
    asked = Asked()
    answer = asked.answer
    await intercept(page, API, asked)
    tolerate(page, "Failed to load resource")
    await page.goto("/?pane=search")
    box = page.get_by_label("Search the catalogue")
    for text, amiss, state, words in (
        ("unavailable", unavailable(), "limited", "busy"),
        ("nothing", hang_up(), "offline", "cannot be reached"),
        ("garbage", garbage(), "error", "did not load"),
        ("shapeless", replying(200, {"results": [{}]}), "error", "did not load"),
        ("forbidden", refusing(422, "invalid", "q is too odd"), "error", "q is too odd"),
        ("empty", replying(200, NONE), "not-found", "No “empty”"),
    ):
        asked.answer = amiss
        await box.fill(text)
        block = page.locator(f"[data-state={state}]")
        await expect(block).to_contain_text(words)
        await expect(box).to_have_value(text)
    asked.answer = answer
    await box.fill("amber")
    await expect(page.locator("[data-hit]")).to_have_count(20)


async def test_nothing_under_filters_offers_to_clear_them(page: Page, intercept: Any) -> None:
    asked = Asked()
    asked.answer = replying(200, NONE)
    await intercept(page, API, asked)
    await page.goto("/?pane=search&q=amber&style=Polka&types=label")
    await page.get_by_role("button", name="Clear filters").click()
    await expect(page).to_have_url(re.compile("q=amber$"))


async def test_other_spelling_capped_and_past_the_end(page: Page, intercept: Any) -> None:
    asked = Asked()
    asked.answer = replying(200, found(hit(1), total=900, capped=True, suggestion="amber"))
    await intercept(page, API, asked)
    await page.goto("/?pane=search&q=ambre")
    await expect(page.get_by_role("heading", name="At least 900 results")).to_be_visible()
    await expect(page.locator("#searchPane")).to_contain_text("the largest 900 were looked at")
    await page.get_by_role("link", name="amber", exact=True).click()
    await expect(page.get_by_label("Search the catalogue")).to_have_value("amber")
    asked.answer = replying(200, found(total=21))
    await page.goto("/?pane=search&q=amber&p=40")
    await page.get_by_role("link", name="To the first page").click()
    await expect(page).to_have_url(re.compile("q=amber$"))


async def test_on_a_phone(phone: Page, intercept: Any, axe: Any, shot: Any) -> None:
    await intercept(phone, API, Asked())
    await phone.goto("/?pane=search&q=amber")
    await expect(phone.locator("[data-hit]")).to_have_count(20)
    await expect(phone.get_by_role("checkbox", name="IDM")).to_be_hidden()
    await phone.get_by_role("button", name="Filters").click()
    await phone.get_by_role("checkbox", name="IDM").check()
    await expect(phone).to_have_url(re.compile("style=IDM"))
    await phone.wait_for_function("document.documentElement.scrollWidth <= window.innerWidth")
    small = await phone.locator("#searchPane :is(a, button, input)").evaluate_all(
        "(all) => all.filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 24).map((each) => each.outerHTML)"
    )
    assert not [each for each in small if "<a" not in each and "checkbox" not in each], small
    await axe(phone)
    await shot(phone, "search-filters-dark-390")


async def a_name(page: Page) -> str:
    """An artist of the catalogue whose name is a word or more."""
    start = await (await page.request.get("/api/explore/start")).json()
    return next(str(door["name"]) for door in start["doors"] if door["type"] == "artist" and len(door["name"]) > 5)
