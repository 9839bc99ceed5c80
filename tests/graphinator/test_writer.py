"""The writer on a real graph: the same records by two sessions at once."""

import asyncio
from typing import Any, Final

import orjson
import pytest

from common.consumer.neo4j_ledger import Neo4jLedger
from common.consumer.spec import Batch, Item
from common.domain.data_types import DataType, Source
from common.domain.messages import RunStamp
from common.stores.neo4j import Neo4jStore
from common.stores.neo4j_errors import classify_neo4j
from graphinator.records import decode
from graphinator.writer import GraphWriter
from tests.graphinator.messages import artist, master, release
from tests.support.servers import GraphTarget


RUNS: Final = (RunStamp("20260301", "2026-03-05T10:00:00Z"), RunStamp("20260401", "2026-04-05T10:00:00Z"))
SHARED: Final = {"artists": [{"id": "7", "name": "A"}], "genres": ["Jazz"], "styles": ["Bop"]}
RECORDS: Final = {
    DataType.ARTISTS: [artist(str(number), members=[{"id": "7", "name": "A"}]) for number in range(1, 201)],
    DataType.MASTERS: [master(str(number), **SHARED) for number in range(1, 201)],
    DataType.RELEASES: [release(str(number), **SHARED) for number in range(1, 201)],
}


async def write(graph: GraphTarget, data_type: DataType, run: RunStamp, messages: list[dict[str, Any]]) -> None:
    """As an own process would: its own counter node, transient faults tried again."""
    store = Neo4jStore(graph.driver)
    writer = GraphWriter(store, Neo4jLedger(store, "graphinator", Source.DISCOGS), data_type)
    bodies = [orjson.dumps(message) for message in messages]
    batch = Batch(data_type, run, [Item(decode(data_type, body), body, sequence) for sequence, body in enumerate(bodies)])
    for _ in range(20):
        try:
            await writer.write(batch)
        except Exception as error:
            assert classify_neo4j(error) == "transient"
        else:
            return
    raise AssertionError("still in conflict after 20 attempts")


@pytest.mark.parametrize("data_type", RECORDS)
async def test_two_writers_of_the_same_records_count_and_connect_them_once(graph: GraphTarget, data_type: DataType) -> None:
    messages = RECORDS[data_type]
    edges: list[int] = []
    for run in RUNS:
        await asyncio.gather(*(write(graph, data_type, run, messages) for _ in range(3)))
        seen = await graph.value("MATCH (p:ImportProgress {run: $run}) RETURN sum(p.seen)", run=run.number)
        assert seen == len(messages)
        edges.append(await graph.value("MATCH ()-[e]->() RETURN count(e)"))
    own = 1 if data_type is DataType.ARTISTS else 3
    part_of = 0 if data_type is DataType.ARTISTS else 1
    assert edges == [own * len(messages) + part_of] * 2


async def test_an_edge_lives_as_long_as_either_end_asserts_it(graph: GraphTarget) -> None:
    async def send(run: int, *messages: dict[str, Any]) -> list[dict[str, Any]]:
        await write(graph, DataType.ARTISTS, RUNS[run], list(messages))
        return await graph.rows("MATCH ()-[e:MEMBER_OF]->() RETURN properties(e) AS p")

    band, member = artist("1", members=[{"id": "2", "name": "M"}]), artist("2", groups=[{"id": "1", "name": "B"}])
    assert await send(0, band, member) == [{"p": {"from_source": True, "from_target": True, "discogs": True}}]
    assert await send(1, artist("1", profile="left")) == [{"p": {"from_source": True, "discogs": True}}]
    await graph.rows("MATCH ()-[e:MEMBER_OF]->() SET e.source = 'musicbrainz'")
    assert await send(1, artist("2", profile="left")) == [{"p": {"discogs": False, "source": "musicbrainz"}}]
    assert await send(1, artist("1", members=[{"id": "2", "name": "M"}])) == [{"p": {"from_target": True, "discogs": True, "source": "musicbrainz"}}]
    await graph.rows("MATCH ()-[e:MEMBER_OF]->() REMOVE e.source")
    assert await send(1, artist("1", profile="gone")) == []
