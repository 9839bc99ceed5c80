"""Processes that serve HTTP: one way to run them, and to end."""

from typing import Protocol

from common.runtime.health import HealthServer
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from common.runtime.signals import end_by_signal_with_success


log = get_logger(__name__)


class Server(Protocol):
    """What is needed of `uvicorn.Server`."""

    started: bool

    def run(self) -> None:
        """Serve until a signal."""


def serve_until_signal(server: Server, health: HealthServer | None = None) -> int:
    """Serve, with the health port open all the while; the process's exit code.

    Args:
        server: Not listening yet; it logs itself why it cannot.
        health: Not started yet; none where the server itself tells its health.

    Returns:
        0 after a signal, 1 when one of the two ports cannot be had.
    """
    end_by_signal_with_success()
    if health is None:
        server.run()
        return 0 if server.started else 1
    try:
        health.start()
    except OSError as error:
        log.error(Mark.FAILED, "Cannot listen on the health port", port=health.port, error=error)
        return 1
    try:
        server.run()
    finally:
        health.stop()
    return 0 if server.started else 1
