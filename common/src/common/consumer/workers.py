"""Several processes of one consumer: a parent that consumes nothing, and children that share the queues.

The parent owns the health port and the signals, restarts a child that died, and gives up when that keeps happening. Each child
reports its health and figures through a pipe; a child whose parent is gone stops by itself.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
import multiprocessing
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
import os
import signal
import time
from typing import Any, Final

from common.consumer.engine import Engine
from common.consumer.health import health_payload
from common.consumer.metrics import FAMILIES, RESTARTS as RESTARTED, snapshot
from common.consumer.process import consume, stop_on_signals, tune_garbage_collection
from common.consumer.settings import EngineSettings
from common.consumer.spec import ConsumerSpec
from common.runtime.backoff import Backoff
from common.runtime.health import HealthServer
from common.runtime.logging import get_logger, setup_logging
from common.runtime.marks import Mark
from common.runtime.metrics import Snapshot, lasting, merged, snapshot_text


RESTARTS: Final = 5
RESTART: Final = Backoff(initial=1.0, factor=2.0, maximum=30.0)
GAVE_UP: Final = 1
"""Exit code of a consumer that stopped on purpose because of an error; a crash or a kill has another."""
REPORT_S: Final = 1.0
SILENT_S: Final = 30.0
"""A child that has not reported for so long is not well."""
WATCH_S: Final = 0.1
STOP_GRACE_S: Final = 3.0
_WORST_FIRST: Final = ("unhealthy", "starting", "healthy")

log = get_logger(__name__)


@dataclass(slots=True)
class _Child:
    number: int
    process: BaseProcess
    pipe: Connection
    payload: dict[str, Any] | None = None
    before: Snapshot = field(default_factory=dict)  # counted by those in its place that died
    figures: Snapshot = field(default_factory=dict)
    reported_at: float = field(default_factory=time.monotonic)
    restarts: int = 0


def sum_payloads(payloads: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """One health answer for several processes.

    Counters add up, times take the latest, lists the union in order, the status is the worst; what does not add up is the first's.
    A type is complete when one process has seen its end and no other that received any of it still waits for that: many processes share
    few records, so one may have received nothing of a type, and is told of no end.
    """
    total: dict[str, Any] = dict(payloads[0])
    for payload in payloads[1:]:
        for key, value in payload.items():
            total[key] = _merge(key, total[key], value) if key in total else value
    total["status"] = next((status for status in _WORST_FIRST if any(p.get("status") == status for p in payloads)), "unhealthy")
    total["current_task"] = next((p["current_task"] for p in payloads if p.get("current_task")), None)
    total["runs"] = _runs(payloads)
    total["completed_files"] = [
        name for name in total.get("completed_files", []) if all(name in p["completed_files"] or not p["message_counts"][name] for p in payloads)
    ]
    return total


def _runs(payloads: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Each run once, as the process has it that saw most of it: only the one that ended a run still shows it then."""
    runs: dict[tuple[object, object], Mapping[str, Any]] = {}
    for run in (run for payload in payloads for run in payload.get("runs", [])):
        known = runs.get(key := (run.get("version"), run.get("started_at")))
        if known is None or _STAGES.index(run["state"]) > _STAGES.index(known["state"]):
            runs[key] = run
    return list(runs.values())


_STAGES: Final = ("pending", "running", "failed", "done")
_LATEST: Final = frozenset({"last_message_time", "last_commit", "batch_p95_ms", "timestamp", "progress"})
_SAME_FOR_ALL: Final = frozenset({"connections", "service"})


def _merge(key: str, left: Any, right: Any) -> Any:
    if key in _SAME_FOR_ALL:
        return left
    if isinstance(left, dict) and isinstance(right, dict):
        return {
            name: _merge(key if key in _LATEST else name, left[name], right[name])
            if name in left and name in right
            else left.get(name, right.get(name))
            for name in {**left, **right}
        }
    if isinstance(left, list) and isinstance(right, list):
        return left + [entry for entry in right if entry not in left]
    if isinstance(left, bool) and isinstance(right, bool):
        return left or right
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return max(left, right) if key in _LATEST else left + right
    if key in _LATEST and left is not None and right is not None:
        return max(left, right)
    return right if left is None else left


def run_workers[S: EngineSettings](make_spec: Callable[[S], ConsumerSpec[Any]], settings: S, spec: ConsumerSpec[Any]) -> int:
    """Run `settings.consumer_workers` children until stopped; the exit code."""
    return asyncio.run(_Parent(make_spec, settings, spec).run())


class _Parent[S: EngineSettings]:
    def __init__(self, make_spec: Callable[[S], ConsumerSpec[Any]], settings: S, spec: ConsumerSpec[Any]) -> None:
        self._make_spec = make_spec
        self._settings = settings
        self._spec = spec
        self._context = multiprocessing.get_context("spawn")
        self._children: list[_Child] = []
        self._stop = asyncio.Event()

    async def run(self) -> int:
        stop_on_signals(self._stop)
        metrics = snapshot_text(FAMILIES, self._figures)
        async with HealthServer(self._spec.health_port, self._payload, metrics, host=self._settings.health_host):
            self._children = [self._start(number) for number in range(self._settings.consumer_workers)]
            log.info(Mark.START, "Worker processes started", workers=len(self._children))
            watches = [asyncio.ensure_future(self._watch(child)) for child in self._children]
            try:
                results = await asyncio.gather(*watches)
            finally:
                for watch in watches:
                    watch.cancel()
                await self._end_all()
        return max(results)

    def _start(self, number: int) -> _Child:
        mine, theirs = self._context.Pipe(duplex=False)
        process = self._context.Process(
            target=_child, args=(self._make_spec, self._settings, theirs, os.getpid()), name=f"{self._spec.name}-{number}"
        )
        process.start()
        theirs.close()
        return _Child(number, process, mine)

    async def _watch(self, child: _Child) -> int:
        """Follow one child through its restarts; its last exit code, 0 or 1."""
        patience_s = self._settings.shutdown_deadline + STOP_GRACE_S
        told_at: float | None = None
        while True:
            self._read(child)
            if child.process.exitcode is None:
                if self._stop.is_set() and told_at is None:
                    told_at = time.monotonic()
                    child.process.terminate()
                elif told_at is not None and time.monotonic() - told_at > patience_s:
                    child.process.kill()
                await asyncio.sleep(WATCH_S)
                continue
            code = child.process.exitcode
            if self._stop.is_set() or code == 0:
                return 0 if code == 0 else 1
            if code == GAVE_UP:
                # It found what no restart heals, and its messages have spent a delivery: whoever restarts us counts that, not we too.
                log.error(Mark.CRITICAL, "A worker process gave up: stopping them all", worker=child.number)
                self._stop.set()
                return 1
            if child.restarts >= RESTARTS:
                log.error(Mark.CRITICAL, "A worker process keeps dying: giving up", worker=child.number, exit_code=code)
                self._stop.set()
                return 1
            delay = RESTART.delay(child.restarts)
            log.error(Mark.FAILED, "A worker process died; starting another", worker=child.number, exit_code=code, delay_s=round(delay, 1))
            child.payload = None
            child.before = child.figures = lasting(FAMILIES, child.figures)
            with suppress(TimeoutError):
                async with asyncio.timeout(delay):
                    await self._stop.wait()
                    return 1
            fresh = self._start(child.number)
            child.pipe.close()
            child.process, child.pipe, child.reported_at = fresh.process, fresh.pipe, fresh.reported_at
            child.restarts += 1

    def _read(self, child: _Child) -> None:
        with suppress(EOFError, OSError):
            while child.pipe.poll():
                child.payload, figures = child.pipe.recv()
                child.figures = merged(FAMILIES, [child.before, figures])
                child.reported_at = time.monotonic()

    async def _end_all(self) -> None:
        """No child outlives the parent, not even after an error of the parent's own."""
        for child in self._children:
            if child.process.exitcode is None:
                child.process.terminate()
        for child in self._children:
            await asyncio.to_thread(child.process.join, self._settings.shutdown_deadline + STOP_GRACE_S)
            if child.process.exitcode is None:
                child.process.kill()
                child.process.join()

    def _figures(self) -> Snapshot:
        """The sum over all processes."""
        restarts = float(sum(child.restarts for child in self._children))
        return merged(FAMILIES, [*(child.figures for child in self._children), {RESTARTED.name: {(self._spec.name,): restarts}}])

    def _payload(self) -> dict[str, Any]:
        now = time.monotonic()
        payloads = [child.payload for child in self._children if child.payload is not None]
        answer: dict[str, Any]
        if payloads:
            answer = sum_payloads(payloads)
        else:
            answer = {"status": "starting", "service": self._spec.name, "timestamp": datetime.now(UTC).isoformat()}
        missing = sum(child.payload is None or now - child.reported_at > SILENT_S for child in self._children)
        if payloads and missing:
            answer["status"] = "unhealthy"
            answer["reasons"] = [*answer.get("reasons", []), f"{missing} of {len(self._children)} worker processes do not report"]
        answer["workers"] = [
            {"worker": child.number, "pid": child.process.pid, "restarts": child.restarts, "status": (child.payload or {}).get("status", "starting")}
            for child in self._children
        ]
        return answer


def _child[S: EngineSettings](make_spec: Callable[[S], ConsumerSpec[Any]], settings: S, pipe: Connection, parent: int) -> None:
    """Main function of a worker process."""
    # Ctrl-C goes to the whole group; the parent passes the stop on in order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    spec = make_spec(settings)
    setup_logging(spec.name, settings.log_level, environment=settings.environment, log_file=settings.log_file)
    raise SystemExit(asyncio.run(_serve_child(spec, settings, pipe, parent)))


async def _serve_child(spec: ConsumerSpec[Any], settings: EngineSettings, pipe: Connection, parent: int) -> int:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    engine = Engine(spec, settings)
    tune_garbage_collection()
    reporting = asyncio.ensure_future(_report(engine, pipe, parent, stop))
    try:
        return await consume(engine, stop)
    finally:
        reporting.cancel()


async def _report(engine: Engine[Any], pipe: Connection, parent: int, stop: asyncio.Event) -> None:
    while os.getppid() == parent:
        with suppress(BrokenPipeError):
            pipe.send((_plain(health_payload(engine)), snapshot(engine)))
        await asyncio.sleep(REPORT_S)
    log.warning(Mark.STOP, "The parent process is gone: stopping")
    stop.set()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    return str(value) if isinstance(value, str) else value
