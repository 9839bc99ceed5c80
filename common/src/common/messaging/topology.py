"""Names and declarations of everything on the broker. Nothing else in the project spells an exchange's or a queue's name.

    <prefix>-<type>  fanout ──► <prefix>-<consumer>-<type>  quorum queue, x-delivery-limit 20
                                    └─ rejected or delivered too often ──► <queue>.dlx  fanout ──► <queue>.dlq  classic queue

Declaring is idempotent and must match to the letter, whoever declares: the broker refuses an object that exists with other arguments.
"""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

import aio_pika
from aio_pika.abc import AbstractChannel
from aio_pika.exceptions import AMQPError, ChannelNotFoundEntity, ChannelPreconditionFailed, ProbableAuthenticationError

from common.domain.data_types import DataType, Source
from common.messaging.endpoint import Endpoint
from common.runtime.errors import ConfigError, StoreUnavailable, describe_exception


if TYPE_CHECKING:
    from pamqp.common import FieldTable


CONSUMERS_OF: Final[Mapping[Source, tuple[str, ...]]] = {
    Source.DISCOGS: ("graphinator", "tableinator"),
    Source.MUSICBRAINZ: ("brainzgraphinator", "brainztableinator"),
}
"""Services whose queues must exist before the first record of a source is published, or they miss records."""

DELIVERY_LIMIT: Final = 20
CONNECT_TIMEOUT_S: Final = 10.0


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


async def declare_exchanges(target: str | AbstractChannel, prefix: str, types: Iterable[DataType]) -> None:
    """Declare the source exchanges of `types`.

    Args:
        target: The broker's URL, or an open channel of it.

    Raises:
        StoreUnavailable: the broker is away.
        ConfigError: it refuses the credentials, or an exchange exists with other arguments.
    """
    async with _channel(target) as channel:
        for data_type in types:
            await _declare_exchange(channel, exchange_name(prefix, data_type))


async def declare_consumer_queues(target: str | AbstractChannel, prefix: str, consumer: str, types: Iterable[DataType]) -> None:
    """Declare what one consumer needs: source exchange, dead-letter pair and main queue of each type, all bound.

    Args and Raises: as `declare_exchanges`.
    """
    async with _channel(target) as channel:
        for data_type in types:
            source = await _declare_exchange(channel, exchange_name(prefix, data_type))
            name = queue_name(prefix, consumer, data_type)
            dead = await _declare_exchange(channel, dlx_name(name))
            dead_letters = await channel.declare_queue(dlq_name(name), durable=True, arguments={"x-queue-type": "classic"})
            await dead_letters.bind(dead)
            arguments: FieldTable = {"x-queue-type": "quorum", "x-dead-letter-exchange": dlx_name(name), "x-delivery-limit": DELIVERY_LIMIT}
            queue = await channel.declare_queue(name, durable=True, arguments=arguments)
            await queue.bind(source)


async def queue_depths(url: str, names: Iterable[str]) -> dict[str, int | None]:
    """Messages that are ready in each queue (unacknowledged ones do not count), `None` for a queue that does not exist.

    Raises: as `declare_exchanges`.
    """
    depths: dict[str, int | None] = {}
    async with _connection(url) as connection:
        channel = await connection.channel()
        for name in names:
            try:
                queue = await channel.declare_queue(name, passive=True)
                depths[name] = queue.declaration_result.message_count
            except ChannelNotFoundEntity:
                # The broker closes a channel that asked for what is not there.
                depths[name] = None
                channel = await connection.channel()
    return depths


@asynccontextmanager
async def _channel(target: str | AbstractChannel) -> AsyncIterator[AbstractChannel]:
    if not isinstance(target, str):
        yield target
        return
    async with _connection(target) as connection:
        yield await connection.channel()


@asynccontextmanager
async def _connection(url: str) -> AsyncIterator[aio_pika.abc.AbstractConnection]:
    where = Endpoint.parse(url)
    try:
        async with await aio_pika.connect(url, timeout=CONNECT_TIMEOUT_S, client_properties={"connection_name": "topology"}) as connection:
            yield connection
    except ProbableAuthenticationError as error:
        raise ConfigError(f"RabbitMQ at {where} refuses the user '{where.username}': {error}") from error
    except ChannelPreconditionFailed as error:
        raise ConfigError(f"RabbitMQ at {where} has the object with other arguments; delete it or change the prefix: {error}") from error
    except (AMQPError, OSError) as error:
        raise StoreUnavailable(f"RabbitMQ at {where}: {describe_exception(error)}") from error


async def _declare_exchange(channel: AbstractChannel, name: str) -> aio_pika.abc.AbstractExchange:
    return await channel.declare_exchange(name, aio_pika.ExchangeType.FANOUT, durable=True)
