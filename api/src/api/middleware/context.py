"""The outermost layer: names each request, counts it, and puts on every answer what belongs on all of them."""

import re
from typing import Final
import uuid

from starlette.types import ASGIApp, Message, Receive, Scope, Send
import structlog

from api.metrics import HUNG_UP, UNMATCHED, Metrics
from api.requests import current_scope
from common.runtime.logging import get_logger


SECURITY_HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"permissions-policy", b"geolocation=(), microphone=(), camera=()"),
)
SLOW_S: Final = 5.0
_SANE_ID: Final = re.compile(rb"[A-Za-z0-9._:-]{1,64}")

log = get_logger(__name__)


class RequestContext:
    """Sets `current_scope`, binds `request_id` to log lines, measures, and adds headers."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope["request_id"] = _request_id(scope)
        token = current_scope.set(scope)
        ended = self._metrics.request_began()
        status = HUNG_UP

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": _with_common_headers(scope, message.get("headers", ()))}
            await send(message)

        try:
            with structlog.contextvars.bound_contextvars(request_id=scope["request_id"]):
                await self._app(scope, receive, answer)
        finally:
            current_scope.reset(token)
            ended(scope["method"], route_template(scope), status)


def route_template(scope: Scope) -> str:
    """Template of the route that was chosen, e.g. `/api/artist/{artist_id}`: few values, unlike paths."""
    template: str | None = getattr(scope.get("route"), "path", None)
    return template or UNMATCHED


def _request_id(scope: Scope) -> str:
    given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
    return given.decode() if _SANE_ID.fullmatch(given) else uuid.uuid4().hex


def _with_common_headers(scope: Scope, headers: object) -> list[tuple[bytes, bytes]]:
    present: list[tuple[bytes, bytes]] = list(headers)  # type: ignore[call-overload]  # ASGI says "iterable of pairs"
    names = {name.lower() for name, _ in present}
    common = (*SECURITY_HEADERS, (b"x-request-id", scope["request_id"].encode()), *scope.get("limit_headers", ()))
    return present + [(name, value) for name, value in common if name not in names]
