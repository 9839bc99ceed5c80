"""From the page to the API: one request out for each one in, on connections that are kept.

An ASGI application. While it waits for the API it watches the browser: when that goes away, the connection to the API is closed, which ends
the work there.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Collection
from contextlib import asynccontextmanager
from typing import Final
import uuid

import httpx
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from explore.headers import Headers, client_of, request_headers, response_headers, scheme_of, value_of
from explore.metrics import Metrics
from explore.targets import Refused, Target, target_of


TIMEOUT_S: Final = 150.0
"""For connecting, sending, and each wait for bytes; for a stream only until its first ones."""
KEPT_S: Final = 3.0
"""How long an idle connection is kept: shorter than the API's server keeps it, so that it never closes one that is being used again."""
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"})
WITHOUT_BODY: Final = frozenset({204, 304})
EVENTS: Final = "text/event-stream"
REQUEST_ID: Final = b"x-request-id"

log = get_logger(__name__)


@asynccontextmanager
async def api_client(base_url: str) -> AsyncIterator[httpx.AsyncClient]:
    """The one client of the process: no redirects followed, no proxy of the environment, as many connections as browsers are waiting."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=100, keepalive_expiry=KEPT_S)
    async with httpx.AsyncClient(base_url=base_url, timeout=TIMEOUT_S, limits=limits, trust_env=False, follow_redirects=False) as client:
        yield client


class Proxy:
    """Hands requests below `/api/` to the API.

    Args:
        trusted: Addresses of proxies in front of this service.
        max_body_bytes: Largest request body.
        timeout_s: See `TIMEOUT_S`.
    """

    def __init__(self, metrics: Metrics, *, trusted: Collection[str], max_body_bytes: int, timeout_s: float = TIMEOUT_S) -> None:
        self.client: httpx.AsyncClient | None = None  # there while the application runs
        self._metrics = metrics
        self._trusted = trusted
        self._max_body_bytes = max_body_bytes
        self._timeout_s = timeout_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["method"] not in METHODS:
            await _refuse(405, "Method Not Allowed", "method_not_allowed", headers={"allow": ", ".join(sorted(METHODS))})(scope, receive, send)
            return
        target = target_of(scope["raw_path"], scope["query_string"])
        if isinstance(target, Refused):
            await _refuse(target.status, target.reason, "not_found" if target.status == 404 else "invalid")(scope, receive, send)
            return
        try:
            body = await _read(receive, self._max_body_bytes)
        except _HungUp:
            return
        if body is None:
            await _refuse(413, "The request is too large", "too_large")(scope, receive, send)
            return
        await _until_hung_up(self._exchange(scope, target, body, send), receive)

    async def _exchange(self, scope: Scope, target: Target, body: bytes, send: Send) -> None:
        """Ask the API and hand its answer on. Once an answer has begun, nothing but its end can follow."""
        try:
            async with asyncio.timeout(self._timeout_s):  # also where the client's own would begin anew with every byte
                answer = await self._ask(scope, target, body)
        except (TimeoutError, httpx.TimeoutException) as error:
            log.warning(Mark.TIMEOUT, "The API did not answer in time", path=scope["path"], error=error)
            await _refuse(504, "Request timed out", "timed_out")(scope, _no_more, send)
            return
        except httpx.TransportError as error:
            log.warning(Mark.WARNING, "The API cannot be reached", path=scope["path"], error=error)
            await _refuse(502, "Upstream service error", "upstream_failed")(scope, _no_more, send)
            return
        try:
            if value_of(answer.headers.raw, b"content-type").lower().startswith(EVENTS):
                await self._stream(scope, answer, send)
            else:
                await self._whole(scope, answer, send)
        finally:
            await asyncio.shield(answer.aclose())

    async def _ask(self, scope: Scope, target: Target, body: bytes) -> httpx.Response:
        assert self.client is not None, "the application has not been started"
        peer = scope["client"][0] if scope.get("client") else "unknown"
        sent: Headers = scope["headers"]
        request = self.client.build_request(
            scope["method"],
            "/api/",
            content=body or None,
            headers=request_headers(
                sent,
                client=client_of(peer, sent, self._trusted),
                scheme=scheme_of(scope["scheme"], peer, sent, self._trusted),
                is_stream=target.is_stream,
            ),
            timeout=httpx.Timeout(self._timeout_s, read=None) if target.is_stream else self._timeout_s,
            extensions={"target": target.raw},  # byte for byte: URLs of the library are normalised
        )
        return await self.client.send(request, stream=True)

    async def _whole(self, scope: Scope, answer: httpx.Response, send: Send) -> None:
        try:
            async with asyncio.timeout(self._timeout_s):
                content = await answer.aread()
        except (TimeoutError, httpx.TimeoutException) as error:
            log.warning(Mark.TIMEOUT, "The API did not finish its answer in time", path=scope["path"], error=error)
            await _refuse(504, "Request timed out", "timed_out")(scope, _no_more, send)
            return
        except (httpx.TransportError, httpx.DecodingError) as error:
            log.warning(Mark.WARNING, "The API broke off its answer", path=scope["path"], error=error)
            await _refuse(502, "Upstream service error", "upstream_failed")(scope, _no_more, send)
            return
        headers = response_headers(answer.headers.raw, is_decoded="content-encoding" in answer.headers)
        if scope["method"] == "HEAD":  # the length that a GET would have had, where it is known
            length = "" if "content-encoding" in answer.headers else answer.headers.get("content-length", "")
        else:
            length = "" if answer.status_code in WITHOUT_BODY else str(len(content))
        if length:
            headers.append((b"content-length", length.encode()))
        await send({"type": "http.response.start", "status": answer.status_code, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    async def _stream(self, scope: Scope, answer: httpx.Response, send: Send) -> None:
        """Bytes as they come, still packed if the API packed them all the same."""
        headers = [*response_headers(answer.headers.raw, is_decoded=False), (b"x-accel-buffering", b"no")]
        await send({"type": "http.response.start", "status": answer.status_code, "headers": headers})
        with self._metrics.streaming():
            try:
                async for piece in answer.aiter_raw():
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
            except httpx.TransportError as error:
                log.warning(Mark.WARNING, "The API broke off a stream", path=scope["path"], error=error)
        await send({"type": "http.response.body", "body": b""})


class _HungUp(Exception):  # noqa: N818 - not an error: nobody is left to answer
    """The browser went away before its request was complete."""


async def _read(receive: Receive, limit_bytes: int) -> bytes | None:
    """Body of the request; `None` when it is too large."""
    pieces: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _HungUp
        pieces.append(message.get("body", b""))
        size += len(pieces[-1])
        if size > limit_bytes:
            return None
        if not message.get("more_body", False):
            return b"".join(pieces)


async def _until_hung_up(work: Awaitable[None], receive: Receive) -> None:
    """Do the work, and give it up when the browser goes away."""
    task = asyncio.ensure_future(work)
    gone = asyncio.create_task(_hung_up(receive))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        gone.cancel()
        if not task.done():
            task.cancel()
            await asyncio.wait({task})
    if not task.cancelled():
        task.result()


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _no_more() -> dict[str, str]:
    return {"type": "http.disconnect"}


def _refuse(status: int, error: str, code: str, *, headers: dict[str, str] | None = None) -> JSONResponse:
    """An error in the form that the API has for its own."""
    request_id = uuid.uuid4().hex
    body = {"error": error, "detail": error, "code": code, "request_id": request_id}
    return JSONResponse(body, status, headers={"x-request-id": request_id, **(headers or {})})
