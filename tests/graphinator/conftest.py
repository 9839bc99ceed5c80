"""graphinator as a real process on a real broker and a real graph."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from tests.graphinator.messages import exchange, queue
from tests.support.servers import Broker, GraphTarget
from tests.support.services import Service, running
from tests.support.waiting import eventually


CHECK_SETTINGS = {
    "CONSUMER_CANCEL_DELAY": "5",
    "QUEUE_CHECK_INTERVAL": "10",
    "STUCK_CHECK_INTERVAL": "2",
    "NEO4J_BATCH_SIZE": "10",
    "NEO4J_BATCH_FLUSH_INTERVAL": "1",
}
"""What the chapter's set-up line says."""

type Start = Callable[..., AbstractAsyncContextManager[Service]]


@pytest.fixture
def start(broker: Broker, graph: GraphTarget) -> Start:
    """Starts graphinator with the chapter's settings; keyword arguments are further variables."""

    def start(**variables: str) -> AbstractAsyncContextManager[Service]:
        return running("graphinator", env={**broker.env, **graph.env, **CHECK_SETTINGS, **variables})

    return start


@pytest.fixture
async def graphinator(start: Start) -> AsyncIterator[Service]:
    """A running service that writes at once."""
    async with start(NEO4J_BATCH_FLUSH_INTERVAL="0.1") as service:
        yield service


class Feed:
    """Publishes records and waits until the graph has them."""

    def __init__(self, broker: Broker, graph: GraphTarget) -> None:
        self._broker = broker
        self._graph = graph

    async def send(self, data_type: str, *messages: dict[str, Any] | bytes, headers: dict[str, Any] | None = None) -> None:
        """Publish to the exchange of the type."""
        await self._broker.publish_many(exchange(data_type), list(messages), headers)

    async def write(self, data_type: str, *messages: dict[str, Any], headers: dict[str, Any] | None = None) -> None:
        """Publish, and wait until every record's hash is on its node."""
        await self.send(data_type, *messages, headers=headers)
        label = data_type.removesuffix("s").title()
        wanted = [[message["id"], message["sha256"]] for message in messages]

        async def is_written() -> bool:
            found = await self._graph.rows(
                f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) RETURN n.id AS id, n.sha256 AS sha256", ids=[w[0] for w in wanted]
            )
            return sorted([row["id"], row["sha256"]] for row in found) == sorted(wanted)

        await eventually(is_written, what=f"{data_type} written")

    async def dead(self, data_type: str) -> int:
        """Messages in the type's dead-letter queue."""
        return await self._broker.queue_depth(f"{queue(data_type)}.dlq")


@pytest.fixture
def feed(broker: Broker, graph: GraphTarget) -> Feed:
    """Messages to the service under test."""
    return Feed(broker, graph)
