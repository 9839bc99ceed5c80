"""The API's internal routes, which compute."""

import asyncio
from dataclasses import dataclass
from typing import Any, Final, Self
from urllib.parse import unquote

import httpx

from common.domain.insights import NEXT_HEADER, SECRET_HEADER, TOTAL_HEADER
from common.runtime.backoff import Backoff
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from insights.settings import InsightsSettings


PREFIX: Final = "/api/internal/insights/"
CONNECT_S: Final = 10.0
WRITE_S: Final = 30.0
POOL_S: Final = 60.0
READ_S: Final = 900.0
SLOW_READ_S: Final = 1800.0
"""Of computations that look at every record."""
ENRICHMENT_READ_S: Final = 3600.0
PROBE_S: Final = 5.0
PAGE_ATTEMPTS: Final = 3
BETWEEN_ATTEMPTS: Final = Backoff(initial=2.0, maximum=30.0)

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ScorePage:
    """A page of rarity scores: JSON objects, one a line."""

    lines: list[bytes]
    total: int
    """Releases in the catalogue."""
    next_after_id: str | None
    """Where the next page begins; `None` on the last one."""


class ApiClient:
    """Asks the API over the wire.

    Args:
        http: A client whose base URL is the API's.
        secret: Opens the internal routes; without it they refuse.
        between_attempts: Waits before a page is asked for again.
    """

    def __init__(self, http: httpx.AsyncClient, secret: str | None, between_attempts: Backoff = BETWEEN_ATTEMPTS) -> None:
        self._http = http
        self._headers = {SECRET_HEADER: secret} if secret else {}
        self._between_attempts = between_attempts

    @classmethod
    def of(cls, http: httpx.AsyncClient, settings: InsightsSettings) -> Self:
        """A client as the settings say."""
        secret = settings.insights_internal_secret
        return cls(http, secret.get_secret_value() if secret else None)

    async def is_ready(self) -> bool:
        """Whether the API answers and has its stores."""
        try:
            answer = await self._http.get("/health", timeout=PROBE_S)
            return bool(answer.json().get("status") == "healthy")
        except (httpx.HTTPError, ValueError, AttributeError):
            return False

    async def items(self, name: str, read_s: float = READ_S, **parameters: Any) -> list[dict[str, Any]]:
        """Rows of a computation.

        Raises:
            httpx.HTTPError: no answer, or none of success.
        """
        answer = await self._http.get(PREFIX + name, params=parameters, headers=self._headers, timeout=_timeout(read_s))
        rows: list[dict[str, Any]] = _checked(answer).json()["items"]
        return rows

    async def enrich(self) -> dict[str, Any]:
        """Let the API ask Discogs for community counts; what it did. Raises as `items`."""
        answer = await self._http.post(PREFIX + "community-enrichment", headers=self._headers, timeout=_timeout(ENRICHMENT_READ_S))
        done: dict[str, Any] = _checked(answer).json()
        return done

    async def scores(self, after_id: str, page_size: int) -> ScorePage:
        """A page of rarity scores; asked for again when the API or its stores are away for a moment. Raises as `items`."""
        for attempt in range(PAGE_ATTEMPTS - 1):
            try:
                return await self._scores(after_id, page_size)
            except httpx.HTTPError as error:
                if not _may_pass(error):
                    raise
                delay_s = round(self._between_attempts.delay(attempt), 1)
                log.warning(Mark.PROCESSING, "A page of rarity scores failed; asking again", after_id=after_id, delay_s=delay_s, error=error)
                await asyncio.sleep(delay_s)
        return await self._scores(after_id, page_size)

    async def _scores(self, after_id: str, page_size: int) -> ScorePage:
        parameters: dict[str, Any] = {"page_size": page_size} | ({"after_id": after_id} if after_id else {})
        answer = _checked(await self._http.get(PREFIX + "rarity-scores", params=parameters, headers=self._headers, timeout=_timeout(SLOW_READ_S)))
        following = answer.headers.get(NEXT_HEADER)
        return ScorePage(answer.content.splitlines(), int(answer.headers[TOTAL_HEADER]), unquote(following) if following else None)


def _timeout(read_s: float) -> httpx.Timeout:
    return httpx.Timeout(connect=CONNECT_S, read=read_s, write=WRITE_S, pool=POOL_S)


def _checked(answer: httpx.Response) -> httpx.Response:
    return answer.raise_for_status()


def _may_pass(error: httpx.HTTPError) -> bool:
    return not isinstance(error, httpx.HTTPStatusError) or error.response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR
