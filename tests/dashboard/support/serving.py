"""The service under test: in this process, on a real socket, over canned or over real figures."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from dashboard.app import Gathering, create_app
from dashboard.board import Board
from dashboard.dashboard import server_of
from dashboard.live import SEND_TIMEOUT_S
from dashboard.settings import DashboardSettings
from tests.dashboard.support.canned_site import NOWHERE
from tests.support.services import free_port
from tests.support.waiting import eventually


class Hand:
    """Puts figures on the board by hand."""

    board: Board

    @asynccontextmanager
    async def gathering(self, _settings: DashboardSettings, board: Board) -> AsyncIterator[None]:
        """In the collector's place."""
        self.board = board
        yield


@asynccontextmanager
async def dashboard(gathering: Gathering, *, send_timeout_s: float = SEND_TIMEOUT_S, **settings: Any) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the running service. Its base URL is `http://127.0.0.1:…`."""
    port = free_port()
    told = DashboardSettings.load(**NOWHERE | {"dashboard_host": "127.0.0.1", "dashboard_port": port} | settings)
    server = server_of(create_app(told, gathering, send_timeout_s=send_timeout_s), told, shutdown_s=1)
    task = asyncio.create_task(server.serve())
    try:
        await eventually(lambda: server.started or task.done(), what="the dashboard started")
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False, verify=False) as client:
            yield client
    finally:
        server.should_exit = True
        await task
