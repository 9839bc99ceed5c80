"""Compare: two artists or labels side by side, on one scale; choosing, swapping, and what goes wrong."""

import asyncio
import re
from typing import Any

from playwright.async_api import Page, expect

from tests.explore.e2e.test_path import round_trip
from tests.explore.e2e.test_shell import HOSTILE, does_not_scroll_sideways
from tests.support.browser import garbage, refusing, replying, slow


def side(key: str, name: str, *, kind: str = "artist", years: dict[int, int] | None = None) -> dict[str, Any]:
    return {
        "id": key,
        "name": name,
        "area": None,
        "release_count": 9,
        "first_year": 1990,
        "last_year": 1999,
        "label_count": 4 if kind == "artist" else None,
        "artist_count": 4 if kind == "label" else None,
        "people_count": 6,
        "years": [{"year": year, "count": count} for year, count in (years or {1990: 3, 1999: 6}).items()],
    }


def comparison(a: dict[str, Any], b: dict[str, Any], *, name: str = "IDM", kind: str = "artist") -> dict[str, Any]:
    tag = {"name": name, "counts": [9, 3], "shares": [1.0, 0.3333]}
    thing = {"id": "7", "name": name, "counts": [2, 1]}
    person = {"name": name, "artist_id": None, "counts": [1, 2], "roles": [[name], ["Bass"]]}
    parts = [{"id": a["id"], "roles": ["artist"]}, {"id": b["id"], "roles": [name]}]
    reason = {"kind": "styles", "count": 1, "names": [name]}
    pair = {"ids": [a["id"], b["id"]], "similarity": 0.61, "breakdown": {}, "weights": {}, "reasons": [reason]}
    common = {
        "genres": [tag],
        "styles": [tag],
        "shared_people": [person],
        "shared_people_count": 1,
        "people_count": 11,
        "shared_releases": [{"id": "5", "title": name, "year": 1998, "catno": "WAP100CD", "artists": [], "parts": parts}],
        "shared_release_count": 23,
        "similarities": [pair],
    }
    if kind == "artist":
        return common | {"artists": [a, b], "shared_labels": [thing], "shared_label_count": 1, "label_count": 7}
    return common | {"labels": [a, b], "shared_artists": [thing], "shared_artist_count": 1, "artist_count": 7}


A, B = side("1", "Autechre"), side("2", "Aphex Twin", years={1995: 2})


async def test_ui_compare_two_artists_of_the_catalogue(page: Page, axe: Any) -> None:
    """With the real API: pick both, read, swap, and go back."""
    start = await (await page.request.get("/api/explore/start")).json()
    one, two = [door for door in start["doors"] if door["type"] == "artist"][:2]
    await page.goto("/?pane=compare")
    for letter, door in (("A", one), ("B", two)):
        await page.get_by_role("combobox", name=f"Artist {letter}").fill(door["name"])
        await page.locator(".autocomplete-item").first.click()
    await expect(page).to_have_url(re.compile(f"ids={one['id']}%2C{two['id']}$"))
    for title in ("Over the years", "Styles", "In common", "On the same record"):
        await expect(page.get_by_role("region", name=title)).to_be_visible()
    await expect(page.get_by_test_id("compare-a")).to_contain_text(one["name"])
    await axe(page)
    await page.get_by_role("button", name="Swap both sides").click()
    await expect(page.get_by_test_id("compare-a")).to_contain_text(two["name"])
    await page.locator("#comparePane h1").focus()
    await page.keyboard.press("x")
    await expect(page).to_have_url(re.compile(f"ids={one['id']}%2C{two['id']}$"))
    await page.go_back()
    await expect(page).to_have_url(re.compile(f"ids={two['id']}%2C{one['id']}$"))


async def test_ui_compare_labels_of_the_catalogue_with_their_dna(page: Page, axe: Any) -> None:
    start = await (await page.request.get("/api/explore/start")).json()
    one, two = [door for door in start["doors"] if door["type"] == "label"][:2]
    await page.goto(f"/?pane=compare&kind=labels&ids={one['id']},{two['id']}")
    await expect(page.get_by_role("region", name="Label DNA")).to_contain_text("peak decade")
    await page.get_by_role("radio", name="Genres").check(force=True)
    await expect(page).to_have_url(re.compile("shares=genres"))
    await axe(page)


async def test_ui_compare_explains_what_both_share(page: Page, intercept: Any) -> None:
    await intercept(page, "**/api/compare/artists*", replying(200, comparison(A, B)))
    await page.goto("/?pane=compare&ids=1,2")
    common = page.get_by_role("region", name="In common")
    await expect(common).to_contain_text("similarity .61")
    await expect(common).to_contain_text("2 shared neighbours")
    await expect(common).to_contain_text("of 18 people and labels")
    await expect(common.get_by_role("img")).to_have_attribute("aria-label", "8 neighbours of Autechre alone, 2 of both, 8 of Aphex Twin alone")
    record = page.get_by_role("region", name="On the same record")
    await expect(record.get_by_role("link", name="IDM")).to_have_attribute("href", "/?page=release%3A5")
    await expect(record).to_contain_text("there are 22 more")
    years = page.get_by_role("region", name="Over the years")
    label = "Releases a year from 1990 to 1999. Autechre: most in 1999, 6 releases. Aphex Twin: most in 1995, 2 releases."
    await expect(years.get_by_role("img")).to_have_attribute("aria-label", label)
    tall, low = [await years.locator(f"[data-tip='{tip}'] > span").bounding_box() for tip in ("1990: 3 releases", "1995: 2 releases")]
    assert tall is not None
    assert low is not None
    assert abs(tall["height"] / low["height"] - 1.5) < 0.1, "both sides are on one scale"
    await years.locator("summary").click()
    await expect(years.get_by_role("row", name="1995 0 2")).to_be_visible()


async def test_ui_compare_bad_answers(page: Page, intercept: Any) -> None:
    main = page.locator("#comparePane")
    await page.goto("/?pane=compare&ids=1,1")
    await expect(main).to_contain_text("Both sides are the same")
    await intercept(page, "**/api/compare/artists*", refusing(404, "not_found", "Artist '999' not found"))
    await page.goto("/?pane=compare&ids=1,999")
    await expect(main).to_contain_text("Artist '999' not found")
    await page.get_by_test_id("compare-b").get_by_role("button", name="Choose another artist").click()
    await expect(page.get_by_role("combobox", name="Artist B")).to_be_focused()

    await intercept(page, "**/api/compare/artists*", replying(200, {"artists": []}))
    await page.goto("/?pane=compare&ids=1,2")
    await expect(main).to_contain_text("did not load")

    labels = side("1", "Warp", kind="label"), side("2", "Skam", kind="label")
    await intercept(page, "**/api/compare/labels*", replying(200, comparison(*labels, kind="label")))
    await intercept(page, "**/api/label/dna/compare*", refusing(422, "too_few", "Label '2' has fewer than 5 releases"))
    await page.goto("/?pane=compare&kind=labels&ids=1,2")
    await expect(page.get_by_role("region", name="Label DNA")).to_contain_text("Too few releases")
    await expect(page.get_by_role("region", name="In common")).to_contain_text("of 18 people and artists")

    await intercept(page, "**/api/label/dna/compare*", garbage())
    await page.reload()
    await expect(page.get_by_role("region", name="Label DNA")).to_contain_text("did not load")


async def test_ui_11_a_late_comparison_never_replaces_a_newer_one(page: Page, intercept: Any) -> None:
    until = asyncio.Event()
    await intercept(page, re.compile("/api/compare/artists.*2C2$"), slow(until, replying(200, comparison(A, B))))
    await intercept(page, re.compile("/api/compare/artists.*2C3$"), replying(200, comparison(A, side("3", "Plaid"))))
    await page.goto("/?pane=compare&ids=1,2")
    await expect(page.locator("#comparePane [data-state=loading]")).to_be_visible()
    await page.evaluate("history.pushState(null, '', '/?pane=compare&ids=1,3'); dispatchEvent(new PopStateEvent('popstate'))")
    await expect(page.get_by_test_id("compare-b")).to_contain_text("Plaid")
    until.set()
    await round_trip(page)
    await expect(page.get_by_test_id("compare-b")).to_contain_text("Plaid")


async def test_ui_compare_hostile_names_on_a_phone(phone: Page, intercept: Any, axe: Any) -> None:
    for name in (HOSTILE[0], HOSTILE[3], HOSTILE[6]):
        body = comparison(side("1", name), side("2", HOSTILE[7]), name=name)
        await phone.unroute_all()
        await intercept(phone, "**/api/compare/artists*", replying(200, body))
        await phone.goto("/?pane=compare&ids=1,2")
        await expect(phone.get_by_test_id("compare-b")).to_contain_text("(no name)")
        await does_not_scroll_sideways(phone)
    assert await phone.locator("#comparePane b").count() == 0
    await axe(phone)
