"""Signals of processes that serve HTTP."""

import signal


def end_by_signal_with_success() -> None:
    """Call before `uvicorn.Server.run`: the server handles signals while it runs, and raises them once more when it has stopped.

    Without a handler of the process's own that would end it as if killed, and a supervisor would see a failure.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
