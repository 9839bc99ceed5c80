"""Fixtures of the dashboard's browser tests: Chromium, the real service over canned figures, strict pages.

pytest tests/dashboard/e2e       # no servers needed; the page has to be built (`just web-build`)
"""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from playwright.async_api import Browser, Page
import pytest
import pytest_asyncio

from tests.dashboard.e2e.board import lent
from tests.dashboard.support.canned_site import CannedSite, canned_site
from tests.support.browser import DESKTOP, PHONE, chromium, mark_browser_tests, opened


HERE = Path(__file__).parent
TEST_S = 60


@pytest.hookimpl(tryfirst=True)  # before tests are chosen by their marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of this folder are browser tests, run in the loop that the browser lives in."""
    mark_browser_tests(items, HERE, TEST_S)


@pytest.fixture(scope="session")
def shared_site() -> Iterator[CannedSite]:
    """One service for the whole run of this process; it sends a frame when a scenario is shown."""
    with canned_site(every_s=0) as site:
        yield site


@pytest.fixture
def site(shared_site: CannedSite) -> CannedSite:
    """The service, showing an import at full speed."""
    shared_site.show("importing")
    return shared_site


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium, one for the whole run of this process."""
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def desktop(browser: Browser, shared_site: CannedSite) -> AsyncIterator[Page]:
    """The page of `page`."""
    async with opened(browser, shared_site.url, DESKTOP) as page:
        yield page


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def handheld(browser: Browser, shared_site: CannedSite) -> AsyncIterator[Page]:
    """The page of `phone`."""
    async with opened(browser, shared_site.url, PHONE) as page:
        yield page


@pytest_asyncio.fixture(loop_scope="session")
async def page(desktop: Page, site: CannedSite) -> AsyncIterator[Page]:
    """The dashboard, 1440 x 900, dark, reduced motion, live: tests have it one after the other, since to open it costs more than to look at it.

    It fails on console errors, exceptions, policy violations, requests to other origins. What a test chooses is in the address, and is
    forgotten after it; what is kept in the browser, or is about opening a page, is for `fresh`.
    """
    async with lent(desktop, site) as page:
        yield page


@pytest_asyncio.fixture(loop_scope="session")
async def phone(handheld: Page, site: CannedSite) -> AsyncIterator[Page]:
    """The same on a phone: 390 x 844, touched."""
    async with lent(handheld, site) as page:
        yield page


@pytest_asyncio.fixture(loop_scope="session")
async def fresh(browser: Browser, site: CannedSite) -> AsyncIterator[Page]:
    """An empty page of a new profile, as strict."""
    async with opened(browser, site.url, DESKTOP) as page:
        yield page
