"""Redis from the system's packages."""

from collections.abc import Mapping
import shutil

import redis

from common.runtime.errors import ConfigError
from utilities.stack.credentials import read_password
from utilities.stack.layout import write_private
from utilities.stack.ports import LOOPBACK
from utilities.stack.program import Program
from utilities.stack.servers.base import Site


class Redis:
    """Redis 7 with an append-only file; what has an end is evicted when memory is short, the least recently used first."""

    name = "redis"
    title = "Redis"

    def ports(self, site: Site, /) -> Mapping[str, int]:
        """One port."""
        return {"Redis": site.ports.redis_port}

    def prepare(self, site: Site, /) -> None:
        """The password is in the configuration, so that is private."""
        folder = site.layout.data / "redis"
        folder.mkdir(mode=0o700, exist_ok=True)
        settings = [
            f"bind {LOOPBACK}",
            f"port {site.ports.redis_port}",
            f'requirepass "{read_password(site.layout, "redis_password")}"',
            f'dir "{folder}"',
            "daemonize no",
            f'pidfile "{folder / "redis.pid"}"',
            "appendonly yes",
            f"maxmemory {site.memory.redis_limit}mb",
            "maxmemory-policy volatile-lru",  # answers have an end and may go early; what has none stays
        ]
        write_private(site.layout.conf / "redis.conf", "\n".join(settings) + "\n")

    def programs(self, site: Site, /) -> list[Program]:
        """One process in the foreground."""
        found = shutil.which("redis-server", path="/usr/bin:/usr/local/bin") or shutil.which("redis-server")
        if not found:
            raise ConfigError("Redis is not installed")
        return [Program(self.name, [found, str(site.layout.conf / "redis.conf")])]

    def probe(self, site: Site, /) -> None:
        """PING with the password."""
        password = read_password(site.layout, "redis_password")
        with redis.Redis(host=LOOPBACK, port=site.ports.redis_port, password=password, socket_timeout=2) as client:
            client.ping()
