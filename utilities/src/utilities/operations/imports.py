"""How far imports are: from the extractors' and consumers' health and the depth of the queues, without asking a store. No I/O."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from common.domain.data_types import TYPES_OF, Source
from common.domain.health import Reading, reading_of
from common.messaging.management import QueueState
from common.messaging.topology import CONSUMERS_OF, dlq_name, queue_name
from utilities.stack.services import EXTRACTORS


@dataclass(frozen=True, slots=True)
class ConsumerPart:
    """One consumer's part in one type. `waiting` counts what is in its queue, control messages too; rates are records per second."""

    consumer: str
    waiting: int
    rate: float


@dataclass(frozen=True, slots=True)
class TypeProgress:
    """One type of one import."""

    data_type: str
    read: int
    consumers: list[ConsumerPart]


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """One source's import, the present or the last one.

    Attributes:
        state: The extractor's own word, `away` when it does not answer.
        fraction: How much of the dumps is read, 0 to 1; `None` before that is known.
        rate: Records per second that the slowest consumer writes.
        seconds_left: Until the slowest consumer is done at its present rate; `None` when nothing is left, or nothing moves.
        notes: What else goes on or went wrong.
    """

    source: str
    state: str
    version: str | None
    fraction: float | None
    read: int
    rate: float
    seconds_left: float | None
    types: list[TypeProgress]
    notes: list[str]

    @property
    def waiting(self) -> int:
        """Messages in all queues of the source."""
        return sum(part.waiting for line in self.types for part in line.consumers)


def import_progress(source: Source, prefix: str, health: Mapping[str, Mapping[str, Any]], queues: Iterable[QueueState]) -> ImportProgress:
    """Progress of one source.

    Args:
        health: Body of `/health` by service; one that does not answer is absent or empty.
    """
    depth = {queue.name: queue.messages for queue in queues}
    reading = reading_of(health.get(EXTRACTORS[source]) or None)
    types = [
        TypeProgress(
            kind.value,
            reading.read.get(kind.value, 0),
            [
                ConsumerPart(
                    consumer,
                    depth.get(queue_name(prefix, consumer, kind), 0),
                    float(((health.get(consumer) or {}).get("rate") or {}).get(kind.value) or 0.0),
                )
                for consumer in CONSUMERS_OF[source]
            ],
        )
        for kind in TYPES_OF[source]
    ]
    total = sum(line.read for line in types)
    unread = total / reading.fraction - total if reading.fraction else 0.0
    rates = [sum(line.consumers[place].rate for line in types) for place in range(len(CONSUMERS_OF[source]))]
    waiting = [sum(line.consumers[place].waiting for line in types) for place in range(len(CONSUMERS_OF[source]))]
    return ImportProgress(
        source=source.value,
        state=reading.state or "away",
        version=reading.version,
        fraction=reading.fraction,
        read=total,
        rate=min(rates),
        seconds_left=_seconds_left(unread, waiting, rates),
        types=types,
        notes=_notes(source, reading, health),
    )


def dead_letters(prefixes: Mapping[Source, str], queues: Iterable[QueueState]) -> dict[str, int]:
    """Dead-letter queues that hold something, with their depth."""
    depth = {queue.name: queue.messages for queue in queues}
    names = (dlq_name(name) for name in consumer_queues(prefixes))
    return {name: depth[name] for name in names if depth.get(name)}


def consumer_queues(prefixes: Mapping[Source, str]) -> list[str]:
    """Names of every consumer's queues, whether they exist or not."""
    return [
        queue_name(prefix, consumer, kind) for source, prefix in prefixes.items() for consumer in CONSUMERS_OF[source] for kind in TYPES_OF[source]
    ]


def is_ours(name: str, prefixes: Mapping[Source, str]) -> bool:
    """Whether a queue belongs to the platform."""
    return any(name.startswith(f"{prefix}-") for prefix in prefixes.values())


def _seconds_left(unread: float, waiting: list[int], rates: list[float]) -> float | None:
    """The slowest consumer's time; none while one that has work stands still, for then nothing can be said."""
    left = [(unread + depth, rate) for depth, rate in zip(waiting, rates, strict=True) if unread + depth > 0]
    if not left or any(rate <= 0 for _, rate in left):
        return None
    return max(records / rate for records, rate in left)


def _notes(source: Source, reading: Reading, health: Mapping[str, Mapping[str, Any]]) -> list[str]:
    notes = [f"{EXTRACTORS[source]}: {reading.error}"] if reading.error else []
    if reading.is_partial:
        notes.append("a partial import: nothing is removed after it")
    for consumer in CONSUMERS_OF[source]:
        told = health.get(consumer) or {}
        if (told.get("maintenance") or {}).get("running"):
            notes.append(f"{consumer}: maintenance")
        notes += [f"{consumer}: {reason}" for reason in told.get("reasons") or ()]
    return notes
