"""Passwords as the table `users` keeps them: `<salt>:<key>` in hex digits, the key by PBKDF2-HMAC-SHA256."""

import hashlib
import hmac
from typing import Final


ROUNDS: Final = 100_000
SALT_BYTES: Final = 32
SHORTEST: Final = 8
"""Characters that a password has at least."""


def hash_password(password: str, salt: bytes) -> str:
    """Form in which a password is stored.

    Args:
        salt: `SALT_BYTES` random bytes.
    """
    return f"{salt.hex()}:{_key(password, salt).hex()}"


def is_password(password: str, stored: str) -> bool:
    """Whether `stored` was made of this password; what is no such text is nobody's. Takes as long for a wrong one as for the right one."""
    salt_text, _, key_text = stored.partition(":")
    try:
        salt, key = bytes.fromhex(salt_text), bytes.fromhex(key_text)
    except ValueError:
        return False
    return hmac.compare_digest(_key(password, salt), key)


def _key(password: str, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", password.encode(), salt, ROUNDS)
