"""What must never happen to brainztableinator: a relationship lost because two processes write its ends, or one of them dies."""

from contextlib import AsyncExitStack
from typing import Any, Final

import orjson

from common.domain.data_types import MUSICBRAINZ_TYPES
from common.messaging.publisher import BulkPublisher
from common.messaging.topology import declare_consumer_queues
from tests.support.servers import Broker, PostgresTarget
from tests.support.services import running
from tests.support.waiting import eventually


PREFIX: Final = "discogsography-musicbrainz"
QUEUE: Final = f"{PREFIX}-brainztableinator-artists"
SIZE: Final = 10_000
WAIT_S: Final = 90.0


def mbid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number % SIZE:012d}"


def artist(number: int) -> bytes:
    """One of a ring of artists, each a member of the next."""

    def membership(other: int, direction: str) -> dict[str, Any]:
        return {"type": "member of band", "target_type": "artist", "target_mbid": mbid(other), "direction": direction, "attributes": []}

    relations = [membership(number + 1, "forward"), membership(number - 1, "backward")]
    return orjson.dumps({"type": "data", "id": mbid(number), "sha256": "", "name": f"artist {number}", "relations": relations})


async def test_two_processes_write_both_ends_of_every_relationship_and_one_may_die(broker: Broker, postgres: PostgresTarget) -> None:
    await declare_consumer_queues(broker.url, PREFIX, "brainztableinator", MUSICBRAINZ_TYPES)
    # Neighbours lie far apart in the queue: their rows are written by different batches, and often by different processes.
    bodies = [artist(number * 4_001 % SIZE) for number in range(SIZE)]
    async with BulkPublisher.open(broker.url, connection_name="test") as publisher:
        await (await publisher.publish(f"{PREFIX}-artists", bodies, run=None, first_sequence=0))
    env = {**broker.env, **postgres.env, "POSTGRES_BATCH_FLUSH_INTERVAL": "0.2", "POSTGRES_BATCH_SIZE": "100", "CONSUMER_CANCEL_DELAY": "0"}

    async def stored() -> int:
        return int(await postgres.value("SELECT count(*) FROM musicbrainz.artists"))

    async def all_stored() -> bool:
        return await stored() == SIZE and await broker.queue_depth(QUEUE) == 0

    async def some_stored() -> bool:
        return await stored() >= 500

    async with AsyncExitStack() as processes:
        pair = [await processes.enter_async_context(running("brainztableinator", env=env)) for _ in range(2)]
        await eventually(some_stored, WAIT_S)
        await pair[0].kill()
        await eventually(all_stored, WAIT_S)
    (found,) = await postgres.rows(
        "SELECT count(*) AS rows, count(*) FILTER (WHERE from_source AND from_target) AS by_both FROM musicbrainz.relationships"
    )
    assert found == {"rows": SIZE, "by_both": SIZE}
    assert await broker.queue_depth(f"{QUEUE}.dlq") == 0
