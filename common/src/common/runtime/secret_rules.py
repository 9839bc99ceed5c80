"""What a secret must be, outside of a developer's own machine: pure judgement over names and texts."""

import base64
import binascii
import ipaddress
import re
from typing import Final


PUBLISHED: Final = frozenset(
    {
        "admin",
        "changeme",
        "dev-internal-insights-secret-change-in-production",
        "discogsography",
        "guest",
        "neo4j",
        "password",
        "postgres",
        "rabbitmq",
        "redis",
        "secret",
        "test",
    }
)
"""Defaults that stand in files which everybody can read."""
PLACEHOLDER: Final = re.compile(r"^\s*#|your-|change[-_ ]?me|placeholder|example", re.IGNORECASE | re.MULTILINE)
OPTIONAL: Final = frozenset({"resend_api_key", "nlq_api_key"})
"""Secrets of services that the platform can do without: empty means that there is none."""
SHORTEST_PASSWORD: Final = 12
SHORTEST_KEY: Final = 32
MASTER_KEY_BYTES: Final = 32


def fault(name: str, text: str) -> str | None:
    """Why a text cannot be this secret, in words that end a sentence about it; `None` when it can.

    Args:
        name: As the file is named, without its ending: `postgres_password`.
        text: Without surrounding white space.
    """
    if not text:
        return None if name in OPTIONAL else "is empty"
    if PLACEHOLDER.search(text):
        return "is a placeholder"
    if name.endswith("_username"):
        return None
    if is_published(text):
        return "is a published default"
    if name == "encryption_master_key":
        return _master_key_fault(text)
    if name == "neo4j_password" and "/" in text:
        return "has a '/' in it, by which Neo4j's image parts user from password"
    if name in OPTIONAL:
        return None
    shortest = SHORTEST_PASSWORD if name.endswith("_password") else SHORTEST_KEY
    return f"is shorter than {shortest} characters" if len(text) < shortest else None


def is_published(text: str) -> bool:
    """Whether a text is a placeholder, or a default that stands in files which everybody can read."""
    return text.strip().lower() in PUBLISHED or PLACEHOLDER.search(text) is not None


def _master_key_fault(text: str) -> str | None:
    try:
        key = base64.b64decode(text, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return "is not base64url"
    return None if len(key) == MASTER_KEY_BYTES else f"decodes to {len(key)} bytes, not {MASTER_KEY_BYTES}"


def is_loopback(address: str) -> bool:
    """Whether only this machine reaches what listens there."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


_UNITS: Final = {"": 1, "k": 10, "m": 20, "g": 30, "t": 40}
_SIZE: Final = re.compile(r"(\d+)\s*([kmgt]?)i?b?", re.IGNORECASE)


def size_bytes(text: str) -> int:
    """Bytes of `512m`, `8g`, `2GB`: sizes as Neo4j and PostgreSQL write them, all in powers of 1,024.

    Raises:
        ValueError: it is no size.
    """
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"'{text}' is no size: a number and k, m, g or t")
    unit = match.group(2).lower()
    return int(match.group(1)) << _UNITS[unit] if unit else int(match.group(1))
