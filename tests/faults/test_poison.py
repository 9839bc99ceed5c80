"""200 bad records among 10,000, published past the extractor, for the MusicBrainz consumers: those alone are dead-lettered.

The same for graphinator and tableinator is in their own suites.
"""

import random
import string
from typing import Any, Final

import orjson
import pytest

from common.domain.data_types import MUSICBRAINZ_TYPES, Source
from common.messaging.publisher import BulkPublisher
from common.messaging.topology import declare_consumer_queues, dlq_name, exchange_name, queue_name
from tests.support.pipeline import PREFIX, pipeline
from tests.support.servers import Broker, GraphTarget, PostgresTarget
from tests.support.waiting import eventually


pytestmark = pytest.mark.timeout(300)

GOOD: Final = 9_800
EACH: Final = 40
CONSUMERS: Final = ("brainzgraphinator", "brainztableinator")


def artist(number: int, **fields: Any) -> dict[str, Any]:
    mbid = f"00000000-0000-4000-8000-{number:012d}"
    return {"type": "data", "id": mbid, "sha256": f"{number:064x}", "name": f"artist {number}", "discogs_artist_id": number} | fields


def poison(number: int) -> dict[str, list[bytes]]:
    """One record of each kind that cannot be stored: by none, or by the tables only (the graph takes no name from MusicBrainz)."""
    first = 1_000_000 + 10 * number
    too_long = "".join(random.Random(number).choices(string.ascii_letters + string.digits, k=4_000))
    without_id = artist(first)
    del without_id["id"]
    by_both = [artist(first + 1, area=["a list"]), without_id, artist(first + 2, area="nu\x00l")]
    by_tables = [artist(first + 3, name={"a": "map"}), artist(first + 4, name=too_long)]
    return {"both": [orjson.dumps(each) for each in by_both], "tables": [orjson.dumps(each) for each in by_tables]}


async def test_only_bad_records_are_dead_lettered(broker: Broker, postgres: PostgresTarget, graph: GraphTarget, tmp_path: Any) -> None:
    prefix = PREFIX[Source.MUSICBRAINZ]
    for consumer in CONSUMERS:
        await declare_consumer_queues(broker.url, prefix, consumer, MUSICBRAINZ_TYPES)
    kinds = [poison(number) for number in range(EACH)]
    by_both, by_tables = ([body for kind in kinds for body in kind[group]] for group in ("both", "tables"))
    bodies = [*(orjson.dumps(artist(number)) for number in range(1, GOOD + 1)), *by_both, *by_tables]
    random.Random(7).shuffle(bodies)
    async with BulkPublisher.open(broker.url, connection_name="test") as publisher:
        await (await publisher.publish(exchange_name(prefix, MUSICBRAINZ_TYPES[0]), bodies, run=None, first_sequence=0))
    await graph.rows("UNWIND range(1, $good) AS id CREATE (:Artist {id: toString(id)})", good=GOOD)
    dead = {consumer: dlq_name(queue_name(prefix, consumer, MUSICBRAINZ_TYPES[0])) for consumer in CONSUMERS}
    async with pipeline(broker, postgres, graph, tmp_path, NEO4J_BATCH_SIZE="500", POSTGRES_BATCH_SIZE="500") as pipe:
        await pipe.start(*CONSUMERS)

        async def settled() -> bool:
            counts = (
                await postgres.value("SELECT count(*) FROM musicbrainz.artists"),
                await graph.value("MATCH (n:Artist) WHERE n.mbid IS NOT NULL RETURN count(n)"),
                *[await broker.queue_depth(dead[consumer]) for consumer in CONSUMERS],
            )
            return counts == (GOOD, GOOD, len(by_both), len(by_both) + len(by_tables))

        await eventually(settled, 120, interval_s=0.5)
        assert all(each.is_running for group in pipe.running.values() for each in group)
    assert sorted(body for body, _ in await broker.get_all(dead["brainzgraphinator"])) == sorted(by_both)
    assert sorted(body for body, _ in await broker.get_all(dead["brainztableinator"])) == sorted(by_both + by_tables)
    assert await postgres.value("SELECT count(*) FROM import_rejects WHERE consumer = 'brainztableinator'") == len(by_both) + len(by_tables)
