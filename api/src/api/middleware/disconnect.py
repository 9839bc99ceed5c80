"""A client that hangs up frees what its request holds: the handler is cancelled, and with it its queries."""

import asyncio
from collections import deque

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class CancelOnDisconnect:
    """Runs the application in a task of its own, and cancels it when the client goes away.

    The client is watched as soon as its request has been read: at once where there is no body, else after the handler read it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await _Exchange(receive, send).run(self._app, scope)


class _Exchange:
    """One request and its answer."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._unread: deque[Message] = deque()
        self._handler: asyncio.Task[None] | None = None
        self._watcher: asyncio.Task[Message] | None = None
        self._is_answered = False
        self._has_hung_up = False

    async def run(self, app: ASGIApp, scope: Scope) -> None:
        if not _announces_body(scope):
            while not self._unread or self._unread[-1].get("more_body", False):
                self._unread.append(await self._receive())
            if self._unread[-1]["type"] == "http.disconnect":
                return
        handler = self._handler = asyncio.create_task(_awaited(app, scope, self._read, self._write))
        if self._unread:
            self._watcher = asyncio.create_task(self._watch())
        try:
            await asyncio.wait({handler})
        finally:
            if self._watcher is not None:
                self._watcher.cancel()
            if not handler.done():  # the server ends this request
                handler.cancel()
                await asyncio.wait({handler})
        if self._has_hung_up:
            # Nobody is left to answer; a store's complaint about the cancelled query is no event either.
            if not handler.cancelled():
                handler.exception()
            return
        handler.result()

    async def _read(self) -> Message:
        if self._unread:
            return self._unread.popleft()
        if self._watcher is not None:
            return await asyncio.shield(self._watcher)
        message = await self._receive()
        if not message.get("more_body", False):
            self._watcher = asyncio.create_task(self._watch())
        return message

    async def _write(self, message: Message) -> None:
        if message["type"] == "http.response.body" and not message.get("more_body", False):
            self._is_answered = True  # what runs after the answer is no longer the client's
        await self._send(message)

    async def _watch(self) -> Message:
        message = await self._receive()
        while message["type"] != "http.disconnect":
            message = await self._receive()
        if not self._is_answered and self._handler is not None:
            self._has_hung_up = True
            self._handler.cancel()
        return message


async def _awaited(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    await app(scope, receive, send)


def _announces_body(scope: Scope) -> bool:
    return any(name == b"transfer-encoding" or (name == b"content-length" and value != b"0") for name, value in scope["headers"])
