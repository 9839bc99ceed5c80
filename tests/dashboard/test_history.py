"""What outlives the process, in a real Redis."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
import uuid

import pytest
from redis.asyncio import Redis

from common.domain.data_types import Source
from dashboard.history import POINTS, Memory
from dashboard.milestones import Milestones
from dashboard.models import Event, Severity
from tests.dashboard.support import canned


NOW = datetime(2026, 8, 2, 12, tzinfo=UTC)


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """A client."""
    client = Redis.from_url(redis_url, decode_responses=True)
    yield client
    await client.aclose()


@pytest.fixture
def prefix() -> str:
    """Keys of the test's own."""
    return f"test-{uuid.uuid4().hex}:"


def memory(redis: Redis, prefix: str) -> Memory:
    """As a process has it, at noon."""
    return Memory(redis, canned.PREFIXES, prefix=prefix, clock=lambda: NOW)


async def test_history_events_and_milestones_outlive_the_process(redis: Redis, prefix: str) -> None:
    first, milestones = memory(redis, prefix), Milestones()
    milestones.note(Source.DISCOGS, 5, {"labels": 3}, NOW)
    for seconds in (20, 10, 0):
        await first.add(canned.importing(NOW - timedelta(seconds=seconds)), milestones)
    await first.add_events([Event(id=number, at=NOW, severity=Severity.INFO, text=f"event {number}") for number in (1, 2)])

    second = memory(redis, prefix)
    events, known = await second.load()

    assert {event.text for event in events} == {"event 1", "event 2"}
    assert known.note(Source.DISCOGS, 5, {"labels": 3}, NOW + timedelta(hours=1))["labels"].last_at == NOW
    line = await second.history(1, 720)
    assert line == await first.history(1, 720)
    assert line.stores.neo4j_nodes == [None] * 3 + [21_432_101] * 3
    assert 0 < await redis.ttl(f"{prefix}dashboard:history") <= 7 * 3600


async def test_the_ring_holds_six_hours_and_no_more(redis: Redis, prefix: str) -> None:
    await redis.rpush(f"{prefix}dashboard:history", *["[0,{},{},[null,null,null,null,null,null,null,null]]"] * (POINTS + 40))

    await memory(redis, prefix).add(canned.idle(NOW), Milestones())

    assert await redis.llen(f"{prefix}dashboard:history") == POINTS == 2160


async def test_points_come_every_ten_seconds_whatever_the_cycle(redis: Redis, prefix: str) -> None:
    kept = memory(redis, prefix)
    assert kept.is_due(canned.idle(NOW))
    await kept.add(canned.idle(NOW), Milestones())

    assert not kept.is_due(canned.idle(NOW + timedelta(seconds=9)))
    assert kept.is_due(canned.idle(NOW + timedelta(seconds=10)))


async def test_what_another_version_left_is_passed_over(redis: Redis, prefix: str) -> None:
    await redis.rpush(f"{prefix}dashboard:history", "nonsense", "[1,2]")
    await redis.rpush(f"{prefix}dashboard:events", "{}")
    await redis.set(f"{prefix}dashboard:milestones", '{"vinyl": {}}')

    events, milestones = await memory(redis, prefix).load()

    assert (events, milestones.dump()) == ([], {})


async def test_without_redis_history_is_kept_in_memory() -> None:
    away = Redis.from_url("redis://127.0.0.1:1/0", decode_responses=True)
    kept = Memory(away, canned.PREFIXES, clock=lambda: NOW)

    assert (await kept.load())[0] == []
    await kept.add(canned.idle(NOW), Milestones())
    await kept.add_events([Event(id=1, at=NOW, severity=Severity.INFO, text="x")])

    assert (await kept.history(1, 6)).stores.neo4j_nodes[-1] == 21_432_101
    await away.aclose()
