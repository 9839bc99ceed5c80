"""The genres pane: tree, map and table of the same, each opening the graph."""

import re
from typing import Any

from playwright.async_api import Page, Route, expect
import pytest

from tests.support.browser import Handler, garbage, hang_up, limited, replying, unavailable


HOSTILE = "<img src=x onerror='window.hurt = 1'> \u202egnp\u200b, World, & Country " + "long " * 80
TREE = {
    "genres": [
        {"name": "Electronic", "release_count": 100, "styles": [{"name": "House", "release_count": 60}, {"name": "Électro", "release_count": 20}]},
        {"name": HOSTILE, "release_count": 50, "styles": [{"name": HOSTILE, "release_count": 50}]},
        {"name": "Non-Music", "release_count": 0, "styles": []},
    ]
}
API = "**/api/genre-tree"


async def test_ui_21_genres_with_counts_open_the_graph(page: Page, axe: Any, shot: Any) -> None:
    tree = await (await page.request.get("/api/genre-tree")).json()
    genre = tree["genres"][0]
    await page.goto("/?pane=genres")
    items = page.locator(".genre-tree-item")
    await expect(items).to_have_count(len(tree["genres"]))
    await expect(items.first).to_contain_text(f"{genre['release_count']:,}")

    await items.first.click(position={"x": 500, "y": 10})
    await expect(items.first).to_have_attribute("aria-expanded", "true")
    await expect(items).to_have_count(len(tree["genres"]) + len(genre["styles"]))
    await expect(page).to_have_url(re.compile("open="))
    await axe(page)
    await shot(page, "genres-tree-dark-1440")
    await page.reload()
    style = page.get_by_role("group", name=genre["name"]).get_by_role("treeitem").first
    await style.get_by_role("link").click()
    await expect(page).to_have_url(re.compile(r"/\?type=style&name="))
    await expect(page.locator("#explorePane")).to_be_visible()


async def test_the_tree_by_the_keyboard(page: Page, intercept: Any) -> None:
    await intercept(page, API, replying(200, TREE))
    await page.goto("/?pane=genres")
    electronic = page.get_by_role("treeitem", name=re.compile("^Electronic"))
    await electronic.focus()
    await page.keyboard.press("ArrowRight")
    await expect(electronic).to_have_attribute("aria-expanded", "true")
    await page.keyboard.press("ArrowRight")
    house = page.get_by_role("treeitem", name="House 60 releases")
    await expect(house).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("treeitem", name="Électro 20 releases")).to_be_focused()
    await page.keyboard.press("ArrowLeft")
    await expect(electronic).to_be_focused()
    await page.keyboard.press("End")
    await expect(page.get_by_role("treeitem", name=re.compile("^Non-Music"))).to_be_focused()
    await page.keyboard.press("e")
    await page.keyboard.press("h")
    await expect(house).to_be_focused()
    await expect(page.get_by_role("tree").locator("[tabindex='0']")).to_have_count(1)  # one stop for Tab
    async with page.context.expect_page() as opened:
        await page.keyboard.press("Control+Enter")
    await (await opened.value).close()
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(r"type=style&name=House$"))


async def test_hostile_names_are_text_and_styles_can_be_found(page: Page, intercept: Any) -> None:
    await intercept(page, API, replying(200, TREE))
    for form in ("tree", "map", "table"):
        await page.goto(f"/?pane=genres&view={form}")
        await expect(page.locator("#genresPane")).to_contain_text("Electronic")
        await page.wait_for_function("window.hurt === undefined && document.documentElement.scrollWidth <= window.innerWidth")
        assert await page.locator("#genresPane img").count() == 0
    await page.get_by_label("Find a genre or style").fill("electro")
    await expect(page.get_by_role("row")).to_have_count(3)
    await page.get_by_label("Find a genre or style").fill("zydeco")
    await expect(page.locator("[data-state=not-found]")).to_contain_text("zydeco")
    await page.get_by_role("button", name="Show all").click()
    await expect(page.get_by_role("row")).to_have_count(5)
    await page.get_by_role("button", name="Style", exact=True).click()
    await expect(page.get_by_role("columnheader", name="Style")).to_have_attribute("aria-sort", "ascending")


async def test_the_map_shows_a_genre_alone(page: Page, axe: Any, shot: Any) -> None:
    await page.goto("/?pane=genres&view=map")
    picture = page.get_by_role("group", name="Map of genres")
    await expect(picture.get_by_role("link").first).to_be_visible()
    await axe(page)
    await shot(page, "genres-map-dark-1440")
    await picture.get_by_role("link", name=re.compile("show alone$")).first.focus()
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile("genre="))
    await expect(picture.get_by_role("link", name=re.compile("show alone$"))).to_have_count(0)
    await page.go_back()
    await expect(picture.get_by_role("link", name=re.compile("show alone$")).first).to_be_visible()
    await page.go_forward()
    await picture.get_by_role("link").first.click()
    await expect(page).to_have_url(re.compile(r"/\?type=style&name="))


@pytest.mark.parametrize(
    ("answer", "state", "words"),
    [
        (unavailable(), "limited", "busy"),
        (hang_up(), "offline", "cannot be reached"),
        (garbage(), "error", "did not load"),
        (replying(200, {"genres": [{"name": 7}]}), "error", "did not load"),
        (replying(200, {"genres": []}), "empty", "No genres yet"),
    ],
    ids=["unavailable", "no network", "garbage", "shapeless", "empty"],
)
async def test_ui_weak_49_what_is_amiss_is_said(page: Page, intercept: Any, tolerate: Any, answer: Handler, state: str, words: str) -> None:
    await intercept(page, API, answer)
    tolerate(page, "Failed to load resource")
    await page.goto("/?pane=genres")
    await expect(page.locator(f"[data-state={state}]")).to_contain_text(words)


async def test_ui_weak_49_the_tree_comes_when_the_limit_has_passed(page: Page, intercept: Any) -> None:
    has_passed = False

    async def answer(route: Route) -> None:
        await (replying(200, TREE) if has_passed else limited(retry_after_s=1))(route)

    await intercept(page, API, answer)
    await page.goto("/?pane=genres")
    await expect(page.locator("[data-state=limited]")).to_be_visible()
    has_passed = True
    await expect(page.locator(".genre-tree-item")).to_have_count(3)


async def test_on_a_phone(phone: Page, axe: Any, shot: Any) -> None:
    for form in ("tree", "map", "table"):
        await phone.goto(f"/?pane=genres&view={form}")
        await expect(phone.locator("#genresPane :is([role=treeitem], svg a, td)").first).to_be_visible()
        await phone.wait_for_function("document.documentElement.scrollWidth <= window.innerWidth")
    await axe(phone)
    await shot(phone, "genres-table-dark-390")
