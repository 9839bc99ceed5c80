"""What the coordinator itself says to the broker: declarations before the first record, control messages after the last."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from common.domain.data_types import DataType
from common.domain.messages import ExtractionComplete, FileComplete, RunStamp
from common.messaging.publisher import BulkPublisher
from common.messaging.topology import declare_consumer_queues, declare_exchanges, exchange_name
from common.runtime.errors import DiscogsographyError, describe_exception
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from extractor.settings import ExtractorSettings


CONTROL_WINDOW = 16

log = get_logger(__name__)


class ControlChannel:
    """Sends control messages and returns when the broker has confirmed them."""

    def __init__(self, publisher: BulkPublisher, prefix: str) -> None:
        self._publisher = publisher
        self._prefix = prefix

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: ExtractorSettings) -> AsyncIterator["ControlChannel"]:
        """Connect, and declare what must exist, also after a broker that lost its state came back.

        Raises:
            ConfigError: refused credentials, or objects that exist with other arguments.
            StoreUnavailable: no broker for as long as the settings allow.
        """

        async def prepare() -> None:
            await declare_topology(settings)

        async with BulkPublisher.open(
            settings.amqp_url,
            connection_name=f"extractor-{settings.source}",
            window=CONTROL_WINDOW,
            give_up_after=settings.publish_give_up,
            unroutable_patience=settings.unroutable_give_up,
            prepare=prepare,
        ) as publisher:
            yield cls(publisher, settings.exchange_prefix)

    def exchange(self, data_type: DataType) -> str:
        """Exchange of a type."""
        return exchange_name(self._prefix, data_type)

    async def file_complete(self, message: FileComplete, data_type: DataType, run: RunStamp) -> None:
        """Tell a type's consumers that the file is through.

        Raises:
            DiscogsographyError: not confirmed.
        """
        await (await self._publisher.publish(self.exchange(data_type), [message.body()], run=run))

    async def extraction_complete(self, message: ExtractionComplete, types: Iterable[DataType], run: RunStamp) -> None:
        """Tell everybody that the run is through; every exchange is tried even if one fails.

        Raises:
            DiscogsographyError: not confirmed on at least one exchange; the text names them.
        """
        failed: list[str] = []
        for data_type in types:
            try:
                await (await self._publisher.publish(self.exchange(data_type), [message.body()], run=run))
            except DiscogsographyError as error:
                log.error(Mark.FAILED, "extraction_complete not confirmed", data_type=data_type.value, error=describe_exception(error))
                failed.append(f"{data_type}: {error}")
        if failed:
            raise DiscogsographyError(f"extraction_complete not confirmed for {'; '.join(failed)}")


async def declare_topology(settings: ExtractorSettings) -> None:
    """Exchanges of the source, and the queues of the consumers named, so that a consumer that starts late misses nothing."""
    url, prefix = settings.amqp_url, settings.exchange_prefix
    await declare_exchanges(url, prefix, settings.types)
    for consumer in settings.consumers:
        await declare_consumer_queues(url, prefix, consumer, settings.types, settings.dead_letter_queue_type)
