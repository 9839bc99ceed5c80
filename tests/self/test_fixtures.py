"""The fixtures themselves: what a test is given is its own, real and empty."""

import pytest

from tests.support.servers import Broker, GraphTarget, PostgresTarget
from tests.support.waiting import eventually


async def test_a_broker_message_comes_back_with_its_properties(broker: Broker) -> None:
    channel = await broker.channel()
    exchange = await channel.declare_exchange("things", "fanout", durable=True)
    queue = await channel.declare_queue("taken", durable=True, arguments={"x-queue-type": "quorum"})
    await queue.bind(exchange)
    await broker.publish("things", {"id": "1"}, {"sequence": 7})
    await broker.publish("", b"raw", routing_key="taken")
    assert await broker.queue_depth("taken") == 2
    (first, properties), (second, _) = await broker.get_all("taken")
    assert (first, second) == (b'{"id":"1"}', b"raw")
    assert (properties.headers or {})["sequence"] == 7
    assert properties.delivery_mode == 2
    assert await broker.queue_depth("taken") == 0
    assert (await broker.management.get(f"/api/queues/{broker.vhost}/taken")).json()["type"] == "quorum"


async def test_a_database_is_fresh(postgres: PostgresTarget) -> None:
    assert await postgres.value("SELECT current_database()") == postgres.database
    assert postgres.env["POSTGRES_DATABASE"] == postgres.database


@pytest.mark.parametrize("turn", [1, 2])
async def test_the_graph_is_empty_each_time(graph: GraphTarget, turn: int) -> None:
    assert await graph.value("MATCH (n) RETURN count(n)") == 0
    await graph.rows("CREATE (:Artist {id: $id})", id=str(turn))
    assert await graph.rows("MATCH (n:Artist) RETURN n.id AS id") == [{"id": str(turn)}]


async def test_eventually_tells_what_it_saw_last() -> None:
    answers = iter([0, 0, 3])
    assert await eventually(lambda: next(answers), timeout_s=5, interval_s=0.001) == 3
    with pytest.raises(AssertionError, match="last seen: 0"):
        await eventually(lambda: 0, timeout_s=0.01, interval_s=0.001)
