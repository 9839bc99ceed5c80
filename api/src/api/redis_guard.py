"""Redis while it is there. Nothing in the API needs it, so nobody may wait for it long, or one after the other.

After a failure Redis is left alone for a moment: a request that meets a dead or frozen Redis does not pay for each of its uses.
"""

import asyncio
from collections.abc import Awaitable, Callable
import time
from typing import Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from common.runtime.logging import get_logger
from common.runtime.marks import Mark


TIMEOUT_S: Final = 1.0
PAUSE_S: Final = 2.0

log = get_logger(__name__)


class RedisAway(Exception):
    """Redis cannot be asked now."""


class RedisGuard:
    """Asks Redis, within bounds.

    Args:
        redis: Open client.
        clock: Monotonic seconds.
    """

    def __init__(self, redis: Redis, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._redis = redis
        self._clock = clock
        self._away_until: float | None = None

    @property
    def is_away(self) -> bool:
        """Whether the last use failed."""
        return self._away_until is not None

    async def ask[T](self, question: Callable[[Redis], Awaitable[T]]) -> T:
        """What Redis answers; raises `RedisAway` after a second at the latest, and at once in the moment after a failure."""
        if self._away_until is not None and self._clock() < self._away_until:
            raise RedisAway
        try:
            async with asyncio.timeout(TIMEOUT_S):
                answer = await question(self._redis)
        except (RedisError, OSError, TimeoutError) as error:
            if self._away_until is None:
                log.warning(Mark.WARNING, "Redis is away: answers are computed, limits counted in this process", error=error)
            self._away_until = self._clock() + PAUSE_S
            raise RedisAway from error
        if self._away_until is not None:
            log.info(Mark.OK, "Redis is back")
            self._away_until = None
        return answer
