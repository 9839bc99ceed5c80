"""Every pane, in both themes, on a desk and on a phone: nothing that axe objects to, nothing that has to be scrolled sideways, and a picture.

The long form is the whole matrix; the short one goes through it in turns.
"""

from collections.abc import Sequence
from typing import Final

from playwright.async_api import Browser
import pytest

from tests.explore.e2e.sights import SIGHTS, Guide, arrive
from tests.support.browser import DESKTOP, PHONE, Screen, Theme, opened, shot, sideways, tolerate, violations


THEMES: Final[tuple[Theme, ...]] = ("dark", "light")
CORNERS: Final[tuple[tuple[Screen, Theme], ...]] = ((DESKTOP, "dark"), (PHONE, "light"), (PHONE, "dark"), (DESKTOP, "light"))
SHORT: Final = [(sight, *CORNERS[place % len(CORNERS)]) for place, sight in enumerate(SIGHTS)]
"""Each pane on one screen in one theme, in turn: faults of a theme or a width show in several panes."""


async def look(browser: Browser, site: str, guide: Guide, sight: str, screen: Screen, themes: Sequence[Theme]) -> list[str]:
    """Open a sight, take its picture in each theme; what is wrong with it."""
    faults: list[str] = []
    async with opened(browser, site, screen, themes[0]) as page:
        if sight == "unknown":
            tolerate(page, "404")
        await arrive(page, guide.addresses[sight])
        for theme in themes:
            await page.emulate_media(color_scheme=theme)
            await page.locator(f"html.{theme}").wait_for(state="attached")
            await shot(page, f"{sight}-{theme}-{screen.width}")
            faults += [f"{theme}: {each}" for each in await violations(page)]
        faults += [f"scrolls sideways: {each}" for each in await sideways(page)]
    return faults


@pytest.mark.parametrize(("sight", "screen", "theme"), SHORT, ids=[f"{sight}-{theme}-{screen.width}" for sight, screen, theme in SHORT])
async def test_every_pane_is_accessible_and_fits(browser: Browser, site: str, guide: Guide, sight: str, screen: Screen, theme: Theme) -> None:
    faults = await look(browser, site, guide, sight, screen, (theme,))
    assert not faults, f"{sight} at {screen.width} px:\n" + "\n".join(faults)


@pytest.mark.long
@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["1440", "390"])
async def test_every_pane_is_accessible_and_fits_in_both_themes(browser: Browser, site: str, guide: Guide, sight: str, screen: Screen) -> None:
    faults = await look(browser, site, guide, sight, screen, THEMES)
    assert not faults, f"{sight} at {screen.width} px:\n" + "\n".join(faults)
