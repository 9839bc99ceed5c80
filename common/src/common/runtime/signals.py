"""Signals of processes that serve HTTP."""

import signal
import sys
from types import FrameType
from typing import NoReturn


def end_by_signal_with_success() -> None:
    """Call before `uvicorn.Server.run`: the server handles signals while it runs, and raises them once more when it has stopped.

    Without a handler of the process's own that would end it as if killed, and a supervisor would see a failure. A signal that comes before
    the server listens for it ends the process at once, with success too.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(0)
