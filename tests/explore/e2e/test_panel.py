"""The details beside the graph: what they show, what they ask for and when, and what they make of a server that fails."""

from collections.abc import Awaitable, Callable
from pathlib import Path
import re
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Locator, Page, Route, expect

from tests.explore.e2e.catalogue import a_label, a_release, an_artist, answer
from tests.support.browser import Handler, garbage, limited, replying, unavailable


type Axe = Callable[[Page], Awaitable[None]]
type Shot = Callable[[Page, str], Awaitable[Path]]
type Intercept = Callable[[Page, str, Handler], Awaitable[None]]

HOSTILE = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>\u202egnp.exe\u200b '
LONG = "W" * 500


def asked(page: Page) -> list[str]:
    """Paths with queries that the page asks the API for from now on."""
    paths: list[str] = []

    def note(url: str) -> None:
        parts = urlsplit(url)
        if parts.path.startswith("/api/"):
            paths.append(f"{parts.path}?{parts.query}".rstrip("?"))

    page.on("request", lambda request: note(request.url))
    return paths


def section(page: Page, title: str) -> Locator:
    """A section of the details by its heading."""
    return page.locator("section", has=page.get_by_role("heading", name=title, exact=True))


async def test_ui_12_an_artist_beside_the_graph_shows_its_figures_tags_and_collaborators(page: Page, shot: Shot) -> None:
    label, artist = await a_label(page), await an_artist(page)
    paths = asked(page)
    await page.goto(f"{label.graph}&sel=artist:{artist.id}")
    panel = page.locator("#infoPanel.open")
    await expect(panel.get_by_role("heading", level=2)).to_have_text(artist.name)
    about = await answer(page, f"/api/artist/{artist.id}")
    await expect(panel.get_by_text("releases", exact=True).locator("xpath=following-sibling::dd")).to_have_text(f"{about['counts']['releases']:,}")
    await expect(panel.get_by_role("list", name="Genres and styles").get_by_text(about["genres"][0]["name"], exact=True)).to_be_visible()
    first = (await answer(page, f"/api/collaborators/{artist.id}?limit=20"))["collaborators"][0]
    row = section(page, "Collaborators").get_by_role("listitem").first
    await expect(row).to_contain_text(first["artist_name"])
    await expect(row).to_contain_text(re.compile(r"\d+ releases? \(\d{4}"))
    await expect(row.get_by_role("img")).to_be_visible()
    assert f"/api/collaborators/{artist.id}?limit=20" in paths
    await shot(page, "panel-artist-dark-1440")


async def test_ui_weak_11_the_centre_is_asked_for_by_its_id(page: Page) -> None:
    artist = await an_artist(page)
    paths = asked(page)
    await page.goto(artist.graph)
    await expect(section(page, "Collaborators").get_by_role("listitem").first).to_be_visible()
    assert f"/api/artist/{artist.id}" in paths


async def test_a_tab_asks_for_its_own_when_it_is_opened(page: Page) -> None:
    artist = await an_artist(page)
    paths = asked(page)
    await page.goto(artist.graph)
    tabs = page.get_by_role("tablist", name=f"Details of {artist.name}")
    await tabs.get_by_role("tab", name="Overview").focus()
    assert not [path for path in paths if path.startswith(("/api/rarity/", "/api/artist/")) and path.endswith("people")]
    await page.keyboard.press("End")
    await expect(section(page, "Rarest releases").get_by_role("listitem").first).to_be_visible()
    assert [path for path in paths if path.startswith(f"/api/rarity/artist/{artist.id}")]
    await page.keyboard.press("ArrowLeft")
    await expect(tabs.get_by_role("tab", name="Credits")).to_have_attribute("aria-selected", "true")


async def test_the_key_o_opens_the_page_and_back_the_graph(page: Page) -> None:
    artist = await an_artist(page)
    await page.goto(artist.graph)
    await expect(page.locator("#infoPanel").get_by_role("tab", name="Overview")).to_be_visible()
    await page.keyboard.press("o")
    await expect(page.get_by_role("heading", level=1)).to_have_text(artist.name)
    await expect(page).to_have_url(re.compile(f"page=artist%3A{artist.id}"))
    await page.get_by_role("link", name=f"Graph around {artist.name}").click()
    await expect(page.locator("#infoPanel")).to_be_visible()


async def test_ui_weak_49_one_section_that_fails_leaves_the_others(page: Page, intercept: Intercept) -> None:
    artist = await an_artist(page)
    await intercept(page, "**/api/recommend/similar/artist/*", unavailable())
    await page.goto(artist.page)
    await expect(section(page, "Collaborators").get_by_role("listitem").first).to_be_visible()
    await expect(section(page, "Similar artists").get_by_text("The catalogue is busy")).to_be_visible()
    await expect(section(page, "Releases").get_by_role("row").first).to_be_visible()


async def test_a_limit_is_waited_for_and_tried_again(page: Page, intercept: Intercept) -> None:
    artist = await an_artist(page)
    times: list[int] = []

    async def once(route: Route) -> None:
        times.append(1)
        await (limited(2)(route) if len(times) == 1 else route.fallback())

    await intercept(page, "**/api/collaborators/*", once)
    await page.goto(artist.page)
    await expect(section(page, "Collaborators").get_by_text("Too many requests")).to_be_visible()
    await expect(section(page, "Collaborators").get_by_role("listitem").first).to_be_visible()


async def test_garbage_is_an_error_of_its_section_and_not_of_the_page(page: Page, intercept: Intercept) -> None:
    artist = await an_artist(page)
    await intercept(page, "**/api/network/**", garbage())
    await intercept(page, "**/api/recommend/**", replying(200, {"similar": "none"}))
    await page.goto(artist.page)
    await expect(section(page, "Similar artists").get_by_text("This did not load")).to_be_visible()
    await expect(section(page, "Collaborators").get_by_role("listitem").first).to_be_visible()


async def test_hostile_texts_stay_texts(page: Page, intercept: Intercept, axe: Axe) -> None:
    artist = await an_artist(page)
    about = await answer(page, f"/api/artist/{artist.id}")
    part: dict[str, Any] = {"text": HOSTILE, "styles": [], "type": None, "id": None, "url": None}
    about |= {
        "name": HOSTILE + LONG,
        "name_variations": [HOSTILE, LONG],
        "urls": ["javascript:alert(1)", "data:text/html,x", "https://user@evil.example", "https://good.example/a"],
        "profile_parts": [part, {**part, "url": "javascript:alert(1)"}, {**part, "text": "site", "url": "https://good.example/b"}],
        "genres": [{"name": HOSTILE, "count": 1}],
    }
    await intercept(page, f"**/api/artist/{artist.id}", replying(200, about))
    await page.goto(artist.graph)
    panel = page.locator("#infoPanel")
    await expect(panel.get_by_role("link", name=re.compile("good.example"))).to_be_visible()
    await expect(panel.get_by_text(HOSTILE.strip(), exact=False).first).to_be_visible()
    links = await panel.locator("a").evaluate_all("all => all.map(a => [a.protocol, a.target, a.rel, a.host])")
    assert {protocol for protocol, *_ in links} <= {"http:", "https:"}
    outside = [link for link in links if link[1] == "_blank"]
    assert outside
    assert all("noreferrer" in rel for _, _, rel, _ in outside)
    assert not [host for *_, host in links if host == "evil.example"]
    assert await page.evaluate("window.hit") is None
    assert await panel.evaluate("e => e.scrollWidth <= e.clientWidth + 1")


async def test_what_is_not_in_the_catalogue_says_so(page: Page, tolerate: Callable[[Page, str], None]) -> None:
    tolerate(page, "404")
    await page.goto("/?page=artist:987654321")
    await expect(page.get_by_role("paragraph").filter(has_text="This artist is not in the catalogue")).to_be_visible()
    await expect(page.get_by_role("link", name="Search the catalogue")).to_be_visible()


async def test_a_pinned_panel_stays_while_others_are_selected(page: Page) -> None:
    artist, release = await an_artist(page), await a_release(page)
    await page.goto(artist.graph)
    panel = page.locator("#infoPanel")
    await panel.get_by_role("button", name="Keep while selecting others").click()
    await page.evaluate(
        "key => { const url = new URL(location.href); url.searchParams.set('sel', key);"
        " history.pushState(null, '', url); dispatchEvent(new PopStateEvent('popstate')); }",
        f"release:{release.id}",
    )
    await expect(panel.get_by_role("button", name="Show it")).to_be_visible()
    await expect(panel.get_by_role("heading", level=2)).to_have_text(artist.name)
    await panel.get_by_role("button", name="Show it").click()
    await expect(panel.get_by_role("heading", level=2)).to_have_text(release.name)
