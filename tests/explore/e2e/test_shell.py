"""The page around the panes: search, palette, keys, theme, navigation, focus, and what hostile names and bad answers do to them."""

import asyncio
import re
from typing import Any

from playwright.async_api import Page, Request, expect

from tests.support.browser import limited, replying, slow


HOSTILE = (
    "<img src=x onerror=alert(1)><b>bold</b>",
    "\u202eright to left override\u202d",
    "zero\u200bwidth\u200djoin\ufeffed",
    "x" * 500,
    "word " * 80,
    "🎵👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "מלחמה ושלום (2) — War & Peace",
    "\u200b",
)


async def door(page: Page, kind: str) -> dict[str, Any]:
    """An entity of the catalogue, of this kind."""
    answer = await (await page.request.get("/api/explore/start")).json()
    found: dict[str, Any] = next(each for each in answer["doors"] if each["type"] == kind)
    return found


def suggestions_of(page: Page) -> list[Request]:
    """Requests for suggestions, as they are made."""
    made: list[Request] = []
    page.on("request", lambda request: made.append(request) if "/api/autocomplete" in request.url else None)
    return made


async def does_not_scroll_sideways(page: Page) -> None:
    await page.wait_for_function("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


async def test_ui_08_three_letters_ask_once(page: Page) -> None:
    made = suggestions_of(page)
    await page.clock.install()
    await page.goto("/?pane=labels")
    box = page.locator("#searchInput")
    await box.click()
    await page.clock.pause_at(await page.evaluate("Date.now() + 1000"))
    await box.press_sequentially("be")
    await page.clock.run_for(2000)
    assert not made

    await box.press_sequentially("rg")
    await page.clock.run_for(290)
    assert not made
    async with page.expect_request("**/api/autocomplete*") as asked:
        await page.clock.run_for(20)
    url = (await asked.value).url
    assert ("q=berg" in url, "limit=10" in url, "type=artist" in url) == (True, True, True)
    await page.clock.resume()

    await page.locator("#searchTypeBtn").click()
    async with page.expect_request("**/api/autocomplete*") as asked:
        await page.locator("[data-type=label]").click()
        await expect(box).to_be_focused()
        await box.press_sequentially("e")
    assert "type=label" in (await asked.value).url
    assert len(made) == 2


async def test_ui_15_a_link_with_name_and_type(page: Page) -> None:
    label = await door(page, "label")
    await page.goto(f"/?name={label['name'].replace('&', '%26')}&type=label")
    await expect(page.locator("#searchTypeBtn")).to_contain_text("Label")
    await expect(page.locator("#searchInput")).to_have_value(label["name"])
    await expect(page.locator("#graphContainer")).to_be_visible()
    await expect(page.locator("#graphPlaceholder")).to_have_count(0)


async def test_ui_31_theme_cycle(page: Page, intercept: Any) -> None:
    async def shows(choice: str, theme: str) -> None:
        await expect(page.locator("#theme-toggle")).to_have_attribute("data-theme-choice", choice)
        await expect(page.locator("html")).to_have_class(theme)
        assert await page.evaluate("localStorage.getItem('theme')") == (None if choice == "auto" else choice)

    async def token(name: str) -> str:
        return str(await page.evaluate(f"getComputedStyle(document.documentElement).getPropertyValue('{name}')"))

    names = ("--bg-deep", "--card-bg", "--text-high", "--border-color", "--node-artist")
    await page.goto("/?pane=labels")
    toggle = page.locator("#theme-toggle")
    await expect(toggle).to_be_visible()
    await shows("auto", "dark")
    dark = [await token(name) for name in names]
    await toggle.click()
    await shows("light", "light")
    light = [await token(name) for name in names]
    assert all(a and b and a != b for a, b in zip(dark, light, strict=True))

    # The choice is there before anything of the page has run: no flash of the other theme.
    await intercept(page, re.compile(r"/(src/main\.tsx|assets/.*\.js)"), lambda route: route.abort())
    await page.reload()
    await expect(page.locator("html")).to_have_class("light")
    await page.unroute_all()

    await page.reload()
    await shows("light", "light")
    await toggle.click()
    await shows("dark", "dark")
    await toggle.click()
    await shows("auto", "dark")
    await page.emulate_media(color_scheme="light")
    await expect(page.locator("html")).to_have_class("light")


async def test_ui_weak_15_a_search_leads_to_the_graph_from_any_pane(page: Page) -> None:
    artist = await door(page, "artist")
    await page.goto("/?pane=insights")
    await page.locator("#searchInput").wait_for()
    await page.keyboard.press("/")
    await page.keyboard.type(artist["name"])
    await page.keyboard.press("Enter")
    await expect(page.locator("#explorePane")).to_be_visible()
    await expect(page).to_have_url(re.compile(r"/\?type=artist&name="))
    await expect(page.locator("[data-pane=explore]")).to_have_attribute("aria-current", "page")


async def test_ui_weak_14_a_name_that_is_not_there_is_said(page: Page, tolerate: Any) -> None:
    tolerate(page, "404.*/api/explore")
    artist = await door(page, "artist")
    await page.goto("/?pane=labels")
    box = page.locator("#searchInput")
    await box.fill(f"{artist['name']} of nowhere")
    await box.press("Enter")
    await expect(page.locator("#explorePane")).to_contain_text("No artist of this name")
    # The nearest name leads to who was meant; typed in any case, it is found at once.
    await expect(page.locator("#explorePane").get_by_role("link", name=artist["name"]).first).to_be_visible()
    await box.fill(artist["name"].upper())
    await box.press("Enter")
    await expect(page).to_have_url(re.compile(f"id={artist['id']}$"))


async def test_a_name_of_another_type_is_found_too(page: Page) -> None:
    label = await door(page, "label")
    await page.goto("/?pane=genres")
    await page.locator("#searchInput").press_sequentially(label["name"])
    found = page.locator(".autocomplete-item", has_text=label["name"])
    await expect(found.locator("text=label")).to_be_visible()
    await found.first.click()
    await expect(page.locator("#searchTypeBtn")).to_contain_text("Label")


async def test_ui_weak_16_the_address_is_the_state(page: Page) -> None:
    artist = await door(page, "artist")
    graph = f"/?type=artist&name={artist['name'].replace(' ', '+').replace('&', '%26')}&id={artist['id']}"
    await page.goto(graph)
    await page.locator("[data-pane=genres]").click()
    await expect(page.locator("#genresPane")).to_be_visible()
    await expect(page).to_have_title(re.compile("Genres · Discogsography Explore"))

    # The rail leads back to the graph as it was left; so do back, forward and reload.
    await page.locator("[data-pane=explore]").click()
    await expect(page.locator("#searchInput")).to_have_value(artist["name"])
    await page.go_back()
    await expect(page.locator("#genresPane")).to_be_visible()
    await page.go_back()
    await expect(page.locator("#searchInput")).to_have_value(artist["name"])
    await page.go_forward()
    await expect(page.locator("#genresPane")).to_be_visible()
    before = await page.evaluate("history.length")
    await page.reload()
    await expect(page.locator("#genresPane")).to_be_visible()
    assert await page.evaluate("history.length") == before


async def test_ui_weak_24_a_limit_is_said_and_passes(page: Page, intercept: Any) -> None:
    made = suggestions_of(page)
    await intercept(page, "**/api/autocomplete*", limited(1))
    await page.goto("/?pane=labels")
    box = page.locator("#searchInput")
    await box.press_sequentially("ber")
    await expect(page.get_by_text("takes a breath")).to_be_visible()
    await page.unroute_all()
    await expect(page.locator(".autocomplete-item").first).to_be_visible()
    asked = len(made)

    # What was answered once is not asked again.
    await box.press_sequentially("g")
    await expect(page.locator(".autocomplete-item").first).to_contain_text(re.compile("berg", re.IGNORECASE))
    await expect(page.locator("[role=listbox]")).to_have_attribute("aria-busy", "false")
    await box.press("Backspace")
    await expect(page.locator("[role=listbox]")).to_have_attribute("aria-busy", "false")
    assert len(made) == asked + 1


async def test_of_two_answers_the_later_question_counts(page: Page, intercept: Any) -> None:
    first_may_answer = asyncio.Event()

    def named(name: str) -> Any:
        return replying(body={"results": [{"type": "artist", "id": name, "name": name, "detail": "", "score": 1, "weight": 1}]})

    await intercept(page, "**/api/autocomplete?*q=first*", slow(first_may_answer, named("First answer")))
    await intercept(page, "**/api/autocomplete?*q=second*", named("Second answer"))
    await page.goto("/?pane=labels")
    box = page.locator("#searchInput")
    async with page.expect_request("**/api/autocomplete?*q=first*"):
        await box.press_sequentially("first")
    await box.fill("second")
    await expect(page.locator(".autocomplete-item")).to_have_text(["Second answer"])
    first_may_answer.set()
    await page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    await expect(page.locator(".autocomplete-item")).to_have_text(["Second answer"])


async def test_the_search_box_reads_as_a_combobox(page: Page, axe: Any) -> None:
    await page.goto("/?pane=labels")
    box = page.get_by_role("combobox", name="Search the catalogue")
    await expect(box).to_have_attribute("aria-expanded", "false")
    await box.press_sequentially("ber")
    options = page.get_by_role("listbox").get_by_role("option")
    await expect(options.first).to_be_visible()
    await expect(box).to_have_attribute("aria-expanded", "true")
    await expect(page.get_by_test_id("announcer")).to_contain_text("suggestion")
    await box.press("ArrowDown")
    await expect(options.first).to_have_attribute("aria-selected", "true")
    await expect(box).to_have_attribute("aria-activedescendant", await options.first.get_attribute("id") or "no id")
    await axe(page)
    # What a screen reader has of it.
    await expect(page.get_by_role("search", name="Catalogue")).to_match_aria_snapshot(
        """
        - search "Catalogue":
          - 'button "Search for: Artist"'
          - combobox "Search the catalogue" [expanded]: ber
          - 'listbox "Search the catalogue: suggestions"':
            - option /.+/ [selected]
        """
    )
    # Up from the first leads back to the text, Escape closes, Escape again empties.
    await box.press("ArrowUp")
    await expect(box).not_to_have_attribute("aria-activedescendant", re.compile(""))
    await box.press("Escape")
    await expect(page.get_by_role("listbox")).to_have_count(0)
    await expect(box).to_have_value("ber")
    await box.press("Escape")
    await expect(box).to_have_value("")


async def test_a_journey_by_keyboard(page: Page, tolerate: Any) -> None:
    tolerate(page, "422.*/api/recommend/similar")  # an artist of whom too little is known
    await page.goto("/")
    await expect(page.locator("#searchInput")).to_be_focused()
    await page.keyboard.type("ber")
    first = page.locator(".autocomplete-item").first
    await expect(first).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(r"/\?type=artist&name="))

    # The focus has gone on to what was opened, from the start page and from the header alike.
    await expect(page.locator("#explorePane h1")).to_be_focused()
    await page.keyboard.press("/")
    await page.keyboard.type("mar")
    await expect(page.locator(".autocomplete-item").first).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator("#explorePane h1")).to_be_focused()

    await page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Command palette")
    await expect(palette).to_be_visible()
    await page.keyboard.type("trends")
    await expect(palette.locator("[cmdk-item]").first).to_contain_text("Trends")
    await page.keyboard.press("Enter")
    await expect(page.locator("#trendsPane h1")).to_be_focused()
    await expect(page).to_have_title(re.compile("^Trends"))

    await page.keyboard.press("g")
    await page.keyboard.press("c")
    await expect(page.locator("#comparePane")).to_be_visible()
    await page.keyboard.press("?")
    help_ = page.get_by_role("dialog", name="Help")
    await expect(help_.get_by_role("tab", name="Map of keys")).to_have_attribute("aria-selected", "true")
    await expect(help_.get_by_text("Command palette")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(help_).to_have_count(0)
    await page.wait_for_function("document.activeElement?.closest('main') !== null")  # the focus is back where it was
    # In a field the same key is a letter.
    await page.keyboard.press("/")
    await page.keyboard.type("?g")
    await expect(page.locator("#searchInput")).to_have_value("?g")


async def test_ui_weak_34_dialogs_hold_the_focus_and_lie_on_top(page: Page, axe: Any) -> None:
    await page.goto("/?pane=labels")
    button = page.locator("#paletteButton")
    await button.click()
    palette = page.get_by_role("dialog", name="Command palette")
    box = palette.get_by_role("combobox")
    await expect(box).to_be_focused()
    for _ in range(3):
        await page.keyboard.press("Tab")
        await page.wait_for_function("document.activeElement.closest('[role=dialog]') !== null")
    await page.wait_for_function("document.elementFromPoint(innerWidth / 2, 20).closest('header') === null")
    await box.focus()
    await page.keyboard.type("ber")
    await expect(palette.get_by_text("Catalogue")).to_be_visible()
    await axe(page)
    await page.keyboard.press("Escape")
    await expect(palette).to_have_count(0)
    await expect(button).to_be_focused()

    await page.locator("#helpButton").click()
    await expect(page.get_by_role("dialog", name="Help")).to_be_visible()
    await axe(page)


async def test_ask_is_the_palettes_last_row_where_it_is_answered(page: Page, intercept: Any) -> None:
    await intercept(page, "**/api/nlq/status", replying(body={"enabled": True, "reason": None}))
    await page.goto("/?pane=labels")
    await expect(page.locator("nav [data-pane=ask]")).to_be_visible()
    await page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog")
    await palette.get_by_role("combobox").press_sequentially("who mastered it")
    rows = palette.locator("[cmdk-item]")
    await expect(rows.last).to_have_text("Ask: “who mastered it”")
    await rows.last.click()
    await expect(page).to_have_url(re.compile(r"pane=ask&question=who\+mastered\+it"))


async def test_ask_is_hidden_where_it_is_not_answered(page: Page, intercept: Any) -> None:
    await intercept(page, "**/api/nlq/status", replying(body={"enabled": False, "reason": "off"}))
    await page.goto("/?pane=labels")
    async with page.expect_response("**/api/nlq/status"):
        await page.goto("/")
    await expect(page.locator("[data-tour=doors]")).to_be_visible()
    await expect(page.locator("nav [data-pane=ask]")).to_have_count(0)
    await expect(page.get_by_role("link", name="Ask a question")).to_have_count(0)


async def test_a_pane_is_reached_by_its_heading(page: Page) -> None:
    await page.goto("/?pane=genres")
    await page.locator("#genresPane h1").wait_for()
    await page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    await expect(skip).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("main")).to_be_focused()
    assert "#" not in page.url

    for pane in ("path", "trends", "labels"):
        await page.locator(f"[data-pane={pane}]").click()
        await expect(page.locator(f"#{pane}Pane h1")).to_have_count(1)
        await expect(page.locator("h1")).to_have_count(1)
        await page.wait_for_function("document.activeElement?.closest('main') !== null")


async def test_hostile_names_stay_names(page: Page, intercept: Any) -> None:
    results = [{"type": "artist", "id": str(index), "name": name, "detail": name, "score": 1, "weight": 1} for index, name in enumerate(HOSTILE)]
    await intercept(page, "**/api/autocomplete*", replying(body={"results": results}))
    await page.goto("/?pane=labels")
    box = page.locator("#searchInput")
    await box.press_sequentially("name")
    items = page.locator(".autocomplete-item")
    await expect(items).to_have_count(len(HOSTILE))
    await expect(items.first).to_contain_text("<img src=x onerror=alert(1)><b>bold</b>")
    await expect(items.last).to_contain_text("(no name)")
    assert await items.locator("img, b").count() == 0
    widths = await items.evaluate_all("(rows) => rows.map((row) => [row.scrollWidth <= row.clientWidth, row.clientHeight])")
    assert all(fits and height < 50 for fits, height in widths)
    await does_not_scroll_sideways(page)


async def test_offline_is_said(page: Page) -> None:
    await page.goto("/?pane=labels")
    await expect(page.locator("#labelsPane h1")).to_be_visible()
    await page.context.set_offline(True)
    await expect(page.get_by_text("You are offline. What is loaded still works")).to_be_visible()
    await page.context.set_offline(False)
    await expect(page.get_by_text("You are offline. What is loaded still works")).to_have_count(0)


async def test_on_a_phone_five_tabs_and_the_rest_behind_more(phone: Page, axe: Any, shot: Any) -> None:
    await phone.goto("/?pane=labels")
    nav = phone.get_by_role("navigation", name="Main navigation")
    tabs = nav.locator("a:visible, button:visible")
    await expect(tabs).to_have_count(5)
    sizes = await tabs.evaluate_all(
        "(all) => all.map((each) => { const box = each.getBoundingClientRect(); return Math.min(box.width, box.height) })"
    )
    assert min(sizes) >= 40
    more = nav.get_by_role("button", name="More")
    await more.tap()
    sheet = phone.get_by_role("dialog", name="More")
    await expect(sheet.get_by_role("link", name="Trends")).to_be_visible()
    await axe(phone)
    await shot(phone, "more-dark-390")
    await sheet.get_by_role("link", name="Trends").tap()
    await expect(sheet).to_have_count(0)
    await expect(phone.locator("#trendsPane")).to_be_visible()

    box = phone.locator("#searchInput")
    await box.press_sequentially("ber")
    popup = phone.locator("[role=listbox]")
    await expect(popup).to_be_visible()
    width = await popup.evaluate("(list) => list.getBoundingClientRect().width")
    assert width > 340
    await does_not_scroll_sideways(phone)


async def test_a_foreign_click_is_the_browsers(page: Page) -> None:
    await page.goto("/?pane=labels")
    async with page.context.expect_page() as opened:
        await page.locator("[data-pane=genres]").click(modifiers=["Control"])
    other = await opened.value
    await expect(other.locator("#genresPane")).to_be_attached()
    await expect(page.locator("#labelsPane")).to_be_visible()


async def test_an_address_of_no_pane_is_the_start(page: Page) -> None:
    await page.goto("/?pane=nonsense&year=x&zz=1")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Every record")
    await expect(page.locator("[data-pane=explore]")).to_have_attribute("aria-current", "page")
