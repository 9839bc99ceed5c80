"""Every state of the page: nothing that axe objects to, nothing that has to be scrolled sideways, and a picture.

The long form is the whole matrix of themes and widths; the short one goes through it in turns.
"""

from collections.abc import Sequence
from typing import Final

from playwright.async_api import Browser
import pytest

from tests.dashboard.e2e.board import arrive
from tests.dashboard.support.canned_site import CannedSite
from tests.support.browser import DESKTOP, PHONE, Screen, Theme, opened, shot, sideways, violations


THEMES: Final[tuple[Theme, ...]] = ("dark", "light")
SCREENS: Final = (DESKTOP, PHONE)
STATES: Final = ("importing", "idle", "discogs-only", "degraded", "offline", "unknown", "empty", "stores-down", "failed")
CORNERS: Final = [(screen, theme) for screen in SCREENS for theme in THEMES]
SHORT: Final = [
    *[("importing", screen, theme) for screen, theme in CORNERS],
    *[(state, *CORNERS[place % len(CORNERS)]) for place, state in enumerate(STATES[1:])],
]
"""An import in all corners; every other state in one, in turn: faults of a theme or a width show in several states."""


async def look(browser: Browser, site: CannedSite, state: str, screen: Screen, themes: Sequence[Theme]) -> list[str]:
    """Open the page in a state, take its picture in each theme; what is wrong with it."""
    faults: list[str] = []
    site.show(state)
    async with opened(browser, site.url, screen, themes[0]) as page:
        await arrive(page)
        for theme in themes:
            await page.emulate_media(color_scheme=theme)
            await page.locator(f"html.{theme}").wait_for(state="attached")
            await shot(page, f"dashboard-{state}-{theme}-{screen.width}")
            faults += [f"{theme}: {each}" for each in await violations(page)]
        faults += [f"scrolls sideways: {each}" for each in await sideways(page)]
    return faults


@pytest.mark.parametrize(("state", "screen", "theme"), SHORT, ids=[f"{state}-{theme}-{screen.width}" for state, screen, theme in SHORT])
async def test_every_state_is_accessible_and_fits(browser: Browser, site: CannedSite, state: str, screen: Screen, theme: Theme) -> None:
    faults = await look(browser, site, state, screen, (theme,))
    assert not faults, f"{state} at {screen.width} px:\n" + "\n".join(faults)


@pytest.mark.long
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("screen", SCREENS, ids=["1440", "390"])
async def test_every_state_is_accessible_and_fits_in_both_themes(browser: Browser, site: CannedSite, state: str, screen: Screen) -> None:
    faults = await look(browser, site, state, screen, THEMES)
    assert not faults, f"{state} at {screen.width} px:\n" + "\n".join(faults)
