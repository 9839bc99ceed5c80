"""What tests do on the dashboard's page again and again."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final

from playwright.async_api import Page, expect

from dashboard.models import PipelineMetrics, SystemMetrics
from tests.dashboard.support.canned import SCENARIOS
from tests.dashboard.support.canned_site import CannedSite
from tests.support.browser import WATCHES


type Scenario = Callable[[datetime], SystemMetrics]

STATUS: Final = "#operational-status-text"
LOG_ENTRY: Final = ".log-entry"
DRAWN: Final = "[data-queue='graphinator-releases'] path"


async def arrive(page: Page, address: str = "/") -> None:
    """Open the page; back when its figures are live."""
    await page.goto(address)
    await connected(page)


async def connected(page: Page) -> None:
    """Wait until figures are live."""
    await expect(page.locator(".status-text")).to_have_text("Connected")


async def showing(page: Page, site: CannedSite, scenario: str | Scenario | None = None) -> None:
    """Show a scenario (or what is shown already) on a live page, and wait until it is there."""
    if scenario is not None:
        site.show(scenario)
    await expect(page.locator(f"footer time[datetime='{site.stamp}']")).to_be_attached()


@asynccontextmanager
async def lent(page: Page, site: CannedSite) -> AsyncIterator[Page]:
    """A page that many tests have, as it is without any choice, and with nothing to complain of when it is given back."""
    if page.url != f"{site.url}/":
        await arrive(page)
    await showing(page, site)
    watch = WATCHES[page]
    try:
        yield page
        assert not watch.unexpected, "the page complains:\n" + "\n".join(watch.unexpected)
    finally:
        watch.complaints.clear()
        watch.tolerated.clear()


def altered(scenario: str, **changes: Any) -> Scenario:
    """A scenario with other top-level figures."""
    return lambda now: SCENARIOS[scenario](now).model_copy(update=changes)


def with_pipeline(scenario: str, name: str, change: Callable[[PipelineMetrics, datetime], PipelineMetrics]) -> Scenario:
    """A scenario with another pipeline in the place of one of its own."""

    def made(now: datetime) -> SystemMetrics:
        metrics = SCENARIOS[scenario](now)
        return metrics.model_copy(update={"pipelines": {**metrics.pipelines, name: change(metrics.pipelines[name], now)}})

    return made
