"""Names and declarations of everything on the broker. Nothing else in the project spells an exchange's or a queue's name.

    <prefix>-<type>  fanout ──► <prefix>-<consumer>-<type>  quorum queue, x-delivery-limit 20
                                    └─ rejected or delivered too often ──► <queue>.dlx  fanout ──► <queue>.dlq  classic or quorum queue

Declaring is idempotent and must match to the letter, whoever declares: the broker refuses an object that exists with other arguments.
"""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from pamqp import commands

from common.domain.data_types import DataType, Source
from common.messaging.channel import NOT_FOUND, PRECONDITION_FAILED, Channel, ChannelClosed
from common.messaging.connection import Connection
from common.runtime.errors import ConfigError
from common.runtime.settings import QueueType


if TYPE_CHECKING:
    from pamqp.common import FieldTable


CONSUMERS_OF: Final[Mapping[Source, tuple[str, ...]]] = {
    Source.DISCOGS: ("graphinator", "tableinator"),
    Source.MUSICBRAINZ: ("brainzgraphinator", "brainztableinator"),
}
"""Services whose queues must exist before the first record of a source is published, or they miss records."""

DELIVERY_LIMIT: Final = 20
"""Deliveries that the broker spends on a message before it goes to the dead letters."""

NO_DELIVERY_LIMIT: Final = 2**31 - 1
"""For quorum queues of dead letters: every look at one counts as a delivery, and RabbitMQ 4, where none is given, throws messages away after
20. Releases before 4 know no number that means none."""


def exchange_name(prefix: str, data_type: DataType) -> str:
    """Exchange to which records and control messages of a type go."""
    return f"{prefix}-{data_type.value}"


def queue_name(prefix: str, consumer: str, data_type: DataType) -> str:
    """Queue from which a consumer takes a type."""
    return f"{prefix}-{consumer}-{data_type.value}"


def dlx_name(queue: str) -> str:
    """Exchange of a queue's dead letters."""
    return f"{queue}.dlx"


def dlq_name(queue: str) -> str:
    """Queue of a queue's dead letters."""
    return f"{queue}.dlq"


async def declare_exchanges(url: str, prefix: str, types: Iterable[DataType]) -> None:
    """Declare the source exchanges of `types`.

    Raises:
        StoreUnavailable: the broker is away.
        ConfigError: it refuses the credentials or the virtual host, or an exchange exists with other arguments.
    """
    async with _declaring(url) as channel:
        for data_type in types:
            await _declare_exchange(channel, exchange_name(prefix, data_type))


async def declare_consumer_queues(
    url: str, prefix: str, consumer: str, types: Iterable[DataType], dead_letters: QueueType = QueueType.CLASSIC
) -> None:
    """Declare what one consumer needs: source exchange, dead-letter pair and main queue of each type, all bound.

    A classic dead-letter queue lives on one node of a cluster; while that node is down, declaring it fails like a broker that is away.

    Raises: as `declare_exchanges`.
    """
    async with _declaring(url) as channel:
        for data_type in types:
            source, queue = exchange_name(prefix, data_type), queue_name(prefix, consumer, data_type)
            await _declare_exchange(channel, source)
            await _declare_exchange(channel, dlx_name(queue))
            await _declare_queue(channel, dlq_name(queue), _dead_letter_arguments(dead_letters), bound_to=dlx_name(queue))
            arguments: FieldTable = {"x-queue-type": "quorum", "x-dead-letter-exchange": dlx_name(queue), "x-delivery-limit": DELIVERY_LIMIT}
            await _declare_queue(channel, queue, arguments, bound_to=source)


async def queue_depths(url: str, names: Iterable[str]) -> dict[str, int | None]:
    """Messages that are ready in each queue (unacknowledged ones do not count), `None` for a queue that does not exist.

    Raises:
        StoreUnavailable: the broker is away.
        ConfigError: it refuses the credentials or the virtual host.
    """
    depths: dict[str, int | None] = {}
    connection = await Connection.open(url, name="queue check")
    try:
        channel = await connection.add_channel(Channel)
        for name in names:
            try:
                answer = await channel.call(commands.Queue.Declare(queue=name, passive=True), "Queue.DeclareOk")
                depths[name] = answer.message_count if isinstance(answer, commands.Queue.DeclareOk) else None
            except ChannelClosed as error:
                if error.code != NOT_FOUND:
                    raise
                depths[name] = None
                channel = await connection.add_channel(Channel)  # the broker closes one that asks for what is not there
    finally:
        await connection.close()
    return depths


@asynccontextmanager
async def _declaring(url: str) -> AsyncIterator[Channel]:
    connection = await Connection.open(url, name="topology")
    try:
        yield await connection.add_channel(Channel)
    except ChannelClosed as error:
        if error.code == PRECONDITION_FAILED:
            raise ConfigError(f"It exists with other arguments, delete it or change the prefix. {error}") from error
        raise
    finally:
        await connection.close()


def _dead_letter_arguments(kind: QueueType) -> "FieldTable":
    limit: FieldTable = {"x-delivery-limit": NO_DELIVERY_LIMIT} if kind is QueueType.QUORUM else {}
    return {"x-queue-type": kind.value, **limit}


async def _declare_exchange(channel: Channel, name: str) -> None:
    await channel.call(commands.Exchange.Declare(exchange=name, exchange_type="fanout", durable=True), "Exchange.DeclareOk")


async def _declare_queue(channel: Channel, name: str, arguments: "FieldTable", *, bound_to: str) -> None:
    await channel.call(commands.Queue.Declare(queue=name, durable=True, arguments=arguments), "Queue.DeclareOk")
    # The queue's name as routing key is what general clients send by default; a fanout exchange ignores it.
    await channel.call(commands.Queue.Bind(queue=name, exchange=bound_to, routing_key=name), "Queue.BindOk")
