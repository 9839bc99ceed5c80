"""What a handler can ask for: annotated names, so that a signature reads as a list of needs."""

from collections.abc import Awaitable, Callable
import hmac
from typing import Annotated, Final

from fastapi import Depends, Request
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from api.cache import Cache
from api.errors import NotFound, Unauthenticated, Unavailable
from api.security import service as security
from api.security.models import COLLECTION_READERS, USERS, Policy, User
from api.settings import ApiSettings
from api.state import State
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore


FORWARDED: Final = ("x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "forwarded", "via")
"""Headers that proxies add."""

_bearer: Final = HTTPBearer(
    scheme_name="bearer", auto_error=False, description="Access token of a signed-in user, or an app token (`dscg_…`) where the route says so."
)
_internal_secret: Final = APIKeyHeader(
    name="X-Internal-Secret", scheme_name="internal", auto_error=False, description="Shared by the platform's own services."
)


def get_state(request: Request) -> State:
    """The running API."""
    state: State = request.app.state.platform
    return state


Platform = Annotated[State, Depends(get_state)]


def _graph(state: Platform) -> Neo4jStore:
    return state.graph


def _postgres(state: Platform) -> PostgresStore:
    return state.postgres


def _cache(state: Platform) -> Cache:
    return state.cache


def _settings(state: Platform) -> ApiSettings:
    return state.settings


Graph = Annotated[Neo4jStore, Depends(_graph)]
Postgres = Annotated[PostgresStore, Depends(_postgres)]
Answers = Annotated[Cache, Depends(_cache)]
"""The cache of answers."""
Configured = Annotated[ApiSettings, Depends(_settings)]

Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def require(policy: Policy) -> Callable[[Request, State, HTTPAuthorizationCredentials | None], Awaitable[User]]:
    """Dependency that yields the caller, or refuses: only the tokens of `policy` are taken."""

    async def authenticated(request: Request, state: Platform, bearer: Bearer) -> User:
        user = await security.authenticate(state, bearer.credentials if bearer else None, policy)
        request.scope["caller"] = user  # the limiter need not prove the bearer again
        return user

    return authenticated


async def optional_user(state: Platform, bearer: Bearer) -> User | None:
    """The signed-in user, or nobody: never a refusal."""
    return await security.recognise(state, bearer.credentials if bearer else None)


require_user: Final = require(USERS)
collection_reader: Final = require(COLLECTION_READERS)

CurrentUser = Annotated[User, Depends(require_user)]
"""The signed-in user; 401 without one."""
CollectionReader = Annotated[User, Depends(collection_reader)]
"""The signed-in user, or the one whose app token with scope `collection:read` this is."""
OptionalUser = Annotated[User | None, Depends(optional_user)]
"""The signed-in user, or `None`."""


def internal_caller(request: Request, state: Platform, secret: Annotated[str | None, Depends(_internal_secret)]) -> None:
    """Lets the platform's own services through, and nobody who comes through a proxy: to the outside such routes do not exist."""
    if any(name in request.headers for name in FORWARDED):
        raise NotFound("Not Found")
    wanted = state.settings.insights_internal_secret
    if wanted is None:
        raise Unavailable("Internal insights API is not configured")
    if secret is None or not hmac.compare_digest(secret.encode(), wanted.get_secret_value().encode()):
        raise Unauthenticated("Invalid or missing internal API credentials")


InternalCaller = Annotated[None, Depends(internal_caller)]
"""For routes of the platform's own services; or `dependencies=[Depends(internal_caller)]` of a router."""
