"""The service under test: in this process, on a real socket, since what it is about happens on sockets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from explore.app import create_app
from explore.explore import server_of
from explore.proxy import TIMEOUT_S
from explore.settings import ExploreSettings
from tests.support.services import free_port
from tests.support.waiting import eventually


@asynccontextmanager
async def explore(api_url: str, static: Path, *, timeout_s: float = TIMEOUT_S, **settings: Any) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the running service; `timeout_s` is how long it waits for the API."""
    port = free_port()
    told = ExploreSettings.load(api_base_url=api_url, explore_static_dir=static, explore_host="127.0.0.1", explore_port=port, **settings)
    app = create_app(told, timeout_s=timeout_s)
    server = server_of(app, told, shutdown_s=1)
    task = asyncio.create_task(server.serve())
    try:
        await eventually(lambda: server.started, what="explore started")
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False) as client:
            client.app = app  # type: ignore[attr-defined]  # for what no route tells: the metrics
            yield client
    finally:
        server.should_exit = True
        await task
