"""What happens when the real broker refuses messages or goes away."""

import asyncio

import orjson
import pytest

from common.domain.data_types import DataType
from common.domain.messages import RunStamp
from common.messaging.publisher import BulkPublisher
from common.messaging.topology import declare_consumer_queues
from tests.support.servers import Broker, TestStack
from tests.support.waiting import eventually, steadily
from utilities.stack.layout import TEST_MEMORY


RUN = RunStamp("20260101", "2026-01-05T10:20:01.000000Z")
EXCHANGE, QUEUE = "p-artists", "p-graphinator-artists"

pytestmark = pytest.mark.fault


def bodies(count: int, start: int = 0) -> list[bytes]:
    return [orjson.dumps({"type": "data", "id": str(number)}) for number in range(start, start + count)]


async def limit_memory(stack: TestStack, limit: str) -> None:
    assert stack.control is not None
    process = await asyncio.create_subprocess_exec(
        stack.control / "bin" / "rabbitmqctl", "set_vm_memory_high_watermark", "absolute", limit, stdout=asyncio.subprocess.DEVNULL
    )
    assert await process.wait() == 0


async def test_a_memory_alarm_of_the_broker_is_waited_for(stack: TestStack, broker: Broker) -> None:
    stack.require_control()
    await declare_consumer_queues(broker.url, "p", "graphinator", [DataType.ARTISTS])
    async with BulkPublisher.open(broker.url, connection_name="t", confirm_timeout=1) as publisher:
        await (await publisher.publish(EXCHANGE, bodies(10)))
        try:
            await limit_memory(stack, "1MiB")
            # The broker tells publishers only: it finds out who is one by the first message.
            waiting = [await publisher.publish(EXCHANGE, bodies(10, 10 * batch)) for batch in range(1, 6)]
            await eventually(lambda: publisher.blocked)
            waiting.append(await publisher.publish(EXCHANGE, bodies(10, 60)))
            await steadily(lambda: not waiting[-1].done, 3)  # longer than a confirmation may take
            assert publisher.resent == 0
        finally:
            await limit_memory(stack, f"{TEST_MEMORY.rabbitmq_limit}MiB")
        for confirmation in waiting:
            await asyncio.wait_for(confirmation, 30)
        assert publisher.blocked is None
    assert [body for body, _ in await broker.get_all(QUEUE)] == bodies(70)


async def test_a_restart_of_the_broker_loses_nothing(stack: TestStack, broker: Broker) -> None:
    stack.require_control()
    total = 5000
    await declare_consumer_queues(broker.url, "p", "graphinator", [DataType.ARTISTS])
    async with BulkPublisher.open(broker.url, connection_name="t", give_up_after=120) as publisher:
        restart: asyncio.Task[None] | None = None
        for start in range(0, total, 50):
            if start == 1000:
                restart = asyncio.create_task(stack.restart("rabbitmq"))
            await publisher.publish(EXCHANGE, bodies(50, start), run=RUN, first_sequence=start)
            await asyncio.sleep(0.01)
        assert restart is not None
        await restart
    numbers = [int(orjson.loads(body)["id"]) for body, _ in await broker.get_all(QUEUE)]
    assert list(dict.fromkeys(numbers)) == list(range(total))
