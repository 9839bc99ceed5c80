"""Rate limits: a fixed window in Redis for each route template and client, counted when a valid request reaches its handler.

    router = ApiRouter(prefix="/api", tags=["search"])

    @router.get("/search")
    @limited("30/minute", pages="300/minute")
    async def search(...) -> SearchResults: ...

A route without `limited` has the default limit of the settings; `limited(None)` has none. Requests that authentication or
validation refuses do not count: the limit stands between them and the handler. While Redis is away each process counts for itself.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache, wraps
import hashlib
import ipaddress
import math
import time
from typing import Any, Final, Literal

from fastapi import APIRouter
from fastapi.routing import APIRoute
from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.storage.base import Storage
from redis.asyncio import Redis
from starlette.types import Scope

from api.errors import RateLimited
from api.redis_guard import RedisAway, RedisGuard
from api.requests import current_scope
from api.settings import ApiSettings


type Limit = str | Callable[[ApiSettings], str]
"""As `limits` parses it, or where the settings have it."""
type Key = Literal["client", "token"]

PROVEN_S: Final = 60.0
"""How long a bearer that was found genuine is taken for it when requests are counted."""
PROVEN_MAX: Final = 10_000
PROOF_TIMEOUT_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What `limited` says of a handler."""

    limits: tuple[Limit, ...]
    pages: Limit | None = None
    by: Key = "client"


def _default(settings: ApiSettings) -> str:
    return settings.rate_limit_default


DEFAULT: Final = Limits((_default,))


def limited(limit: Limit | None, *more: Limit, pages: Limit | None = None, by: Key = "client") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Limit of a handler, e.g. `30/minute`; several hold at once.

    Args:
        limit: `None`: not limited.
        more: Further limits.
        pages: Limit instead of `limit` for a genuine bearer, and for browsers behind the pages' own proxy.
        by: `client` is the address, or the bearer where it is genuine; `token` is for routes that always have one.
    """
    declared = Limits(() if limit is None else (limit, *more), pages, by)
    for each in (*declared.limits, *(() if pages is None else (pages,))):
        if isinstance(each, str):
            _parsed(each)  # a typing error is found when the route is made

    def mark(handler: Callable[..., Any]) -> Callable[..., Any]:
        handler.__dict__["limits"] = declared
        return handler

    return mark


class LimitedRoute(APIRoute):
    """A route whose handler is counted before it runs."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        declared: Limits = getattr(endpoint, "limits", DEFAULT)
        if declared.limits:
            endpoint = _counted(endpoint, declared)
            options["responses"] = RateLimited.openapi() | (options.get("responses") or {})
            options["openapi_extra"] = {"x-rate-limit": _described(declared)} | (options.get("openapi_extra") or {})
        super().__init__(path, endpoint, **options)


class ApiRouter(APIRouter):
    """Router of a domain: every route is limited."""

    def __init__(self, **options: Any) -> None:
        super().__init__(route_class=LimitedRoute, **options)


def _counted(endpoint: Callable[..., Awaitable[Any]], declared: Limits) -> Callable[..., Awaitable[Any]]:
    @wraps(endpoint)
    async def counted(*args: Any, **kwargs: Any) -> Any:
        scope = current_scope.get()
        limiter: Limiter = scope["app"].state.platform.limiter
        await limiter.count(scope, declared)
        return await endpoint(*args, **kwargs)

    return counted


def _described(declared: Limits) -> dict[str, str]:
    names = ", ".join("default" if each is _default else each if isinstance(each, str) else "set by the operator" for each in declared.limits)
    pages = {} if declared.pages is None or callable(declared.pages) else {"signed_in_or_pages": declared.pages}
    return {"limit": names, **pages}


@cache
def _parsed(limit: str) -> RateLimitItem:
    return parse(limit)


@dataclass(frozen=True, slots=True)
class Window:
    """State of one window after a request was counted in it."""

    item: RateLimitItem
    count: int
    ends_at: float

    @property
    def is_full(self) -> bool:
        """Whether this request was one too many."""
        return self.count > self.item.amount

    def headers(self, now: float) -> list[tuple[bytes, bytes]]:
        """What a client is told."""
        values = {
            b"x-ratelimit-limit": str(self.item.amount),
            b"x-ratelimit-remaining": str(max(0, self.item.amount - self.count)),
            b"x-ratelimit-reset": f"{self.ends_at:.3f}",
            b"retry-after": str(max(1, math.ceil(self.ends_at - now))),
        }
        return [(name, value.encode()) for name, value in values.items()]


class Limiter:
    """Counts requests.

    Args:
        settings: Which limits hold, and whether any does.
        redis: Where the windows are; their keys begin with the settings' prefix.
        guard: Keeps requests from waiting for a Redis that is away.
        is_genuine: Whether a bearer is one that this API would take.
        counted: Told of each request by the kind of its bucket (`ip`, `tok`) and what became of it (`counted`, `refused`).
    """

    def __init__(
        self,
        settings: ApiSettings,
        redis: Redis,
        guard: RedisGuard,
        is_genuine: Callable[[str], Awaitable[bool]],
        counted: Callable[[str, str], None] = lambda _window, _outcome: None,
    ) -> None:
        self._settings = settings
        self._guard = guard
        self._is_genuine = is_genuine
        self._counted = counted
        self._shared = RedisStorage(
            f"async+{settings.redis_url}",
            implementation="redispy",
            key_prefix=f"{settings.redis_key_prefix}limits",
            connection_pool=redis.connection_pool,  # type: ignore[arg-type]  # handed through to the client, as its documents say
        )
        self._own = MemoryStorage()
        self._proven: dict[str, float] = {}

    async def count(self, scope: Scope, declared: Limits) -> None:
        """Count the request in `scope`; raises `RateLimited` when a window is full. Later windows do not pay for what an earlier one refuses."""
        if not self._settings.rate_limit_enabled:
            return
        bucket = await self._bucket(scope, declared.by)
        kind = bucket.partition(":")[0]
        more = declared.pages is not None and (scope.get("through_pages") or kind == "tok")
        limits = (declared.pages,) if more else declared.limits
        items = sorted((self._item(limit) for limit in limits if limit is not None), key=lambda item: item.get_expiry())
        first: Window | None = None
        for item in items:
            window = await self._hit(item, item.key_for(scope["route"].path, bucket))
            first = first or window
            if window.is_full:
                self._counted(kind, "refused")
                scope["limit_headers"] = window.headers(time.time())
                raise RateLimited(f"Rate limit exceeded: {item}")
        if first is not None:
            self._counted(kind, "counted")
            scope["limit_headers"] = first.headers(time.time())

    def _item(self, limit: Limit) -> RateLimitItem:
        return _parsed(limit if isinstance(limit, str) else limit(self._settings))

    async def _hit(self, item: RateLimitItem, key: str) -> Window:
        async def hit(storage: Storage) -> Window:
            count = await storage.incr(key, item.get_expiry())
            return Window(item, count, await storage.get_expiry(key))

        try:
            return await self._guard.ask(lambda _: hit(self._shared))
        except RedisAway:
            return await hit(self._own)

    async def _bucket(self, scope: Scope, by: Key) -> str:
        credential = _bearer(scope)
        if credential is not None and (by == "token" or "caller" in scope or await self._proves(credential)):
            return f"tok:{_digest(credential)}"
        return f"ip:{client_address(scope)}"

    async def _proves(self, credential: str) -> bool:
        """Whether a bearer is genuine: who invents one with each request must not get a new window with each."""
        digest, now = _digest(credential), time.monotonic()
        if self._proven.get(digest, 0.0) > now:
            return True
        try:
            async with asyncio.timeout(PROOF_TIMEOUT_S):
                is_genuine = await self._is_genuine(credential)
        except TimeoutError:
            is_genuine = False  # counting requests is not worth a longer wait
        if not is_genuine:
            return False
        if len(self._proven) >= PROVEN_MAX:
            self._proven.clear()
        self._proven[digest] = now + PROVEN_S
        return True


def client_address(scope: Scope) -> str:
    """What counts as one client: an IPv4 address, or the /64 network that an IPv6 client can choose its addresses from."""
    host = scope["client"][0] if scope.get("client") else "unknown"
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return str(host)
    if isinstance(address, ipaddress.IPv6Address):
        return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)


def _bearer(scope: Scope) -> str | None:
    for name, value in scope["headers"]:
        if name == b"authorization":
            scheme, _, credential = value.decode("latin-1").partition(" ")
            return credential.strip() or None if scheme.lower() == "bearer" else None
    return None


def _digest(credential: str) -> str:
    return hashlib.sha256(credential.encode()).hexdigest()[:16]
