"""The outermost layer: measures each request, and puts on every answer what belongs on all of them."""

import time
from typing import Final

from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from common.web.headers import protected
from explore.metrics import Metrics


HUNG_UP: Final = 499
"""Stands for the status of an answer that nobody waited for."""


class AnswerContext:
    """Measures and adds headers."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        status = HUNG_UP

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(protected(message))

        try:
            await self._app(scope, receive, answer)
        finally:
            self._metrics.answered(_kind(scope), scope["method"], status, time.perf_counter() - began)


def _kind(scope: Scope) -> str:
    """Name of the route that was chosen."""
    route = scope.get("route")
    return route.name if isinstance(route, Route) else "other"
