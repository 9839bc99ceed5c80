"""Publish into and consume from two real quorum queues: messages a second and CPU a message.

    RABBITMQ_HOST=127.0.0.1 RABBITMQ_PORT=5672 python -m tests.benchmarks.bench_messaging --messages 200000

Objects are named `bench-…` in the virtual host of `RABBITMQ_VHOST` and deleted at the end. Prints one JSON object.
"""

import argparse
import asyncio
from dataclasses import asdict, dataclass
import json
import os
import platform
import resource
import sys
import time

import aio_pika
import orjson

from common.domain.data_types import DataType
from common.domain.messages import SEQUENCE_BLOCK_SHIFT, RunStamp
from common.messaging.intake import Delivery, Intake
from common.messaging.publisher import BulkPublisher
from common.messaging.topology import declare_consumer_queues, dlq_name, dlx_name, exchange_name, queue_name
from common.runtime.settings import RabbitSettings


PREFIX = "bench"
CONSUMERS = ("one", "two")
TYPE = DataType.RELEASES
RUN = RunStamp("20260101", "2026-01-05T10:20:01.000000Z")


@dataclass(frozen=True, slots=True)
class Figures:
    """One phase. CPU is this process's own, the broker's is not in it."""

    messages: int
    seconds: float
    messages_per_s: float
    user_us_per_message: float
    system_us_per_message: float


class Stopwatch:
    """Wall and CPU time since it was made."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)

    def figures(self, messages: int) -> Figures:
        """Figures of `messages` handled since the start."""
        wall, cpu = time.perf_counter() - self._wall, resource.getrusage(resource.RUSAGE_SELF)
        return Figures(
            messages,
            round(wall, 3),
            round(messages / wall, 1),
            round((cpu.ru_utime - self._cpu.ru_utime) / messages * 1e6, 2),
            round((cpu.ru_stime - self._cpu.ru_stime) / messages * 1e6, 2),
        )


async def publish(url: str, messages: int, body_bytes: int, block: int, window: int) -> Figures:
    """Publish blocks of bodies, each confirmed at the end."""
    exchange = exchange_name(PREFIX, TYPE)
    record = {"type": "data", "id": "300001", "sha256": "0" * 64, "title": ""}
    record["title"] = "x" * max(0, body_bytes - len(orjson.dumps(record)))
    body = orjson.dumps(record)
    async with BulkPublisher.open(url, connection_name="bench publisher", window=window) as publisher:
        watch = Stopwatch()
        for ordinal, start in enumerate(range(0, messages, block)):
            bodies = [body] * min(block, messages - start)
            await publisher.publish(exchange, bodies, run=RUN, first_sequence=ordinal << SEQUENCE_BLOCK_SHIFT)
        await publisher.flush()
        return watch.figures(messages)


async def consume(url: str, consumer: str, messages: int, prefetch: int) -> Figures:
    """Consume one queue, acknowledging half a prefetch at a time."""
    done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    taken = 0

    def on_delivery(delivery: Delivery) -> None:
        nonlocal taken
        taken += 1
        if intake is not None and (taken % (prefetch // 2) == 0 or taken == messages):
            intake.ack_through(delivery.data_type, delivery.generation, delivery.tag)
        if taken == messages:
            done.set_result(None)

    intake: Intake | None = None
    watch = Stopwatch()
    intake = await Intake.open(
        url,
        {TYPE: queue_name(PREFIX, consumer, TYPE)},
        consumer_tag=lambda data_type: f"bench-{data_type}",
        prefetch=prefetch,
        on_delivery=on_delivery,
        on_lost=lambda error: done.set_exception(error or RuntimeError("lost")),
        on_lost_type=lambda _, error: done.set_exception(error),
        connection_name="bench consumer",
    )
    await done
    figures = watch.figures(messages)
    await intake.close()
    return figures


async def clean(url: str) -> None:
    """Delete everything that this program declared."""
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        for consumer in CONSUMERS:
            queue = queue_name(PREFIX, consumer, TYPE)
            await channel.queue_delete(queue)
            await channel.queue_delete(dlq_name(queue))
            await channel.exchange_delete(dlx_name(queue))
        await channel.exchange_delete(exchange_name(PREFIX, TYPE))


async def main(arguments: argparse.Namespace) -> None:
    """Measure and print."""
    url = RabbitSettings().amqp_url
    for consumer in CONSUMERS:
        await declare_consumer_queues(url, PREFIX, consumer, [TYPE])
    try:
        result = {
            "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
            "arguments": vars(arguments),
            "publish": asdict(await publish(url, arguments.messages, arguments.body_bytes, arguments.block, arguments.window)),
            "consume": [asdict(await consume(url, consumer, arguments.messages, arguments.prefetch)) for consumer in CONSUMERS],
        }
    finally:
        await clean(url)
    sys.stdout.write(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Publish into and consume from two quorum queues.")
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--body-bytes", type=int, default=2_700)
    parser.add_argument("--block", type=int, default=400, help="bodies handed over at a time")
    parser.add_argument("--window", type=int, default=4096)
    parser.add_argument("--prefetch", type=int, default=4000)
    asyncio.run(main(parser.parse_args()))
