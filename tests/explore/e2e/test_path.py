"""Find path: the chain, the alternatives, the keys, and what is said when there is no path or no answer."""

import asyncio
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.async_api import Page, Route, expect

from tests.explore.e2e.test_shell import HOSTILE, does_not_scroll_sideways
from tests.support.browser import garbage, hang_up, limited, refusing, replying, slow


def step(kind: str, key: str, name: str, **edge: Any) -> dict[str, Any]:
    return {"type": kind, "id": key, "name": name, "rel": None, "forward": None, "says": None, "roles": [], "year": None} | edge


FROM, TO = step("artist", "1", "Boards Of Canada"), step("artist", "2", "Autechre", rel="BY", forward=True)
SKAMPLER = step("release", "11", "Skampler", rel="BY", forward=False, year=1997)
WAY = [FROM, SKAMPLER, TO]
BY_LABEL = [FROM, SKAMPLER, step("label", "9", "Skam", rel="ON", forward=True), step("release", "12", "Amber", rel="ON", forward=False), TO]
ASKED = "/?pane=path&from=artist:1&to=artist:2"


def answer(*ways: list[dict[str, Any]], truncated: bool = False, **ends: dict[str, Any]) -> dict[str, Any]:
    """What the API says of ways; the first is the best one."""
    names = {"from": FROM, "to": TO} | ends
    return {
        "found": bool(ways),
        "length": len(ways[0]) - 1 if ways else None,
        "path": ways[0] if ways else [],
        "alternatives": list(ways[1:]),
        "truncated": truncated,
        **{side: {"id": end["id"], "name": end["name"], "type": end["type"], "alternatives": end.get("others", [])} for side, end in names.items()},
    }


async def round_trip(page: Page) -> None:
    """A question and its answer: what was on its way before has arrived."""
    await page.evaluate("fetch('/api/nlq/status').then((response) => response.text())")


async def test_ui_17_chain_of_three_cards_with_two_labelled_arrows(page: Page, intercept: Any, axe: Any) -> None:
    await intercept(page, "**/api/path*", replying(200, answer(WAY)))
    await page.goto(ASKED)
    await expect(page.get_by_test_id("path-card")).to_have_count(3)
    await expect(page.get_by_test_id("path-relation")).to_have_text(["artist of", "by"])
    await expect(page.get_by_test_id("path-card").nth(1)).to_have_attribute("href", "/?page=release%3A11")
    await expect(page.get_by_role("heading", name="2 hops")).to_be_visible()
    await expect(page.locator("#pathPane canvas").first).to_be_visible()
    await axe(page)


async def test_ui_17_an_unknown_end_and_no_path(page: Page, intercept: Any) -> None:
    await intercept(page, "**/api/path*", refusing(404, "not_found", "Artist 'Nobody' not found"))
    await page.goto("/?pane=path&from=artist:Nobody&to=artist:2")
    await expect(page.locator("#pathPane")).to_contain_text("Artist 'Nobody' not found")

    await page.unroute("**/api/path*")
    await intercept(page, "**/api/path*", replying(200, answer()))
    await page.goto(f"{ASKED}&depth=3&credits=off&avoid=artist:7")
    main = page.locator("#pathPane")
    await expect(main).to_contain_text("There is no path")
    await expect(main).to_contain_text("at most 3 hops")
    async with page.expect_request("**/api/path*max_depth=10*"):
        await page.get_by_role("link", name="Up to 10 hops").click()


async def test_ui_path_asks_for_what_the_address_says(page: Page, intercept: Any) -> None:
    await intercept(page, "**/api/path*", replying(200, answer(WAY)))
    async with page.expect_request("**/api/path*") as asked:
        await page.goto("/?pane=path&from=artist:1&to=style:Folk%2C+World&via=label:2,person:A%5C%2CB&years=1980-1990&credits=off&depth=4")
    query = parse_qs(urlsplit((await asked.value).url).query)
    assert query == {
        "from_type": ["artist"],
        "from_id": ["1"],
        "to_type": ["style"],
        "to_id": ["Folk, World"],
        "via": ["label:2", "person:A,B"],
        "year_from": ["1980"],
        "year_to": ["1990"],
        "credits": ["false"],
        "max_depth": ["4"],
        "alternatives": ["5"],
    }


async def test_ui_path_arrows_walk_the_ways_and_the_address_follows(page: Page, intercept: Any) -> None:
    await intercept(page, "**/api/path*", replying(200, answer(WAY, BY_LABEL)))
    await page.goto(ASKED)
    rows = page.get_by_test_id("path-alternatives").get_by_role("button")
    await expect(rows).to_have_text([re.compile("Skampler"), re.compile("Skam.*Skampler 1997 → Amber")])
    await rows.first.focus()
    await page.keyboard.press("ArrowDown")
    await expect(rows.nth(1)).to_be_focused()
    await expect(page).to_have_url(re.compile("alt=2"))
    cards = page.get_by_test_id("path-card")
    await expect(cards).to_have_count(5)
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("ArrowRight")
    await expect(cards.nth(2)).to_be_focused()
    await expect(cards.nth(2)).to_have_attribute("aria-current", "step")
    await expect(page).to_have_url(re.compile("alt=2&step=3"))
    await page.reload()
    await expect(cards.nth(2)).to_have_attribute("aria-current", "step")
    await cards.nth(2).press("Enter")
    await expect(page).to_have_url(re.compile("type=label&name=Skam&id=9"))
    await page.go_back()
    await expect(cards).to_have_count(5)
    await page.get_by_role("link", name="Avoid Skam").click()
    await expect(page).to_have_url(re.compile("avoid=label"))


async def test_ui_path_by_keyboard_alone(page: Page) -> None:
    """With the real API: choose both ends, swap, and read the way."""
    start = await (await page.request.get("/api/explore/start")).json()
    genre = next(door for door in start["doors"] if door["type"] == "genre")
    label = next(door for door in start["doors"] if door["type"] == "label")
    await page.goto("/?pane=path")
    await page.get_by_role("combobox", name="From").focus()
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Enter")
    await page.get_by_role("menuitemradio", name="Label").focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("combobox", name="From").focus()
    await page.keyboard.type(label["name"])
    await expect(page.locator(".autocomplete-item").first).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile("from=label"))
    await page.goto(f"{page.url}&to=genre:{genre['id'].replace('&', '%26')}")
    cards = page.get_by_test_id("path-card")
    await expect(cards.first).to_contain_text(label["name"])
    await expect(cards.last).to_contain_text(genre["name"])
    await page.locator("#pathPane h1").focus()
    await page.keyboard.press("x")
    await expect(cards.first).to_contain_text(genre["name"])
    await expect(page).to_have_url(re.compile("from=genre.*to=label"))


async def test_ui_path_connect_leads_to_what_is_missing(page: Page) -> None:
    await page.goto("/?pane=path")
    await page.get_by_role("button", name="Connect").click()
    await expect(page.get_by_role("combobox", name="From")).to_be_focused()
    await expect(page.locator("#pathPane")).to_contain_text("Choose two names")


async def test_ui_path_says_when_the_search_was_cut(page: Page, intercept: Any) -> None:
    others = [{"id": "77", "type": "artist", "name": "Autechre"}]
    await intercept(page, "**/api/path*", replying(200, answer(WAY, truncated=True, to=TO | {"others": others})))
    await page.goto("/?pane=path&from=artist:1&to=artist:Autechre")
    await expect(page.locator("#pathPane")).to_contain_text("A shorter path is not ruled out")
    await page.get_by_role("link", name="Artist 77").click()
    await expect(page).to_have_url(re.compile("to=artist%3A77"))


async def test_ui_weak_49_bad_answers_of_a_path(page: Page, intercept: Any, tolerate: Any) -> None:
    tolerate(page, "Failed to load resource")
    main = page.locator("#pathPane")
    now = hang_up()

    async def handler(route: Route) -> None:
        await now(route)

    await intercept(page, "**/api/path*", handler)
    await page.goto(ASKED)
    await expect(main).to_contain_text("cannot be reached")
    now = garbage()
    await main.get_by_role("button", name="Try again").click()
    await expect(main).to_contain_text("did not load")
    now = replying(200, {"found": True, "path": []})
    await main.get_by_role("button", name="Connect").click()
    await expect(main).to_contain_text("did not load")
    now = refusing(504, "timeout", "Path query timed out — try reducing max_depth or searching closer nodes")
    await page.reload()
    await expect(main).to_contain_text("Path query timed out")
    now = limited(1)
    await main.get_by_role("button", name="Connect").click()
    await expect(main).to_contain_text("Too many requests")
    now = replying(200, answer(WAY))
    await expect(page.get_by_test_id("path-card")).to_have_count(3)


async def test_ui_11_a_late_path_never_replaces_a_newer_one(page: Page, intercept: Any) -> None:
    until = asyncio.Event()
    await intercept(page, re.compile("/api/path.*to_id=2"), slow(until, replying(200, answer(WAY))))
    await intercept(page, re.compile("/api/path.*to_id=3"), replying(200, answer(BY_LABEL)))
    await page.goto(ASKED)
    await expect(page.locator("#pathPane [data-state=loading]")).to_be_visible()
    await page.evaluate("history.pushState(null, '', '/?pane=path&from=artist:1&to=artist:3'); dispatchEvent(new PopStateEvent('popstate'))")
    await expect(page.get_by_test_id("path-card")).to_have_count(5)
    until.set()
    await round_trip(page)
    await expect(page.get_by_test_id("path-card")).to_have_count(5)


async def test_ui_path_hostile_names_on_a_phone(phone: Page, intercept: Any, axe: Any) -> None:
    way = [step("artist", str(at), name, rel="MEMBER_OF" if at else None, forward=True) for at, name in enumerate(HOSTILE)]
    way[3]["roles"], way[3]["rel"] = [HOSTILE[0], HOSTILE[3]], "CREDITED_ON"
    await intercept(phone, "**/api/path*", replying(200, answer(way, to=way[-1])))
    await phone.goto("/?pane=path&from=artist:1&to=artist:7")
    await expect(phone.get_by_test_id("path-card")).to_have_count(len(HOSTILE))
    await expect(phone.get_by_test_id("path-card").last).to_contain_text("(no name)")
    assert await phone.locator("#pathPane img, #pathPane b").count() == 0
    await does_not_scroll_sideways(phone)
    await axe(phone)
