"""A browser that is strict: what a page complains of fails the test, unless the test said that it would."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
import os
from pathlib import Path
import re
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from playwright.async_api import Browser, ConsoleMessage, Page, Request, Route, async_playwright, expect
import pytest
import pytest_asyncio

from tests.support.real_data import REPOSITORY
from utilities.stack.install import browser_program


type Theme = Literal["dark", "light"]
type Handler = Callable[[Route], Awaitable[None]]

FLAGS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WAIT_MS: Final = 10_000
"""How long what takes a moment may take on a busy machine."""
LOAD_FAILED: Final = "Failed to load resource"
AXE: Final = REPOSITORY / "node_modules" / "axe-core" / "axe.min.js"


@dataclass(frozen=True, slots=True)
class Screen:
    """What a page is looked at on."""

    width: int
    height: int
    is_touched: bool = False


DESKTOP: Final = Screen(1440, 900)
PHONE: Final = Screen(390, 844, is_touched=True)


@dataclass  # without slots: Playwright notes its wrappers of handlers on the object
class Watch:
    """What a page has complained of: errors of the console (violations of the content policy are such), exceptions that nothing caught, and
    requests to other origins."""

    origin: str
    complaints: list[str] = field(default_factory=list)
    tolerated: list[re.Pattern[str]] = field(default_factory=list)
    answered: set[str] = field(default_factory=set)
    """URLs that the test itself has answered: that they failed is no complaint."""

    def attach(self, page: Page) -> None:
        """Listen to a page and to what it opens."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"uncaught: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        url = str(message.location.get("url", ""))
        if message.type != "error" or (message.text.startswith(LOAD_FAILED) and url in self.answered):
            return
        self.complaints.append(f"console: {message.text} ({url})")

    def _request(self, request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme in ("http", "https") and f"{url.scheme}://{url.netloc}" != self.origin:
            self.complaints.append(f"foreign origin: {request.method} {request.url}")

    @property
    def unexpected(self) -> list[str]:
        """Complaints that the test did not foresee."""
        return [each for each in self.complaints if not any(pattern.search(each) for pattern in self.tolerated)]


WATCHES: Final[dict[Page, Watch]] = {}
"""Watch of every open page."""


@asynccontextmanager
async def opened(browser: Browser, site: str, screen: Screen = DESKTOP, theme: Theme = "dark", **options: Any) -> AsyncIterator[Page]:
    """A page of a fresh browser profile, still empty: `await page.goto("/?pane=search")`. It must have nothing to complain of when it closes.

    Args:
        options: Of the browser context, e.g. `reduced_motion="no-preference"`.
    """
    context = await browser.new_context(
        base_url=site,
        viewport={"width": screen.width, "height": screen.height},
        has_touch=screen.is_touched,
        is_mobile=screen.is_touched,
        color_scheme=theme,
        **{"reduced_motion": "reduce", "locale": "en-GB", "service_workers": "block", **options},
    )
    context.set_default_timeout(WAIT_MS)
    expect.set_options(timeout=WAIT_MS)
    page = await context.new_page()
    watch = WATCHES[page] = Watch(site)
    watch.attach(page)
    try:
        yield page
        assert not watch.unexpected, "the page complains:\n" + "\n".join(watch.unexpected)
    finally:
        del WATCHES[page]
        await context.close()


def tolerate(page: Page, pattern: str) -> None:
    """Foresee complaints that hold this regular expression; each has the form `console: text (url)`."""
    WATCHES[page].tolerated.append(re.compile(pattern))


async def intercept(page: Page, pattern: str | re.Pattern[str], handler: Handler) -> None:
    """Answer requests in place of the service; `pattern` is a glob of the whole URL, e.g. `**/api/search*`, or a regular expression."""
    watch = WATCHES[page]

    async def answer(route: Route) -> None:
        watch.answered.add(route.request.url)
        await handler(route)

    await page.route(pattern, answer)


def replying(status: int = 200, body: object = None, *, text: str | None = None, headers: Mapping[str, str] | None = None) -> Handler:
    """Handler: a JSON answer, or `text` as it is."""

    async def handle(route: Route) -> None:
        if text is None:
            await route.fulfill(status=status, json=body, headers={"content-type": "application/json", **(headers or {})})
        else:
            await route.fulfill(status=status, body=text, headers={"content-type": "application/json", **(headers or {})})

    return handle


def refusing(status: int, code: str, error: str, *, retry_after_s: int | None = None) -> Handler:
    """Handler: an error in the API's form."""
    headers = {} if retry_after_s is None else {"retry-after": str(retry_after_s)}
    return replying(status, {"error": error, "detail": error, "code": code, "request_id": "test"}, headers=headers)


def limited(retry_after_s: int = 1) -> Handler:
    """Handler: 429, as the API says it."""
    return refusing(429, "rate_limited", "Rate limit exceeded: 30 per 1 minute", retry_after_s=retry_after_s)


def unavailable() -> Handler:
    """Handler: 503."""
    return refusing(503, "unavailable", "Service not ready")


def garbage() -> Handler:
    """Handler: success, with a body that is no JSON."""
    return replying(200, text="<html>{not json")


def hang_up() -> Handler:
    """Handler: the connection breaks."""

    async def handle(route: Route) -> None:
        await route.abort("connectionreset")

    return handle


def slow(until: asyncio.Event, then: Handler | None = None) -> Handler:
    """Handler: nothing until the event is set, then the real answer or that of `then`."""

    async def handle(route: Route) -> None:
        await until.wait()
        await (then(route) if then else route.continue_())

    return handle


async def violations(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """What axe finds with all its rules, or with these alone, whatever their impact: a text each, with the elements."""
    # Evaluated by the debugger, which the content policy does not bind, unlike a script element.
    if not await page.evaluate("() => typeof axe === 'object'"):
        await page.evaluate(AXE.read_text(encoding="utf-8"))
    options: dict[str, Any] = {"resultTypes": ["violations"], "preload": False}
    if rules:
        options["runOnly"] = {"type": "rule", "values": list(rules)}
    found: list[dict[str, Any]] = await page.evaluate("async (options) => (await axe.run(document, options)).violations", options)
    return [
        f"{each['id']} ({each['impact']}): {each['help']}\n"
        + "\n".join(f"    {' '.join(map(str, node['target']))}  {node['html'][:160]}\n      {node['failureSummary']}" for node in each["nodes"])
        for each in found
    ]


async def sideways(page: Page) -> list[str]:
    """What makes the page wider than the screen: elements that reach beyond it, when it can be scrolled sideways."""
    found: list[str] = await page.evaluate(
        """() => {
            const width = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= width) return [];
            return [...document.querySelectorAll("body *")].filter((each) => each.getBoundingClientRect().right > width + 0.5)
                .slice(0, 8).map((each) => `${each.tagName}.${each.className} ends at ${each.getBoundingClientRect().right}`);
        }"""
    )
    return found


async def axe(page: Page) -> None:
    """Fail on any violation that axe finds, of any impact."""
    found = await violations(page)
    assert not found, f"axe at {page.url}:\n" + "\n".join(found)


def pictures() -> Path:
    """Folder of the pictures that tests take."""
    folder = Path(os.environ.get("PICTURES_DIR") or REPOSITORY / ".stack" / "test" / "pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


async def shot(page: Page, name: str) -> Path:
    """Take a picture of what is visible: `<name>.png` in the folder of pictures."""
    path = pictures() / f"{name}.png"
    await page.screenshot(path=path, animations="disabled", caret="hide")
    return path


def mark_browser_tests(items: list[pytest.Item], folder: Path, timeout_s: int) -> None:
    """Mark what is in a folder as browser tests, which run in the loop that the browser lives in, and let them come last.

    Args:
        timeout_s: Of each; the first one waits for the site.
    """
    within = f"{folder}{os.sep}"  # compared as texts: thousands of paths take a second of each process
    for item in items:
        if str(item.path).startswith(within):
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.timeout(timeout_s, func_only=True))
            if pytest_asyncio.is_async_test(item):
                item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
    items.sort(key=lambda item: str(item.path).startswith(within))


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A browser, for as long as the context lasts."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=browser_program(), args=FLAGS)
        try:
            yield browser
        finally:
            await browser.close()
