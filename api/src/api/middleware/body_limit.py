"""A bound on request bodies, announced or streamed."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.error_handlers import answer_to
from api.errors import TooLarge


class BodyLimit:
    """Refuses bodies beyond `max_bytes` with 413: at once when the length is announced, else when the bound is passed."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes
        self._text = f"The request body is larger than {max_bytes} bytes"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
        if announced.isdigit() and int(announced) > self._max_bytes:
            await answer_to(TooLarge(self._text))(scope, receive, send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._max_bytes:
                # Not an ApiError: FastAPI lets only this family pass from under its body parser.
                raise HTTPException(413, self._text)
            return message

        await self._app(scope, counted, send)
