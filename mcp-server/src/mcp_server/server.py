"""The MCP server: assembly, transports, command line."""

import argparse
import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
import os
import signal
import sys
import time
from typing import Any, Final

import httpx
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import CallToolResult, InputRequiredResult
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp
import structlog
import uvicorn

from mcp_server import prompts, resources, tools
from mcp_server.callers import BearerGate, Desk
from mcp_server.client import READ_TIMEOUT_S, USER_AGENT, ApiClient
from mcp_server.metrics import OTHER, Metrics
from mcp_server.settings import TRANSPORTS, Settings, SettingsError


NAME: Final = "Discogsography"
VERSION: Final = "0.1.0"
INSTRUCTIONS: Final = """\
A graph of recorded music: artists, labels, releases, genres, styles and people, from Discogs and MusicBrainz.
Begin with `search` to turn a name into an id; then ask for details (`get_artist_details`, `get_release_details`, ...), for connections
(`find_path`, `get_collaborators`, `get_artist_network`), for likeness (`get_similar_artists`, `get_label_dna`) or for rarity (`get_rarity`).
A result with `error` says what went wrong and what to do; one with `truncated` was cut, and `more` says how to read on.
"""
EXIT_USAGE: Final = 2
HEALTH: Final = "/health"
METRICS: Final = "/metrics"


class Server(MCPServer[Desk]):
    """The server, counting what it is asked."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.metrics = Metrics()

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Desk, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """As the SDK's."""
        began, failed = time.perf_counter(), True
        try:
            result = await super().call_tool(name, arguments, context)
            failed = not isinstance(result, CallToolResult) or bool(result.is_error) or "error" in (result.structured_content or {})
        finally:
            self.metrics.called(name if name in tools.NAMES else OTHER, time.perf_counter() - began, failed=failed)
        return result


def make_server(api: ApiClient, *, own_token: str | None = None) -> Server:
    """The server with its tools, resources and prompts.

    Args:
        api: Open client of the API; closed by the caller.
        own_token: App token of the one person who is served; never with HTTP.
    """

    @asynccontextmanager
    async def lifespan(_server: MCPServer[Desk]) -> AsyncIterator[Desk]:
        yield Desk(api, own_token)

    server = Server(NAME, instructions=INSTRUCTIONS, version=VERSION, lifespan=lifespan)
    for part in (tools, resources, prompts):
        part.register(server)
    return server


def open_client(settings: Settings) -> httpx.AsyncClient:
    """HTTP client of the API."""
    return httpx.AsyncClient(base_url=settings.api_base_url, timeout=READ_TIMEOUT_S, headers={"User-Agent": USER_AGENT})


def http_app(settings: Settings, api: ApiClient) -> ASGIApp:
    """Streamable HTTP at `/mcp`, behind the checks of host, origin and bearer; behind the bearer also `/metrics`."""
    here = [f"{host}:{settings.port}" for host in ("127.0.0.1", "localhost", "[::1]", settings.host)]
    security = TransportSecuritySettings(
        allowed_hosts=[*here, *settings.allowed_hosts],
        allowed_origins=[*(f"http://{host}" for host in here), *settings.allowed_origins],
    )
    server = make_server(api)
    health: Any = server.custom_route(HEALTH, methods=["GET"])  # the SDK's decorator is not typed
    health(_health)
    metrics: Any = server.custom_route(METRICS, methods=["GET"])

    @metrics  # type: ignore[untyped-decorator]
    async def _metrics(_request: Request) -> Response:
        return Response(server.metrics.text(), media_type=CONTENT_TYPE_LATEST)

    app = server.streamable_http_app(transport_security=security, host=settings.host)
    return BearerGate(app, bearer=settings.bearer, api=api, open_paths=frozenset({HEALTH}))


async def _health(_request: Request) -> Response:
    return JSONResponse({"status": "healthy", "service": "mcp-server", "timestamp": datetime.now(UTC).isoformat()})


async def serve_stdio(settings: Settings) -> None:
    """Serve the process at the other end of standard input and output until it goes away."""
    async with open_client(settings) as http:
        await make_server(ApiClient(http), own_token=settings.token).run_stdio_async()


async def serve_http(settings: Settings) -> bool:
    """Serve streamable HTTP until a signal; whether it could start."""
    for number in (signal.SIGTERM, signal.SIGINT):
        # The server handles signals while it serves, and raises them once more when it has stopped: without a handler of its own that would
        # end the process as if killed. One that comes before it serves ends the process at once.
        signal.signal(number, lambda *_: sys.exit(0))
    async with open_client(settings) as http:
        app = http_app(settings, ApiClient(http))
        server = uvicorn.Server(uvicorn.Config(app, host=settings.host, port=settings.port, log_level=settings.log_level.lower(), log_config=None))
        await server.serve()
        return server.started


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(
        prog="discogsography-mcp",
        description="The music graph for AI assistants, by the Model Context Protocol.",
        epilog="Environment: API_BASE_URL, DISCOGSOGRAPHY_TOKEN (stdio); MCP_HOST, MCP_PORT, MCP_BEARER_TOKEN, MCP_ALLOWED_HOSTS, "
        "MCP_ALLOWED_ORIGINS (HTTP). Tokens may come from files: <NAME>_FILE.",
    )
    made.add_argument("-t", "--transport", choices=TRANSPORTS, default="stdio", help="how clients connect (default: stdio)")
    made.add_argument("--version", action="version", version=VERSION)
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until the client or a signal ends it. Exit codes: 0, 1 when it cannot start, 2 for a wrong command line or environment."""
    chosen = parser().parse_args(arguments)
    log = structlog.wrap_logger(structlog.PrintLogger(sys.stderr))  # standard output belongs to the protocol
    try:
        settings = Settings.read(os.environ)
        if chosen.transport == "streamable-http":
            settings.require_safe_http()
            log.info("🚀 Serving MCP over HTTP", url=f"http://{settings.host}:{settings.port}/mcp", api=settings.api_base_url)
            return 0 if asyncio.run(serve_http(settings)) else 1
    except SettingsError as error:
        sys.stderr.write(f"discogsography-mcp: {error}\n")
        return EXIT_USAGE
    try:
        asyncio.run(serve_stdio(settings))
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
