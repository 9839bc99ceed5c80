"""The real application over canned figures, in a thread of its own: what the page's tests look at.

    with canned_site(static_dir) as site:
        site.show("importing")            # now and in every frame from now on
        site.url                          # http://127.0.0.1:…

By hand, for `vite`: `python -m tests.dashboard.support.canned_site --port 8003 --scenario importing`.
"""

import argparse
import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
import threading
import time
from typing import Any

from dashboard.app import create_app
from dashboard.board import Board
from dashboard.dashboard import server_of
from dashboard.models import History, SystemMetrics
from dashboard.rules import rules_of
from dashboard.settings import BUILT, DashboardSettings
from tests.dashboard.support.canned import ALERT_DEPTH, SCENARIOS, history
from tests.support.services import free_port


NOWHERE = {
    "postgres_host": "localhost",
    "postgres_username": "nobody",
    "postgres_password": "none",
    "postgres_database": "none",
    "neo4j_host": "localhost",
    "neo4j_username": "nobody",
    "neo4j_password": "none",
}


class CannedHistory:
    """Lines that end now, or at `clock`."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock

    async def history(self, minutes: int, points: int) -> History:
        """As the real one."""
        return history(minutes, points, self._clock())


@dataclass(slots=True)
class CannedSite:
    """The running application. Its methods may be called by any thread.

    Attributes:
        every_s: From frame to frame; 0 sends frames only when told to.
    """

    port: int
    every_s: float = 2.0
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    _make: Callable[[datetime], SystemMetrics] = SCENARIOS["importing"]
    _loop: asyncio.AbstractEventLoop | None = None
    _board: Board | None = None
    _is_silent: bool = field(default=False)

    @property
    def url(self) -> str:
        """Base URL, without a slash."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def stamp(self) -> str:
        """Time of the figures that are shown, as a page has it."""
        assert self._board is not None
        assert self._board.latest is not None
        return self._board.latest.timestamp.isoformat().replace("+00:00", "Z")

    def show(self, scenario: str | Callable[[datetime], SystemMetrics]) -> None:
        """Show a scenario of `canned.SCENARIOS`, or figures that a function makes of the time: in a frame at once, and in all that follow."""
        self._make = SCENARIOS[scenario] if isinstance(scenario, str) else scenario
        if self._loop is not None:
            asyncio.run_coroutine_threadsafe(self._put_up(), self._loop).result(10)

    async def _put_up(self) -> None:
        assert self._board is not None
        self._board.show(self._make(self.clock()))

    @asynccontextmanager
    async def gathering(self, settings: DashboardSettings, board: Board) -> AsyncIterator[None]:
        """In the collector's place."""
        self._loop, self._board = asyncio.get_running_loop(), board
        board.history = CannedHistory(self.clock)
        board.thresholds = [rule.threshold for rule in rules_of(settings).values()]
        await self._put_up()
        task = asyncio.create_task(self._frames())
        try:
            yield
        finally:
            task.cancel()

    async def _frames(self) -> None:
        while self.every_s:
            await asyncio.sleep(self.every_s)
            await self._put_up()


@contextmanager
def canned_site(
    static_dir: Path = BUILT, *, port: int | None = None, scenario: str = "importing", every_s: float = 2.0, **settings: Any
) -> Iterator[CannedSite]:
    """Serve while the context lasts.

    Args:
        static_dir: The built page.
        settings: Of the service, `dashboard_token` for instance.
    """
    port = port or free_port()
    site = CannedSite(port, every_s)
    site.show(scenario)
    told = DashboardSettings.load(
        **NOWHERE
        | {"dashboard_host": "127.0.0.1", "dashboard_port": port, "dashboard_static_dir": static_dir, "dashboard_alert_queue_messages": ALERT_DEPTH}
        | settings
    )
    server = server_of(create_app(told, site.gathering), told, shutdown_s=1)
    thread = threading.Thread(target=server.run, name="canned dashboard", daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and thread.is_alive() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert server.started, "the dashboard did not start"
    try:
        yield site
    finally:
        server.should_exit = True
        thread.join(10)


def main() -> None:
    """Serve a scenario until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8003)
    parser.add_argument("--scenario", choices=sorted(SCENARIOS), default="importing")
    options = parser.parse_args()
    with canned_site(port=options.port, scenario=options.scenario) as site:
        print(site.url, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
