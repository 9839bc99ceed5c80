"""Accounts of a test: a row in PostgreSQL and tokens that the API takes."""

from dataclasses import dataclass
import secrets
import time
from typing import Any
import uuid

from api.security.models import APP_TOKEN_PREFIX, COLLECTION_READ, TokenKind
from api.security.tokens import app_token_hash, mint
from tests.support.api import JWT_SECRET
from tests.support.servers import PostgresTarget


@dataclass(frozen=True, slots=True)
class Account:
    """One account. `headers` are those of its signed-in user."""

    id: str
    email: str

    def token(self, **changes: Any) -> str:
        """An access token that lives a minute; keyword arguments of `mint` change it."""
        arguments: dict[str, Any] = {"user_id": self.id, "email": self.email, "lifetime_s": 60, "now": int(time.time())}
        return mint(changes.pop("key", JWT_SECRET), **(arguments | changes))

    @property
    def headers(self) -> dict[str, str]:
        """Of a request of the signed-in user."""
        return bearer(self.token())


def bearer(token: str) -> dict[str, str]:
    """Headers that carry a token."""
    return {"Authorization": f"Bearer {token}"}


async def seed_account(postgres: PostgresTarget, *, is_active: bool = True) -> Account:
    """An account that nobody can log in to: its password hash is none."""
    account = Account(str(uuid.uuid4()), f"{uuid.uuid4().hex[:8]}@example.com")
    await postgres.rows(
        "INSERT INTO users (id, email, hashed_password, is_active) VALUES (%s, %s, 'none', %s)", (account.id, account.email, is_active)
    )
    return account


async def seed_app_token(postgres: PostgresTarget, account: Account, scopes: tuple[str, ...] = (COLLECTION_READ,)) -> str:
    """An app token of the account."""
    token = APP_TOKEN_PREFIX + secrets.token_urlsafe(32)
    await postgres.rows(
        "INSERT INTO app_tokens (user_id, name, scope, token_hash) VALUES (%s, 'test', %s, %s)", (account.id, list(scopes), app_token_hash(token))
    )
    return token


__all__ = ["Account", "TokenKind", "bearer", "seed_account", "seed_app_token"]
