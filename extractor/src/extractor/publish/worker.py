"""One worker process: parse a block, publish its records, report when the broker has confirmed all of them.

Started by the pool as `python -m extractor.publish.worker FD`, where FD is its end of a socket pair; settings and the broker's
password come through it, never by the command line. Parsing blocks this process's event loop for the length of one block, which
is why blocks are small and why nothing else lives here.
"""

import asyncio
import contextlib
from dataclasses import asdict, dataclass
import gc
import pickle
import resource
import signal
import socket
import sys
from typing import Any, Final

from common.domain.data_types import DataType
from common.domain.messages import SEQUENCE_BLOCK_SHIFT, RunStamp
from common.messaging.publisher import BulkPublisher
from common.messaging.window import Confirmation
from common.runtime.errors import describe_exception
from common.runtime.logging import setup_logging
from extractor.publish.channel import Channel, Frame, Kind
from extractor.publish.parsing import Parser
from extractor.state.distinct import pack_ids


GC_EVERY_BLOCKS: Final = 16


@dataclass(frozen=True, slots=True)
class WorkerConfig:
    """What the pool tells a worker first."""

    source: str
    amqp_url: str
    connection_name: str
    window: int
    give_up_after_s: float
    unroutable_patience_s: float
    rules_path: str | None
    links_path: str | None
    log_level: str

    def to_meta(self) -> dict[str, Any]:
        """As the meta part of a frame."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class BlockOrder:
    """What a worker must know about a block beside its bytes. `take` bounds the records published."""

    data_type: str
    exchange: str
    version: str
    started_at: str
    ordinal: int
    take: int | None = None

    def to_meta(self) -> dict[str, Any]:
        """As the meta part of a frame."""
        return asdict(self)


class CoordinatorGone(Exception):  # noqa: N818 - named for what it is
    """The process that gives the work died."""


class Worker:
    """Takes blocks from one channel and publishes them over one connection."""

    def __init__(self, channel: Channel, publisher: BulkPublisher, parser: Parser) -> None:
        self._channel = channel
        self._publisher = publisher
        self._parser = parser
        self._open: set[asyncio.Task[None]] = set()
        self._blocks = 0

    async def run(self) -> None:
        """Until the other end says stop.

        Raises:
            CoordinatorGone: it went without saying so. What is not confirmed by now is left: the next run sends it again.
        """
        self._channel.send_soon(Kind.READY)
        while (frame := await self._channel.receive()) is not None:
            if frame.kind is Kind.STOP:
                await asyncio.gather(*self._open, return_exceptions=True)
                return
            if frame.kind is Kind.LINKS:
                self._links(frame)
                await asyncio.sleep(0)
            elif frame.kind is Kind.BLOCK:
                await self._block(frame)
        raise CoordinatorGone

    def _links(self, frame: Frame) -> None:
        try:
            links = self._parser.links(DataType(frame.meta["data_type"]), frame.data)
        except Exception as error:
            self._refuse(frame.job, error)
            return
        self._channel.send_soon(Kind.PARSED, frame.job)
        self._channel.send_soon(Kind.DONE, frame.job, data=links)

    async def _block(self, frame: Frame) -> None:
        order = BlockOrder(**frame.meta)
        try:
            block = self._parser.block(DataType(order.data_type), frame.data)
        except Exception as error:
            # Whatever it was, it would be the same in the next worker: the file fails, with the reason.
            self._refuse(frame.job, error)
            return
        self._channel.send_soon(Kind.PARSED, frame.job)
        if order.take is not None and len(block.bodies) > order.take:
            block.parsed -= len(block.bodies) - order.take
            del block.bodies[order.take :], block.ids[order.take :]
        meta = {
            "parsed": block.parsed,
            "published": len(block.bodies),
            "skipped": block.skipped,
            "malformed": block.malformed,
            "problems": list(block.problems),
            "ids_bytes": 0,
        }
        ids = pack_ids(block.ids)
        flagged = pickle.dumps(block.flagged) if block.flagged else b""
        meta["ids_bytes"] = len(ids)
        try:
            confirmation = await self._publisher.publish(
                order.exchange,
                block.bodies,
                run=RunStamp(order.version, order.started_at),
                first_sequence=order.ordinal << SEQUENCE_BLOCK_SHIFT,
            )
        except Exception as error:
            self._refuse(frame.job, error)
            return
        task = asyncio.create_task(self._confirm(frame.job, confirmation, meta, ids + flagged))
        self._open.add(task)
        task.add_done_callback(self._open.discard)
        self._blocks += 1
        if self._blocks % GC_EVERY_BLOCKS == 0:
            gc.collect()

    async def _confirm(self, job: int, confirmation: Confirmation, meta: dict[str, Any], data: bytes) -> None:
        try:
            await confirmation
        except Exception as error:
            self._refuse(job, error)
            return
        usage = resource.getrusage(resource.RUSAGE_SELF)
        meta["cpu_s"] = usage.ru_utime + usage.ru_stime
        meta["blocked"] = self._publisher.blocked is not None
        self._channel.send_soon(Kind.DONE, job, meta, data)

    def _refuse(self, job: int, error: Exception) -> None:
        self._channel.send_soon(Kind.FAILED, job, {"error": describe_exception(error)})


async def serve(end: socket.socket) -> None:
    """Configure from the first frame, then work."""
    channel = await Channel.over(end)
    first = await channel.receive()
    if first is None or first.kind is not Kind.CONFIGURE:
        return
    config = WorkerConfig(**first.meta)
    setup_logging(f"extractor-{config.source}", config.log_level)
    parser = Parser.load(config.source, config.rules_path, config.links_path)
    async with BulkPublisher.open(
        config.amqp_url,
        window=config.window,
        connection_name=config.connection_name,
        give_up_after=config.give_up_after_s,
        unroutable_patience=config.unroutable_patience_s,
    ) as publisher:
        # Parsing makes millions of short-lived objects and no cycles: the collector would only walk them in vain.
        gc.collect()
        gc.freeze()
        gc.disable()
        await Worker(channel, publisher, parser).run()
    channel.close()


def main() -> None:
    """Serve the socket whose descriptor is the first argument. The parent decides when to stop, so terminal signals are ignored."""
    for ignored in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ignored, signal.SIG_IGN)
    with contextlib.suppress(CoordinatorGone):
        asyncio.run(serve(socket.socket(fileno=int(sys.argv[1]))))


if __name__ == "__main__":
    main()
