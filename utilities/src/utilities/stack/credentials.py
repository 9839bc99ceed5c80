"""Passwords of the native stack: made at its first start, one file each, readable by the owner only."""

from pathlib import Path
import secrets
from typing import Final

from common.runtime.errors import ConfigError
from utilities.stack.layout import Layout, write_private


PASSWORDS: Final = ("postgres_password", "rabbitmq_password", "redis_password", "neo4j_password")
USER: Final = "discogsography"
NEO4J_USER: Final = "neo4j"


def ensure_secrets(layout: Layout) -> None:
    """Make what is missing; what exists stays, because the stores know it."""
    for name in PASSWORDS:
        path = layout.secrets / name
        if not path.exists():
            # Hexadecimal: a password that begins with "-" would be taken for an option by the servers' own commands.
            write_private(path, secrets.token_hex(24))


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
