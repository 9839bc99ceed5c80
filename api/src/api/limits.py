"""Rate limits: a window in Redis for each route template and client, counted when a valid request reaches its handler.

    router = ApiRouter(prefix="/api", tags=["search"])

    @router.get("/search")
    @limited("30/minute")
    async def search(...) -> SearchResults: ...

A route without `limited` has the default limit of the settings; `limited(None)` has none. Requests that authentication or
validation refuses do not count: the limit stands between them and the handler.
"""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, Final

from fastapi import APIRouter
from fastapi.routing import APIRoute

from api.requests import current_scope


DEFAULT: Final = "default"


def limited(limit: str | None, *more: str, pages: str | None = None, by: str = "client") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Limit of a handler, e.g. `30/minute`; several hold at once.

    Args:
        limit: As `limits` parses it; `None`: not limited.
        more: Further limits.
        pages: Limit instead of `limit` for a bearer, and for browsers behind the pages' own proxy.
        by: `client` (address; for a bearer its token) or `token`.
    """

    def mark(handler: Callable[..., Any]) -> Callable[..., Any]:
        handler.__dict__["limit"] = (limit, more, pages, by)
        return handler

    return mark


class LimitedRoute(APIRoute):
    """A route whose handler is counted before it runs."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        declared = getattr(endpoint, "limit", (DEFAULT, (), None, "client"))
        super().__init__(path, _counted(endpoint, *declared), **options)


class ApiRouter(APIRouter):
    """Router of a domain: every route is limited."""

    def __init__(self, **options: Any) -> None:
        super().__init__(route_class=LimitedRoute, **options)


def _counted(
    endpoint: Callable[..., Awaitable[Any]], limit: str | None, more: tuple[str, ...], pages: str | None, by: str
) -> Callable[..., Awaitable[Any]]:
    if limit is None:
        return endpoint

    @wraps(endpoint)
    async def counted(*args: Any, **kwargs: Any) -> Any:
        scope = current_scope.get()
        limiter: Limiter = scope["app"].state.platform.limiter
        await limiter.count(scope, (limit, *more), pages=pages, by=by)
        return await endpoint(*args, **kwargs)

    return counted


class Limiter:
    """Counts requests.

    Args:
        redis_url: Where the windows are.
        prefix: Put before every key.
        default: Limit of routes that state none.
        trusted_proxies: Addresses of the pages' own proxy.
        enabled: Off: nothing is counted.
    """

    def __init__(self, redis_url: str, *, prefix: str, default: str, trusted_proxies: frozenset[str], enabled: bool) -> None:
        self._redis_url = redis_url
        self._prefix = prefix
        self._default = default
        self._trusted_proxies = trusted_proxies
        self._enabled = enabled

    async def count(self, scope: Any, limits: tuple[str, ...], *, pages: str | None, by: str) -> None:
        """Count one request of the handler in `scope`; raises `RateLimited` when a window is full."""
