"""The service as a process: its port, its signals, its refusals to start."""

import asyncio
import os
from pathlib import Path
import socket
import sys

import httpx

from tests.dashboard.support.canned_site import NOWHERE
from tests.support.pages import page_folder
from tests.support.services import free_port, running


VARIABLES = {name.upper(): value for name, value in NOWHERE.items()} | {
    "POSTGRES_HOST": "127.0.0.1:1",
    "NEO4J_HOST": "bolt://127.0.0.1:1",
    "RABBITMQ_HOST": "127.0.0.1",
    "RABBITMQ_MANAGEMENT_PORT": "1",
    "REDIS_HOST": "127.0.0.1",
    "REDIS_PORT": "1",
    "DASHBOARD_HOST": "127.0.0.1",
}


async def started(*command: str, **variables: str) -> tuple[int | None, str]:
    """Exit code and output of a start that fails."""
    process = await asyncio.create_subprocess_exec(
        *command, env={**os.environ, **variables}, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    output, _ = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode, output.decode()


async def test_operations_40_the_process_tells_health_and_prometheus_on_its_port_with_everything_away(tmp_path: Path) -> None:
    port = free_port()
    page_folder(tmp_path / "static", "Discogsography Dashboard")
    env = VARIABLES | {"DASHBOARD_PORT": str(port), "DASHBOARD_STATIC_DIR": str(tmp_path / "static"), "LOG_LEVEL": "lowd"}
    async with running("dashboard", env=env, healthy=False) as service, httpx.AsyncClient(trust_env=False, timeout=30) as client:
        service.port = port  # there is no other one for health
        await service.until_healthy()
        health = (await client.get(f"http://127.0.0.1:{port}/health")).json()
        metrics = await client.get(f"http://127.0.0.1:{port}/metrics")
        assert (health["status"], health["service"]) == ("healthy", "dashboard")
        assert metrics.headers["content-type"].startswith("text/plain")
        assert "dashboard_websocket_connections 0.0" in metrics.text
        assert (await client.get(f"http://127.0.0.1:{port}/")).status_code == 200
        assert await service.stop(timeout_s=20) == 0
        assert "Traceback" not in service.text()


async def test_missing_settings_are_all_named_and_end_the_start() -> None:
    code, output = await started(sys.executable, "-m", "dashboard")

    assert code == 1
    for variable in (
        "NEO4J_HOST",
        "NEO4J_USERNAME",
        "NEO4J_PASSWORD",
        "POSTGRES_HOST",
        "POSTGRES_USERNAME",
        "POSTGRES_PASSWORD",
        "POSTGRES_DATABASE",
    ):
        assert variable in output
    assert output.index("NEO4J_HOST") < output.index("POSTGRES_HOST")


async def test_a_health_address_that_is_none_is_named() -> None:
    code, output = await started(sys.executable, "-m", "dashboard.dashboard", **VARIABLES, GRAPHINATOR_HEALTH_URL="graphinator:8001")

    assert code == 1
    assert "GRAPHINATOR_HEALTH_URL" in output


async def test_a_port_that_is_taken_ends_the_start_with_an_error() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, _ = await started(str(Path(sys.executable).with_name("dashboard")), **VARIABLES, DASHBOARD_PORT=str(taken.getsockname()[1]))

    assert code != 0
