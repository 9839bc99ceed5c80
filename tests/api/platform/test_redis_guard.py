"""Redis while it is there, and the answers kept in it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
import time
import uuid

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from api.cache import DAY, EMPTY_TTL_S, Cache
from api.catalogue.generation import Generation
from api.models import Model
from api.redis_guard import PAUSE_S, RedisAway, RedisGuard


class Number(Model):
    value: int


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


async def _refuse(_redis: Redis) -> int:
    raise RedisConnectionError("refused")


async def _answer(_redis: Redis) -> int:
    return 7


async def test_a_redis_that_is_away_is_left_alone_for_a_moment() -> None:
    clock = Clock()
    guard = RedisGuard(Redis(), clock=clock)
    asked = 0

    async def counted(redis: Redis) -> int:
        nonlocal asked
        asked += 1
        return await _refuse(redis)

    for _ in range(3):
        with pytest.raises(RedisAway):
            await guard.ask(counted)
    assert (asked, guard.is_away) == (1, True)

    clock.now += PAUSE_S
    assert await guard.ask(_answer) == 7
    assert not guard.is_away
    assert await guard.ask(_answer) == 7


async def test_a_frozen_redis_costs_a_second_at_most() -> None:
    guard = RedisGuard(Redis())
    began = time.monotonic()

    with pytest.raises(RedisAway):
        await guard.ask(lambda _: asyncio.sleep(60))

    assert time.monotonic() - began < 5


async def test_what_is_no_failure_of_redis_is_raised() -> None:
    async def broken(_redis: Redis) -> int:
        raise ZeroDivisionError

    guard = RedisGuard(Redis())
    with pytest.raises(ZeroDivisionError):
        await guard.ask(broken)
    assert not guard.is_away


class Kept:
    """A cache on the real Redis, and what it was told."""

    def __init__(self, redis: Redis, prefix: str) -> None:
        self.redis = redis
        self.prefix = prefix
        self.generation = Generation()
        self.outcomes: list[tuple[str, str]] = []
        self.cache = Cache(RedisGuard(redis), self.generation, prefix=prefix, answered=lambda space, outcome: self.outcomes.append((space, outcome)))

    async def get(
        self,
        *parts: object,
        value: int = 1,
        compute: Callable[[], Awaitable[Number]] | None = None,
        is_empty: Callable[[Number], bool] = lambda _: False,
    ) -> int:
        async def one() -> Number:
            return Number(value=value)

        return (await self.cache.get_or_compute(Number, "space", *parts, ttl_s=DAY, compute=compute or one, is_empty=is_empty)).value


@pytest.fixture
async def kept(redis_url: str) -> AsyncIterator[Kept]:
    redis = Redis.from_url(redis_url, decode_responses=True)
    yield Kept(redis, f"test:{uuid.uuid4().hex[:12]}:")
    await redis.aclose()


async def test_an_answer_is_computed_once_and_kept(kept: Kept) -> None:
    assert [await kept.get("a", value=1), await kept.get("a", value=2)] == [1, 1]
    assert await kept.get("b", value=3) == 3
    assert kept.outcomes == [("space", "computed"), ("space", "kept"), ("space", "computed")]
    key = kept.cache.key("space", "a")
    assert DAY - 60 < await kept.redis.ttl(key) <= DAY
    assert len(key.rsplit(":", 1)[-1]) == 32  # a hash, whatever the parts are


async def test_a_new_generation_finds_nothing_of_the_one_before(kept: Kept) -> None:
    await kept.get("a", value=1)
    kept.generation.current += 1

    assert await kept.get("a", value=2) == 2


async def test_what_was_begun_in_a_generation_is_not_served_in_the_next(kept: Kept) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow() -> Number:
        begun.set()
        await go_on.wait()
        return Number(value=1)

    waiting = asyncio.create_task(kept.get("a", compute=slow))
    await begun.wait()
    kept.generation.current += 1
    go_on.set()

    assert await waiting == 1
    assert await kept.get("a", value=2) == 2


async def test_an_empty_answer_is_kept_for_a_minute(kept: Kept) -> None:
    await kept.get("a", value=0, is_empty=lambda number: number.value == 0)

    assert 0 < await kept.redis.ttl(kept.cache.key("space", "a")) <= EMPTY_TTL_S


async def test_what_is_kept_in_another_form_is_computed_anew(kept: Kept) -> None:
    await kept.redis.set(kept.cache.key("space", "a"), '{"other": "shape"}')

    assert await kept.get("a", value=5) == 5


async def test_those_who_ask_together_share_one_computation(kept: Kept) -> None:
    go_on = asyncio.Event()
    runs = 0

    async def slow() -> Number:
        nonlocal runs
        runs += 1
        await go_on.wait()
        return Number(value=9)

    asking = [asyncio.create_task(kept.get("a", compute=slow)) for _ in range(5)]
    while runs == 0:
        await asyncio.sleep(0)
    asking[0].cancel()  # one of them goes away: the others are still served
    go_on.set()

    results = await asyncio.gather(*asking, return_exceptions=True)
    assert isinstance(results[0], asyncio.CancelledError)
    assert (results[1:], runs) == ([9] * 4, 1)


async def test_when_the_last_one_goes_away_the_computation_ends(kept: Kept) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def slow() -> Number:
        begun.set()
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()
        return Number(value=1)

    asking = asyncio.create_task(kept.get("a", compute=slow))
    await begun.wait()
    asking.cancel()

    await asyncio.wait_for(ended.wait(), 5)
    assert await kept.get("a", value=2) == 2


async def test_a_failure_reaches_all_who_wait_and_is_kept_for_nobody(kept: Kept) -> None:
    async def failing() -> Number:
        await asyncio.sleep(0)
        raise ZeroDivisionError

    results = await asyncio.gather(*(kept.get("a", compute=failing) for _ in range(3)), return_exceptions=True)

    assert [type(result) for result in results] == [ZeroDivisionError] * 3
    assert await kept.get("a", value=2) == 2


async def test_without_redis_everything_is_computed() -> None:
    kept = Kept(Redis(host="127.0.0.1", port=1), "test:")

    assert [await kept.get("a", value=1), await kept.get("a", value=2)] == [1, 2]
    await kept.redis.aclose()


async def test_a_cache_that_is_off_keeps_nothing(kept: Kept) -> None:
    kept.cache = Cache(RedisGuard(kept.redis), kept.generation, prefix=kept.prefix, enabled=False)

    assert [await kept.get("a", value=1), await kept.get("a", value=2)] == [1, 2]
