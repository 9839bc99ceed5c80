"""Every state of the page: nothing that axe objects to, nothing that has to be scrolled sideways, and a picture.

The long form is the whole matrix of themes and widths, each state opened anew; the short one goes through it in turns, on one page a width.
"""

from collections.abc import Sequence
from typing import Final

from playwright.async_api import Browser, Page
import pytest

from tests.dashboard.e2e.board import arrive, showing
from tests.dashboard.support.canned_site import CannedSite
from tests.support.browser import DESKTOP, PHONE, Screen, Theme, opened, shot, sideways, violations


THEMES: Final[tuple[Theme, ...]] = ("dark", "light")
SCREENS: Final = (DESKTOP, PHONE)
STATES: Final = ("importing", "idle", "discogs-only", "degraded", "offline", "unknown", "empty", "stores-down", "failed")
ALIKE: Final = ("idle", "degraded", "offline", "unknown")
CORNERS: Final = [(screen, theme) for screen in SCREENS for theme in THEMES]
SHORT: Final = [
    *[("importing", screen, theme) for screen, theme in CORNERS],
    *[(state, *CORNERS[place % len(CORNERS)]) for place, state in enumerate(STATES[1:])],
]
"""An import in all corners; every other state in one, in turn: faults of a theme or a width show in several states."""


async def faults_of(page: Page, state: str, screen: Screen, themes: Sequence[Theme], rules: Sequence[str] = ()) -> list[str]:
    """Take the picture of a state in each theme; what is wrong with it, by all rules or by these alone."""
    faults: list[str] = []
    for theme in themes:
        await page.emulate_media(color_scheme=theme)
        await page.locator(f"html.{theme}").wait_for(state="attached")
        await shot(page, f"dashboard-{state}-{theme}-{screen.width}")
        faults += [f"{theme}: {each}" for each in await violations(page, rules)]
    return faults + [f"scrolls sideways: {each}" for each in await sideways(page)]


@pytest.mark.parametrize("screen", SCREENS, ids=["1440", "390"])
async def test_every_state_is_accessible_and_fits(page: Page, phone: Page, site: CannedSite, screen: Screen) -> None:
    shown, faults = phone if screen.is_touched else page, []
    for state, on, theme in SHORT:
        if on == screen:
            await showing(shown, site, state)
            # What has the parts of an import in the dark differs from it in words and colours.
            rules = ("color-contrast",) if state in ALIKE or (state, theme) == ("importing", "light") else ()
            faults += [f"{state}: {each}" for each in await faults_of(shown, state, screen, (theme,), rules)]
    await shown.emulate_media(color_scheme="dark")
    await shown.locator("html.dark").wait_for(state="attached")
    assert not faults, "\n".join(faults)


@pytest.mark.long
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("screen", SCREENS, ids=["1440", "390"])
async def test_every_state_is_accessible_and_fits_in_both_themes(browser: Browser, site: CannedSite, state: str, screen: Screen) -> None:
    site.show(state)
    async with opened(browser, site.url, screen, THEMES[0]) as page:
        await arrive(page)
        faults = await faults_of(page, state, screen, THEMES)
    assert not faults, f"{state} at {screen.width} px:\n" + "\n".join(faults)
