"""The service under test: in this process, on a real socket, since what it is about happens on sockets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import gzip
from pathlib import Path
from typing import Any

import httpx

from explore.app import create_app
from explore.explore import server_of
from explore.proxy import TIMEOUT_S
from explore.settings import ExploreSettings
from tests.support.services import free_port
from tests.support.waiting import eventually


SCRIPT = b"export {};" * 200
NONCE_META = '<meta property="csp-nonce" nonce="__CSP_NONCE__">'
PAGE = f'<!doctype html><title>Discogsography Explore</title>{NONCE_META}<script type="module" src="/assets/index-Ab3dEf9h.js"></script>'


def page_folder(folder: Path) -> Path:
    """A small build of a page."""
    files = {
        "index.html": PAGE.encode(),
        "assets/index-Ab3dEf9h.js": SCRIPT,
        "assets/index-Ab3dEf9h.js.br": b"packed by brotli",  # nothing here unpacks it
        "assets/index-Ab3dEf9h.js.gz": gzip.compress(SCRIPT, mtime=0),
        "assets/style-Zz_9-aBc.css": b"body{}",
        "assets/inter-x2x2x2x2.woff2": b"font",
        "brand/favicon.ico": b"icon",
        "brand/site.webmanifest": b"{}",
    }
    for name, body in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(body)
    return folder


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
