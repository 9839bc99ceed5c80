"""Answers kept in Redis: one generation of the catalogue, a time to live, one computation at a time a key.

Redis is never needed: while it is away each answer is computed. Keys are hashes, so a client's text never becomes a key.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
import hashlib
from typing import Any, Final

import orjson
from pydantic import BaseModel, ValidationError

from api.catalogue.generation import Generation
from api.redis_guard import RedisAway, RedisGuard


HOUR: Final = 3600
DAY: Final = 24 * HOUR
EMPTY_TTL_S: Final = 60
"""An empty answer may only be early: it is kept for a minute."""


class Cache:
    """Cache of response models.

    Args:
        redis: Where answers are kept.
        generation: Current generation of the catalogue.
        prefix: Put before every key.
        enabled: Off: everything is computed, one computation a key at a time all the same.
        answered: Told of each answer: its space, and whether it was `kept`, `computed` or `shared` with another request.
    """

    def __init__(
        self,
        redis: RedisGuard,
        generation: Generation,
        *,
        prefix: str = "",
        enabled: bool = True,
        answered: Callable[[str, str], None] = lambda _space, _outcome: None,
    ) -> None:
        self._redis = redis
        self._generation = generation
        self._prefix = prefix
        self._enabled = enabled
        self._answered = answered
        self._running: dict[str, asyncio.Task[Any]] = {}
        self._waiting: dict[str, int] = {}

    def key(self, space: str, *parts: object) -> str:
        """Redis key of an answer: `cache:<generation>:<space>:<hash of the parts>`."""
        digest = hashlib.sha256(orjson.dumps(parts, default=str, option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]
        return f"{self._prefix}cache:{self._generation.current}:{space}:{digest}"

    async def get_or_compute[M: BaseModel](
        self,
        model: type[M],
        space: str,
        *parts: object,
        ttl_s: int,
        compute: Callable[[], Awaitable[M]],
        is_empty: Callable[[M], bool] = lambda _: False,
    ) -> M:
        """The kept answer, or the computed one, which is then kept. What `compute` raises is kept for nobody.

        Args:
            model: Type of the answer.
            space: Name of the route or question, e.g. `label-dna`.
            parts: What the answer depends on; anything JSON can hold.
            ttl_s: Seconds to keep it.
            compute: Called at most once at a time for a key; callers that come meanwhile share its result.
            is_empty: Answers that say "nothing yet" are kept for a minute only.
        """
        key = self.key(space, *parts)
        if (found := await self.read(key, model)) is not None:
            self._answered(space, "kept")
            return found
        self._answered(space, "shared" if key in self._running else "computed")

        async def fill() -> M:
            answer = await compute()
            await self.write(key, answer, EMPTY_TTL_S if is_empty(answer) else ttl_s)
            return answer

        return await self._shared(key, fill)

    async def _shared[M](self, key: str, fill: Callable[[], Awaitable[M]]) -> M:
        """One task a key; it is cancelled when the last of those who wait for it has gone away."""
        task = self._running.get(key)
        if task is None:
            task = asyncio.ensure_future(fill())
            self._running[key] = task
            task.add_done_callback(lambda done: self._forget(key, done))
        self._waiting[key] = self._waiting.get(key, 0) + 1
        try:
            return await asyncio.shield(task)
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key]
                if not task.done():
                    self._forget(key, task)  # before it ends: whoever comes now must not join a task that is being cancelled
                    task.cancel()

    def _forget(self, key: str, task: asyncio.Task[Any]) -> None:
        if self._running.get(key) is task:
            del self._running[key]

    async def read[M: BaseModel](self, key: str, model: type[M]) -> M | None:
        """The answer kept under a key of `key()`, if there is one."""
        if not self._enabled:
            return None
        try:
            text = await self._redis.ask(lambda redis: redis.get(key))
            return None if text is None else model.model_validate_json(text)
        except (RedisAway, ValidationError):
            return None  # as good as absent; health tells of a Redis that is away

    async def write(self, key: str, answer: BaseModel, ttl_s: int) -> None:
        """Keep an answer under a key of `key()`."""
        if not self._enabled or ttl_s <= 0:
            return
        with suppress(RedisAway):
            text = answer.model_dump_json()
            await self._redis.ask(lambda redis: redis.set(key, text, ex=ttl_s))
