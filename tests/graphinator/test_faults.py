"""What must not happen to the graph: poisoned neighbours, killed processes, records counted twice."""

import asyncio
from typing import Any

import aio_pika
import orjson

from tests.graphinator.conftest import Feed, Start
from tests.graphinator.messages import TYPES, artist, exchange, extraction_complete, queue, record, release, run_headers
from tests.support.servers import Broker, GraphTarget
from tests.support.waiting import eventually


STARTED_AT = "2026-03-05T10:00:00.000000Z"


def poison(number: int) -> list[dict[str, Any] | bytes]:
    """One record of each kind that cannot be written."""
    return [
        record(str(number), title=f"Poison {number}", genres={"not": "a list"}),
        {"type": "data", "sha256": "a" * 64, "title": "No id"},
        record(str(number), title="NUL \x00"),
        record(str(number), title={"a": "map"}),
        record(str(number), title="x", genres=["x" * 40_000]),
    ]


async def test_only_poisoned_records_are_dead_lettered(start: Start, feed: Feed, broker: Broker, graph: GraphTarget) -> None:
    good = [release(str(number), genres=["Jazz"], artists=[{"id": "5", "name": "A"}]) for number in range(1, 9_801)]
    messages: list[dict[str, Any] | bytes] = list(good)
    for number in range(40):
        messages[number * 240 : number * 240] = poison(1_000_000 + number)
    async with start(NEO4J_BATCH_SIZE="500") as service:
        await feed.send("releases", *messages)

        async def is_settled() -> bool:
            return await feed.dead("releases") == 200 and await graph.value("MATCH (n:Release) RETURN count(n)") == len(good)

        await eventually(is_settled, 90)
        assert service.is_running
    dead = [body for body, _ in await broker.get_all(f"{queue('releases')}.dlq")]
    assert not [body for body in dead if b'"title":"Release ' in body]


async def test_a_killed_process_loses_nothing_and_counts_nothing_twice(start: Start, feed: Feed, broker: Broker, graph: GraphTarget) -> None:
    """Two processes share the queues, one is killed amid its batches; the run is complete all the same."""
    total = 6_000
    async with start(NEO4J_BATCH_SIZE="100", NEO4J_BATCH_FLUSH_INTERVAL="0.2") as survivor:
        async with start(NEO4J_BATCH_SIZE="100", NEO4J_BATCH_FLUSH_INTERVAL="0.2") as victim:
            channel_headers = [run_headers(STARTED_AT, number) for number in range(total)]
            records = [
                release(str(number), genres=["Jazz"], styles=["Bop"], artists=[{"id": str(number % 50 + 1), "name": "A"}])
                for number in range(1, total + 1)
            ]
            await publish_each(broker, "releases", records[: total // 2], channel_headers[: total // 2])

            async def both_wrote() -> bool:
                return bool((await victim.health()).get("written", {}).get("releases", 0) > 200)

            await eventually(both_wrote)
            await victim.kill()
        await publish_each(broker, "releases", records[total // 2 :], channel_headers[total // 2 :])
        for name in TYPES[:3]:
            await publish_each(broker, name, [record("1", name="One", title="One")], [run_headers(STARTED_AT)])
        signal = extraction_complete(started_at=STARTED_AT, published={"artists": 1, "labels": 1, "masters": 1, "releases": total})
        for name in TYPES:
            await broker.publish(exchange(name), signal)

        async def is_done() -> bool:
            return [row["state"] for row in await graph.rows("MATCH (c:ExtractionCompletion) RETURN c.state AS state")] == ["done"]

        await eventually(is_done, 60)
        assert survivor.is_running
    outcomes = await graph.value("MATCH (c:ExtractionCompletion) RETURN properties(c)")
    assert {name: outcomes[f"outcome_{name}"] for name in TYPES} == dict.fromkeys(TYPES, "complete")
    assert await graph.value("MATCH (p:ImportProgress {data_type: 'releases'}) RETURN sum(p.seen)") == total
    assert await graph.value("MATCH (n:Release) RETURN count(n)") == total
    assert await graph.value("MATCH (:Release)-[e:IS|BY]->() RETURN count(e)") == 3 * total
    assert [await feed.dead(name) for name in TYPES] == [0, 0, 0, 0]


async def publish_each(broker: Broker, data_type: str, records: list[dict[str, Any]], headers: list[dict[str, Any]]) -> None:
    """Publish records with headers of their own."""
    channel = await broker.channel()
    target = await channel.get_exchange(exchange(data_type), ensure=False)
    messages = [
        aio_pika.Message(orjson.dumps(message), headers=own, delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
        for message, own in zip(records, headers, strict=True)
    ]
    await asyncio.gather(*(target.publish(message, "") for message in messages))
    await channel.close()


async def test_an_older_run_never_replaces_a_newer_one(start: Start, feed: Feed, graph: GraphTarget) -> None:
    async with start(NEO4J_BATCH_FLUSH_INTERVAL="0.1"):
        newer, older = artist("1", name="Newer"), artist("1", name="Older")
        await feed.write("artists", newer, headers=run_headers("2026-04-05T10:00:00Z"))
        await feed.send("artists", older, headers=run_headers(STARTED_AT))
        await feed.write("artists", artist("2"), headers=run_headers(STARTED_AT))
        assert await graph.value("MATCH (n:Artist {id: '1'}) RETURN n.name") == "Newer"
