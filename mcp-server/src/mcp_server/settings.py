"""Settings of the MCP server. Plain: the package installs alone, next to anything."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit


DEFAULT_API: Final = "http://localhost:8004"
DEFAULT_PORT: Final = 8013
LOOPBACK_HOSTS: Final = frozenset({"127.0.0.1", "::1", "localhost"})
LEVELS: Final = frozenset({"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"})
TRANSPORTS: Final = ("stdio", "streamable-http")


class SettingsError(Exception):
    """The environment does not fit together; the text names what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the server reads from its environment.

    Attributes:
        api_base_url: `API_BASE_URL`.
        token: `DISCOGSOGRAPHY_TOKEN` or `_FILE`: an app token (`dscg_…`) of the one person who runs the server over stdio.
        host, port: `MCP_HOST`, `MCP_PORT`: where streamable HTTP listens.
        bearer: `MCP_BEARER_TOKEN` or `_FILE`: what callers must send over HTTP.
        allowed_hosts, allowed_origins: `MCP_ALLOWED_HOSTS`, `MCP_ALLOWED_ORIGINS`: Host and Origin headers that are answered,
            beside those of the address itself.
    """

    api_base_url: str = DEFAULT_API
    token: str | None = field(default=None, repr=False)
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    bearer: str | None = field(default=None, repr=False)
    allowed_hosts: tuple[str, ...] = ()
    allowed_origins: tuple[str, ...] = ()
    log_level: str = "INFO"

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Settings":
        """Settings from an environment.

        Raises:
            SettingsError: names every bad value at once.
        """
        problems: list[str] = []
        api = environment.get("API_BASE_URL") or DEFAULT_API
        if urlsplit(api).scheme not in ("http", "https") or not urlsplit(api).netloc:
            problems.append(f"API_BASE_URL must be an http or https URL, not '{api}'")
        settings = cls(
            api_base_url=api.rstrip("/"),
            token=_secret(environment, "DISCOGSOGRAPHY_TOKEN", problems),
            host=environment.get("MCP_HOST") or "127.0.0.1",
            port=_port(environment.get("MCP_PORT"), problems),
            bearer=_secret(environment, "MCP_BEARER_TOKEN", problems),
            allowed_hosts=_words(environment.get("MCP_ALLOWED_HOSTS")),
            allowed_origins=_words(environment.get("MCP_ALLOWED_ORIGINS")),
            log_level=_level(environment.get("LOG_LEVEL")),
        )
        if problems:
            raise SettingsError("; ".join(problems))
        return settings

    def require_safe_http(self) -> None:
        """Raise `SettingsError` where HTTP would be open to the network: elsewhere than on loopback it needs a token."""
        if self.host not in LOOPBACK_HOSTS and not self.bearer:
            raise SettingsError(
                f"MCP_HOST={self.host} is reachable from other machines: set MCP_BEARER_TOKEN or MCP_BEARER_TOKEN_FILE, or listen on 127.0.0.1"
            )


def _level(text: str | None) -> str:
    """A level that every library knows: an unknown one means INFO, as in all processes of the platform."""
    name = (text or "").strip().upper()
    return name if name in LEVELS else "INFO"


def _words(text: str | None) -> tuple[str, ...]:
    return tuple(word.strip() for word in (text or "").split(",") if word.strip())


def _port(text: str | None, problems: list[str]) -> int:
    if not text:
        return DEFAULT_PORT
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 65535:
        return int(text)
    problems.append(f"MCP_PORT must be between 1 and 65535, not '{text}'")
    return DEFAULT_PORT


def _secret(environment: Mapping[str, str], name: str, problems: list[str]) -> str | None:
    """`<NAME>_FILE`, if set, names a file whose stripped text wins over `<NAME>`; an empty secret is none."""
    if path := environment.get(f"{name}_FILE"):
        try:
            text = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            problems.append(f"{name}_FILE: cannot read '{path}' ({error})")
            return None
        if not text:
            problems.append(f"{name}_FILE: '{path}' is empty")
        return text or None
    return (environment.get(name) or "").strip() or None
