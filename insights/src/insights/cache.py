"""Answers kept in Redis under a counter that grows with every computation.

A request reads the counter before it asks PostgreSQL, and keeps its answer under that number: an answer that a computation overtook lies
where nobody looks any more. Redis is never needed.
"""

from collections.abc import Awaitable, Callable
from typing import Final

from pydantic import BaseModel, ValidationError
from redis.asyncio import Redis
from redis.exceptions import RedisError

from common.runtime.logging import get_logger
from common.runtime.marks import Mark


TTL_S: Final = 3600
"""Bounds for how long an answer lives when Redis was away at the moment that the counter should have grown."""
AWAY: Final = (RedisError, OSError, TimeoutError)

log = get_logger(__name__)


class AnswerCache:
    """Cache of response models.

    Args:
        redis: Open client.
        prefix: Put before every key.
    """

    def __init__(self, redis: Redis, prefix: str = "") -> None:
        self._redis = redis
        self._prefix = prefix
        self._owes_bump = False

    async def get_or_read[M: BaseModel](
        self, model: type[M], suffix: str, read: Callable[[], Awaitable[M]], *, is_empty: Callable[[M], bool] = lambda _: False
    ) -> M:
        """The kept answer, or the one that `read` makes, which is then kept unless it is empty."""
        key = await self._key(suffix)
        if key is None:
            return await read()
        try:
            text = await self._redis.get(key)
            if text is not None:
                return model.model_validate_json(text)
        except (*AWAY, ValidationError):
            key = None
        answer = await read()
        if key is not None and not is_empty(answer):
            try:
                await self._redis.set(key, answer.model_dump_json(), ex=TTL_S)
            except AWAY as error:
                log.debug(Mark.WARNING, "Cannot keep an answer in Redis", error=error)
        return answer

    async def bump(self) -> None:
        """Forget all answers. What cannot be done while Redis is away is owed, see `pay`."""
        self._owes_bump = True
        await self.pay()

    async def pay(self) -> None:
        """Do a `bump` that is owed."""
        if not self._owes_bump:
            return
        try:
            await self._redis.incr(self._counter)
        except AWAY as error:
            log.warning(Mark.WARNING, "Cannot forget old answers in Redis yet", error=error)
        else:
            self._owes_bump = False

    @property
    def _counter(self) -> str:
        return f"{self._prefix}insights-generation"

    async def _key(self, suffix: str) -> str | None:
        if self._owes_bump:
            return None
        try:
            generation = int(await self._redis.get(self._counter) or 0)
        except (*AWAY, ValueError):
            return None
        return f"{self._prefix}insights:g{generation}:{suffix}"
