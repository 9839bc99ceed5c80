"""The server over stdio and over HTTP, as clients reach it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
import hashlib
import os
from pathlib import Path
import subprocess
import sys
from typing import Any
import uuid
import zipfile

import httpx
from mcp import Client, MCPError, StdioServerParameters
import pytest
import uvicorn

from mcp_server.callers import app_token, bearer_of
from mcp_server.client import ApiClient
from mcp_server.metrics import CALLS, FAMILIES, SECONDS
from mcp_server.server import http_app, make_server
from mcp_server.settings import Settings
from tests.mcp_server.conftest import CATALOGUE
from tests.support.api import Api
from tests.support.real_data import REPOSITORY
from tests.support.scraping import Scrape, scrape
from tests.support.services import free_port
from tests.support.waiting import eventually


APP_TOKEN = "dscg_" + "t" * 43


@asynccontextmanager
async def serving(app: Any) -> AsyncIterator[int]:
    """A real HTTP server on a free port."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", lifespan="on"))
    task = asyncio.create_task(server.serve())
    try:
        await eventually(lambda: server.started, timeout_s=30)
        yield port
    finally:
        server.should_exit = True
        await task


async def _seed_app_token(api: Api) -> None:
    user = uuid.uuid4()
    await api.postgres.rows("INSERT INTO users (id, email, hashed_password) VALUES (%(id)s, 'a@example.com', 'x')", {"id": user})
    await api.postgres.rows(
        "INSERT INTO app_tokens (user_id, name, scope, token_hash) VALUES (%(id)s, 'assistant', '{collection:read}', %(hash)s)",
        {"id": user, "hash": hashlib.sha256(APP_TOKEN.encode()).hexdigest()},
    )


async def _status(port: int, **headers: str) -> int:
    body = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    accepted = {"Accept": "application/json, text/event-stream", **{name.replace("_", "-"): value for name, value in headers.items()}}
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        return (await client.post(f"http://127.0.0.1:{port}/mcp", json=body, headers=accepted)).status_code


async def test_an_assistant_over_http_finds_who_worked_with_whom(api: Api) -> None:
    async with (
        serving(http_app(Settings(port=8013, allowed_hosts=("127.0.0.1:*",)), ApiClient(api.client))) as port,
        Client(f"http://127.0.0.1:{port}/mcp") as client,
    ):
        result = await client.call_tool("get_collaborators", {"artist_id": "4711"})
    assert result.structured_content is not None
    assert [each["artist_name"] for each in result.structured_content["collaborators"]] == ["Silver Harbour"]


async def test_http_lets_in_its_own_token_and_app_tokens_that_the_api_knows(api: Api) -> None:
    await _seed_app_token(api)
    settings = Settings(bearer="the server's own", allowed_hosts=("127.0.0.1:*",))
    async with serving(http_app(settings, ApiClient(api.client))) as port:
        async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
            assert (await client.get(f"http://127.0.0.1:{port}/health")).json()["status"] == "healthy"
        assert await _status(port) == 401
        assert await _status(port, Authorization="Bearer wrong") == 401
        assert await _status(port, Authorization="Bearer dscg_unknown") == 401
        assert await _status(port, Authorization="Bearer the server's own") != 401
        assert await _status(port, Authorization=f"bearer {APP_TOKEN}") != 401
        (await scrape(port, token="the server's own")).tells_exactly(FAMILIES)
        with pytest.raises(httpx.HTTPStatusError, match="401"):
            await scrape(port)


async def test_calls_are_counted_by_tool_and_outcome(api: Api) -> None:
    server = make_server(ApiClient(api.client))
    async with Client(server) as client:
        await client.call_tool("get_artist_details", {"artist_id": "4712"})
        await client.call_tool("get_artist_details", {"artist_id": "none"})
        with suppress(MCPError):
            await client.call_tool("invented", {})
    told = Scrape(server.metrics.text().decode())
    assert told.value(CALLS.name, tool="get_artist_details", outcome="ok") == 1
    assert told.value(CALLS.name, tool="get_artist_details", outcome="error") == 1
    assert told.value(CALLS.name) == 3 - (told.value(CALLS.name, tool="other") == 0)
    assert told.value(f"{SECONDS.name}_count", tool="get_artist_details") == 2


async def test_foreign_hosts_and_origins_are_refused(api: Api) -> None:
    async with serving(http_app(Settings(allowed_hosts=("127.0.0.1:*",)), ApiClient(api.client))) as port:
        assert await _status(port, Host="evil.example") == 421
        assert await _status(port, Origin="http://evil.example") == 403


async def test_an_assistant_over_stdio_answers_a_question(api: Api) -> None:
    async with serving(api.app) as port:
        environment = {**os.environ, "API_BASE_URL": f"http://127.0.0.1:{port}"}
        command = StdioServerParameters(command=sys.executable, args=["-m", "mcp_server"], env=environment)
        async with Client(command) as client:
            result = await client.call_tool("get_artist_details", {"artist_id": "4712"})
    assert result.structured_content is not None
    assert result.structured_content["name"] == CATALOGUE["artists"][1]["name"]


@pytest.mark.parametrize(
    ("header", "bearer", "token"),
    [
        (None, None, None),
        ("", None, None),
        ("Bearer abc", "abc", None),
        ("bearer  dscg_x ", "dscg_x", "dscg_x"),
        ("Basic dscg_x", None, None),
        ("Bearer", None, None),
    ],
)
def test_the_authorization_header(header: str | None, bearer: str | None, token: str | None) -> None:
    assert bearer_of(header) == bearer
    assert app_token(header) == token


def test_operations_weak_43_the_wheel_runs_alone(tmp_path: Path) -> None:
    """Built, and unpacked beside its dependencies with no other part of the platform in sight, it lists its tools."""
    wheel = _built_wheel(tmp_path)
    alone = tmp_path / "alone"
    zipfile.ZipFile(wheel).extractall(alone)
    script = f"""
import sys
sys.path[:] = [{str(alone)!r}] + [entry for entry in sys.path if "{REPOSITORY}/" not in entry or "site-packages" in entry]
sys.meta_path[:] = [finder for finder in sys.meta_path if "editable" not in repr(finder).lower()]
import asyncio, common.agent_tools, mcp_server.server as server
assert {str(alone)!r} in common.agent_tools.__file__ and {str(alone)!r} in server.__file__
assert not [name for name in sys.modules if name.startswith("common.") and not name.startswith("common.agent_tools")]
import httpx
print(len(asyncio.run(server.make_server(server.ApiClient(httpx.AsyncClient())).list_tools())))
"""
    # Not measured: what runs there is the copy in the wheel.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    told = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, cwd=tmp_path, env=environment)
    assert int(told.stdout) > 20


@pytest.mark.long
async def test_the_wheel_installed_in_an_empty_environment_answers_an_assistant(api: Api, tmp_path: Path) -> None:
    """As docs/guides/mcp.md has it: by `uvx`, which fetches what the wheel needs, and nothing else of the platform."""
    async with serving(api.app) as port:
        environment = {**os.environ, "API_BASE_URL": f"http://127.0.0.1:{port}"}
        words = ["--isolated", "--python", sys.executable, "--from", str(_built_wheel(tmp_path)), "discogsography-mcp"]
        command = StdioServerParameters(command="uvx", args=words, env=environment, cwd=tmp_path)
        async with Client(command, read_timeout_seconds=150) as client:
            result = await client.call_tool("get_artist_details", {"artist_id": "4712"})
    assert result.structured_content is not None
    assert result.structured_content["name"] == CATALOGUE["artists"][1]["name"]


def _built_wheel(folder: Path) -> Path:
    subprocess.run(["uv", "build", "--wheel", "-o", str(folder), str(REPOSITORY / "mcp-server")], check=True, capture_output=True)
    (wheel,) = folder.glob("discogsography_mcp-*.whl")
    return wheel


async def test_a_signal_ends_the_process_with_success() -> None:
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "mcp_server", "-t", "streamable-http", env={**os.environ, "MCP_PORT": str(port)}, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=30) as client:

            async def answers() -> bool:
                try:
                    return (await client.get(f"http://127.0.0.1:{port}/health")).status_code == 200
                except httpx.HTTPError:
                    return False

            await eventually(answers, timeout_s=60)
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 30) == 0
    finally:
        if process.returncode is None:
            process.kill()
