"""Answers in Redis, and what happens while Redis is away."""

from collections.abc import AsyncIterator
from typing import Any
import uuid

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisAway

from common.domain.insights import TopArtist, TopArtists
from insights.cache import TTL_S, AnswerCache


class Unsteady:
    """A client of the real server that can be cut off."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self.is_away = False

    def __getattr__(self, name: str) -> Any:
        async def call(*arguments: Any, **options: Any) -> Any:
            if self.is_away:
                raise RedisAway
            return await getattr(self._redis, name)(*arguments, **options)

        return call


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Unsteady]:
    client = Redis.from_url(redis_url, decode_responses=True)
    yield Unsteady(client)
    await client.aclose()


class Table:
    """What is read when nothing is kept."""

    def __init__(self) -> None:
        self.names: list[str] = ["first"]
        self.reads = 0

    async def read(self) -> TopArtists:
        self.reads += 1
        items = [TopArtist(rank=rank, artist_id="1", artist_name=name, edge_count=1) for rank, name in enumerate(self.names, 1)]
        return TopArtists(items=items, count=len(items))


async def test_an_answer_is_read_once_until_a_computation_ends(redis: Unsteady) -> None:
    prefix = f"test:{uuid.uuid4().hex}:"
    cache, table = AnswerCache(redis, prefix), Table()  # type: ignore[arg-type]

    for _ in range(3):
        assert (await cache.get_or_read(TopArtists, "top", table.read)).items[0].artist_name == "first"
    assert table.reads == 1
    (key,) = await redis.keys(f"{prefix}*")
    assert 0 < await redis.ttl(key) <= TTL_S

    table.names = ["second"]
    await cache.bump()
    assert (await cache.get_or_read(TopArtists, "top", table.read)).items[0].artist_name == "second"


async def test_an_empty_answer_is_not_kept(redis: Unsteady) -> None:
    cache, table = AnswerCache(redis, f"test:{uuid.uuid4().hex}:"), Table()  # type: ignore[arg-type]
    table.names = []

    for _ in range(2):
        await cache.get_or_read(TopArtists, "top", table.read, is_empty=lambda answer: not answer.items)

    assert table.reads == 2


async def test_what_redis_missed_is_made_up_for(redis: Unsteady) -> None:
    cache, table = AnswerCache(redis, f"test:{uuid.uuid4().hex}:"), Table()  # type: ignore[arg-type]
    await cache.get_or_read(TopArtists, "top", table.read)
    redis.is_away = True
    table.names = ["second"]

    await cache.bump()  # a computation ended, and Redis cannot be told
    assert (await cache.get_or_read(TopArtists, "top", table.read)).items[0].artist_name == "second"
    redis.is_away = False
    assert (await cache.get_or_read(TopArtists, "top", table.read)).items[0].artist_name == "second", "the kept answer is old"
    await cache.pay()

    reads = table.reads
    for _ in range(2):
        assert (await cache.get_or_read(TopArtists, "top", table.read)).items[0].artist_name == "second"
    assert table.reads == reads + 1
