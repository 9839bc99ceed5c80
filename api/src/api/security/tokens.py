"""Signed tokens (JWT, HS256) and app tokens, as texts. No I/O and no clock: both are the caller's.

The byte layout is a contract between implementations: header `{"alg":"HS256","typ":"JWT"}`, claims in the order sub, email,
[type,] exp, iat, jti, both without spaces, base64url without padding.
"""

from datetime import UTC, datetime
import hashlib
from typing import Any, Final
import uuid

import jwt

from api.security.models import Claims, TokenKind


ALGORITHM: Final = "HS256"
CHALLENGE_LIFETIME_S: Final = 300
ADMIN_LIFETIME_S: Final = 1800

# Key length is the operator's matter. `iat` may lie in the future of a clock that lags; it only orders tokens and password changes.
_DECODER: Final = jwt.PyJWT(options={"enforce_minimum_key_length": False})
_CHECKS: Final[jwt.types.Options] = {"require": ["exp"], "verify_iat": False, "verify_aud": False, "verify_sub": False, "verify_jti": False}


def mint(
    key: str,
    *,
    user_id: str,
    email: str,
    lifetime_s: int,
    now: int,
    issued_at: int | None = None,
    kind: TokenKind = TokenKind.ACCESS,
    jti: str | None = None,
) -> str:
    """A signed token.

    Args:
        lifetime_s: Counted from `now`, whatever `issued_at` is.
        now: Seconds since 1970.
        issued_at: When the credential was read; before the password was, so that a change meanwhile ends the token. Default: `now`.
        jti: Names the token; by default a new one.
    """
    claims: dict[str, Any] = {"sub": user_id, "email": email}
    if kind is not TokenKind.ACCESS:
        claims["type"] = kind.value
    claims["exp"] = now + lifetime_s
    claims["iat"] = now if issued_at is None else issued_at
    claims["jti"] = jti or ("admin:" if kind is TokenKind.ADMIN else "") + uuid.uuid4().hex
    return jwt.encode(claims, key, ALGORITHM)


def decode(token: str, key: str) -> Claims | None:
    """Claims of a token that this key signed and that has not expired, else `None`: whatever else is wrong with it."""
    try:
        payload = _DECODER.decode(token, key, [ALGORITHM], _CHECKS)
        return Claims(
            subject=_text(payload.get("sub")) or "",
            kind=str(payload.get("type") or ""),
            expires_at=int(payload["exp"]),
            issued_at=int(payload.get("iat") or 0),
            email=_text(payload.get("email")),
            jti=_name(payload.get("jti")),
        )
    except (jwt.InvalidTokenError, ValueError, TypeError, OverflowError):
        # Only who holds the key can make the last three happen: claims of the right names and absurd values.
        return None


def app_token_hash(token: str) -> str:
    """What is stored of an app token: SHA-256 of its whole text, in hex."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def account_id(subject: str) -> str | None:
    """UUID of an account in its usual form, or `None` when the subject is none."""
    try:
        return str(uuid.UUID(subject))
    except ValueError:
        return None


def seconds(moment: datetime) -> int:
    """Whole seconds since 1970."""
    return int(moment.astimezone(UTC).timestamp())


def _name(value: object) -> str | None:
    name = _text(value)
    if name is not None and not (name.isascii() and name.isprintable()):
        raise ValueError("no store takes such a name")
    return name


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
