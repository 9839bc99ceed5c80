"""Dead letters with reasons: from the ledgers of the consumers, which name record and reason; of what no ledger knows, from the broker's
own note on the message."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from common.domain.data_types import Source
from common.messaging.management import HeldMessage, Management, QueueState
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore
from dashboard import queries
from dashboard.ledger import moment
from dashboard.models import DeadLetterReason, DeadLetters
from dashboard.pipelines import PIPELINES, Queue


MOST_REASONS: Final = 5
PEEKED: Final = 5
PEEKED_BYTES: Final = 1
"""The body of a letter is not looked at."""
_DEATHS: Final = {
    "delivery_limit": "delivered too often",
    "rejected": "rejected by its consumer",
    "expired": "waited too long",
    "maxlen": "the queue was full",
}

type Lane = tuple[str, str]
"""Consumer and type."""
type Reasons = Mapping[Lane, list[DeadLetterReason]]


@dataclass(frozen=True, slots=True)
class HeldQueue:
    """A dead-letter queue that holds something."""

    source: Source
    queue: Queue
    depth: int
    kind: str


def held_queues(listed: Mapping[str, QueueState], prefixes: Mapping[str, str]) -> list[HeldQueue]:
    """Dead-letter queues that are not empty, in the order in which they are shown."""
    return [
        HeldQueue(source, queue, state.messages, state.kind)
        for source, pipeline in PIPELINES.items()
        for queue in pipeline.queues(prefixes[source.value])
        if queue.dead_letters and (state := listed.get(queue.name)) is not None and state.messages
    ]


def told(held: Iterable[HeldQueue], reasons: Reasons) -> list[DeadLetters]:
    """Dead letters as they are shown."""
    return [
        DeadLetters(
            queue=each.queue.name,
            pipeline="discogs" if each.source is Source.DISCOGS else "musicbrainz",
            consumer=each.queue.consumer,
            type=each.queue.data_type.value,
            depth=each.depth,
            reasons=reasons.get((each.queue.consumer, each.queue.data_type.value), []),
        )
        for each in held
    ]


class ReasonFinder:
    """Asks the ledgers, and the broker where these know nothing. Asks nobody while there are no dead letters."""

    def __init__(self, postgres: PostgresStore, graph: Neo4jStore, management: Management) -> None:
        self._postgres = postgres
        self._graph = graph
        self._management = management
        self._peeked: dict[str, tuple[int, list[DeadLetterReason]]] = {}

    async def reasons(self, held: Sequence[HeldQueue]) -> Reasons:
        """Reasons of what is held."""
        found: dict[Lane, list[DeadLetterReason]] = defaultdict(list)
        consumers = {each.queue.consumer for each in held}
        graph = {pipeline.graph for pipeline in PIPELINES.values()}
        if consumers - graph:
            for row in await self._postgres.rows(queries.REASONS_IN_TABLES):
                found[row["consumer"], row["data_type"]].append(_reason(row, row["last_at"]))
        for consumer in sorted(consumers & graph):
            for row in await self._graph.rows(queries.REASONS_IN_GRAPH, prefix=f"{consumer}:"):
                found[consumer, row["data_type"]].append(_reason(row, moment(row["last_ms"])))
        for each in held:
            lane = (each.queue.consumer, each.queue.data_type.value)
            # In a quorum queue each look spends one of a message's deliveries.
            if not found[lane] and each.kind == "classic":
                found[lane] = await self._peek(each)
        return {lane: reasons[:MOST_REASONS] for lane, reasons in found.items()}

    async def _peek(self, held: HeldQueue) -> list[DeadLetterReason]:
        name = held.queue.name
        depth, reasons = self._peeked.get(name, (-1, []))
        if depth != held.depth:
            reasons = reasons_of(await self._management.peek(name, PEEKED, body_bytes=PEEKED_BYTES))
            self._peeked[name] = (held.depth, reasons)
        return reasons


def reasons_of(messages: Iterable[HeldMessage]) -> list[DeadLetterReason]:
    """Why the broker moved messages, by its note on them."""
    counts: Counter[str] = Counter()
    last: dict[str, datetime] = {}
    for message in messages:
        death = next(iter(message.deaths), {})
        words = str(death.get("reason") or "unknown")
        counts[words] += 1
        at = death.get("time")
        if isinstance(at, int | float) and at > 0:
            last[words] = max(datetime.fromtimestamp(at, UTC), last.get(words, datetime.fromtimestamp(0, UTC)))
    return [
        DeadLetterReason(reason=_DEATHS.get(words, words), count=count, last_id=None, last_at=last.get(words))
        for words, count in counts.most_common()
    ]


def _reason(row: Mapping[str, Any], last_at: datetime | None) -> DeadLetterReason:
    return DeadLetterReason(reason=row["reason"] or "no reason was given", count=row["count"], last_id=row["last_id"], last_at=last_at)
