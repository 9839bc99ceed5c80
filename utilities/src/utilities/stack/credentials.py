"""Passwords and keys of the native stack: made at its first start, one file each, readable by the owner only."""

import base64
from collections.abc import Callable
from pathlib import Path
import secrets
from typing import Final

from common.runtime.errors import ConfigError
from utilities.stack.layout import Layout, write_private


def _hexadecimal() -> str:
    # A password that begins with "-" would be taken for an option by the servers' own commands.
    return secrets.token_hex(24)


def _master_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


MAKERS: Final[dict[str, Callable[[], str]]] = {
    "postgres_password": _hexadecimal,
    "rabbitmq_password": _hexadecimal,
    "redis_password": _hexadecimal,
    "neo4j_password": _hexadecimal,
    "jwt_secret_key": _hexadecimal,
    "insights_internal_secret": _hexadecimal,
    "encryption_master_key": _master_key,
}
USER: Final = "discogsography"
NEO4J_USER: Final = "neo4j"


def ensure_secrets(layout: Layout) -> None:
    """Make what is missing; what exists stays, because the stores know it."""
    for name, make in MAKERS.items():
        path = layout.secrets / name
        if not path.exists():
            write_private(path, make())


def secret_file(layout: Layout, name: str) -> Path:
    """File of a secret, for `<NAME>_FILE` variables."""
    return layout.secrets / name


def read_password(layout: Layout, name: str) -> str:
    """Text of a secret.

    Raises:
        ConfigError: the file is gone while the stack's data is there.
    """
    path = secret_file(layout, name)
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigError(f"Cannot read {path}: {error.strerror or error}") from error
