"""The service as a process: its ports, its signals, its refusal to start without settings."""

import asyncio
import os
from pathlib import Path
import sys

import httpx

from insights.metrics import FAMILIES
from tests.support.api import INTERNAL_SECRET
from tests.support.scraping import scrape
from tests.support.servers import PostgresTarget, TestStack
from tests.support.services import free_port, running


async def test_a_process_serves_both_ports_and_ends_on_a_signal(stack: TestStack, postgres: PostgresTarget) -> None:
    port = free_port()
    env = {
        **postgres.env,
        "REDIS_HOST": str(stack.redis["host"]),
        "REDIS_PORT": str(stack.redis["port"]),
        "INSIGHTS_HOST": "127.0.0.1",
        "INSIGHTS_PORT": str(port),
        "INSIGHTS_INTERNAL_SECRET": INTERNAL_SECRET,
        "INSIGHTS_START_DELAY": "0",
        "API_BASE_URL": "http://127.0.0.1:1",
    }
    async with running("insights", env=env) as service:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            assert (await client.get("/health")).json()["service"] == "insights"
            assert (await client.get("/api/insights/top-artists")).json()["count"] == 0
        (await scrape(service.port)).tells_exactly(FAMILIES)
        assert await service.stop(timeout_s=15) == 0
        assert "Waiting for the API, which computes" in service.text()
        assert INTERNAL_SECRET not in service.text()


async def test_a_process_without_settings_says_what_is_missing() -> None:
    env = {key: value for key, value in os.environ.items() if not key.startswith("POSTGRES_")}
    process = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).with_name("insights")), env=env, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )

    output, _ = await asyncio.wait_for(process.communicate(), 60)

    assert process.returncode == 1
    assert b"POSTGRES_HOST, POSTGRES_USERNAME, POSTGRES_PASSWORD, POSTGRES_DATABASE" in output
