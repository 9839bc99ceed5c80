"""The life of the process: first run, waiting, triggers, the wait for Discogs, the HTTP server, stopping."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
import time
from typing import Any

import httpx
import pytest

from common.domain.data_types import DataType, Source
from extractor.dumps import Choice, DownloadFailed
from extractor.http import TriggerSlot, create_app, serve
from extractor.metrics import FAMILIES
from extractor.pipeline import DumpFile
from extractor.service import DAY_S, Service
from extractor.settings import ExtractorSettings
from extractor.sources import discogs_gate
from extractor.state.keeper import MarkerKeeper
from extractor.status import ExtractionStatus, LiveStatus
from tests.extractor.support import settings_for
from tests.support.http_sites import Site
from tests.support.scraping import Scrape
from tests.support.waiting import PATIENCE_S, eventually


class Scripted:
    """A source whose runs end as told: an error to raise, or an event to wait for before failing."""

    def __init__(self, *outcomes: Exception | asyncio.Event) -> None:
        self.outcomes = list(outcomes)
        self.runs = 0

    async def choose(self) -> Choice:
        self.runs += 1
        outcome = self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]
        if isinstance(outcome, asyncio.Event):
            await outcome.wait()
            raise DownloadFailed("released")
        raise outcome

    async def fetch(self, choice: Choice, keeper: MarkerKeeper) -> Sequence[DumpFile]:  # noqa: ARG002
        raise AssertionError("never reached")

    async def close(self) -> None:
        pass


class Sleeps:
    """Waits that take no time, except from a certain length on: those last until they are let go."""

    def __init__(self, endless_from_s: float = DAY_S) -> None:
        self.asked: list[float] = []
        self.release = asyncio.Event()
        self._endless_from_s = endless_from_s

    async def __call__(self, seconds: float) -> None:
        self.asked.append(seconds)
        if seconds >= self._endless_from_s:
            await self.release.wait()


@asynccontextmanager
async def running(service: Service) -> AsyncIterator["asyncio.Task[int]"]:
    task = asyncio.create_task(service.run())
    try:
        yield task
    finally:
        service.stop()
        async with asyncio.timeout(PATIENCE_S):
            await task


@asynccontextmanager
async def client_of(live: LiveStatus, trigger: TriggerSlot, secret: str | None = None) -> AsyncIterator[httpx.AsyncClient]:
    async with (
        serve(create_app(live, trigger, secret), 0) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):
        yield client


@pytest.mark.parametrize("cooldown", [0, 2])
async def test_extraction_42_a_failed_first_run_ends_after_the_cool_down(tmp_path: Path, cooldown: float) -> None:
    settings = settings_for(tmp_path, failure_cooldown_secs=cooldown)
    live = LiveStatus(Source.DISCOGS)
    service = Service(settings, live, TriggerSlot(), lambda: Scripted(DownloadFailed("no site")))
    started = time.monotonic()
    assert await service.run() == 1
    assert cooldown <= time.monotonic() - started < cooldown + 10
    assert live.state is ExtractionStatus.FAILED
    assert live.health()["error_message"] == "no site"
    assert live.health()["status"] == "unhealthy"


async def test_the_server_answers_during_the_cool_down_and_a_stop_ends_it(tmp_path: Path) -> None:
    live, trigger = LiveStatus(Source.DISCOGS), TriggerSlot()
    service = Service(settings_for(tmp_path, failure_cooldown_secs=600), live, trigger, lambda: Scripted(DownloadFailed("no site")))
    async with client_of(live, trigger) as client:
        task = asyncio.create_task(service.run())
        await eventually(lambda: live.state is ExtractionStatus.FAILED)
        assert (await client.get("/health")).json()["extraction_status"] == "failed"
        service.stop()
        async with asyncio.timeout(PATIENCE_S):
            assert await task == 1


async def test_a_failed_later_run_is_tried_again_with_growing_waits_not_a_period_later(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, failed_retry_initial=300)
    live, sleeps, source = LiveStatus(Source.DISCOGS), Sleeps(endless_from_s=2000), Scripted(DownloadFailed("away"))
    service = Service(settings, live, TriggerSlot(), lambda: source, sleep=sleeps)
    service._one_run = _first_succeeds(service, live)  # type: ignore[method-assign]
    async with running(service):
        sleeps.release.set()
        await eventually(lambda: len(sleeps.asked) >= 4)
        sleeps.release.clear()
    assert sleeps.asked[0] == settings.periodic_check_days * DAY_S
    assert sleeps.asked[1:4] >= [300, 600, 1200]
    assert all(wait < 1200 * 1.3 for wait in sleeps.asked[1:4])


def _first_succeeds(service: Service, live: LiveStatus) -> Any:
    real = service._one_run
    runs = 0

    async def one_run(*, force: bool) -> bool:
        nonlocal runs
        runs += 1
        if runs == 1:
            live.complete()
            return True
        return await real(force=force)

    return one_run


async def test_extraction_41_a_stop_while_waiting_ends_at_once_with_0(tmp_path: Path) -> None:
    live = LiveStatus(Source.DISCOGS)
    service = Service(settings_for(tmp_path), live, TriggerSlot(), lambda: Scripted(DownloadFailed("x")))
    service._one_run = _first_succeeds(service, live)  # type: ignore[method-assign]
    task = asyncio.create_task(service.run())
    await eventually(lambda: live.state is ExtractionStatus.WAITING)
    service.stop()
    async with asyncio.timeout(PATIENCE_S):
        assert await task == 0


async def test_extraction_32_a_trigger_starts_a_run_and_is_refused_during_one(tmp_path: Path) -> None:
    live, trigger, gate = LiveStatus(Source.DISCOGS), TriggerSlot(), asyncio.Event()
    source = Scripted(gate)
    service = Service(settings_for(tmp_path), live, trigger, lambda: source)
    service._one_run = _first_succeeds(service, live)  # type: ignore[method-assign]
    async with running(service), client_of(live, trigger) as client:
        await eventually(lambda: live.state is ExtractionStatus.WAITING)
        answer = await client.post("/trigger", json={"force_reprocess": True})
        assert (answer.status_code, answer.json()) == (202, {"status": "started", "force_reprocess": True})
        await eventually(lambda: live.state is ExtractionStatus.RUNNING)
        again = await client.post("/trigger", json={})
        assert (again.status_code, again.json()) == (409, {"status": "already_running"})
    assert source.runs == 1


@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [
        (b"{}", "text/plain", 415),
        (b"{", "application/json", 400),
        (b"", "application/json", 400),
        (b'{"force_reprocess":"x"}', "application/json", 422),
        (b"[]", "application/json", 422),
        (b"{}", "application/json; charset=utf-8", 202),
        (b"ignored", None, 202),
    ],
)
async def test_extraction_33_odd_triggers_are_refused_by_kind(content: bytes, content_type: str | None, status: int) -> None:
    trigger = TriggerSlot()
    async with client_of(LiveStatus(Source.DISCOGS), trigger) as client:
        answer = await client.post("/trigger", content=content, headers={"Content-Type": content_type} if content_type else {})
    assert answer.status_code == status
    assert trigger.is_full is (status == 202)
    if status == 202:
        assert answer.json() == {"status": "started", "force_reprocess": False}
    else:
        assert answer.headers["content-type"].startswith("text/plain")


async def test_a_second_trigger_never_weakens_the_first() -> None:
    trigger = TriggerSlot()
    trigger.put(force=True)
    trigger.put(force=False)
    assert trigger.take() is True
    assert trigger.take() is None


async def test_the_trigger_can_be_guarded_by_a_secret() -> None:
    async with client_of(LiveStatus(Source.DISCOGS), TriggerSlot(), "s3cret") as client:
        assert (await client.post("/trigger")).status_code == 401
        assert (await client.post("/trigger", headers=[(b"Authorization", "Bearer sécret".encode())])).status_code == 401
        assert (await client.post("/trigger", headers={"Authorization": "Bearer s3cret"})).status_code == 202


async def test_extraction_31_ready_only_after_a_run_has_begun(tmp_path: Path) -> None:
    live, trigger, gate = LiveStatus(Source.MUSICBRAINZ), TriggerSlot(), asyncio.Event()
    service = Service(settings_for(tmp_path), live, trigger, lambda: Scripted(DownloadFailed("x")), wait_before_run=lambda: _wait(gate))
    async with running(service), client_of(live, trigger) as client:
        before = await client.get("/ready")
        assert (before.status_code, before.content) == (503, b"")
        assert (await client.get("/health")).json()["extraction_status"] == "idle"
        gate.set()
        await eventually(lambda: live.state is ExtractionStatus.FAILED)
        assert (await client.get("/ready")).status_code == 200


async def _wait(gate: asyncio.Event) -> None:
    await gate.wait()


async def test_unknown_paths_and_methods_are_empty_answers() -> None:
    async with client_of(LiveStatus(Source.DISCOGS), TriggerSlot()) as client:
        for answer, status in (
            (await client.get("/nothing"), 404),
            (await client.get("/trigger"), 405),
            (await client.post("/health"), 405),
        ):
            assert (answer.status_code, answer.content) == (status, b"")
        assert (await client.head("/health")).status_code == 200


async def test_extraction_34_health_and_metrics_hold_every_key() -> None:
    live = LiveStatus(Source.MUSICBRAINZ)
    live.begin()
    live.published(DataType.RELEASE_GROUPS, 5)
    live.published(DataType.ARTISTS, 2)
    async with client_of(live, TriggerSlot()) as client:
        health = (await client.get("/health")).json()
        metrics = (await client.get("/metrics")).json()
        prometheus = (await client.get("/metrics", headers={"Accept": "text/plain"})).text
    parts = {"artists": 2, "labels": 0, "masters": 0, "release_groups": 5, "releases": 0}
    assert health["extraction_progress"] == parts | {"total": 7}
    assert set(health["last_extraction_time"]) == set(parts)
    assert health["last_extraction_time"]["release_groups"] < 5
    assert health["last_extraction_time"]["labels"] is None
    assert (health["status"], health["service"], health["extraction_status"]) == ("healthy", "rust-extractor", "running")
    assert health.keys() >= {"timestamp", "bytes_read", "bytes_total", "error_message", "malformed", "skipped", "workers"}
    assert metrics == {"active_connections": 0, "completed_files": 0, "error_count": 0, "extraction_progress_total": 7} | {
        f"extraction_progress_{name}": count for name, count in parts.items()
    }
    assert 'discogsography_extractor_records_confirmed_total{source="musicbrainz",type="release-groups"} 5.0' in prometheus
    assert 'discogsography_extractor_state{source="musicbrainz",state="running"} 1.0' in prometheus
    Scrape(prometheus).tells_exactly(FAMILIES)


async def test_a_port_that_is_taken_does_not_stop_the_extractor() -> None:
    app = create_app(LiveStatus(Source.DISCOGS), TriggerSlot())
    async with serve(app, 0) as port:
        assert port
        async with serve(app, port) as second:
            assert second is None


def gate_settings(url: str, tmp_path: Path) -> ExtractorSettings:
    return settings_for(tmp_path, extractor_source="musicbrainz", discogs_health_url=url, discogs_poll_interval=3600)


async def test_extraction_35_musicbrainz_waits_while_discogs_runs(tmp_path: Path) -> None:
    sleeps = Sleeps(endless_from_s=1e9)
    with Site() as site:
        site.answer("/health", '{"extraction_status":"running"}', '{"extraction_status":"waiting"}')
        await discogs_gate(gate_settings(f"{site.url}health", tmp_path), sleeps)()
        assert len(site.requests) == 2
    assert sleeps.asked == [3600]


async def test_an_answer_that_is_not_json_is_no_reason_to_wait(tmp_path: Path) -> None:
    with Site() as site:
        site.answer("/health", "<html>")
        await discogs_gate(gate_settings(f"{site.url}health", tmp_path), Sleeps())()


def test_a_local_folder_waits_for_discogs_only_if_told_whom_to_ask(tmp_path: Path) -> None:
    local: dict[str, Any] = {"extractor_source": "musicbrainz", "extractor_dump_dir": tmp_path}
    assert not settings_for(tmp_path, **local).waits_for_discogs
    assert settings_for(tmp_path, **local, discogs_health_url="http://127.0.0.1:8000/health").waits_for_discogs
    assert settings_for(tmp_path, extractor_source="musicbrainz").waits_for_discogs
    assert not settings_for(tmp_path).waits_for_discogs


async def test_extraction_36_an_unreachable_discogs_delays_the_start_but_not_for_ever(tmp_path: Path) -> None:
    sleeps = Sleeps(endless_from_s=1e9)
    await discogs_gate(gate_settings("http://127.0.0.1:9/health", tmp_path), sleeps)()
    assert sleeps.asked == [5, 10, 20, 40, 80, 160, 300, 300, 300]


async def test_a_stop_while_waiting_for_discogs_starts_no_run(tmp_path: Path) -> None:
    live = LiveStatus(Source.MUSICBRAINZ)
    source = Scripted(DownloadFailed("x"))
    gate = discogs_gate(gate_settings("http://127.0.0.1:9/health", tmp_path), Sleeps(endless_from_s=1))
    service = Service(settings_for(tmp_path), live, TriggerSlot(), lambda: source, wait_before_run=gate)
    task = asyncio.create_task(service.run())
    await asyncio.sleep(0)
    service.stop()
    async with asyncio.timeout(PATIENCE_S):
        assert await task == 0
    assert source.runs == 0
