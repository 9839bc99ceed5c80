"""Identities and the tokens that prove them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


APP_TOKEN_PREFIX: Final = "dscg_"  # noqa: S105 - how such tokens begin, no token
COLLECTION_READ: Final = "collection:read"


class TokenKind(StrEnum):
    """What a token is for. The values of the signed ones are their `type` claim; an access token has none."""

    ACCESS = ""
    CHALLENGE = "2fa_challenge"
    ADMIN = "admin"
    APP = "app"


@dataclass(frozen=True, slots=True)
class Claims:
    """What a signed token says. Times are seconds since 1970."""

    subject: str
    kind: str
    expires_at: int
    issued_at: int
    email: str | None = None
    jti: str | None = None


@dataclass(frozen=True, slots=True)
class User:
    """Who calls. `id` is the account's UUID in lower case, which is also `User.id` in the graph."""

    id: str
    via: TokenKind
    email: str | None = None
    claims: Claims | None = None
    """Of a signed token."""
    token_id: str | None = None
    """Of an app token."""
    scopes: frozenset[str] = frozenset()
    """Of an app token."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Texts that differ between the families of routes; clients of the reference know them."""

    not_configured: str
    missing: str
    wrong_kind: str
    admin: tuple[int, str]
    """Status and text for an admin token where none is allowed."""
    password_changed: str
    challenge_on_wrong_kind: bool
    """Whether `WWW-Authenticate` goes with `wrong_kind`."""


USER_WORDING: Final = Wording(
    not_configured="Personalized endpoints not enabled",
    missing="Authentication required",
    wrong_kind="Invalid token",
    admin=(403, "Admin tokens cannot be used for user endpoints"),
    password_changed="Token invalidated by password change",  # noqa: S106 - a text
    challenge_on_wrong_kind=True,
)


@dataclass(frozen=True, slots=True)
class Policy:
    """Which tokens a route takes: everything that is not listed is refused."""

    kinds: frozenset[TokenKind]
    scopes: frozenset[str] = frozenset()
    """What an app token must hold."""
    wording: Wording = USER_WORDING


USERS: Final = Policy(frozenset({TokenKind.ACCESS}))
"""A signed-in user."""
COLLECTION_READERS: Final = Policy(frozenset({TokenKind.ACCESS, TokenKind.APP}), frozenset({COLLECTION_READ}))
"""A signed-in user, or a program that the user gave an app token for reading the collection."""
