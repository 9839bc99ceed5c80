"""The broker's URL, taken apart."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from common.runtime.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a broker listens and who asks; percent-encoding is undone."""

    host: str
    port: int
    username: str
    password: str = field(repr=False)
    vhost: str

    @classmethod
    def parse(cls, url: str) -> "Endpoint":
        """Take `amqp://user:password@host:port/vhost` apart; without a path the virtual host is `/`, query parameters are ignored.

        Raises:
            ConfigError: another scheme, no host, or a port that is no number. The text holds no password.
        """
        parts = urlsplit(url)
        try:
            port = parts.port or 5672
        except ValueError as error:
            raise ConfigError(f"The port in the broker's URL is not valid: {error}") from None
        if parts.scheme != "amqp" or not parts.hostname:
            raise ConfigError(f"The broker's URL must begin with amqp:// and name a host, not '{parts.scheme}://{parts.hostname or ''}'")
        path = parts.path.removeprefix("/")
        return cls(parts.hostname, port, unquote(parts.username or "guest"), unquote(parts.password or "guest"), unquote(path) or "/")

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}, virtual host {self.vhost}"
