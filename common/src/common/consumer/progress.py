"""The progress lines of a consumer, and its quiet when there is nothing to tell."""

import asyncio
from itertools import chain, repeat
import time
from typing import Final

from common.consumer.engine import Engine
from common.consumer.spec import HasId
from common.domain.data_types import Source
from common.runtime.logging import get_logger
from common.runtime.marks import Mark


FIRST_S: Final = (10.0, 10.0, 10.0)
THEN_S: Final = 30.0
SLOW_S: Final = 5.0
STALLED_S: Final = 120.0

log = get_logger(__name__)


class ProgressReporter[R: HasId]:
    """Reports until cancelled. Idle mode changes logging only; consumers stay connected."""

    def __init__(self, engine: Engine[R]) -> None:
        self._engine = engine
        self._is_idle = False
        self._idle_logged_at = 0.0
        self._title = f"{'MusicBrainz ' if engine.spec.source is Source.MUSICBRAINZ else ''}{engine.spec.store_name} Progress"

    async def run(self) -> None:
        """Three reports 10 s apart, then one every 30 s."""
        for wait_s in chain(FIRST_S, repeat(THEN_S)):
            await asyncio.sleep(wait_s)
            self.report(time.monotonic(), time.time())

    def report(self, now: float, wall_clock: float) -> None:
        """One report.

        Args:
            now: Monotonic time, against the engine's start and the idle interval.
            wall_clock: Seconds since 1970, against the last messages.
        """
        lanes = self._engine.lanes
        settings = self._engine.settings
        if all(lane.is_completed for lane in lanes.values()):
            return
        total = sum(lane.received for lane in lanes.values())
        if self._is_idle:
            if total:
                self._is_idle = False
                log.info(Mark.PROCESSING, "Messages again: leaving idle mode", total=total)
            elif now - self._idle_logged_at >= settings.idle_log_interval:
                self._idle_logged_at = now
                log.info(Mark.IDLE, "Idle: no messages yet")
            return
        if not total and now - self._engine.started_at >= settings.startup_idle_timeout:
            self._is_idle = True
            self._idle_logged_at = now
            log.info(Mark.IDLE, "No messages so far: entering idle mode", idle_log_interval_s=settings.idle_log_interval)
            return
        counts = ", ".join(f"{f'{Mark.OK} ' if lane.is_completed else ''}{name.value.capitalize()}: {lane.received}" for name, lane in lanes.items())
        written = {name.value: lane.written for name, lane in lanes.items()}
        log.info(Mark.PROGRESS, f"{self._title}: {total} total messages processed ({counts})", written=written)
        if not total:
            log.info(Mark.WAITING, "Waiting for messages to process...")
        self._report_pace(wall_clock)

    def _report_pace(self, wall_clock: float) -> None:
        lanes = self._engine.lanes
        ages = {name.value: wall_clock - lane.last_message_at for name, lane in lanes.items() if lane.last_message_at and not lane.is_completed}
        stalled = [name for name, age in ages.items() if age > STALLED_S]
        slow = [name for name, age in ages.items() if SLOW_S < age <= STALLED_S]
        if stalled:
            log.error(Mark.WARNING, f"Stalled consumers detected: {stalled}")
        if slow:
            log.warning(Mark.WARNING, f"Slow consumers detected: {slow}")
        if ages and not stalled and not slow:
            log.info(Mark.OK, "All consumers actively processing")
        active = list(self._engine.link.active) if self._engine.link else []
        cancelled = [name.value for name, lane in lanes.items() if lane.is_completed and name not in active]
        if cancelled:
            log.info(Mark.CONFIGURE, f"Canceled consumers: {cancelled}")
        if active:
            log.info(Mark.OK, f"Active consumers: {[name.value for name in active]}")
