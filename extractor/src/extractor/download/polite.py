"""HTTP as a guest: a gap between requests, patience when told to wait, no request twice at a time.

Throttled answers (429, 503) are waited out here and cost no attempt of a download; every other status is the caller's business.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
import random
import time
from typing import Final

import httpx

from common.runtime.errors import DiscogsographyError, describe_exception
from common.runtime.logging import get_logger
from common.runtime.marks import Mark


USER_AGENT: Final = "discogsography-extractor/0.1.0 (+https://github.com/discogsography/discogsography)"
THROTTLED: Final = (429, 503)
THROTTLE_RETRIES: Final = 5
THROTTLE_INITIAL_S: Final = 30.0
JITTER: Final = 0.1
TIMEOUT: Final = httpx.Timeout(120.0, pool=None)
MAX_REDIRECTS: Final = 10

type Sleep = Callable[[float], Awaitable[None]]

log = get_logger(__name__)


class RequestFailed(DiscogsographyError):  # noqa: N818 - named for what it is
    """A request brought no usable answer."""


def retry_after_s(value: str | None, now: datetime) -> float | None:
    """Seconds that a `Retry-After` header asks for, in either form; `None` when it is absent or unreadable."""
    if value is None:
        return None
    text = value.strip()
    if text.isdecimal():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now).total_seconds())


class PoliteClient:
    """One per site and run. Bodies come as they are served, since checksums are over those bytes."""

    def __init__(
        self,
        *,
        gap_s: float,
        retry_cap_s: float,
        sleep: Sleep = asyncio.sleep,
        monotonic: Callable[[], float] = time.monotonic,
        utc_now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._gap_s = gap_s
        self._cap_s = retry_cap_s
        self._sleep = sleep
        self._monotonic = monotonic
        self._utc_now = utc_now
        self._turn = asyncio.Lock()
        self._next_at = 0.0
        self._client = httpx.AsyncClient(
            follow_redirects=True,
            max_redirects=MAX_REDIRECTS,
            timeout=TIMEOUT,
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
        )

    async def __aenter__(self) -> "PoliteClient":
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close its connections."""
        await self._client.aclose()

    @asynccontextmanager
    async def stream(self, url: str, headers: Mapping[str, str] | None = None) -> AsyncIterator[httpx.Response]:
        """An answer whose body is still to be read with `aiter_raw`.

        Raises:
            RequestFailed: no connection, a broken one, or throttled too often.
        """
        try:
            for throttled in range(THROTTLE_RETRIES + 1):
                await self._wait_for_turn()
                async with self._client.stream("GET", url, headers=dict(headers or {})) as response:
                    if response.status_code not in THROTTLED:
                        yield response
                        return
                    wait_s = self._throttle_wait(response, throttled)
                if throttled < THROTTLE_RETRIES:
                    log.warning(Mark.THROTTLED, "Asked to wait", url=url, status=response.status_code, wait_s=round(wait_s, 1))
                    await self._sleep(wait_s)
        except httpx.HTTPError as error:
            raise RequestFailed(f"GET {url}: {describe_exception(error)}") from error
        raise RequestFailed(f"GET {url}: rate limited ({response.status_code}) after {THROTTLE_RETRIES} retries")

    async def text(self, url: str) -> str:
        """A small text body.

        Raises:
            RequestFailed: as `stream`, and any status but 2xx.
        """
        async with self.stream(url) as response:
            if not response.is_success:
                raise RequestFailed(f"GET {url}: status {response.status_code}")
            body = b"".join([piece async for piece in response.aiter_raw()])
        return body.decode(errors="replace")

    def _throttle_wait(self, response: httpx.Response, throttled: int) -> float:
        asked = retry_after_s(response.headers.get("retry-after"), self._utc_now())
        if asked is None:
            asked = THROTTLE_INITIAL_S * 2**throttled * (1 + JITTER * random.random())  # noqa: S311 - spreads requests, guards nothing
        return min(asked, self._cap_s)

    async def _wait_for_turn(self) -> None:
        async with self._turn:
            if (wait_s := self._next_at - self._monotonic()) > 0:
                await self._sleep(wait_s)
            self._next_at = self._monotonic() + self._gap_s
