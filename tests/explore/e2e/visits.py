"""One page that is led from address to address and from screen to screen: a reload would cost more than what is looked at."""

from typing import Final

from playwright.async_api import CDPSession, Page, Request, expect

from tests.support.browser import Screen, Theme
from tests.support.waiting import eventually


STILL: Final = 3
"""Looks in a row that must find nothing under way: between an answer and the question that it brings lies a rendering."""
GO: Final = "(address) => { history.pushState(null, '', address); dispatchEvent(new PopStateEvent('popstate')); }"
TWO_FRAMES: Final = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))"


class Visitor:
    """A page and what it fetches."""

    def __init__(self, page: Page, debugger: CDPSession, screen: Screen, theme: Theme) -> None:
        self.page = page
        self.screen = screen
        self.theme: Theme = theme
        self._debugger = debugger
        self._under_way: set[Request] = set()
        page.on("request", lambda request: self._under_way.add(request))
        page.on("requestfinished", lambda request: self._under_way.discard(request))
        page.on("requestfailed", lambda request: self._under_way.discard(request))

    async def go(self, address: str) -> None:
        """Follow a link to an address of the page, and wait until it is there."""
        await self.page.evaluate(GO, address)
        await self.rest()

    async def show(self, screen: Screen, theme: Theme) -> None:
        """Take the page in another hand: its size, its pointer and its theme."""
        if (screen, theme) == (self.screen, self.theme):
            return
        if screen != self.screen:
            await self.page.set_viewport_size({"width": screen.width, "height": screen.height})
            await self._debugger.send("Emulation.setTouchEmulationEnabled", {"enabled": screen.is_touched})
            self.screen = screen
        if theme != self.theme:
            await self.page.emulate_media(color_scheme=theme)
            await self.page.locator(f"html.{theme}").wait_for(state="attached")
            self.theme = theme
        await self.rest()

    async def rest(self) -> None:
        """Wait until nothing is being fetched, awaited or moved any more."""
        await expect(self.page.locator("main")).to_be_visible()
        looks = 0

        async def is_still() -> bool:
            nonlocal looks
            await self.page.evaluate(TWO_FRAMES)
            looks = 0 if self._under_way or await self.page.locator("[aria-busy=true]").count() else looks + 1
            return looks >= STILL

        await eventually(is_still, 20, what="a page at rest")
