"""The graph canvas on a page of its own: built for tests from `explore/web/bench.html`, served from a folder, no part of the product."""

from collections.abc import Iterator
from contextlib import contextmanager
import functools
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
import os
from pathlib import Path
import subprocess
import sys
import threading
from typing import Any, Final

from playwright.async_api import Page

from tests.support.real_data import REPOSITORY


WEB: Final = REPOSITORY / "explore" / "web"
BUILD_TIMEOUT_S: Final = 120
REST_TIMEOUT_MS: Final = 20_000


class _Handler(SimpleHTTPRequestHandler):
    """Quiet, and sure of the type of modules, whatever the machine's table of types says."""

    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript"}  # noqa: RUF012 (the base class declares it so)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def build(folder: Path) -> None:
    """Build the page into a folder; about a second."""
    binaries = Path(sys.executable).parent  # Node lives beside Python
    environment = {**os.environ, "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}", "BENCH_OUT_DIR": str(folder)}
    command = [
        "node",
        str(REPOSITORY / "node_modules" / "vite" / "bin" / "vite.js"),
        "build",
        "--config",
        "vite.bench.config.ts",
        "--logLevel",
        "error",
    ]
    subprocess.run(command, cwd=WEB, env=environment, check=True, timeout=BUILD_TIMEOUT_S)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """URL of a server of the folder."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


async def ready(page: Page) -> Page:
    """The page, open and with its faces."""
    await page.goto("/bench.html")
    await page.wait_for_function("() => window.bench !== undefined && bench.handle() !== null")
    await page.evaluate(
        "() => Promise.all(['13px \"Inter Variable\"', '13px \"Space Grotesk Variable\"', '13px \"JetBrains Mono Variable\"'].map((f) => document.fonts.load(f)))"
    )
    return page


async def at_rest(page: Page) -> None:
    """Wait until nothing moves."""
    await page.wait_for_function("() => bench.picture().isAtRest", timeout=REST_TIMEOUT_MS)


async def show(page: Page, scene: str, **more: str) -> None:
    """Show the scene of a JavaScript expression, with properties of the canvas in more of them, and wait until it rests."""
    properties = ", ".join(f"{name}: {value}" for name, value in more.items())
    await page.evaluate(f"async () => {{ await bench.clear(); await bench.show({scene}, {{ {properties} }}); }}")
    await at_rest(page)


async def heard(page: Page) -> list[tuple[str, list[Any]]]:
    """Events since the last call, without hovering."""
    events: list[dict[str, Any]] = await page.evaluate("() => bench.events.splice(0).filter(({ name }) => name !== 'hover')")
    return [(event["name"], event["args"]) for event in events]


async def point(page: Page, key: str) -> tuple[float, float]:
    """Where a node is on the screen."""
    at: dict[str, float] = await page.evaluate("(key) => bench.handle().screenPoint(key)", key)
    return at["x"], at["y"]


async def comes_to(page: Page, key: str, x: float, y: float) -> None:
    """Wait until a node is at this point of the screen, within a pixel."""
    at = "([key, x, y]) => { const at = bench.handle().screenPoint(key); return Math.hypot(at.x - x, at.y - y) < 1; }"
    await page.wait_for_function(at, arg=[key, x, y])
