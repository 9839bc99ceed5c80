"""The worker processes of a run, shared by all open files.

    submit(block) -> waits for a worker with credit -> sends it -> future resolves when the broker has confirmed the block

A worker holds at most two blocks that it has not parsed yet; blocks that are parsed but not confirmed are bounded by the worker's
window and by `OUTSTANDING_BYTES`. The pool keeps a block's bytes until it is confirmed: when a worker dies, its blocks go to another.
"""

import asyncio
from collections.abc import Mapping
import contextlib
from dataclasses import dataclass, field
import pickle
import socket
import sys
import time
from typing import Any, Final

from common.runtime.errors import DiscogsographyError
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from extractor.publish.channel import Channel, Frame, Kind
from extractor.publish.worker import BlockOrder, WorkerConfig
from extractor.rules import Flagged


CREDIT: Final = 2
OUTSTANDING_BYTES: Final = 32 << 20
ATTEMPTS: Final = 3
RESTARTS: Final = 8
START_TIMEOUT_S: Final = 330.0
STOP_TIMEOUT_S: Final = 2.0

log = get_logger(__name__)


class PublishFailed(DiscogsographyError):  # noqa: N818 - named for what it is
    """A block cannot be published: the broker refused it for good, or it killed every worker that took it."""


@dataclass(frozen=True, slots=True)
class Published:
    """A confirmed block: counts and packed ids, first problems, flagged records. `data` is the answer of a links job."""

    parsed: int = 0
    published: int = 0
    skipped: int = 0
    malformed: int = 0
    problems: tuple[str, ...] = ()
    ids: bytes = b""
    flagged: tuple[Flagged, ...] = ()
    data: bytes = b""


@dataclass(slots=True, eq=False)
class _Job:
    kind: Kind
    meta: dict[str, Any]
    data: bytes
    done: asyncio.Future[Published]
    attempts: int = 0


@dataclass(slots=True, eq=False)
class _Process:
    name: str
    process: asyncio.subprocess.Process
    channel: Channel
    jobs: dict[int, _Job] = field(default_factory=dict)
    unparsed: set[int] = field(default_factory=set)
    next_job: int = 1
    alive: bool = True
    watcher: asyncio.Task[None] | None = None
    cpu_s: float = 0.0
    blocked: bool = False


class WorkerPool:
    """Open with `start`, give work with `submit`, end with `close`."""

    def __init__(self, config: WorkerConfig, workers: int) -> None:
        self._config = config
        self._wanted = workers
        self._processes: list[_Process] = []
        self._credit: asyncio.Queue[_Process | None] = asyncio.Queue()
        self._outstanding = 0
        self._room = asyncio.Event()
        self._room.set()
        self._restarts = 0
        self._closing = False
        self._broken: PublishFailed | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Start all workers.

        Raises:
            PublishFailed: one did not come up (it could not reach the broker, or its rules are wrong).
        """
        launched = await asyncio.gather(*(self._launch(number) for number in range(self._wanted)), return_exceptions=True)
        for outcome in launched:
            if isinstance(outcome, BaseException):
                raise outcome

    def state(self) -> list[Mapping[str, Any]]:
        """One row a worker, for health."""
        return [
            {"name": p.name, "pid": p.process.pid, "alive": p.alive, "blocks": len(p.jobs), "cpu_s": round(p.cpu_s, 2), "blocked": p.blocked}
            for p in self._processes
        ]

    async def submit(self, order: BlockOrder, data: bytes) -> asyncio.Future[Published]:
        """Hand over a block as soon as a worker can take it; the future is its confirmation.

        Raises:
            PublishFailed: no worker can be kept alive.
        """
        return await self._submit(Kind.BLOCK, order.to_meta(), data)

    async def submit_links(self, data_type: str, data: bytes) -> asyncio.Future[Published]:
        """Hand over a block of lines to be searched for Discogs links."""
        return await self._submit(Kind.LINKS, {"data_type": data_type}, data)

    async def _submit(self, kind: Kind, meta: dict[str, Any], data: bytes) -> asyncio.Future[Published]:
        while self._outstanding and self._outstanding + len(data) > OUTSTANDING_BYTES:
            self._room.clear()
            await self._room.wait()
        job = _Job(kind, meta, data, asyncio.get_running_loop().create_future())
        self._outstanding += len(data)
        job.done.add_done_callback(lambda _future: self._give_room(len(data)))
        await self._dispatch(job)
        return job.done

    def _give_room(self, size_bytes: int) -> None:
        self._outstanding -= size_bytes
        self._room.set()

    async def _dispatch(self, job: _Job) -> None:
        try:
            while True:
                if self._broken is not None:
                    raise self._broken
                process = await self._credit.get()
                if process is None:
                    self._credit.put_nowait(None)
                elif process.alive:
                    break
        except BaseException:
            job.done.cancel()
            raise
        if job.done.done():
            self._credit.put_nowait(process)
            return
        number, process.next_job = process.next_job, process.next_job + 1
        process.jobs[number] = job
        process.unparsed.add(number)
        job.attempts += 1
        with contextlib.suppress(OSError):  # a dead worker is seen by its watcher, which hands the job on
            await process.channel.send(job.kind, number, job.meta, job.data)

    async def _launch(self, number: int) -> None:
        mine, theirs = socket.socketpair()
        name = f"{self._config.source}-worker-{number + 1}"
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "extractor.publish.worker", str(theirs.fileno()), pass_fds=(theirs.fileno(),)
            )
        finally:
            theirs.close()
        worker = _Process(name, process, await Channel.over(mine))
        self._processes.append(worker)
        config = self._config.to_meta() | {"connection_name": f"{self._config.connection_name}-{number + 1}"}
        worker.channel.send_soon(Kind.CONFIGURE, meta=config)
        try:
            async with asyncio.timeout(START_TIMEOUT_S):
                ready = await worker.channel.receive()
        except TimeoutError:
            ready = None
        if ready is None:
            self._processes.remove(worker)
            await _end(worker)
            raise PublishFailed(f"worker {name} did not start (exit code {process.returncode})")
        worker.watcher = asyncio.create_task(self._watch(worker, number))
        for _ in range(CREDIT):
            self._credit.put_nowait(worker)

    async def _watch(self, worker: _Process, number: int) -> None:
        while (frame := await worker.channel.receive()) is not None:
            self._take(worker, frame)
        worker.alive = False
        if self._closing:
            return
        code = await worker.process.wait()
        log.error(Mark.FAILED, "Worker died", worker=worker.name, exit_code=code, blocks=len(worker.jobs))
        worker.channel.close()
        self._processes.remove(worker)
        orphans = list(worker.jobs.values())
        worker.jobs.clear()
        self._restarts += 1
        if self._restarts > RESTARTS:
            self._break(PublishFailed(f"workers died {self._restarts} times"))
        else:
            try:
                await self._launch(number)
            except (PublishFailed, OSError) as error:  # the latter: no more processes, no memory, no descriptors
                self._break(PublishFailed(f"a worker that died cannot be replaced: {error}"))
        for job in orphans:
            if self._broken is not None or job.attempts >= ATTEMPTS:
                _fail(job, self._broken or PublishFailed(f"a block of {job.meta['data_type']} ended {job.attempts} workers"))
            else:
                self._background(self._dispatch(job))

    def _break(self, error: PublishFailed) -> None:
        self._broken = error
        # Whoever waits for credit must wake up to see it; each one passes the mark on.
        self._credit.put_nowait(None)

    def _background(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _take(self, worker: _Process, frame: Frame) -> None:
        if frame.kind is Kind.PARSED:
            self._parsed(worker, frame.job)
        elif frame.kind is Kind.DONE:
            job = worker.jobs.pop(frame.job)
            meta = frame.meta
            worker.cpu_s = meta.pop("cpu_s", worker.cpu_s)
            worker.blocked = meta.pop("blocked", False)
            if job.done.done():
                return
            if job.kind is Kind.LINKS:
                job.done.set_result(Published(data=frame.data))
                return
            size = meta["ids_bytes"]
            flagged = pickle.loads(frame.data[size:]) if len(frame.data) > size else ()  # noqa: S301 - written by our own worker
            job.done.set_result(
                Published(
                    parsed=meta["parsed"],
                    published=meta["published"],
                    skipped=meta["skipped"],
                    malformed=meta["malformed"],
                    problems=tuple(meta["problems"]),
                    ids=frame.data[:size],
                    flagged=tuple(flagged),
                )
            )
        elif frame.kind is Kind.FAILED:
            self._parsed(worker, frame.job)
            _fail(worker.jobs.pop(frame.job), PublishFailed(frame.meta["error"]))

    def _parsed(self, worker: _Process, job: int) -> None:
        if job in worker.unparsed:
            worker.unparsed.remove(job)
            self._credit.put_nowait(worker)

    async def drain(self, timeout_s: float) -> bool:
        """Wait until everything handed over is confirmed; whether it was within the time."""
        futures = [job.done for process in self._processes for job in process.jobs.values()]
        if not futures:
            return True
        _, pending = await asyncio.wait(futures, timeout=timeout_s)
        return not pending

    async def close(self) -> None:
        """End all workers, by force if they take long. Blocks that are not confirmed are lost to this run, not to the next."""
        self._closing = True
        for task in self._tasks:
            task.cancel()
        for process in self._processes:
            for job in process.jobs.values():
                job.done.cancel()
        await asyncio.gather(*(_end(process) for process in self._processes))
        self._processes.clear()


def _fail(job: _Job, error: PublishFailed) -> None:
    if not job.done.done():
        job.done.set_exception(error)
        # A file that already failed does not look at its other blocks any more.
        job.done.exception()


async def _end(worker: _Process) -> None:
    worker.alive = False
    worker.channel.send_soon(Kind.STOP)
    started = time.monotonic()
    try:
        async with asyncio.timeout(STOP_TIMEOUT_S):
            await worker.process.wait()
    except TimeoutError:
        log.warning(Mark.TIMEOUT, "Worker did not stop, ending it", worker=worker.name, waited_s=round(time.monotonic() - started, 1))
        with contextlib.suppress(ProcessLookupError):
            worker.process.kill()
        await worker.process.wait()
    worker.channel.close()
    if worker.watcher is not None:
        worker.watcher.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await worker.watcher
