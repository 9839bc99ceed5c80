"""Every pane, in both themes, on a desk and on a phone: nothing that axe objects to, nothing that has to be scrolled sideways.

The short form visits the panes in one page that changes its theme, its width and its pointer. The long form opens a page of its own for each
screen, and takes pictures.
"""

from collections.abc import AsyncIterator, Sequence
from typing import Final

from playwright.async_api import Browser, Page
import pytest
import pytest_asyncio

from tests.explore.e2e.sights import SIGHTS, Guide, arrive
from tests.explore.e2e.visits import Visitor
from tests.support.browser import DESKTOP, PHONE, Screen, Theme, opened, shot, sideways, tolerate, violations


THEMES: Final[tuple[Theme, ...]] = ("dark", "light")
NOBODY: Final = "404.*999999999"
"""What the page of an unknown entity complains of."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def visitor(browser: Browser, site: str) -> AsyncIterator[Visitor]:
    """A page that goes from pane to pane."""
    async with opened(browser, site) as page:
        tolerate(page, NOBODY)
        await page.goto("/")
        yield Visitor(page, await page.context.new_cdp_session(page), DESKTOP, "dark")


@pytest.mark.parametrize("sight", SIGHTS)
async def test_every_pane_is_accessible_and_fits(visitor: Visitor, guide: Guide, sight: str) -> None:
    faults: list[str] = []
    await visitor.go(guide.addresses[sight])
    for screen, theme, rules in around(visitor):
        await visitor.show(screen, theme)
        faults += [f"{theme}, {screen.width} px: {each}" for each in await violations(visitor.page, rules)]
        faults += [f"scrolls sideways at {screen.width} px: {each}" for each in await sideways(visitor.page)]
    assert not faults, f"{sight}:\n" + "\n".join(faults)


def around(visitor: Visitor) -> list[tuple[Screen, Theme, tuple[str, ...]]]:
    """All screens and themes from where the visitor is, with few changes of the dear theme, and the rules that are asked in each.

    A theme changes colours alone, so the second one is asked about those.
    """
    theme, screen = visitor.theme, visitor.screen
    other_theme: Theme = "light" if theme == "dark" else "dark"
    other_screen = PHONE if screen == DESKTOP else DESKTOP
    colours = ("color-contrast",)
    return [(screen, theme, ()), (other_screen, theme, ()), (other_screen, other_theme, colours), (screen, other_theme, colours)]


@pytest.mark.long
@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["1440", "390"])
async def test_every_pane_has_its_pictures(browser: Browser, site: str, guide: Guide, sight: str, screen: Screen) -> None:
    faults = await look(browser, site, guide.addresses[sight], sight, screen, THEMES)
    assert not faults, f"{sight} at {screen.width} px:\n" + "\n".join(faults)


async def look(browser: Browser, site: str, address: str, sight: str, screen: Screen, themes: Sequence[Theme]) -> list[str]:
    """Open a sight, take its picture in each theme; what is wrong with it."""
    faults: list[str] = []
    async with opened(browser, site, screen, themes[0]) as page:
        tolerate(page, NOBODY)
        await arrive(page, address)
        for theme in themes:
            await page.emulate_media(color_scheme=theme)
            await page.locator(f"html.{theme}").wait_for(state="attached")
            await shot(page, f"{sight}-{theme}-{screen.width}")
            faults += [f"{theme}: {each}" for each in await violations(page)]
        faults += [f"scrolls sideways: {each}" for each in await sideways(page)]
    return faults


async def test_the_visitor_has_the_pointer_of_a_phone(visitor: Visitor) -> None:
    """Else the panes would be looked at with the sizes of a mouse."""
    coarse = "matchMedia('(pointer: coarse)').matches"
    await visitor.show(PHONE, "dark")
    assert await _of(visitor.page, coarse)
    await visitor.show(DESKTOP, "dark")
    assert not await _of(visitor.page, coarse)


async def _of(page: Page, question: str) -> bool:
    return bool(await page.evaluate(question))
