"""Names in paths: a percent-encoded slash does not end a segment.

Servers decode a path before it is routed, so `/api/node/Funk%20%2F%20Soul` would have one segment too many. The encoded slash is
routed as one letter of the private use area; `models.Text` makes it a slash again.
"""

from urllib.parse import unquote

from starlette.types import ASGIApp, Receive, Scope, Send

from api.models import ENCODED_SLASH


class EncodedSlashes:
    """Routes by the raw path where it has an encoded slash."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http":
            raw: bytes = scope.get("raw_path") or b""
            if b"%2f" in raw.lower():
                path = raw.decode("ascii", "replace").replace("%2f", ENCODED_SLASH).replace("%2F", ENCODED_SLASH)
                scope["path"] = unquote(path)
        await self._app(scope, receive, send)
