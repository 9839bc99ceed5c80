"""What the shared controls and charts do in a real browser and jsdom cannot show: colours, sizes, drags, what a narrow screen leaves out."""

import re
from typing import Any

from playwright.async_api import Page, expect

from tests.support.browser import replying


PANE = "/?pane=trends&series=artist:1,artist:2"
SMALLEST = 40
"""Pixels that a finger needs."""


def answer(name: str, *counts: int) -> dict[str, Any]:
    data = [{"year": 1990 + index, "count": count} for index, count in enumerate(counts)]
    return {"id": name, "name": name, "type": "artist", "data": data, "alternatives": []}


async def show(page: Page, intercept: Any) -> None:
    await intercept(page, "**/api/trends?*id=1*", replying(200, answer("Autechre", 1, 5, 14, 12, 3, 17, 16, 7)))
    await intercept(page, "**/api/trends?*id=2*", replying(200, answer("Gescom", 0, 1, 2, 9, 3, 1, 0, 4)))
    await page.goto(PANE)
    await page.locator("[data-mark=line] path").nth(1).wait_for()


async def test_lines_follow_the_theme(page: Page, intercept: Any) -> None:
    await show(page, intercept)
    line = page.locator("[data-mark=line] path").first
    colour = "line => getComputedStyle(line).stroke"
    dark = await line.evaluate(colour)
    await page.emulate_media(color_scheme="light")
    await page.locator("html.light").wait_for(state="attached")
    await page.wait_for_function("(dark) => getComputedStyle(document.querySelector('[data-mark=line] path')).stroke !== dark", arg=dark)


async def test_reading_line_follows_pointer_and_keys(page: Page, intercept: Any) -> None:
    await show(page, intercept)
    reader = page.get_by_role("slider", name="Year to read")
    await expect(reader).to_have_attribute("aria-valuetext", "1995: Autechre 17, Gescom 1")
    box = await reader.bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + 1, box["y"] + box["height"] / 2)
    await expect(reader).to_have_attribute("aria-valuenow", "1990")
    await reader.focus()
    await page.keyboard.press("ArrowRight")
    await expect(reader).to_have_attribute("aria-valuetext", "1991: Autechre 5, Gescom 1")
    await page.keyboard.press("End")
    await expect(reader).to_have_attribute("aria-valuenow", "1997")


async def test_dragging_a_range_writes_it_into_the_address_once(page: Page, intercept: Any) -> None:
    await show(page, intercept)
    steps = await page.evaluate("history.length")
    start = page.get_by_role("slider", name="from", exact=False).first
    box = await start.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    await page.mouse.move(box["x"] + box["width"] / 2, y)
    await page.mouse.down()
    for step in range(1, 7):
        await page.mouse.move(box["x"] + step * 60, y)
    await page.mouse.up()
    await expect(start).not_to_have_attribute("aria-valuenow", "1990")
    await expect(page).to_have_url(re.compile("[?&]from="))
    assert await page.evaluate("history.length") <= steps + 1


async def test_phone_has_room_for_fingers_and_leaves_out_whole_columns(phone: Page, intercept: Any) -> None:
    await show(phone, intercept)
    small = await phone.evaluate(
        """smallest => [...document.querySelectorAll("main :is(button, select, input, [role=tab], summary)")]
            .filter((each) => each.checkVisibility({visibilityProperty: true}) && !each.closest("[aria-hidden=true]"))
            .map((each) => [each.getAttribute("aria-label") ?? each.textContent, each.getBoundingClientRect(), each.closest("label")])
            .filter(([, box, label]) => box.width > 1 && (label ?? {getBoundingClientRect: () => box}).getBoundingClientRect().height < smallest)
            .map(([name, box]) => `${name}: ${box.width} x ${box.height}`)""",
        SMALLEST,
    )
    assert small == []
    cells = phone.locator("table tr > :not(caption)")
    by_row = await phone.evaluate(
        "[...document.querySelectorAll('table tr')].map((row) => [...row.cells].filter((cell) => cell.checkVisibility()).length)"
    )
    assert await cells.count() > 0
    assert len(set(by_row)) == 1
