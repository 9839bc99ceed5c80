"""Who is let in: every kind of token at every kind of route, revocation, and what happens while a store is away."""

import asyncio
from collections.abc import AsyncIterator
import hashlib
import time
from typing import Any, Final

import httpx
import pytest

from api.dependencies import CollectionReader, CurrentUser, InternalCaller, OptionalUser
from api.limits import ApiRouter
from api.models import Model
from api.security.models import TokenKind
from api.security.service import revoke
from api.security.tokens import decode
from tests.support.api import INTERNAL_SECRET, JWT_SECRET
from tests.support.platform import Served, postgres_of, redis_of, serving
from tests.support.servers import PostgresTarget, TestStack
from tests.support.users import Account, bearer, seed_account, seed_app_token
from tests.support.waiting import eventually


class Who(Model):
    id: str | None
    via: str | None = None


router = ApiRouter(prefix="/api/test", tags=["test"])


@router.get("/user")
async def user(user: CurrentUser) -> Who:
    return Who(id=user.id, via=user.via.name)


@router.get("/reader")
async def reader(user: CollectionReader) -> Who:
    return Who(id=user.id, via=user.via.name)


@router.get("/anybody")
async def anybody(user: OptionalUser) -> Who:
    return Who(id=user.id if user else None)


@router.get("/internal")
async def internal(_: InternalCaller) -> Who:
    return Who(id="internal")


USER: Final = "/api/test/user"
READER: Final = "/api/test/reader"
ANYBODY: Final = "/api/test/anybody"
INTERNAL: Final = "/api/test/internal"


@pytest.fixture
async def served(stack: TestStack, postgres: PostgresTarget) -> AsyncIterator[Served]:
    """With PostgreSQL and Redis."""
    async with serving(router, **postgres_of(postgres), **redis_of(stack)) as served:
        yield served


@pytest.fixture
async def account(postgres: PostgresTarget) -> Account:
    return await seed_account(postgres)


def _text(answer: httpx.Response) -> tuple[int, str, bool]:
    return answer.status_code, answer.json().get("detail", ""), answer.headers.get("www-authenticate") == "Bearer"


async def test_a_signed_in_user_is_known_everywhere(served: Served, account: Account) -> None:
    for path in (USER, READER, ANYBODY):
        answer = await served.client.get(path, headers=account.headers)
        assert answer.status_code == 200, answer.text
        assert answer.json()["id"] == account.id


REFUSALS: Final[list[tuple[str, dict[str, Any], tuple[int, str, bool]]]] = [
    ("nothing", {}, (401, "Authentication required", True)),
    ("other scheme", {"header": "Basic dXNlcjpwYXNz"}, (401, "Authentication required", True)),
    ("no credential", {"header": "Bearer"}, (401, "Authentication required", True)),
    ("rubbish", {"header": "Bearer x.y.z"}, (401, "Invalid or expired token", True)),
    ("not ASCII", {"header": "Bearer a.b.\xe9"}, (401, "Invalid or expired token", True)),
    ("foreign key", {"key": JWT_SECRET[::-1]}, (401, "Invalid or expired token", True)),
    ("expired", {"now": 1_000}, (401, "Invalid or expired token", True)),
    ("admin", {"kind": TokenKind.ADMIN}, (403, "Admin tokens cannot be used for user endpoints", False)),
    ("challenge", {"kind": TokenKind.CHALLENGE}, (401, "Invalid token", True)),
    ("signed as app token", {"kind": TokenKind.APP}, (401, "Invalid token", True)),
    ("no account's id", {"user_id": "somebody"}, (401, "Invalid token", True)),
    ("no subject", {"user_id": ""}, (401, "Invalid token", True)),
    ("unknown account", {"user_id": "00000000-0000-0000-0000-000000000009"}, (401, "Token has been revoked", True)),
]


@pytest.mark.parametrize("path", [USER, READER])
async def test_what_is_refused_and_how(served: Served, account: Account, path: str) -> None:
    for name, given, wanted in REFUSALS:
        changes = dict(given)
        header = changes.pop("header", None)
        value = header if header is not None else (f"Bearer {account.token(**changes)}" if changes else None)
        answer = await served.client.get(path, headers={} if value is None else {b"Authorization": value.encode("latin-1")})
        assert _text(answer) == wanted, name


async def test_a_route_for_anybody_takes_every_refused_token_for_nobody(served: Served, account: Account) -> None:
    for name, given, _ in REFUSALS:
        changes = dict(given)
        header = changes.pop("header", None)
        value = header if header is not None else (f"Bearer {account.token(**changes)}" if changes else None)
        answer = await served.client.get(ANYBODY, headers={} if value is None else {b"Authorization": value.encode("latin-1")})
        assert (answer.status_code, answer.json()["id"]) == (200, None), name


async def test_without_a_key_user_routes_are_off_and_others_are_not(stack: TestStack, postgres: PostgresTarget, account: Account) -> None:
    async with serving(router, **postgres_of(postgres), **redis_of(stack), jwt_secret_key=None) as served:
        refused = await served.client.get(USER)  # before the missing credential
        assert (refused.status_code, refused.json()["detail"]) == (503, "Personalized endpoints not enabled")
        assert (await served.client.get(ANYBODY, headers=account.headers)).json()["id"] is None
        token = await seed_app_token(postgres, account)
        assert (await served.client.get(READER, headers=bearer(token))).status_code == 200


async def test_a_revoked_token_is_refused_whoever_remembers(served: Served, account: Account) -> None:
    token, other = account.token(), account.token()
    claims = decode(token, JWT_SECRET)
    assert claims is not None
    prefix = served.state.settings.redis_key_prefix

    await revoke(served.state, claims)

    assert 60 <= await served.state.redis.ttl(f"{prefix}revoked:jti:{claims.jti}") <= 61
    assert _text(await served.client.get(USER, headers=bearer(token))) == (401, "Token has been revoked", True)
    await served.state.redis.delete(f"{prefix}revoked:jti:{claims.jti}")  # Redis lost its memory
    assert _text(await served.client.get(USER, headers=bearer(token))) == (401, "Token has been revoked", True)
    assert (await served.client.get(USER, headers=bearer(other))).status_code == 200


async def test_a_mark_in_redis_alone_revokes(served: Served, account: Account) -> None:
    token = account.token(jti="some-id")
    await served.state.redis.set(f"{served.state.settings.redis_key_prefix}revoked:jti:some-id", "1", ex=60)

    assert _text(await served.client.get(USER, headers=bearer(token))) == (401, "Token has been revoked", True)


async def test_rows_of_expired_revocations_go(served: Served, postgres: PostgresTarget, account: Account) -> None:
    await postgres.rows("INSERT INTO revoked_tokens (jti, expires_at) VALUES ('old', NOW() - INTERVAL '1 second')")
    claims = decode(account.token(jti="new"), JWT_SECRET)
    assert claims is not None

    await revoke(served.state, claims)
    await revoke(served.state, claims)

    assert await postgres.rows("SELECT jti FROM revoked_tokens") == [{"jti": "new"}]


@pytest.mark.parametrize("remembers", ["redis", "postgres"])
async def test_tokens_from_before_a_password_change_are_refused_that_second_included(
    served: Served, postgres: PostgresTarget, account: Account, remembers: str
) -> None:
    moment = int(time.time()) - 5
    if remembers == "redis":
        await served.state.redis.set(f"{served.state.settings.redis_key_prefix}password_changed:{account.id}", str(moment), ex=60)
    else:
        await postgres.rows("UPDATE users SET password_changed_at = to_timestamp(%s) WHERE id = %s", (moment + 0.9, account.id))

    before, after = account.token(issued_at=moment), account.token(issued_at=moment + 1)

    assert _text(await served.client.get(USER, headers=bearer(before))) == (401, "Token invalidated by password change", True)
    assert (await served.client.get(USER, headers=bearer(after))).status_code == 200


async def test_a_mark_that_is_no_number_is_ignored(served: Served, account: Account) -> None:
    await served.state.redis.set(f"{served.state.settings.redis_key_prefix}password_changed:{account.id}", "soon", ex=60)

    assert (await served.client.get(USER, headers=account.headers)).status_code == 200


async def test_a_closed_account_is_refused(served: Served, postgres: PostgresTarget) -> None:
    closed = await seed_account(postgres, is_active=False)
    token = await seed_app_token(postgres, closed)

    assert _text(await served.client.get(USER, headers=closed.headers)) == (401, "Token has been revoked", True)
    assert _text(await served.client.get(READER, headers=bearer(token))) == (401, "Invalid or revoked app token", True)


async def test_an_app_token_opens_what_its_scope_says_and_nothing_else(served: Served, postgres: PostgresTarget, account: Account) -> None:
    token = await seed_app_token(postgres, account)

    answer = await served.client.get(READER, headers=bearer(token))

    assert answer.json() == {"id": account.id, "via": "APP"}
    assert _text(await served.client.get(USER, headers=bearer(token))) == (401, "Invalid or expired token", True)
    assert (await served.client.get(ANYBODY, headers=bearer(token))).json()["id"] is None

    async def used() -> Any:
        return await postgres.value("SELECT last_used_at FROM app_tokens")

    await eventually(used)


async def test_app_tokens_that_are_refused(served: Served, postgres: PostgresTarget, account: Account) -> None:
    narrow = await seed_app_token(postgres, account, scopes=("other:read",))
    revoked = await seed_app_token(postgres, account)
    await postgres.rows("UPDATE app_tokens SET revoked_at = NOW() WHERE token_hash = %s", (hashlib.sha256(revoked.encode()).hexdigest(),))

    refused = {token: _text(await served.client.get(READER, headers=bearer(token))) for token in (narrow, revoked, "dscg_" + "A" * 43, "dscg_")}

    assert refused.pop(narrow) == (403, "App token missing required scope(s): collection:read", False)
    assert set(refused.values()) == {(401, "Invalid or revoked app token", True)}


async def test_without_redis_revocation_is_known_from_postgresql(postgres: PostgresTarget, account: Account) -> None:
    async with serving(router, **postgres_of(postgres)) as served:
        claims = decode(account.token(jti="gone"), JWT_SECRET)
        assert claims is not None
        await revoke(served.state, claims)

        assert (await served.client.get(USER, headers=account.headers)).status_code == 200
        assert (await served.client.get(USER, headers=bearer(account.token(jti="gone")))).status_code == 401
        assert (await served.client.get(ANYBODY, headers=account.headers)).json()["id"] == account.id


async def test_without_postgresql_nobody_is_let_in_and_nobody_is_anybody(stack: TestStack) -> None:
    account = Account("00000000-0000-0000-0000-000000000001", "a@b.co")
    async with serving(router, **redis_of(stack)) as served:
        refused = await asyncio.gather(
            served.client.get(USER, headers=account.headers), served.client.get(READER, headers=bearer("dscg_" + "A" * 43))
        )
        assert [(answer.status_code, answer.json()["error"]) for answer in refused] == [(503, "Service not ready")] * 2
        assert (await served.client.get(ANYBODY, headers=account.headers)).json()["id"] is None
        assert (await served.client.get(USER)).status_code == 401  # who has no token needs no store to be refused


@pytest.mark.parametrize(
    ("configured", "given", "wanted"),
    [
        (True, None, (401, "Invalid or missing internal API credentials")),
        (True, "wrong", (401, "Invalid or missing internal API credentials")),
        (True, "\xe9", (401, "Invalid or missing internal API credentials")),
        (False, None, (503, "Internal insights API is not configured")),
        (False, INTERNAL_SECRET, (503, "Internal insights API is not configured")),
        (True, INTERNAL_SECRET, (200, "")),
    ],
)
async def test_api_graph_35_an_internal_route_wants_its_secret(configured: bool, given: str | None, wanted: tuple[int, str]) -> None:
    async with serving(router, insights_internal_secret=INTERNAL_SECRET if configured else None) as served:
        answer = await served.client.get(INTERNAL, headers={} if given is None else {b"X-Internal-Secret": given.encode("latin-1")})

    assert (answer.status_code, answer.json().get("detail", "")) == wanted


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via", "x-forwarded-host"])
async def test_an_internal_route_does_not_exist_behind_a_proxy(header: str) -> None:
    async with serving(router) as served:
        answer = await served.client.get(INTERNAL, headers={"X-Internal-Secret": INTERNAL_SECRET, header: "192.0.2.1"})

    assert (answer.status_code, answer.json()["detail"]) == (404, "Not Found")
