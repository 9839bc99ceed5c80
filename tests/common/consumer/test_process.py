"""The process of a consumer: start, stop, exit codes, several processes, deaths."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
import os
from pathlib import Path
import signal
import sys
from typing import Any

import httpx
import orjson
import pytest

from common.consumer.metrics import BATCH_SECONDS, CONNECTIONS, FAMILIES, HEALTHY, PROCESSES, RESTARTS, WRITTEN
from common.domain.data_types import DISCOGS_TYPES, DataType
from tests.common.consumer.harness import RUN, dead_count, declare, depth, extraction_complete, publish, records
from tests.common.consumer.probe_service import TABLE
from tests.support.scraping import scrape
from tests.support.servers import Broker, PostgresTarget
from tests.support.services import free_port
from tests.support.waiting import PATIENCE_S, eventually


ARTISTS = DataType.ARTISTS
ENDED_S = 60.0
MODULE = "tests.common.consumer.probe_service"


@dataclass
class Probe:
    """One started process."""

    process: asyncio.subprocess.Process
    port: int
    log: Path

    async def health(self) -> tuple[int, dict[str, Any]]:
        async with httpx.AsyncClient(timeout=PATIENCE_S, trust_env=False, verify=False) as client:
            answer = await client.get(f"http://127.0.0.1:{self.port}/health")
            return answer.status_code, answer.json()

    async def is_healthy(self) -> bool:
        try:
            return (await self.health())[0] == 200
        except httpx.HTTPError:
            return False

    async def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return await self.wait()

    async def wait(self) -> int:
        """Exit code of a process that ends by itself, or was told to."""
        return await asyncio.wait_for(self.process.wait(), ENDED_S)

    def events(self) -> list[dict[str, Any]]:
        return [orjson.loads(line) for line in self.log.read_bytes().splitlines() if line.startswith(b"{")]


@asynccontextmanager
async def probe(tmp_path: Path, *environments: dict[str, str], arguments: tuple[str, ...] = (), **env: str) -> AsyncIterator[Probe]:
    """A process of the probe service; killed at the end when it is still there."""
    port = free_port()
    log = tmp_path / f"probe-{port}.log"
    told = {"PATH": os.environ["PATH"], "PROBE_PORT": str(port), "CONSUMER_CANCEL_DELAY": "0"}
    told |= {name: value for name, value in os.environ.items() if name.startswith("COVERAGE")}
    for environment in environments:
        told |= environment
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", MODULE, *arguments, env=told | env, stdout=out, stderr=out, cwd=Path(__file__).parents[3]
        )
    try:
        yield Probe(process, port, log)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@pytest.fixture
async def rows(postgres: PostgresTarget) -> PostgresTarget:
    await postgres.rows(TABLE)
    return postgres


async def _count(target: PostgresTarget) -> int:
    return int(await target.value("SELECT count(*) FROM probe_rows"))


async def test_sigterm_writes_what_is_buffered_and_exits_0(tmp_path: Path, broker: Broker, rows: PostgresTarget) -> None:
    async with probe(tmp_path, broker.env, rows.env) as consumer:
        await eventually(consumer.is_healthy)
        await publish(broker, ARTISTS, records(5))
        assert await consumer.stop() == 0
    assert await _count(rows) == 5 and await depth(broker, ARTISTS) == 0
    assert all(list(event) == sorted(event) for event in consumer.events())


async def test_operations_weak_15_missing_settings_are_named_and_exit_1(tmp_path: Path) -> None:
    async with probe(tmp_path, {"POSTGRES_HOST": "localhost"}) as consumer:
        assert await consumer.wait() == 1
    text = "Missing required environment variables: POSTGRES_USERNAME, POSTGRES_PASSWORD, POSTGRES_DATABASE"
    assert any(text in event["event"] for event in consumer.events())


async def test_servers_that_are_away_at_the_start_are_waited_for(tmp_path: Path, broker: Broker, rows: PostgresTarget) -> None:
    async with probe(tmp_path, broker.env, rows.env, RABBITMQ_PORT=str(free_port())) as consumer:
        await eventually(lambda: any("RabbitMQ is away" in event["event"] for event in consumer.events()))
        status, health = await consumer.health()
        assert (status, health["status"]) == (503, "starting")
        assert consumer.process.returncode is None
        assert await consumer.stop() == 0


async def test_a_bug_exits_1_and_spares_the_messages(tmp_path: Path, broker: Broker, postgres: PostgresTarget) -> None:
    await declare(broker)
    await publish(broker, ARTISTS, records(5))
    async with probe(tmp_path, broker.env, postgres.env) as consumer:  # there is no table
        assert await consumer.wait() == 1

    async def is_back() -> bool:
        return await depth(broker, ARTISTS) == 5

    await eventually(is_back)


async def test_operations_weak_15_a_wrong_password_exits_1(tmp_path: Path, broker: Broker, rows: PostgresTarget) -> None:
    async with probe(tmp_path, broker.env, rows.env, RABBITMQ_PASSWORD="wrong") as consumer:
        assert await consumer.wait() == 1


@pytest.mark.parametrize(("argument", "text"), [("--help", b"--workers N"), ("--version", b"tests ")])
async def test_help_and_version_need_no_settings(tmp_path: Path, argument: str, text: bytes) -> None:
    async with probe(tmp_path, arguments=(argument,)) as consumer:
        assert await consumer.wait() == 0
    assert text in consumer.log.read_bytes()


async def test_a_killed_process_loses_nothing(tmp_path: Path, broker: Broker, rows: PostgresTarget) -> None:
    await declare(broker)
    counts = {ARTISTS: 1_500}
    await publish(broker, ARTISTS, records(1_500), run=RUN)
    for data_type in DISCOGS_TYPES:
        await publish(broker, data_type, [extraction_complete(counts)])
    async with (
        probe(tmp_path, broker.env, rows.env, PROBE_DELAY="0.05") as victim,
        probe(tmp_path, broker.env, rows.env, PROBE_DELAY="0.05") as survivor,
    ):
        await eventually(lambda: _wrote_at_least(rows, 100))
        victim.process.kill()
        await eventually(lambda: _is_done(rows), 40)
        assert await survivor.stop() == 0
    assert await _count(rows) == 1_500
    assert await depth(broker, ARTISTS) == 0 and await dead_count(broker) == 0
    outcome = await rows.value("SELECT outcome FROM public.import_signals WHERE data_type = 'artists'")
    assert outcome == "complete", "counts hold although one process died in the middle"


async def test_workers_share_the_queues_under_one_health_port(tmp_path: Path, broker: Broker, rows: PostgresTarget) -> None:
    await declare(broker)
    async with probe(tmp_path, broker.env, rows.env, arguments=("--workers", "2"), PROBE_DELAY="0.05") as consumer:
        await eventually(consumer.is_healthy)
        await publish(broker, ARTISTS, records(1_000))
        await eventually(lambda: _has_rows(rows, 1_000))
        assert await rows.value("SELECT count(DISTINCT written_by) FROM probe_rows") == 2

        async def sums() -> bool:
            return bool((await consumer.health())[1]["written"]["artists"] == 1_000)

        await eventually(sums)
        assert len((await consumer.health())[1]["workers"]) == 2
        told = await scrape(consumer.port)
        told.tells_exactly(FAMILIES)
        assert told.value(WRITTEN.name, type="artists") == 1_000
        assert told.value(f"{BATCH_SECONDS.name}_count", type="artists") >= 2
        assert (told.value(PROCESSES.name), told.value(CONNECTIONS.name), told.value(HEALTHY.name)) == (2, 2, 1)
        assert await consumer.stop() == 0
    assert await depth(broker, ARTISTS) == 0


async def test_a_dead_worker_is_replaced(tmp_path: Path, broker: Broker, rows: PostgresTarget) -> None:
    """And what it had counted stays counted: a sum that falls would look like a restart of them all."""
    async with probe(tmp_path, broker.env, rows.env, CONSUMER_WORKERS="2", PROBE_DELAY="0.05") as consumer:
        await eventually(consumer.is_healthy)
        await publish(broker, ARTISTS, records(400))

        async def written() -> bool:
            return (await scrape(consumer.port)).value(WRITTEN.name) == 400

        await eventually(written)
        victim = (await consumer.health())[1]["workers"][0]["pid"]
        os.kill(victim, signal.SIGKILL)

        async def replaced() -> bool:
            status, health = await consumer.health()
            worker = health["workers"][0]
            return status == 200 and worker["pid"] != victim and worker["restarts"] == 1

        await eventually(replaced)
        told = await scrape(consumer.port)
        assert (told.value(WRITTEN.name), told.value(RESTARTS.name), told.value(PROCESSES.name)) == (400, 1, 2)
        await publish(broker, ARTISTS, records(10, start=401))
        await eventually(lambda: _has_rows(rows, 410))
        assert await consumer.stop() == 0


async def test_a_bug_in_a_worker_ends_them_all_at_once(tmp_path: Path, broker: Broker, postgres: PostgresTarget) -> None:
    await declare(broker)
    await publish(broker, ARTISTS, records(5))
    async with probe(tmp_path, broker.env, postgres.env, CONSUMER_WORKERS="2") as consumer:  # there is no table
        assert await consumer.wait() == 1
    assert not any("starting another" in event["event"] for event in consumer.events())

    async def is_back() -> bool:
        return await depth(broker, ARTISTS) == 5

    await eventually(is_back)


async def test_workers_end_with_their_parent(tmp_path: Path, broker: Broker, rows: PostgresTarget) -> None:
    async with probe(tmp_path, broker.env, rows.env, CONSUMER_WORKERS="2") as consumer:
        await eventually(consumer.is_healthy)
        pids = [worker["pid"] for worker in (await consumer.health())[1]["workers"]]
        consumer.process.kill()
        await eventually(lambda: not any(_is_alive(pid) for pid in pids))


async def _wrote_at_least(target: PostgresTarget, count: int) -> bool:
    return await _count(target) >= count


async def _has_rows(target: PostgresTarget, count: int) -> bool:
    return await _count(target) == count


async def _is_done(target: PostgresTarget) -> bool:
    return bool(await target.rows("SELECT 1 FROM public.import_states WHERE state = 'done'"))


def _is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
