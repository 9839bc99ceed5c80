"""Points of the history: taken from figures, packed small, condensed into a line of so many points. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
import math
from typing import Any, Final, Self

import orjson

from common.domain.data_types import Source
from dashboard.models import History, QueueHistory, QueueInfo, ServiceHistory, StoreHistory, SystemMetrics
from dashboard.pipelines import PIPELINES


EVERY_S: Final = 10
"""From one point to the next."""

type Number = float | int | None
type Numbers = Sequence[Number]
type Names = Mapping[str, str]
"""Prefix of queue names by source."""


@dataclass(frozen=True, slots=True)
class Point:
    """One moment.

    Attributes:
        at: Seconds since 1970, a multiple of `EVERY_S`.
        queues: By `consumer-type`: messages, rate in, rate out, dead letters.
        services: By name: rate, slowest writes.
        stores: As the fields of `StoreHistory`, in their order.
    """

    at: int
    queues: Mapping[str, Numbers]
    services: Mapping[str, Numbers]
    stores: Numbers

    @classmethod
    def of(cls, metrics: SystemMetrics) -> Self:
        """The point that figures make."""
        queues: dict[str, list[Number]] = {}
        services: dict[str, Numbers] = {}
        for pipeline in metrics.pipelines.values():
            dead = {_key(queue): queue.messages for queue in pipeline.queues if queue.dead_letters}
            for queue in pipeline.queues:
                if not queue.dead_letters:
                    queues[_key(queue)] = [queue.messages, round(queue.message_rate, 1), round(queue.ack_rate, 1), dead.get(_key(queue))]
            for service in pipeline.services:
                if service.last_seen is not None:
                    services[service.name] = [service.rate, service.batch_p95_ms]
        postgres, graph = metrics.databases
        broker, cache = metrics.broker, metrics.cache
        stores: list[Number] = [
            postgres.size_bytes,
            postgres.connection_count if postgres.max_connections else None,
            graph.nodes,
            graph.relationships,
            broker.messages,
            broker.dead_letters,
            cache.hit_rate,
            cache.memory_bytes,
        ]
        return cls(slot_of(metrics.timestamp), queues, services, stores)

    def pack(self) -> bytes:
        """As JSON."""
        return orjson.dumps([self.at, self.queues, self.services, self.stores])

    @classmethod
    def unpack(cls, text: bytes | str) -> Self:
        """From JSON.

        Raises:
            ValueError: it is none, or no point.
        """
        at, queues, services, stores = orjson.loads(text)
        if len(stores) != len(StoreHistory.model_fields):
            raise ValueError("a point of another version")
        return cls(int(at), queues, services, stores)


def slot_of(moment: datetime) -> int:
    """The point that a moment belongs to."""
    return int(moment.timestamp()) // EVERY_S * EVERY_S


def condense(points: Iterable[Point], *, minutes: int, most: int, now: datetime, prefixes: Names) -> History:
    """A line of at most `most` points over the last minutes. Depths and sizes are the highest of their step, rates the average."""
    step = max(EVERY_S, math.ceil(minutes * 60 / most / EVERY_S) * EVERY_S)
    end = int(now.timestamp()) // step * step
    count = max(1, minutes * 60 // step)
    begin = end - (count - 1) * step
    buckets: list[list[Point]] = [[] for _ in range(count)]
    for point in points:
        place = (point.at - begin) // step
        if 0 <= place < count:
            buckets[place].append(point)
    return History(
        minutes=minutes,
        step_seconds=step,
        times=[datetime.fromtimestamp(begin + place * step, UTC) for place in range(count)],
        queues=list(_queues(buckets, prefixes)),
        services=list(_services(buckets)),
        stores=_stores(buckets),
    )


type _Buckets = Sequence[Sequence[Point]]


def _queues(buckets: _Buckets, prefixes: Names) -> Iterator[QueueHistory]:
    known = {key for bucket in buckets for point in bucket for key in point.queues}
    for source, pipeline in PIPELINES.items():
        for queue in pipeline.queues(prefixes[source.value]):
            key = f"{queue.consumer}-{queue.data_type.value}"
            if queue.dead_letters or key not in known:
                continue
            numbers = [[point.queues.get(key, _NO_QUEUE) for point in bucket] for bucket in buckets]
            yield QueueHistory(
                name=queue.name,
                pipeline="discogs" if source is Source.DISCOGS else "musicbrainz",
                consumer=queue.consumer,
                type=queue.data_type.value,
                messages=_highest(numbers, 0),
                message_rate=_line(numbers, 1, _mean),
                ack_rate=_line(numbers, 2, _mean),
                dead_letters=_highest(numbers, 3),
            )


def _services(buckets: _Buckets) -> Iterator[ServiceHistory]:
    known = {name for bucket in buckets for point in bucket for name in point.services}
    for pipeline in PIPELINES.values():
        for name in pipeline.services:
            if name in known:
                numbers = [[point.services.get(name, _NO_SERVICE) for point in bucket] for bucket in buckets]
                yield ServiceHistory(name=name, rate=_line(numbers, 0, _mean), batch_p95_ms=_line(numbers, 1, max))


def _stores(buckets: _Buckets) -> StoreHistory:
    numbers = [[point.stores for point in bucket] for bucket in buckets]
    lines: dict[str, Any] = {
        name: _line(numbers, place, max) if name == "cache_hit_rate" else _highest(numbers, place)
        for place, name in enumerate(StoreHistory.model_fields)
    }
    return StoreHistory(**lines)


_NO_QUEUE: Final = (None, None, None, None)
_NO_SERVICE: Final = (None, None)


def _line(buckets: Sequence[Sequence[Numbers]], place: int, join: Callable[[Sequence[float]], float]) -> list[float | None]:
    """One of the numbers over time, joined in each step; `None` where nothing was known."""
    line = []
    for bucket in buckets:
        values = [value for numbers in bucket if (value := numbers[place]) is not None]
        line.append(join(values) if values else None)
    return line


def _highest(buckets: Sequence[Sequence[Numbers]], place: int) -> list[int | None]:
    return [None if value is None else int(value) for value in _line(buckets, place, max)]


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 1)


def _key(queue: QueueInfo) -> str:
    return f"{queue.consumer}-{queue.type}"
