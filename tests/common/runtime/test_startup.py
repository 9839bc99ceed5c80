"""The wait that STARTUP_DELAY asks for: once, in the process, ended by a signal."""

import asyncio
import signal
import time
from typing import Final

import pytest

from common.runtime.startup import StartSettings, wait_to_start
from tests.support.services import service
from tests.support.waiting import eventually


ENOUGH: Final = {
    "NEO4J_HOST": "neo4j.invalid",
    "NEO4J_USERNAME": "neo4j",
    "NEO4J_PASSWORD": "not used",
    "POSTGRES_HOST": "postgres.invalid",
    "POSTGRES_USERNAME": "discogsography",
    "POSTGRES_PASSWORD": "not used",
    "POSTGRES_DATABASE": "discogsography",
    "INSIGHTS_INTERNAL_SECRET": "0" * 64,
    "JWT_SECRET_KEY": "0" * 64,
}
"""For every service to accept its settings; nothing is opened."""
HEARD_S: Final = 2.0
"""An engine waits ten seconds before it kills."""


def test_no_delay_is_no_wait() -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        wait_to_start(StartSettings.load())
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@pytest.mark.parametrize("name", ["api", "dashboard", "explore", "insights"])
async def test_operations_12_a_signal_ends_the_delay_with_success(name: str) -> None:
    process = service(name, env={**ENOUGH, "STARTUP_DELAY": "60"})
    await process.start()
    try:
        await eventually(lambda: "Waits before it starts" in process.text() or not process.is_running, what="it waits")
        assert process.is_running, process.tail()
        began = time.monotonic()
        process.send(signal.SIGTERM)
        assert await process.wait(HEARD_S) == 0, process.tail()
        assert time.monotonic() - began < HEARD_S
        assert process.text().count("Waits before it starts") == 1
    finally:
        if process.is_running:
            await process.kill()
        await asyncio.to_thread(process.log.unlink)
