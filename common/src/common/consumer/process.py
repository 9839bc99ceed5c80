"""What runs in each process that consumes, be it the only one or one of several."""

import asyncio
import gc
import signal
from typing import Any, Final

from common.consumer.engine import Engine
from common.consumer.progress import ProgressReporter
from common.runtime.errors import ConfigError, describe_exception
from common.runtime.logging import get_logger
from common.runtime.marks import Mark


GC_THRESHOLDS: Final = (20_000, 5, 2)
"""Decoding a batch makes tens of thousands of containers that all live until it is written: looking at them as often as by default finds
nothing. Looking much more rarely leaves cycles of the drivers behind that hold whole batches: 75 MB more after 150,000 records."""

log = get_logger(__name__)


def tune_garbage_collection() -> None:
    """Leave what was made by imports out of every later collection, and collect less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)


async def consume(engine: Engine[Any], stop: asyncio.Event) -> int:
    """Run an engine until `stop`; the exit code."""
    settings = engine.settings
    progress = asyncio.ensure_future(ProgressReporter(engine).run())
    try:
        if settings.startup_delay and await _stopped_within(stop, settings.startup_delay):
            return 0
        await engine.run(stop)
    except ConfigError as error:
        log.error(Mark.FAILED, f"Configuration error: {error}")
        return 1
    except Exception as error:  # the outermost loop: whatever it is, unsettled messages go back and the exit code says so
        log.exception(Mark.CRITICAL, "The consumer stops: what failed is not the data", error=describe_exception(error))
        return 1
    finally:
        progress.cancel()
    log.info(Mark.STOP, "Stopped", written={name.value: lane.written for name, lane in engine.lanes.items()})
    return 0


def stop_on_signals(stop: asyncio.Event) -> None:
    """Let SIGTERM and SIGINT set `stop`."""
    loop = asyncio.get_running_loop()

    def received(name: str) -> None:
        log.info(Mark.STOP, "Received signal", signal=name)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, received, number.name)


async def _stopped_within(stop: asyncio.Event, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return False
    return True
