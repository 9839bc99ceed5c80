"""The start page: doors, years, surprise, gem, tour; and what it says when there is nothing or no answer."""

import re
from typing import Any

from playwright.async_api import Page, expect

from tests.explore.e2e.test_shell import HOSTILE, does_not_scroll_sideways
from tests.support.browser import garbage, refusing, replying, unavailable


async def start_of(page: Page) -> dict[str, Any]:
    answer: dict[str, Any] = await (await page.request.get("/api/explore/start")).json()
    return answer


EMPTY: dict[str, Any] = {
    "day": "2026-01-01",
    "doors": [],
    "surprise": None,
    "years": [],
    "hidden_gem": None,
    "dumps": [],
    "counts": {"artists": 0, "labels": 0, "masters": 0, "releases": 0, "genres": 0, "styles": 0},
    "musicbrainz": {"artists": 0, "labels": 0, "masters": 0, "releases": 0},
}


async def test_doors_lead_into_the_loaded_catalogue(page: Page, axe: Any, shot: Any) -> None:
    await page.goto("/")
    start = await start_of(page)
    await expect(page.locator("#searchInput")).to_be_focused()
    await expect(page).to_have_title("Discogsography Explore")
    doors = page.locator("[data-tour=doors] li a")
    await expect(doors).to_have_count(min(6, len(start["doors"])))
    names = {each["name"] for each in start["doors"]}
    shown = set(await doors.locator("bdi").all_inner_texts())
    assert shown <= names
    await expect(page.locator("footer")).to_contain_text(f"{start['counts']['releases']:,} releases")
    await axe(page)
    await shot(page, "start-dark-1440")

    await page.get_by_role("button", name="Other doors").click()
    await page.wait_for_function(
        "(shown) => { const now = [...document.querySelectorAll('[data-tour=doors] li a bdi')].map((each) => each.textContent);"
        " return now.length > 0 && now.some((each) => !shown.includes(each)); }",
        arg=sorted(shown),
    )
    await doors.first.click()
    await expect(page).to_have_url(re.compile(r"/\?type=\w+&name="))
    await expect(page.locator("header #searchInput")).to_be_visible()


async def test_a_surprise_is_another_each_time(page: Page) -> None:
    start = await start_of(page)
    await page.goto("/")
    await page.locator("#surpriseButton:not([aria-disabled=true])").click()
    await expect(page.locator("header #searchInput")).to_have_value(start["surprise"]["name"])
    await page.go_back()
    await page.locator("#surpriseButton:not([aria-disabled=true])").click()
    await expect(page.locator("header #searchInput")).not_to_have_value(start["surprise"]["name"])


async def test_a_year_opens_the_doors_as_they_were(page: Page) -> None:
    await page.goto("/")
    start = await start_of(page)
    bars = page.get_by_role("group", name="Releases by year").get_by_role("button")
    await expect(bars.first).to_be_visible()
    chosen = start["years"][len(start["years"]) // 2]["year"]
    bar = bars.filter(has=page.locator(f"xpath=self::*[starts-with(@aria-label, '{chosen}')]"))
    await bar.click()
    await expect(bar).to_have_attribute("aria-pressed", "true")
    await expect(page).to_have_url(re.compile(f"year={chosen}"))
    await expect(page.locator("[data-tour=doors] li a").first).to_have_attribute("href", re.compile(f"year={chosen}"))

    # One stop for Tab; arrows lead along the bars.
    await expect(bars.and_(page.locator("[tabindex='0']"))).to_have_count(1)
    await page.keyboard.press("End")
    await expect(bars.last).to_be_focused()
    await page.keyboard.press("ArrowLeft")
    await page.keyboard.press("Enter")
    await expect(bar).to_have_attribute("aria-pressed", "false")
    await expect(page).not_to_have_url(re.compile(f"year={chosen}"))


async def test_the_gem_of_the_day_opens_its_page(page: Page, intercept: Any) -> None:
    start = await start_of(page)
    gem = start["hidden_gem"] or {
        "id": "1",
        "title": HOSTILE[0],
        "artist_name": HOSTILE[4],
        "year": 1991,
        "catalog_number": "HARD 003",
        "formats": ["Vinyl"],
        "rarity_score": 64.3,
        "tier": "rare",
    }
    await intercept(page, "**/api/explore/start", replying(body={**start, "hidden_gem": gem}))
    await page.goto("/")
    card = page.locator("[data-tour=gem]")
    await expect(card).to_contain_text(gem["title"])
    await expect(card).to_have_attribute("href", f"/?page=release%3A{gem['id']}")


async def test_hostile_doors_keep_the_page_in_shape(phone: Page, intercept: Any) -> None:
    start = await start_of(phone)
    doors = [
        {"type": "artist", "id": str(index), "name": name, "release_count": 1234567, "artist_count": None, "first_year": 1990, "peak_year": None}
        for index, name in enumerate(HOSTILE[:6])
    ]
    await intercept(phone, "**/api/explore/start", replying(body={**start, "doors": doors}))
    await intercept(phone, "**/api/trends*", replying(body={"name": "x", "type": "artist", "data": [], "id": None}))
    await phone.goto("/")
    cards = phone.locator("[data-tour=doors] li a")
    await expect(cards).to_have_count(6)
    assert await cards.locator("img, b").count() == 0
    await does_not_scroll_sideways(phone)
    heights = await cards.evaluate_all("(all) => all.map((each) => each.getBoundingClientRect().height)")
    assert max(heights) - min(heights) < 2


async def test_an_empty_catalogue_says_so(page: Page, intercept: Any, axe: Any) -> None:
    await intercept(page, "**/api/explore/start", replying(body=EMPTY))
    await page.goto("/")
    await expect(page.locator("main").get_by_text("The catalogue is empty")).to_be_visible()
    await expect(page.locator("#surpriseButton")).to_have_attribute("aria-disabled", "true")
    await axe(page)


async def test_without_doors_the_search_still_works(page: Page, intercept: Any) -> None:
    for handler, words in (
        (unavailable(), "The catalogue is busy"),
        (refusing(500, "internal", "Boom"), "This did not load"),
        (garbage(), "Try again"),
        (replying(body={"doors": None}), "This did not load"),
    ):
        await page.unroute_all()
        await intercept(page, "**/api/explore/start", handler)
        await page.goto("/")
        await expect(page.locator("main").get_by_text(words).first).to_be_visible()
    await page.locator("#searchInput").press_sequentially("ber")
    await expect(page.locator(".autocomplete-item").first).to_be_visible()
    await page.unroute_all()
    await page.locator("#searchInput").press("Escape")
    await page.get_by_role("button", name="Try again").click()
    await expect(page.locator("[data-tour=doors] li a").first).to_be_visible()


async def test_the_tour_by_keyboard_can_be_skipped_and_is_remembered(page: Page, axe: Any) -> None:
    await page.goto("/")
    await page.locator("[data-tour=doors]").wait_for()
    offer = page.get_by_role("button", name="60-second tour")
    await offer.focus()
    await page.keyboard.press("Enter")
    step = page.get_by_role("dialog", name="Type a name")
    await expect(step).to_be_visible()
    await expect(step.get_by_role("button", name="Next")).to_be_focused()
    await axe(page)
    await page.keyboard.press("Enter")
    step = page.get_by_role("dialog", name="No name in mind?")
    await expect(step.get_by_role("button", name="Next")).to_be_focused()
    await page.keyboard.press("Enter")
    # The tour goes on in a graph, which it opens itself.
    step = page.get_by_role("dialog", name="The music around a name")
    await expect(step).to_be_visible()
    await expect(page).to_have_url(re.compile(r"/\?type=artist&name="))
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.goto("/")
    await page.locator("[data-tour=doors]").wait_for()
    await expect(offer).to_have_count(0)


async def test_the_tour_on_a_phone_is_walked_to_its_end_or_skipped(phone: Page, axe: Any) -> None:
    await phone.goto("/")
    offer = phone.get_by_role("button", name="60-second tour")
    await offer.tap()
    step, titles = phone.get_by_role("dialog"), []
    while True:
        await expect(step).to_be_in_viewport(ratio=0.99)
        await does_not_scroll_sideways(phone)
        titles.append(await step.get_by_role("heading").inner_text())
        if not await step.get_by_role("button", name="Next").count():
            break
        await step.get_by_role("button", name="Next").tap()
        await expect(step.get_by_role("heading")).not_to_have_text(titles[-1])
    assert titles[:3] == ["Type a name", "No name in mind?", "The music around a name"]
    assert len(titles) >= 5, "what a phone has not is left out, not more"
    await axe(phone)
    await step.get_by_role("button", name="Close").tap()
    await expect(step).to_have_count(0)
    await expect(phone.locator("#graphContainer")).to_be_visible()

    await phone.evaluate("localStorage.clear()")
    await phone.goto("/")
    await offer.tap()
    await step.get_by_role("button", name="Skip").tap()
    await expect(step).to_have_count(0)
    await phone.goto("/")
    await phone.locator("[data-tour=doors]").wait_for()
    await expect(offer).to_have_count(0)


async def test_on_a_phone_the_start_page_fits(phone: Page, axe: Any, shot: Any) -> None:
    await phone.goto("/")
    await phone.locator("[data-tour=doors] li a").first.wait_for()
    await expect(phone.locator("#searchInput")).not_to_be_focused()
    await does_not_scroll_sideways(phone)
    await axe(phone)
    await shot(phone, "start-dark-390")
