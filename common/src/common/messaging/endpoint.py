"""The broker's URL, taken apart."""

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote, urlsplit

from common.runtime.errors import ConfigError


DEFAULT_PORT: Final = 5672


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a node of the broker listens and who asks; percent-encoding is undone."""

    host: str
    port: int
    username: str
    password: str = field(repr=False)
    vhost: str

    @classmethod
    def parse(cls, url: str) -> tuple["Endpoint", ...]:
        """Take `amqp://user:password@host:port,host:port/vhost` apart: one endpoint for each node of the cluster, mostly a single one.

        Without a path the virtual host is `/`, a host without a port listens on `DEFAULT_PORT`, query parameters are ignored.

        Raises:
            ConfigError: another scheme, a node without a host, or a port that is no number. The text holds no password.
        """
        scheme, found, rest = url.partition("?")[0].partition("://")
        authority, _, path = rest.partition("/")
        credentials, _, nodes = authority.rpartition("@")
        if scheme != "amqp" or not nodes:
            told = f"{scheme}://{nodes}" if found else "a text without ://"
            raise ConfigError(f"The broker's URL must begin with amqp:// and name a host, not '{told}'")
        username, _, password = credentials.partition(":")
        return tuple(
            cls(host, port, unquote(username) or "guest", unquote(password) or "guest", unquote(path) or "/")
            for host, port in map(_host_and_port, nodes.split(","))
        )

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}, virtual host {self.vhost}"


def _host_and_port(node: str) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{node}")
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise ConfigError(f"The broker's URL names the node '{node}', which is not valid: {error}") from None
    if not host:
        raise ConfigError(f"The broker's URL names the node '{node}', which has no host")
    return host, DEFAULT_PORT if port is None else port
