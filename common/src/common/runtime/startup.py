"""STARTUP_DELAY of processes that serve HTTP. Consumers wait by themselves: their health port answers meanwhile."""

import logging
import os
import time

from pydantic import Field

from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from common.runtime.settings import Settings
from common.runtime.signals import end_by_signal_with_success


log = get_logger(__name__)


class StartSettings(Settings):
    """When a process begins its work."""

    startup_delay: float = Field(0, ge=0, description="Seconds to wait before anything is opened. A signal ends the wait, and the process.")


def wait_to_start(settings: StartSettings) -> None:
    """Call once, when logs are set up and nothing is open yet: sleeps `STARTUP_DELAY`. SIGTERM and SIGINT end the process with success."""
    end_by_signal_with_success()
    if not settings.startup_delay:
        return
    log.info(Mark.WAITING, "Waits before it starts", seconds=settings.startup_delay)
    try:
        time.sleep(settings.startup_delay)
    except SystemExit:
        # Nothing is open yet. To take apart all that was imported takes seconds on a busy machine, and whoever stops a container waits for it.
        logging.shutdown()
        os._exit(0)
