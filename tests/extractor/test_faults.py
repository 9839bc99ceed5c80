"""What must hold when processes, connections and disks fail: nothing lost, nothing called complete that is not."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
import errno
from functools import partial
import os
from pathlib import Path
import signal
import sys
import time
from typing import Any

import psutil
import pytest

from common.domain.data_types import DISCOGS_TYPES, DataType
from common.runtime.state_marker import Status, discogs_marker_path, load_marker
from extractor.publish.pool import WorkerPool
from extractor.run import Outcome, RunFailed
from extractor.settings import ExtractorSettings
from extractor.state.keeper import MarkerKeeper
from tests.extractor.support import (
    PREFIX,
    VERSION,
    data_ids,
    environment,
    events,
    file_name,
    kinds,
    lay,
    marker_of,
    messages,
    run_once,
    settings_for,
    small_dump,
)
from tests.support.http_sites import Answer, Site, publish_discogs
from tests.support.servers import Broker
from tests.support.waiting import eventually


MANY = {DataType.ARTISTS: 20_000}


def many_settings(tmp_path: Path, broker: Broker, **changes: Any) -> ExtractorSettings:
    return settings_for(
        tmp_path / "root",
        broker,
        **{"extractor_dump_dir": lay(tmp_path / "dumps", small_dump(MANY)), "state_save_interval": 1000, "block_bytes": 16384} | changes,
    )


def has_published(settings: ExtractorSettings, more_than: int) -> bool:
    """Whether the marker on disk says that so many messages are confirmed."""
    marker = load_marker(discogs_marker_path(settings.root, VERSION))
    return marker is not None and marker.publishing_phase.messages_published > more_than


class Extractor:
    """The program as a process, its output in a file."""

    def __init__(self, process: "asyncio.subprocess.Process", output: Path) -> None:
        self.process = process
        self._output = output

    def lines(self) -> list[dict[str, Any]]:
        return events(self._output.read_text())

    def said(self, text: str) -> bool:
        return any(text in line["event"] for line in self.lines())

    async def stopped_by(self, what: signal.Signals, within_s: float) -> tuple[int, float]:
        """Exit code and seconds after a signal."""
        started = time.monotonic()
        self.process.send_signal(what)
        async with asyncio.timeout(within_s):
            code = await self.process.wait()
        return code, time.monotonic() - started


@asynccontextmanager
async def program(settings: ExtractorSettings, output: Path, *arguments: str) -> AsyncIterator[Extractor]:
    with output.open("w") as file:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "extractor", *arguments, env=os.environ | environment(settings), stdout=file, stderr=file
        )
        try:
            yield Extractor(process, output)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


def is_orphaned_worker(info: Mapping[str, Any]) -> bool:
    return "extractor.publish.worker" in (info["cmdline"] or []) and info["ppid"] == 1


async def test_a_killed_run_goes_on_from_its_checkpoint_and_loses_nothing(tmp_path: Path, broker: Broker) -> None:
    settings = many_settings(tmp_path, broker)
    path = discogs_marker_path(settings.root, VERSION)

    def checkpointed() -> int:
        marker = load_marker(path)
        entry = marker.processing_phase.progress_by_file.get(file_name(DataType.ARTISTS)) if marker else None
        return entry.checkpoint.published if entry and entry.checkpoint else 0

    async with program(settings, tmp_path / "first.log", "--once") as first:
        await eventually(lambda: checkpointed() > 2000, interval_s=0.005)
        first.process.kill()
        await first.process.wait()
    at_kill = checkpointed()
    assert 2000 < at_kill < 20_000
    workers = [each for each in psutil.process_iter(["cmdline", "ppid"]) if is_orphaned_worker(each.info)]
    await eventually(lambda: not any(worker.is_running() for worker in workers))
    assert await run_once(settings) is Outcome.PUBLISHED
    taken = await messages(broker, DataType.ARTISTS)
    seen = Counter(data_ids(taken))
    assert set(seen) == {str(number) for number in range(1, 20_001)}
    twice = sum(count - 1 for count in seen.values())
    print(f"checkpoint at {at_kill} of 20000 records, sent twice: {twice}")
    assert twice < 20_000 - 2000
    assert taken[-1]["published_counts"]["artists"] == 20_000
    assert taken[-1]["record_counts"]["artists"] == 20_000
    assert kinds(taken)[-2:] == ["file_complete", "extraction_complete"]


async def test_a_dead_worker_is_replaced_and_its_blocks_are_done_again(tmp_path: Path, broker: Broker) -> None:
    settings = many_settings(tmp_path, broker, extractor_workers=2)
    killed: list[int] = []

    async def kill_one() -> None:
        await eventually(partial(has_published, settings, 1000), interval_s=0.005)
        children = [each for each in psutil.Process().children() if "extractor.publish.worker" in each.cmdline()]
        children[0].kill()
        killed.append(children[0].pid)

    killing = asyncio.create_task(kill_one())
    assert await run_once(settings) is Outcome.PUBLISHED
    await killing
    assert killed
    taken = await messages(broker, DataType.ARTISTS)
    assert len(set(data_ids(taken))) == 20_000
    assert taken[-1]["published_counts"]["artists"] == 20_000


async def test_a_worker_that_cannot_be_replaced_fails_its_blocks(tmp_path: Path, broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = many_settings(tmp_path, broker)

    async def refused(*_arguments: object, **_options: object) -> None:
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    async def kill_the_only_one() -> None:
        await eventually(partial(has_published, settings, 1000), interval_s=0.005)
        monkeypatch.setattr(asyncio, "create_subprocess_exec", refused)
        next(each for each in psutil.Process().children() if "extractor.publish.worker" in each.cmdline()).kill()

    killing = asyncio.create_task(kill_the_only_one())
    async with asyncio.timeout(60):
        with pytest.raises(RunFailed, match="cannot be replaced"):
            await run_once(settings)
    await killing


class CuttingProxy:
    """A relay to the broker whose connections can be cut."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._open: set[asyncio.StreamWriter] = set()
        self.port = 0

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["CuttingProxy"]:
        server = await asyncio.start_server(self._relay, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            self.cut()

    def cut(self) -> None:
        for writer in self._open:
            writer.transport.abort()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(*self._target)
        self._open |= {writer, back}

        async def pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
            try:
                while data := await source.read(65536):
                    target.write(data)
                    await target.drain()
            except OSError:
                pass
            finally:
                target.close()

        await asyncio.gather(pump(reader, back), pump(there, writer))
        self._open -= {writer, back}


async def test_connections_cut_during_the_run_cost_nothing_but_time(tmp_path: Path, broker: Broker) -> None:
    async with CuttingProxy(broker.host, broker.port).listening() as proxy:
        settings = many_settings(tmp_path, broker, rabbitmq_host="127.0.0.1", rabbitmq_port=proxy.port)

        async def cut_often() -> None:
            for past in (1000, 6000, 12_000):
                await eventually(partial(has_published, settings, past), interval_s=0.01)
                proxy.cut()

        cutting = asyncio.create_task(cut_often())
        assert await run_once(settings) is Outcome.PUBLISHED
        await cutting
    taken = await messages(broker, DataType.ARTISTS)
    assert len(set(data_ids(taken))) == 20_000
    assert kinds(taken)[-2:] == ["file_complete", "extraction_complete"]
    assert taken[-1]["published_counts"]["artists"] == 20_000


def full_disk(*_arguments: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


async def test_periodic_saves_on_a_full_disk_only_warn(tmp_path: Path, broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = many_settings(tmp_path, broker)
    periodic: ContextVar[bool] = ContextVar("periodic", default=False)
    failed: list[int] = []
    save, sync = MarkerKeeper.try_save, os.fsync

    async def marked(self: MarkerKeeper) -> bool:
        token = periodic.set(True)
        try:
            return await save(self)
        finally:
            periodic.reset(token)

    def full_when_periodic(descriptor: int) -> None:
        if periodic.get():
            failed.append(descriptor)
            full_disk()
        sync(descriptor)

    monkeypatch.setattr(MarkerKeeper, "try_save", marked)
    monkeypatch.setattr(os, "fsync", full_when_periodic)
    assert await run_once(settings) is Outcome.PUBLISHED
    assert failed
    taken = await messages(broker, DataType.ARTISTS)
    assert taken[-1]["published_counts"]["artists"] == 20_000


async def test_a_disk_that_is_full_at_a_step_of_the_run_fails_it_and_the_next_goes_on(
    tmp_path: Path, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_for(tmp_path / "root", broker, extractor_dump_dir=lay(tmp_path / "dumps", small_dump(2)))
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full_disk)
        with pytest.raises(OSError, match="No space"):
            await run_once(settings)
    assert await run_once(settings) is Outcome.PUBLISHED
    assert len(data_ids(await messages(broker, DataType.ARTISTS))) == 2


async def test_other_rules_void_a_checkpoint(tmp_path: Path, broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = many_settings(tmp_path, broker)
    real = WorkerPool.submit
    handed_over = 0

    async def stopping(self: WorkerPool, order: Any, data: bytes) -> Any:
        nonlocal handed_over
        handed_over += 1
        if handed_over > 40:
            raise OSError("stopped by the test")
        return await real(self, order, data)

    with monkeypatch.context() as patched:
        patched.setattr(WorkerPool, "submit", stopping)
        with pytest.raises(Exception, match="stopped by the test"):
            await run_once(settings)
    checkpoint = marker_of(settings.root).processing_phase.progress_by_file[file_name(DataType.ARTISTS)].checkpoint
    assert checkpoint is not None
    assert checkpoint.published > 0
    first = len(data_ids(await messages(broker, DataType.ARTISTS)))
    rules = lay(tmp_path, {"rules.yaml": b"skip_records: {}\n"}) / "rules.yaml"
    await run_once(settings.model_copy(update={"data_quality_rules": rules}))
    again = await messages(broker, DataType.ARTISTS)
    assert 0 < first < 20_000
    assert len(data_ids(again)) == 20_000


async def download_slowly(tmp_path: Path, broker: Broker, site: Site) -> ExtractorSettings:
    files = small_dump(MANY)
    publish_discogs(site, {VERSION: files})
    path = next(path for path in site._answers if "artists" in path)
    site.answer(path, Answer(files[file_name(DataType.ARTISTS)] * 40, slow_s=0.5))
    return settings_for(tmp_path / "root", broker, discogs_data_url=site.url)


STAGES: dict[str, Callable[[Extractor], bool]] = {
    "downloading": lambda running: running.said("Download begins"),
    "publishing": lambda running: running.said("Run begins") and running.said("Health server"),
    "cool-down": lambda running: running.said("cooling down"),
    "waiting": lambda running: running.said("Run succeeded"),
}


@pytest.mark.parametrize(("stage", "code"), [("downloading", 0), ("publishing", 0), ("cool-down", 1), ("waiting", 0)])
async def test_sigterm_ends_the_program_within_8_seconds_at_every_stage(tmp_path: Path, broker: Broker, stage: str, code: int) -> None:
    with Site() as site:
        if stage == "downloading":
            settings = await download_slowly(tmp_path, broker, site)
        elif stage == "cool-down":
            settings = settings_for(tmp_path / "root", broker, discogs_data_url=site.url, failure_cooldown_secs=600)
        else:
            settings = (
                many_settings(tmp_path, broker)
                if stage == "publishing"
                else many_settings(tmp_path, broker, extractor_dump_dir=lay(tmp_path / "few", small_dump(1)))
            )
        async with program(settings, tmp_path / "log") as running:
            await eventually(lambda: STAGES[stage](running))
            if stage == "publishing":
                await eventually(partial(has_published, settings, 1000), interval_s=0.01)
            exit_code, took_s = await running.stopped_by(signal.SIGTERM, 8)
    print(f"{stage}: ended {took_s:.2f} s after SIGTERM")
    assert exit_code == code
    if stage == "publishing":
        marker = marker_of(settings.root)
        assert marker.processing_phase.status is Status.IN_PROGRESS
        before = len(data_ids(await messages(broker, DataType.ARTISTS)))
        await run_once(settings)
        taken = await messages(broker, DataType.ARTISTS)
        # What was confirmed before the stop is in the checkpoint, so an orderly stop repeats nothing.
        assert before + len(data_ids(taken)) == 20_000
        assert taken[-1]["published_counts"]["artists"] == 20_000


async def test_the_program_publishes_a_dump_and_ends_with_0(tmp_path: Path, broker: Broker) -> None:
    settings = settings_for(tmp_path / "root", broker, extractor_dump_dir=lay(tmp_path / "dumps", small_dump(2)))
    async with program(settings, tmp_path / "log", "--once", "--workers", "2") as running:
        assert await running.process.wait() == 0
    for kind in DISCOGS_TYPES:
        assert await broker.queue_depth(f"{PREFIX}-tableinator-{kind}") == 4
