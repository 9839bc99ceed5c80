"""The trends pane: series that are compared, their range and scale, and what it says when some or all are missing."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.async_api import Page, Route, expect

from tests.support.browser import Handler, garbage, hang_up, limited, replying, unavailable


API = "**/api/trends?*"
HOSTILE = "<img src=x onerror='window.hurt = 1'> \u202egnp\u200b " + "long " * 80


def trend(name: str, *years: tuple[int, int], entity_id: str | None = "1") -> dict[str, Any]:
    """An answer of trends."""
    data = [{"year": year, "count": count} for year, count in years]
    return {"id": entity_id, "name": name, "type": "artist", "data": data, "alternatives": []}


def answering(answers: dict[str, Handler]) -> Handler:
    """Handler: by the id or name that is asked for."""

    async def handle(route: Route) -> None:
        query = parse_qs(urlsplit(route.request.url).query)
        await answers[(query.get("id") or query["name"])[0]](route)

    return handle


TWO = {"1": replying(200, trend("Autechre", (1993, 3), (1995, 6))), "2": replying(200, trend("Gescom", (1994, 2), (1998, 1)))}


async def shows_series(page: Page, *names: str) -> None:
    """Wait until the chips say these."""
    await expect(page.get_by_role("list", name="Series").get_by_role("listitem")).to_have_text(list(names))


async def test_ui_16_series_are_compared_and_cleared(page: Page, axe: Any, shot: Any) -> None:
    tops = (await (await page.request.get("/api/insights/label-longevity?limit=2")).json())["items"]
    first, second = (each["label_name"] for each in tops)
    await page.goto("/?pane=trends")
    await expect(page.locator("#trendsPlaceholder")).to_be_visible()

    async def pick(field: str, name: str) -> None:
        box = page.get_by_role("combobox", name=field)
        await box.locator("xpath=ancestor::*[.//button][1]").get_by_role("button").first.click()
        await (
            page.get_by_role("menuitemradio", name="Label")
            .or_(page.get_by_role("menuitemcheckbox", name="Label"))
            .or_(page.get_by_role("option", name="Label"))
            .or_(page.get_by_role("menuitem", name="Label"))
            .first.click()
        )
        await box.fill(name)
        await page.get_by_role("option", name=re.compile(re.escape(name))).first.click()

    await pick("Releases of", first)
    await expect(page.locator("#trendsPlaceholder")).to_have_count(0)
    await expect(page.locator("figure svg[role=img]")).to_be_visible()
    await shows_series(page, first)
    await page.get_by_role("button", name="Compare").click()
    await pick("Compare with", second)
    await expect(page.get_by_text(f"vs {second}")).to_be_visible()
    await shows_series(page, first, f"vs {second}")
    await expect(page.get_by_role("row", name=re.compile("^(" + "|".join(map(re.escape, (first, second))) + ")"))).to_have_count(2)
    await axe(page)
    await shot(page, "trends-two-dark-1440")
    await page.get_by_role("button", name="Clear", exact=True).click()
    await expect(page.get_by_text(f"vs {second}")).to_have_count(0)
    await shows_series(page, first)
    await page.go_back()
    await expect(page.get_by_text(f"vs {second}")).to_be_visible()


async def test_range_and_scale_are_in_the_address(page: Page, intercept: Any) -> None:
    await intercept(page, API, answering(TWO))
    await page.goto("/?pane=trends&series=artist:1,artist:2&from=1994&scale=total")
    await expect(page.get_by_label("From year")).to_have_value("1994")
    await page.get_by_text("Table", exact=True).click()
    table = page.get_by_role("table", name="Releases up to each year")
    await expect(table.get_by_role("row")).to_have_count(1 + 5)
    await expect(table.get_by_role("row").last).to_contain_text("9")
    await page.get_by_label("To year").fill("1995")
    await expect(page).to_have_url(re.compile("from=1994&(scale=total&)?to=1995|to=1995"))
    await expect(table.get_by_role("row")).to_have_count(1 + 2)
    await page.get_by_role("button", name="All years").click()
    await expect(table.get_by_role("row")).to_have_count(1 + 6)
    await page.get_by_role("radio", name="Of peak").check(force=True)
    await expect(page).to_have_url(re.compile("scale=share"))
    await page.reload()
    await expect(page.get_by_role("radio", name="Of peak")).to_be_checked()


async def test_links_of_older_pages_and_hostile_names(page: Page, intercept: Any) -> None:
    await intercept(page, API, answering({"Autechre": replying(200, trend(HOSTILE, (1993, 3), (1995, 6)))}))
    await page.goto("/?pane=trends&name=Autechre&type=artist")
    await expect(page.get_by_role("list", name="Series")).to_contain_text("<img src=x")
    await expect(page.locator("figure svg[role=img]")).to_be_visible()
    await page.wait_for_function("window.hurt === undefined && document.documentElement.scrollWidth <= window.innerWidth")


async def test_one_series_that_fails_takes_no_other_along(page: Page, intercept: Any) -> None:
    has_passed = False

    async def second(route: Route) -> None:
        await (TWO["2"] if has_passed else limited(retry_after_s=1))(route)

    await intercept(page, API, answering({**TWO, "2": second}))
    await page.goto("/?pane=trends&series=artist:1,artist:2")
    await expect(page.get_by_text("2 is missing from the picture")).to_be_visible()
    await expect(page.locator("figure svg[role=img]")).to_be_visible()
    has_passed = True
    await expect(page.get_by_text("vs Gescom")).to_be_visible()
    await expect(page.get_by_text("is missing from the picture")).to_have_count(0)


async def test_ui_weak_14_49_what_is_amiss_is_said(page: Page, intercept: Any, tolerate: Any) -> None:
    tolerate(page, "Failed to load resource")
    answers: dict[str, Handler] = {
        "1": unavailable(),
        "2": hang_up(),
        "3": garbage(),
        "4": replying(200, {"data": 7}),
        "5": replying(200, trend("Nobody", entity_id=None)),
        "6": replying(200, trend("Undated", entity_id="6")),
    }
    await intercept(page, API, answering(answers))
    for entity_id, state, words in (
        ("1", "limited", "busy"),
        ("2", "offline", "cannot be reached"),
        ("3", "error", "did not load"),
        ("4", "error", "did not load"),
        ("5", "not-found", "No “Nobody”"),
        ("6", "empty", "No dated releases"),
    ):
        await page.goto(f"/?pane=trends&series=artist:{entity_id}")
        await expect(page.locator(f"[data-state={state}]")).to_contain_text(words)
        await expect(page.get_by_role("button", name="Compare")).to_be_visible()


async def test_on_a_phone(phone: Page, intercept: Any, axe: Any, shot: Any) -> None:
    await intercept(phone, API, answering(TWO))
    await phone.goto("/?pane=trends&series=artist:1,artist:2")
    await expect(phone.locator("figure svg[role=img]")).to_be_visible()
    await phone.wait_for_function("document.documentElement.scrollWidth <= window.innerWidth")
    await axe(phone)
    await shot(phone, "trends-two-dark-390")
