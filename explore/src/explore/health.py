"""What health probes are told: that this process serves, and whether what it serves is of use."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import httpx

from common.runtime.errors import describe_exception
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from explore.metrics import Metrics


PROBE_INTERVAL_S: Final = 5.0
PROBE_TIMEOUT_S: Final = 5.0

log = get_logger(__name__)


@dataclass(slots=True)
class Health:
    """Health of the process. `payload` may be called by any thread."""

    metrics: Metrics
    page_error: str | None = None
    api_error: str | None = "not asked yet"

    @property
    def is_ready(self) -> bool:
        """Whether the page is there and the API answers."""
        return self.page_error is None and self.api_error is None

    def payload(self, *, is_serving: bool = True) -> dict[str, Any]:
        """Always healthy while the process serves: to restart it mends neither the API nor a page that was not built."""
        return {
            "status": "healthy" if is_serving else "starting",
            "service": "explore",
            "timestamp": datetime.now(UTC).isoformat(),
            "ready": self.is_ready,
            "api": {"status": "up" if self.api_error is None else "down", "error": self.api_error},
            "page": {"status": "built" if self.page_error is None else "missing", "error": self.page_error},
        }

    @asynccontextmanager
    async def watching(self, client: httpx.AsyncClient) -> AsyncIterator[None]:
        """Ask the API now and every few seconds, until the context ends."""
        task = asyncio.create_task(self._watch(client), name="probe of the API")
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _watch(self, client: httpx.AsyncClient) -> None:
        while True:
            error = await _ask(client)
            if (error is None) != (self.api_error is None):
                if error is None:
                    log.info(Mark.OK, "The API answers")
                else:
                    log.warning(Mark.WARNING, "The API does not answer", error=error)
            self.api_error = error
            self.metrics.is_ready(self.is_ready)
            await asyncio.sleep(PROBE_INTERVAL_S)


async def _ask(client: httpx.AsyncClient) -> str | None:
    """What is wrong with the API."""
    try:
        answer = await client.get("/health", timeout=PROBE_TIMEOUT_S)
        status = answer.json().get("status")
    except (httpx.HTTPError, ValueError, AttributeError) as error:
        return describe_exception(error)
    return None if answer.status_code == 200 and status == "healthy" else f"it says {status} ({answer.status_code})"
