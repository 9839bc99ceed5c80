"""Fixtures of the browser tests: Chromium, the site, and pages that fail a test by what they complain of.

    EXPLORE_URL=http://127.0.0.1:5100 pytest tests/explore/e2e       # a server that runs already: vite's, say
    ./test tests/explore/e2e                                         # all of it: stores, API, insights, explore on the sample catalogue

One browser a process, a fresh profile a page. All tests share one event loop (Playwright's objects belong to the loop that made them), which
is why the marks below are set here and not in each file.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
import os
from pathlib import Path

from playwright.async_api import Browser, Page
import pytest
import pytest_asyncio

from tests.explore.e2e.canvas_bench import build, served
from tests.explore.e2e.sights import Guide, guide_to
from tests.explore.e2e.site import shared_site
from tests.support import browser as strict
from tests.support.browser import DESKTOP, PHONE, Handler, chromium, mark_browser_tests, opened


HERE = Path(__file__).parent
TEST_S = 120


@pytest.hookimpl(tryfirst=True)  # before tests are chosen by their marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of this folder are browser tests, run in the loop that the browser lives in, and come last: the site holds a graph to the end."""
    mark_browser_tests(items, HERE, TEST_S)


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """Base URL of the page, without a slash: `EXPLORE_URL`, else a site of the run's own on the sample catalogue, without limits."""
    if url := os.environ.get("EXPLORE_URL"):
        yield url.rstrip("/")
    elif os.environ.get("TEST_STACK"):
        with shared_site() as url:
            yield url
    else:
        pytest.skip("no site: neither EXPLORE_URL nor TEST_STACK is set (./test sets one)")


@pytest.fixture(scope="session")
def bench_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Base URL of the canvas on a page of its own."""
    folder = tmp_path_factory.mktemp("graph-bench")
    build(folder)
    with served(folder) as url:
        yield url


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium, one for the whole run of this process."""
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, site: str) -> AsyncIterator[Page]:
    """An empty page, 1440 x 900, dark, reduced motion; fails on console errors, exceptions, policy violations, requests to other origins."""
    async with opened(browser, site, DESKTOP) as page:
        yield page


@pytest_asyncio.fixture(loop_scope="session")
async def phone(browser: Browser, site: str) -> AsyncIterator[Page]:
    """The same on a phone: 390 x 844, touched."""
    async with opened(browser, site, PHONE) as page:
        yield page


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def guide(site: str) -> Guide:
    """Addresses of every pane with something in it, and entities that are worth a visit."""
    return await guide_to(site)


@pytest.fixture
def intercept() -> Callable[[Page, str, Handler], Awaitable[None]]:
    """`await intercept(page, "**/api/search*", unavailable())`; `tests.support.browser` has the handlers."""
    return strict.intercept


@pytest.fixture
def tolerate() -> Callable[[Page, str], None]:
    """`tolerate(page, "404.*/api/node/")`: complaints that this test provokes."""
    return strict.tolerate


@pytest.fixture
def axe() -> Callable[[Page], Awaitable[None]]:
    """`await axe(page)`: no violation of any rule and impact."""
    return strict.axe


@pytest.fixture
def shot() -> Callable[[Page, str], Awaitable[Path]]:
    """`await shot(page, "search-dark-1440")`: a picture in the folder of pictures."""
    return strict.shot
