"""What tests do on the dashboard's page again and again."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from playwright.async_api import Page, expect

from dashboard.models import PipelineMetrics, SystemMetrics
from tests.dashboard.support.canned import SCENARIOS


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


def altered(scenario: str, **changes: Any) -> Scenario:
    """A scenario with other top-level figures."""
    return lambda now: SCENARIOS[scenario](now).model_copy(update=changes)


def with_pipeline(scenario: str, name: str, change: Callable[[PipelineMetrics, datetime], PipelineMetrics]) -> Scenario:
    """A scenario with another pipeline in the place of one of its own."""

    def made(now: datetime) -> SystemMetrics:
        metrics = SCENARIOS[scenario](now)
        return metrics.model_copy(update={"pipelines": {**metrics.pipelines, name: change(metrics.pipelines[name], now)}})

    return made
