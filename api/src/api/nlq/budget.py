"""How many tokens all questions of a day may use together."""

from datetime import UTC, datetime
from typing import Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from api.errors import RateLimited


KEPT_S: Final = 2 * 86_400
OVER: Final = "The daily budget of questions is used up — try again tomorrow"


class Budget:
    """The day's tokens, counted in Redis for all processes; while it is away each process counts its own.

    Args:
        limit: Tokens a day (UTC); 0 is no bound.
    """

    def __init__(self, redis: Redis, *, prefix: str, limit: int) -> None:
        self._redis = redis
        self._prefix = prefix
        self._limit = limit
        self._own: dict[str, int] = {}

    async def require(self) -> None:
        """Raise `RateLimited` when the day's tokens are used up."""
        if self._limit and await self._used() >= self._limit:
            raise RateLimited(OVER, headers={"Retry-After": str(_seconds_left())})

    async def spend(self, tokens: int) -> None:
        """Count what a question used."""
        if tokens <= 0:
            return
        key = self._key()
        self._own = {key: self._own.get(key, 0) + tokens}
        try:
            async with self._redis.pipeline() as pipeline:
                pipeline.incrby(key, tokens)
                pipeline.expire(key, KEPT_S)
                await pipeline.execute()
        except (RedisError, OSError, TimeoutError):
            return  # counted for this process above

    async def _used(self) -> int:
        key = self._key()
        try:
            return int(await self._redis.get(key) or 0)
        except (RedisError, OSError, TimeoutError, ValueError):
            return self._own.get(key, 0)

    def _key(self) -> str:
        return f"{self._prefix}nlq:tokens:{datetime.now(UTC):%Y%m%d}"


def _seconds_left() -> int:
    now = datetime.now(UTC)
    return 86_400 - (now.hour * 3600 + now.minute * 60 + now.second)
