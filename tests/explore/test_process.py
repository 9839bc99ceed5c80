"""The service as a process: its ports, its signals, its refusals to start."""

import asyncio
import os
from pathlib import Path
import socket
import sys

import httpx
import pytest

from explore.metrics import FAMILIES
from tests.explore.upstream import Seen, Upstream, begin_events, event, upstream
from tests.support.scraping import scrape
from tests.support.services import free_port, running


async def started(*command: str, **variables: str) -> tuple[int | None, str]:
    """Exit code and output of a start that fails."""
    process = await asyncio.create_subprocess_exec(
        *command, env={**os.environ, **variables}, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    output, _ = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode, output.decode()


async def test_ui_01_health_answers_on_both_ports(static: Path) -> None:
    async with upstream() as api:
        port = free_port()
        env = {
            "EXPLORE_HOST": "127.0.0.1",
            "EXPLORE_PORT": str(port),
            "EXPLORE_STATIC_DIR": str(static),
            "API_BASE_URL": api.url,
            "LOG_LEVEL": "lowd",  # a level that there is not stops neither the logs nor the server
        }
        async with running("explore", env=env) as service, httpx.AsyncClient(trust_env=False, timeout=30) as client:
            for address in (f"http://127.0.0.1:{port}/health", f"http://127.0.0.1:{service.port}/health"):
                told = (await client.get(address)).json()
                assert (told["status"], told["service"]) == ("healthy", "explore")
                assert told["timestamp"].endswith("+00:00")
            other = await client.get(f"http://127.0.0.1:{service.port}/other")
            assert (other.status_code, other.content) == (404, b"")
            assert (await client.get(f"http://127.0.0.1:{port}/")).status_code == 200
            (await scrape(service.port)).tells_exactly(FAMILIES)
            assert await service.stop(timeout_s=15) == 0


async def test_a_signal_ends_the_process_with_success_even_while_a_stream_is_open(static: Path) -> None:
    async def events(_upstream: Upstream, _seen: Seen, writer: asyncio.StreamWriter) -> None:
        await begin_events(writer)
        await event(writer, b"data: 1\n\n")
        await asyncio.sleep(3600)

    async with upstream(events) as api:
        port = free_port()
        env = {"EXPLORE_HOST": "127.0.0.1", "EXPLORE_PORT": str(port), "EXPLORE_STATIC_DIR": str(static), "API_BASE_URL": api.url}
        async with running("explore", env=env) as service, httpx.AsyncClient(trust_env=False, timeout=30) as client:
            async with client.stream("POST", f"http://127.0.0.1:{port}/api/nlq/query", json={}) as got:
                await anext(got.aiter_raw())
                assert await service.stop(timeout_s=15) == 0
            assert "Traceback" not in service.text()


@pytest.mark.parametrize("module", ["explore", "explore.explore"])
async def test_a_bad_setting_is_named_and_ends_the_start(module: str) -> None:
    code, output = await started(sys.executable, "-m", module, API_BASE_URL="nonsense")

    assert code == 1
    assert "API_BASE_URL" in output


@pytest.mark.parametrize("variable", ["EXPLORE_PORT", "HEALTH_PORT"])
async def test_a_port_that_is_taken_ends_the_start_with_an_error(static: Path, variable: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ports = {"EXPLORE_PORT": str(free_port()), "HEALTH_PORT": str(free_port()), variable: str(taken.getsockname()[1])}
        hosts = {"EXPLORE_HOST": "127.0.0.1", "HEALTH_HOST": "127.0.0.1", "EXPLORE_STATIC_DIR": str(static)}
        code, _ = await started(str(Path(sys.executable).with_name("explore")), **ports, **hosts)

    assert code != 0
