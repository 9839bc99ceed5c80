"""The sockets: every client gets the newest figures, none waits for another, and one that does not take them is dropped.

A client has one place for a frame that is still to be sent. A newer frame takes the place of an older one, so a slow client skips
some, and what it costs is bounded.
"""

import asyncio
from contextlib import suppress
from typing import Final

from starlette.websockets import WebSocket, WebSocketDisconnect

from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from dashboard.models import MetricsUpdate, SystemMetrics


SEND_TIMEOUT_S: Final = 5.0
CLOSE_TIMEOUT_S: Final = 30.0
"""How long a dropped client has to take what was sent before, with the reason at its end; then the connection is cut."""
TRY_AGAIN: Final = 1011
"""Code of closing that makes the page connect again."""

log = get_logger(__name__)


class Client:
    """One open socket."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._next: str | None = None
        self._is_due = asyncio.Event()

    def offer(self, frame: str) -> None:
        """Send this one next."""
        self._next = frame
        self._is_due.set()

    async def send_all(self, timeout_s: float) -> None:
        """Send what is offered, until cancelled.

        Raises:
            TimeoutError: the client did not take a frame in time.
        """
        while True:
            await self._is_due.wait()
            self._is_due.clear()
            frame, self._next = self._next, None
            if frame is not None:
                async with asyncio.timeout(timeout_s):
                    await self._socket.send_text(frame)


class Hub:
    """All open sockets."""

    def __init__(self, *, send_timeout_s: float = SEND_TIMEOUT_S) -> None:
        self._send_timeout_s = send_timeout_s
        self._clients: set[Client] = set()
        self._frame: str | None = None

    def __len__(self) -> int:
        return len(self._clients)

    def show(self, metrics: SystemMetrics) -> None:
        """Send new figures to everybody, without waiting for anybody."""
        self._frame = MetricsUpdate(type="metrics_update", data=metrics).model_dump_json()
        for client in self._clients:
            client.offer(self._frame)

    async def serve(self, socket: WebSocket) -> None:
        """One client, from its first frame until it goes or is dropped. What it says is not listened to."""
        await socket.accept()
        client = Client(socket)
        self._clients.add(client)
        if self._frame is not None:
            client.offer(self._frame)
        sending = asyncio.create_task(client.send_all(self._send_timeout_s))
        reading = asyncio.create_task(_until_gone(socket))
        try:
            await asyncio.wait({sending, reading}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._clients.discard(client)
            for task in (sending, reading):
                task.cancel()
            await asyncio.wait({sending, reading})
        if not sending.cancelled() and isinstance(sending.exception(), TimeoutError):
            log.warning(Mark.TIMEOUT, "A page does not take its figures: dropped", client=socket.client.host if socket.client else None)
            await _close(socket, TRY_AGAIN)


async def _until_gone(socket: WebSocket) -> None:
    with suppress(WebSocketDisconnect):
        while True:
            message = await socket.receive()
            if message["type"] == "websocket.disconnect":
                return


async def _close(socket: WebSocket, code: int) -> None:
    with suppress(TimeoutError, WebSocketDisconnect, RuntimeError):
        async with asyncio.timeout(CLOSE_TIMEOUT_S):
            await socket.close(code)
