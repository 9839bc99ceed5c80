"""Six hours of points, in memory to be read and in a ring in Redis to outlive the process. Without Redis it is kept in memory only."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Final, cast

import orjson
from pydantic import ValidationError
from redis.asyncio import Redis
from redis.exceptions import RedisError

from common.runtime.errors import describe_exception
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from dashboard.events import KEPT
from dashboard.milestones import Milestones
from dashboard.models import Event, History, SystemMetrics
from dashboard.points import EVERY_S, Names, Point, condense, slot_of


HOURS: Final = 6
POINTS: Final = HOURS * 3600 // EVERY_S
LIFETIME_S: Final = (HOURS + 1) * 3600
"""How long Redis keeps a ring that nobody writes to."""
MILESTONES_S: Final = 30 * 86_400

log = get_logger(__name__)


class Memory:
    """What outlives the process: points, events, milestones.

    Args:
        prefix: Put before every key, when one Redis serves several platforms.
        prefixes: Of queue names, by source.
    """

    def __init__(self, redis: Redis, prefixes: Names, *, prefix: str = "", clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._redis = redis
        self._prefixes = prefixes
        self._clock = clock
        self._ring, self._events, self._milestones = (f"{prefix}dashboard:{name}" for name in ("history", "events", "milestones"))
        self._points: deque[Point] = deque(maxlen=POINTS)
        self._is_away = False

    async def load(self) -> tuple[list[Event], Milestones]:
        """What an earlier process left: the points, for `history`; its events and milestones, for the caller."""
        try:
            ring = await cast("Awaitable[list[str]]", self._redis.lrange(self._ring, 0, POINTS - 1))
            events = await cast("Awaitable[list[str]]", self._redis.lrange(self._events, 0, KEPT - 1))
            milestones = await cast("Awaitable[str | None]", self._redis.get(self._milestones))
        except RedisError as error:
            self._note_away(error)
            return [], Milestones()
        points = _read(ring, Point.unpack)
        # Two dashboards on one Redis, or a restart within a slot, leave several points of one slot.
        slots = {point.at: point for point in points}
        self._points.extend(slots[at] for at in sorted(slots))
        found = _read([milestones] if milestones else [], lambda text: Milestones.load(orjson.loads(text)))
        return _read(events, Event.model_validate_json), found[0] if found else Milestones()

    def is_due(self, metrics: SystemMetrics) -> bool:
        """Whether figures make a point of their own."""
        return not self._points or slot_of(metrics.timestamp) > self._points[-1].at

    async def add(self, metrics: SystemMetrics, milestones: Milestones) -> None:
        """Keep the point that figures make, and the milestones."""
        point = Point.of(metrics)
        self._points.append(point)
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.lpush(self._ring, point.pack())
            pipe.ltrim(self._ring, 0, POINTS - 1)
            pipe.expire(self._ring, LIFETIME_S)
            pipe.set(self._milestones, orjson.dumps(milestones.dump()), ex=MILESTONES_S)
            await self._try(pipe.execute)

    async def add_events(self, events: Sequence[Event]) -> None:
        """Keep events."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for event in events:
                pipe.lpush(self._events, event.model_dump_json())
            pipe.ltrim(self._events, 0, KEPT - 1)
            await self._try(pipe.execute)

    async def history(self, minutes: int, points: int) -> History:
        """The last minutes, at most so many points."""
        kept = list(self._points)
        return await asyncio.to_thread(condense, kept, minutes=minutes, most=points, now=self._clock(), prefixes=self._prefixes)

    async def _try(self, call: Callable[[], Awaitable[Any]]) -> None:
        try:
            await call()
        except RedisError as error:
            self._note_away(error)
        else:
            self._is_away = False

    def _note_away(self, error: RedisError) -> None:
        if not self._is_away:
            log.warning(Mark.WARNING, "History is kept in memory only", error=describe_exception(error))
        self._is_away = True


def _read[T](texts: Sequence[str], parse: Callable[[str], T]) -> list[T]:
    """What can be read of it: another version may have written otherwise."""
    found = []
    for text in texts:
        try:
            found.append(parse(text))
        except (ValueError, ValidationError, KeyError, TypeError):
            continue
    return found
