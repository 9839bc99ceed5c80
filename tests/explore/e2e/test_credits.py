"""Credits: a person in four parts that fail alone, filters, the leaderboard, shared credits."""

import asyncio
import re
from typing import Any
from urllib.parse import unquote

from playwright.async_api import Page, Request, expect
import pytest

from tests.explore.e2e.test_path import round_trip
from tests.explore.e2e.test_shell import HOSTILE, does_not_scroll_sideways
from tests.support.browser import garbage, limited, refusing, replying, slow, unavailable


CATEGORIES = ("production", "engineering", "mastering", "session", "design", "management", "other")


def profile(name: str, *categories: str, artist: str | None = "42") -> dict[str, Any]:
    return {
        "name": name,
        "total_credits": 3 * len(categories),
        "categories": list(categories),
        "first_year": 1990,
        "last_year": 1999,
        "artist_id": artist,
        "artist_name": name if artist else None,
        "artists": [{"id": artist, "name": name}] if artist else [],
        "role_breakdown": [{"category": each, "count": 3} for each in categories],
    }


def credits(name: str, count: int, *, total: int | None = None, offset: int = 0, category: str = "mastering") -> dict[str, Any]:
    entries = [
        {"release_id": str(at), "title": f"Title {at}", "year": 1999, "role": "Mastered By", "category": category, "artists": ["A"], "labels": ["L"]}
        for at in range(offset, offset + count)
    ]
    total = count if total is None else total
    page = {"limit": 50, "offset": offset, "has_more": offset + count < total}
    return {"name": name, "credits": entries, "total": total, "total_credits": total} | page


def timeline(name: str) -> dict[str, Any]:
    return {"name": name, "timeline": [{"year": 1990 + at, "category": each, "count": at + 1} for at, each in enumerate(CATEGORIES)]}


def connections(name: str, *others: str) -> dict[str, Any]:
    return {"name": name, "connections": [{"name": each, "shared_count": 9 - at % 9, "connections": []} for at, each in enumerate(others)]}


async def made_person(page: Page, intercept: Any, name: str, **answers: Any) -> None:
    """A person of the test's own: four answers, of which some may be others."""
    given = {
        "profile": replying(200, profile(name, "mastering", "other")),
        "timeline": replying(200, timeline(name)),
        "person": replying(200, credits(name, 3)),
        "connections": replying(200, connections(name, "Somebody", "Another")),
    } | answers
    await intercept(page, re.compile(r"/api/credits/person/[^/?]+(\?|$)"), given["person"])
    await intercept(page, "**/api/credits/person/*/profile", given["profile"])
    await intercept(page, "**/api/credits/person/*/timeline", given["timeline"])
    await intercept(page, "**/api/credits/connections/*", given["connections"])


async def test_ui_21_a_pick_asks_for_four_things_at_once(page: Page, axe: Any) -> None:
    """With the real API and a real person, whom the leaderboard's answer or a release names."""
    hits = (await (await page.request.get("/api/autocomplete?q=mar&type=person&limit=1")).json())["results"]
    name = hits[0]["name"]
    made: list[str] = []
    page.on("request", lambda request: made.append(unquote(request.url).split("/api/")[1].split("?")[0]) if "/api/credits/" in request.url else None)
    await page.goto("/?pane=credits")
    await page.get_by_role("combobox", name="Person").fill(name)
    await page.locator(".autocomplete-item").first.click()
    await expect(page.get_by_role("heading", level=2, name=name)).to_be_visible()
    for title in ("Over the years", "Works with", "Releases", "Together with"):
        await expect(page.get_by_role("region", name=title)).to_be_visible()
    about = {f"credits/person/{name}", f"credits/person/{name}/profile", f"credits/person/{name}/timeline", f"credits/connections/{name}"}
    assert about <= set(made)
    await axe(page)


async def test_ui_21_and_weak_25_one_failing_leaves_the_others(page: Page, intercept: Any) -> None:
    await made_person(page, intercept, "Q", timeline=refusing(500, "internal", "Internal Server Error"), connections=garbage())
    await page.goto("/?pane=credits&person=Q")
    await expect(page.get_by_text("3 credits").or_(page.get_by_text("6")).first).to_be_visible()
    await expect(page.get_by_role("region", name="Releases")).to_contain_text("Title 2")
    await expect(page.get_by_role("region", name="Over the years")).to_contain_text("did not load")
    await expect(page.get_by_role("region", name="Works with")).to_contain_text("did not load")
    await expect(page.get_by_role("link", name="View as artist")).to_have_attribute("href", "/?type=artist&name=Q&id=42")


async def test_ui_weak_25_the_select_says_what_is_listed(page: Page, intercept: Any) -> None:
    for category in CATEGORIES:
        entries = [{"name": f"{category} {at}", "credit_count": 9 - at} for at in range(3)]
        await intercept(page, f"**/api/credits/role/{category}/top*", replying(200, {"category": category, "entries": entries}))
    await page.goto("/?pane=credits")
    select = page.get_by_role("combobox", name="Category of roles")
    await expect(select).to_have_value("production")
    await expect(page.get_by_role("link", name="production 0")).to_be_visible()
    for category in ("mastering", "other"):
        await select.select_option(category)
        await expect(page.get_by_role("link", name=f"{category} 0")).to_be_visible()
        await expect(page).to_have_url(re.compile(f"category={category}"))
    await page.go_back()
    await expect(select).to_have_value("mastering")
    await expect(page.get_by_role("link", name="mastering 0")).to_be_visible()


async def test_ui_weak_25_a_late_answer_is_not_shown_for_another_person(page: Page, intercept: Any) -> None:
    until = asyncio.Event()
    await made_person(page, intercept, "New")
    await intercept(page, "**/api/credits/person/Old/profile", slow(until, replying(200, profile("Old", "session"))))
    await page.goto("/?pane=credits&person=Old")
    await expect(page.get_by_role("heading", level=2, name="Old")).to_be_visible()
    await page.evaluate("history.pushState(null, '', '/?pane=credits&person=New'); dispatchEvent(new PopStateEvent('popstate'))")
    await expect(page.get_by_role("button", name="Mastering 3")).to_be_visible()
    until.set()
    await round_trip(page)
    await expect(page.get_by_role("heading", level=2, name="New")).to_be_visible()
    await expect(page.get_by_role("button", name="Session 3")).to_have_count(0)


async def test_ui_weak_25_nobody_of_that_name_and_limits(page: Page, intercept: Any) -> None:
    missing = refusing(404, "not_found", "Person 'Quincey' not found")
    await made_person(page, intercept, "Quincey", profile=missing, person=missing, timeline=missing, connections=missing)
    await intercept(page, "**/api/credits/autocomplete*", replying(200, {"results": [{"name": "Quincy", "score": 1.0}]}))
    await page.goto("/?pane=credits&person=Quincey")
    main = page.locator("#creditsPane")
    await expect(main).to_contain_text("Nobody of this name is credited here")
    await expect(main.get_by_role("link", name="Quincy")).to_have_attribute("href", "/?pane=credits&person=Quincy")

    await page.unroute_all()
    await made_person(page, intercept, "Q", profile=limited(30), timeline=unavailable())
    await page.goto("/?pane=credits&person=Q")
    await expect(main).to_contain_text("Too many requests")
    await expect(main).to_contain_text("The catalogue is busy")
    await expect(page.get_by_role("region", name="Releases")).to_contain_text("Title 2")


async def test_ui_credits_pills_filter_and_pages_turn(page: Page, intercept: Any) -> None:
    made: list[Request] = []
    await made_person(page, intercept, "Q", person=replying(200, credits("Q", 50, total=120)))
    page.on("request", lambda request: made.append(request) if re.search(r"/person/Q\?", request.url) else None)
    await page.goto("/?pane=credits&person=Q")
    releases = page.get_by_role("region", name="Releases")
    await expect(releases).to_contain_text("1–50 of 120 credits")
    await releases.get_by_role("link", name="Older").click()
    await expect(page).to_have_url(re.compile("p=2"))
    await page.get_by_role("button", name="Other 3").click()
    await expect(page).to_have_url(re.compile(r"category=other$"))
    await expect(page.get_by_role("region", name="Releases: other")).to_be_visible()
    last = made[-1].url
    assert ("category=other" in last, "offset=0" in last) == (True, True)
    assert any("offset=50" in request.url for request in made)


async def test_ui_credits_of_two_people(page: Page, intercept: Any) -> None:
    shared = [
        {"release_id": "1", "title": "Both", "year": 1999, "artists": ["A"], "person1_role": role, "person2_role": "Drums"}
        for role in ("Bass", "Guitar")
    ]
    body = {"person1": "Q", "person2": "R", "shared_releases": shared, "total": 2, "limit": 200, "offset": 0, "has_more": False}
    await made_person(page, intercept, "Q")
    await intercept(page, "**/api/credits/shared*", replying(200, body))
    async with page.expect_request(re.compile("/api/credits/shared.*person1=Q&person2=R")):
        await page.goto("/?pane=credits&person=Q&with=R")
    together = page.get_by_role("region", name="Together with")
    await expect(together.get_by_role("link", name="Both")).to_have_attribute("href", "/?page=release%3A1")
    await expect(together).to_contain_text("Bass, Guitar · Drums")


async def test_ui_credits_a_name_with_a_slash_reaches_the_api_whole(page: Page) -> None:
    async with page.expect_request(re.compile(r"/api/credits/person/AC%2FDC%20%26%20%25%3F%23/profile$")):
        await page.goto("/?pane=credits&person=AC%2FDC%20%26%20%25%3F%23")


async def test_ui_credits_hostile_names_on_a_phone(phone: Page, intercept: Any, axe: Any) -> None:
    name = HOSTILE[3]
    rows = credits(name, len(HOSTILE))
    for row, text in zip(rows["credits"], HOSTILE, strict=True):
        row |= {"title": text, "artists": [text], "labels": [text], "role": text}
    await made_person(phone, intercept, name, person=replying(200, rows), connections=replying(200, connections(name, *HOSTILE)))
    await phone.goto(f"/?pane=credits&person={name}")
    await expect(phone.get_by_role("region", name="Releases")).to_contain_text("(no name)")
    await expect(phone.get_by_role("region", name="Works with")).to_contain_text("(no name)")
    assert await phone.locator("#creditsPane img, #creditsPane b").count() == 0
    await does_not_scroll_sideways(phone)
    await axe(phone)


async def test_ui_credits_leaders_of_the_catalogue_open_their_page(page: Page) -> None:
    """With the real API: the first of a category has the number of releases that the list says."""
    answer = await (await page.request.get("/api/credits/role/other/top?limit=1")).json()
    if not answer["entries"]:
        pytest.skip("the catalogue at this address has no counts of credits")
    (leader,) = answer["entries"]
    await page.goto("/?pane=credits&category=other")
    await expect(page.get_by_role("row").nth(1)).to_contain_text(leader["name"])
    await page.get_by_role("link", name=leader["name"], exact=True).click()
    await expect(page.get_by_role("heading", level=2, name=leader["name"])).to_be_visible()
