"""Redis: one client a process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from redis.asyncio import Redis

from common.runtime.settings import RedisSettings


CONNECT_TIMEOUT_S: Final = 5.0
SOCKET_TIMEOUT_S: Final = 5.0


@asynccontextmanager
async def open_redis(settings: RedisSettings) -> AsyncIterator[Redis]:
    """A client whose answers are text. Connects when used; errors are `redis.RedisError`."""
    client = Redis.from_url(
        settings.redis_url,
        decode_responses=True,
        socket_connect_timeout=CONNECT_TIMEOUT_S,
        socket_timeout=SOCKET_TIMEOUT_S,
        socket_keepalive=True,
        health_check_interval=30,
    )
    try:
        yield client
    finally:
        await client.aclose()
