"""Stored OAuth values in clear: Fernet under a key derived from the platform's master secret."""

import base64
from typing import Final

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


OAUTH: Final = b"oauth-tokens"
"""What the key is derived for."""
KEY_BYTES: Final = 32


def oauth_key(master: str) -> bytes:
    """Fernet key of OAuth values, from the urlsafe-base64 text of the master secret."""
    derived = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=OAUTH).derive(base64.urlsafe_b64decode(master))
    return base64.urlsafe_b64encode(derived)


def reveal(stored: str, master: str | None) -> str:
    """A stored OAuth value in clear. Without a master secret values are stored as they are; an empty one stays empty.

    Raises:
        cryptography.fernet.InvalidToken: the value was not encrypted under this secret.
    """
    return Fernet(oauth_key(master)).decrypt(stored).decode() if master and stored else stored
