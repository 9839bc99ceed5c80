"""From a bearer to a user: is the token genuine, of a kind that the route takes, and does it still hold?

Two places know what ends a token early. Redis has the marks that logout and password changes leave (`revoked:jti:…`,
`password_changed:…`); PostgreSQL has the same for good, and whether the account is active. PostgreSQL alone is enough: without
Redis authentication works. Without PostgreSQL nobody can be told to be active still, so a route that needs a user answers 503.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime
import hmac
import time
from typing import Any, Final

from api.error_handlers import as_api_error
from api.errors import ApiError, Forbidden, Unauthenticated, Unavailable
from api.redis_guard import RedisAway
from api.security import queries, tokens
from api.security.models import APP_TOKEN_PREFIX, USERS, Claims, Policy, TokenKind, User, Wording
from api.settings import ApiSettings
from api.state import State
from common.stores.postgres import PostgresStore


BEARER: Final = {"WWW-Authenticate": "Bearer"}
MINIMUM_REVOCATION_S: Final = 60


@dataclass(frozen=True, slots=True)
class Marks:
    """What Redis says of a token. Both unset as well when Redis is away: PostgreSQL knows the same."""

    is_revoked: bool = False
    password_changed_at: int | None = None


async def authenticate(state: State, credential: str | None, policy: Policy = USERS) -> User:
    """The user that `credential` (a bearer, without the word) proves.

    Raises:
        ApiError: 401 or 403 with the policy's texts; 503 when tokens are not configured.
        psycopg.Error: PostgreSQL is away (503 in the end).
    """
    if TokenKind.APP in policy.kinds and credential is not None and credential.startswith(APP_TOKEN_PREFIX):
        return await _app_user(state, credential, policy.scopes)
    secret = state.settings.jwt_secret_key
    if secret is None:
        raise Unavailable(policy.wording.not_configured)
    if credential is None:
        raise Unauthenticated(policy.wording.missing, headers=BEARER)
    claims = tokens.decode(credential, secret.get_secret_value())
    if claims is None:
        raise Unauthenticated("Invalid or expired token", headers=BEARER)
    _check_kind(claims.kind, policy)
    user_id = tokens.account_id(claims.subject)
    if user_id is None:
        raise _wrong_kind(policy.wording)
    await _check_still_holds(state, user_id, claims, policy.wording)
    return User(user_id, TokenKind(claims.kind), claims.email, claims)


async def recognise(state: State, credential: str | None, policy: Policy = USERS) -> User | None:
    """As `authenticate`, for routes that anybody may call: whatever is wrong, and whatever is away, means nobody."""
    if credential is None:
        return None
    try:
        return await authenticate(state, credential, policy)
    except ApiError:
        return None
    except Exception as error:
        if as_api_error(error) is None:
            raise
        return None


async def revoke(state: State, claims: Claims) -> None:
    """End a token before it expires (logout). PostgreSQL remembers it for good, Redis for speed."""
    if claims.jti is None:
        return
    jti = claims.jti
    await state.postgres.execute(queries.REVOKE, jti=jti, expires_at=claims.expires_at)
    lifetime_s = max(claims.expires_at - int(time.time()), MINIMUM_REVOCATION_S)
    try:
        await state.redis_guard.ask(lambda redis: redis.set(_revoked_key(state, jti), "1", ex=lifetime_s))
    except RedisAway:
        return


def _check_kind(kind: str, policy: Policy) -> None:
    if kind in policy.kinds - {TokenKind.APP}:
        return
    if kind == TokenKind.ADMIN:
        status, text = policy.wording.admin
        raise Forbidden(text) if status == Forbidden.status else Unauthenticated(text)
    raise _wrong_kind(policy.wording)


def _wrong_kind(wording: Wording) -> Unauthenticated:
    return Unauthenticated(wording.wrong_kind, headers=BEARER if wording.challenge_on_wrong_kind else None)


async def is_genuine(settings: ApiSettings, postgres: PostgresStore, credential: str) -> bool:
    """Whether a bearer is genuine, for what needs no more than that (counting requests): its account may have been closed meanwhile."""
    if not credential.startswith(APP_TOKEN_PREFIX):
        secret = settings.jwt_secret_key
        return secret is not None and tokens.decode(credential, secret.get_secret_value()) is not None
    try:
        return await _app_token(postgres, tokens.app_token_hash(credential)) is not None
    except Exception as error:
        if as_api_error(error) is None:
            raise
        return False


async def _check_still_holds(state: State, user_id: str, claims: Claims, wording: Wording) -> None:
    marks, rows = await asyncio.gather(
        _marks(state, user_id, claims),
        state.postgres.rows(queries.ACCOUNT_STATE, user_id=user_id, jti=claims.jti),
    )
    account = rows[0] if rows else None
    if marks.is_revoked or account is None or account["is_revoked"]:
        raise Unauthenticated("Token has been revoked", headers=BEARER)
    changed = [moment for moment in (marks.password_changed_at, _seconds(account["password_changed_at"])) if moment is not None]
    # Inclusive: whether a token of the same second came before or after the change cannot be told.
    if any(claims.issued_at <= moment for moment in changed):
        raise Unauthenticated(wording.password_changed, headers=BEARER)
    if not account["is_active"]:
        raise Unauthenticated("Token has been revoked", headers=BEARER)


async def _marks(state: State, user_id: str, claims: Claims) -> Marks:
    prefix = state.settings.redis_key_prefix
    keys = [f"{prefix}password_changed:{user_id}"]
    if claims.jti is not None:
        keys.append(_revoked_key(state, claims.jti))
    try:
        changed, *revoked = await state.redis_guard.ask(lambda redis: redis.mget(keys))
    except RedisAway:
        return Marks()
    return Marks(any(mark is not None for mark in revoked), int(changed) if changed and changed.isascii() and changed.isdigit() else None)


def _revoked_key(state: State, jti: str) -> str:
    return f"{state.settings.redis_key_prefix}revoked:jti:{jti}"


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else tokens.seconds(moment)


async def _app_user(state: State, token: str, scopes: frozenset[str]) -> User:
    wanted = tokens.app_token_hash(token)
    row = await _app_token(state.postgres, wanted)
    if row is None:
        raise Unauthenticated("Invalid or revoked app token", headers=BEARER)
    if not hmac.compare_digest(row["token_hash"], wanted):
        raise Unauthenticated("Invalid app token", headers=BEARER)
    missing = scopes - set(row["scope"])
    if missing:
        raise Forbidden(f"App token missing required scope(s): {', '.join(sorted(missing))}")
    state.background.start("app token used", state.postgres.execute(queries.APP_TOKEN_USED, token_id=row["id"]))
    return User(row["user_id"], TokenKind.APP, row["email"], token_id=row["id"], scopes=frozenset(row["scope"]))


async def _app_token(postgres: PostgresStore, token_hash: str) -> dict[str, Any] | None:
    rows = await postgres.rows(queries.APP_TOKEN, token_hash=token_hash)
    return rows[0] if rows else None
