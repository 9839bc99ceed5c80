"""A bound on request bodies, announced or streamed."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BodyLimit:
    """Refuses bodies beyond `max_bytes` with 413: at once when the length is announced, else when the bound is passed."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        taken = int(announced) if announced.isdigit() else 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            if message["type"] == "http.request":
                taken += len(message.get("body", b""))
                self._check(taken)
            return message

        self._check(taken)
        taken = 0
        await self._app(scope, counted, send)

    def _check(self, size: int) -> None:
        if size > self._max_bytes:
            # Not an ApiError: FastAPI lets only this family pass from under its body parser.
            raise HTTPException(413, f"The request body is larger than {self._max_bytes} bytes")
