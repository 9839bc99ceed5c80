"""Who is calling: one person over stdio, anybody who may over HTTP."""

from collections.abc import Mapping
import hmac
import time
from typing import Any, Final

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from mcp_server.client import ApiClient
from mcp_server.reading import WHOLE, Reading


APP_TOKEN: Final = "dscg_"  # noqa: S105 - the prefix, not a token
KNOWN_FOR_S: Final = 60.0
MOST_KNOWN: Final = 1_000


class Desk:
    """What tools work with.

    Args:
        api: Client of the API.
        own_token: The app token of the one person at the other end of stdio; `None` over HTTP, where each caller sends their own.
    """

    def __init__(self, api: ApiClient, own_token: str | None) -> None:
        self._api = api
        self._own_token = own_token

    async def get(self, path: str, *, token: str | None = None, reading: Reading | None = WHOLE, **parameters: Any) -> Any:
        """As `ApiClient.get`. Without `token` the question is anonymous."""
        return await self._api.get(path, token=token, reading=reading, **parameters)

    async def post(self, path: str, body: Mapping[str, Any], *, timeout_s: float) -> Any:
        """As `ApiClient.post`, anonymous."""
        return await self._api.post(path, body, timeout_s=timeout_s)

    def token_of(self, headers: Mapping[str, str] | None) -> str | None:
        """App token of the caller: their bearer over HTTP, the process's own over stdio."""
        return self._own_token or app_token((headers or {}).get("authorization"))


def app_token(authorization: str | None) -> str | None:
    """The app token of an Authorization header, if it is one."""
    bearer = bearer_of(authorization)
    return bearer if bearer and bearer.startswith(APP_TOKEN) else None


def bearer_of(authorization: str | None) -> str | None:
    """The credential of an Authorization header `Bearer …`."""
    scheme, _, credential = (authorization or "").partition(" ")
    return credential.strip() or None if scheme.lower() == "bearer" else None


class BearerGate:
    """Lets in who sends the server's bearer, or an app token that the API knows.

    Args:
        app: What is behind the gate.
        bearer: The server's bearer; `None`: everybody is let in (only on loopback).
        api: Asked about app tokens; its word is kept for a minute.
        open_paths: Paths that nobody needs a credential for.
    """

    def __init__(self, app: ASGIApp, *, bearer: str | None, api: ApiClient, open_paths: frozenset[str] = frozenset()) -> None:
        self._app = app
        self._bearer = bearer
        self._api = api
        self._open_paths = open_paths
        self._known: dict[str, float] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http" and self._bearer is not None and scope["path"] not in self._open_paths:
            headers = {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in scope["headers"]}
            if not await self._may_enter(bearer_of(headers.get("authorization"))):
                body = {"error": "Send the server's token, or your app token, as `Authorization: Bearer …`"}
                await JSONResponse(body, 401, headers={"WWW-Authenticate": "Bearer"})(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _may_enter(self, credential: str | None) -> bool:
        if credential is None or self._bearer is None:
            return False
        if hmac.compare_digest(credential.encode(), self._bearer.encode()):
            return True
        return credential.startswith(APP_TOKEN) and await self._is_known(credential)

    async def _is_known(self, token: str) -> bool:
        now = time.monotonic()
        if self._known.get(token, 0.0) > now:
            return True
        answer = await self._api.get("/api/user/collection", token=token, limit=1)
        if "error" in answer:
            self._known.pop(token, None)
            return False
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[token] = now + KNOWN_FOR_S
        return True
