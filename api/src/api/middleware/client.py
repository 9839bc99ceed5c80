"""Who sent the request, when a trusted proxy stands between."""

from collections.abc import Collection

from starlette.types import ASGIApp, Receive, Scope, Send


class ClientAddress:
    """Believes `X-Forwarded-For` and `X-Forwarded-Proto` of trusted peers: `scope["client"]` is the client's then.

    Args:
        trusted: Exact addresses of proxies.
        pages: Those of them that are the pages' own; `scope["through_pages"]` says that a request came through one.
    """

    def __init__(self, app: ASGIApp, trusted: Collection[str], pages: Collection[str]) -> None:
        self._app = app
        self._trusted = frozenset(trusted) | frozenset(pages)
        self._pages = frozenset(pages)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http" and scope.get("client"):
            peer = scope["client"][0]
            if peer in self._trusted:
                self._believe(scope, peer)
        await self._app(scope, receive, send)

    def _believe(self, scope: Scope, peer: str) -> None:
        headers = scope["headers"]
        hops = [hop for name, value in headers if name == b"x-forwarded-for" for part in value.decode("latin-1").split(",") if (hop := part.strip())]
        # From the right: what a trusted hop wrote is true, what stands left of the first other one is only claimed.
        client = next((hop for hop in reversed(hops) if hop not in self._trusted), None)
        if client is not None:
            scope["client"] = (client, 0)
        schemes = [value.decode("latin-1").strip() for name, value in headers if name == b"x-forwarded-proto"]
        if schemes and schemes[-1] in ("http", "https"):
            scope["scheme"] = schemes[-1]
        scope["through_pages"] = peer in self._pages and bool(hops)
