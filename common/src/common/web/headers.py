"""What every answer carries that a browser may open."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from common.web.policy import NOTHING, SECURITY_HEADERS


def protected(message: Message) -> Message:
    """A message of an answer; its beginning with the headers that protect it, where it has none of its own."""
    if message["type"] != "http.response.start":
        return message
    headers = MutableHeaders(raw=list(message.get("headers", ())))
    for name, value in SECURITY_HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("content-security-policy", NOTHING)
    return {**message, "headers": headers.raw}


class ProtectiveHeaders:
    """Middleware that adds them, and nothing else."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def answer(message: Message) -> None:
            await send(protected(message))

        await self._app(scope, receive, answer)
