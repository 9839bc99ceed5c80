"""The pipeline on real servers, timed: extraction alone, each consumer alone, dump to both stores, the unchanged dump again.

    python -m tests.benchmarks.pipeline --dumps DIR --runs 5 --json out.json --compare earlier.json

Needs `TEST_STACK` (`just bench` and `./test --servers` start such servers, all on this machine). Each run has a vhost and a database of its own, and the
graph is emptied: the test stack's data are lost. CPU milliseconds a record, summed over own processes and servers, is the figure
to compare on a noisy machine; rates are printed beside it, scaled to a machine that parses 8,800 releases/s in one process.
"""

import argparse
import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
import json
import os
from pathlib import Path
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from typing import Any, Final
import uuid

import httpx
import neo4j

from common.domain.data_types import TYPES_OF, Source
from common.messaging.topology import declare_consumer_queues, declare_exchanges
from tests.benchmarks.draining import Draining, committed
from tests.benchmarks.measure import Meter, server_pid
from tests.benchmarks.parsing import calibrate
from tests.benchmarks.report import Samples, summary, table
from tests.support.schema import cloned_database, ensure_template, run_schema_init
from tests.support.servers import Broker, GraphTarget, TestStack


REFERENCE_PARSE_RATE: Final = 8800.0
"""Releases a second that one process of the machine behind the published targets parses."""
PORTS: Final = {"extractor": 18_600, "graphinator": 18_601, "tableinator": 18_602, "brainzgraphinator": 18_611, "brainztableinator": 18_610}
CONSUMERS: Final = {Source.DISCOGS: ("graphinator", "tableinator"), Source.MUSICBRAINZ: ("brainzgraphinator", "brainztableinator")}
STORE_OF: Final = {"graphinator": "neo4j", "brainzgraphinator": "neo4j", "tableinator": "postgres", "brainztableinator": "postgres"}
PHASES: Final = ["extraction", "graph", "table", "end-to-end", "import"]
"""`import` is the first half of `end-to-end`: the dump into empty stores, once."""
DEADLINE_S: Final = 3600.0


@dataclass(slots=True)
class Bench:
    """One benchmark session: the servers, the dumps, where logs go."""

    stack: TestStack
    dumps: Path
    source: Source
    servers: dict[str, int]
    logs: Path
    workers: int
    batch_size: int
    processes: int = 1
    base: Path | None = None
    broker: Broker | None = None
    database: str = ""

    @property
    def env(self) -> dict[str, str]:
        """Environment of every process of the current run."""
        assert self.broker is not None
        return {
            **os.environ,
            **self.broker.env,
            **self.stack.postgres_env,
            **self.stack.neo4j_env,
            "POSTGRES_DATABASE": self.database,
            "NEO4J_BATCH_SIZE": str(self.batch_size),
            "POSTGRES_BATCH_SIZE": str(self.batch_size),
            "NEO4J_BATCH_FLUSH_INTERVAL": "0.5",
            "POSTGRES_BATCH_FLUSH_INTERVAL": "0.5",
            "EXTRACTOR_WORKERS": str(self.workers),
            "EXTRACTOR_SOURCE": self.source.value,
            "EXTRACTOR_DUMP_DIR": str(self.dumps),
            "FAILURE_COOLDOWN_SECS": "0",
            "STARTUP_DELAY": "0",
            "CONSUMER_CANCEL_DELAY": "0",
            "LOG_LEVEL": "INFO",
        }

    def start(self, name: str, *arguments: str, **extra: str) -> subprocess.Popen[bytes]:
        """Start a service with its log in the log folder."""
        log = (self.logs / f"{name}-{time.monotonic_ns()}.log").open("wb")
        command = [str(Path(sys.executable).with_name(name)), *arguments]
        return subprocess.Popen(command, env={**self.env, "HEALTH_PORT": str(PORTS[name]), **extra}, stdout=log, stderr=subprocess.STDOUT)

    def start_consumer(self, name: str) -> subprocess.Popen[bytes]:
        """Start a consumer with as many processes as this session wants."""
        return self.start(name, "--workers", str(self.processes)) if self.processes > 1 else self.start(name)

    def server_pids(self, *names: str) -> dict[str, int]:
        """Process ids of the named servers."""
        return {name: self.servers[name] for name in names}


@asynccontextmanager
async def fresh_broker(bench: Bench) -> AsyncIterator[Broker]:
    """A vhost of the run's own with every queue of the source declared."""
    told = bench.stack.rabbitmq
    broker = Broker(told["host"], told["port"], told["management_port"], told["username"], told["password"], f"timed-{uuid.uuid4().hex[:8]}")
    await broker.open()
    bench.broker = broker
    try:
        yield broker
    finally:
        await broker.close()


async def wipe_graph(bench: Bench) -> None:
    """Empty the graph."""
    driver = neo4j.AsyncGraphDatabase.driver(bench.stack.neo4j["uri"], auth=(bench.stack.neo4j["username"], bench.stack.neo4j["password"]))
    async with driver:
        await GraphTarget(bench.stack, driver, bench.stack.graphs[0]).wipe()


async def extract(bench: Bench) -> int:
    """Run the extractor once over the dumps with a state folder of its own; the number of records confirmed."""
    state = Path(tempfile.mkdtemp(prefix="bench-state-"))
    try:
        process = bench.start("extractor", "--source", bench.source.value, "--once", "--force-reprocess", **state_roots(state))
        await ended(process)
        return confirmed(state)
    finally:
        shutil.rmtree(state, ignore_errors=True)


def state_roots(state: Path) -> dict[str, str]:
    """Where the extractor keeps its marker in this run."""
    return {"DISCOGS_ROOT": str(state), "MUSICBRAINZ_ROOT": str(state)}


def confirmed(state: Path) -> int:
    """Messages that the state marker of the run says were confirmed."""
    (marker,) = list(state.rglob(".*extraction_status_*.json"))
    return int(json.loads(marker.read_text(encoding="utf-8"))["publishing_phase"]["messages_published"])


async def ended(process: subprocess.Popen[bytes]) -> None:
    """Wait for a process that ends by itself."""
    code = await asyncio.to_thread(process.wait, DEADLINE_S)
    if code != 0:
        raise SystemExit(f"{process.args!r} ended with {code}; see its log")


async def health(name: str) -> dict[str, Any]:
    """A service's health answer, empty while it does not answer."""
    try:
        async with httpx.AsyncClient(timeout=2, trust_env=False) as client:
            return dict((await client.get(f"http://127.0.0.1:{PORTS[name]}/health")).json())
    except (httpx.HTTPError, ValueError):
        return {}


async def written(bench: Bench, name: str, process: subprocess.Popen[bytes]) -> float:
    """Wait until a consumer has every type of the source behind it; the moment when that was."""
    types = {data_type.value for data_type in TYPES_OF[bench.source]}
    deadline = time.monotonic() + DEADLINE_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"{name} ended with {process.returncode}; see {bench.logs}")
        if types <= set((await health(name)).get("completed_files", [])):
            return time.monotonic()
        await asyncio.sleep(0.1)
    raise SystemExit(f"{name} did not finish within {DEADLINE_S:.0f} s; see {bench.logs}")


def stop(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """SIGTERM to each, then wait."""
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    for process in processes:
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            print(f"warning: {process.args!r} ignored SIGTERM", file=sys.stderr)


async def extraction_alone(bench: Bench) -> dict[str, Any]:
    """Dump to queues, nobody consumes."""
    async with fresh_broker(bench) as broker:
        await declare_exchanges(broker.url, prefix(bench.source), TYPES_OF[bench.source])
        for consumer in CONSUMERS[bench.source]:
            await declare_consumer_queues(broker.url, prefix(bench.source), consumer, TYPES_OF[bench.source])
        state = Path(tempfile.mkdtemp(prefix="bench-state-"))
        process = bench.start("extractor", "--source", bench.source.value, "--once", "--force-reprocess", **state_roots(state))
        with Meter.of(bench.server_pids("rabbitmq"), {"extractor": process.pid}) as meter:
            await ended(process)
        records = confirmed(state)
        shutil.rmtree(state, ignore_errors=True)
        return meter.figures(records)


async def consumer_alone(bench: Bench, name: str, *, unchanged: bool) -> dict[str, Any]:
    """Queues filled first, then one consumer on an empty store, or on one that holds the same records."""
    only = {"EXTRACTOR_CONSUMERS": name}
    if unchanged:
        await consumer_pass(bench, name, only, measure=False)
    return await consumer_pass(bench, name, only, measure=True)


async def consumer_pass(bench: Bench, name: str, only: dict[str, str], *, measure: bool) -> dict[str, Any]:
    """Fill the queues of one consumer, then let it empty them."""
    async with fresh_broker(bench) as broker:
        await declare_exchanges(broker.url, prefix(bench.source), TYPES_OF[bench.source])
        await declare_consumer_queues(broker.url, prefix(bench.source), name, TYPES_OF[bench.source])
        os.environ.update(only)
        try:
            records = await extract(bench)
        finally:
            for variable in only:
                os.environ.pop(variable)
        began = time.monotonic()
        process = bench.start_consumer(name)
        try:
            async with committed(bench.stack, name, database=bench.database if STORE_OF[name] == "postgres" else None) as count:
                draining = Draining(count)
                with Meter.of(bench.server_pids("rabbitmq", STORE_OF[name]), {name: process.pid}) as meter:
                    async with draining.watched():
                        await written(bench, name, process)
            figures: dict[str, Any] = {}
            if measure:
                to_last_commit = records / (draining.last_commit() - began)
                figures = {**meter.figures(records), "committed_per_s": round(draining.rate(), 1), "to_last_commit_per_s": round(to_last_commit, 1)}
            began = time.monotonic()
            await settled(name)
            if measure:
                figures["maintenance_s"] = round(time.monotonic() - began, 2)
        finally:
            stop([process])
        return figures


async def settled(name: str) -> None:
    """Wait until the work after the import is over."""
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        runs = (await health(name)).get("runs", [])
        if runs and all(run.get("state") in ("done", "failed") for run in runs):
            return
        await asyncio.sleep(0.2)
    print(f"warning: {name} did not settle its run within 300 s", file=sys.stderr)


async def end_to_end(bench: Bench) -> dict[str, Any]:
    """Dump to both stores, all at once; the stores keep what they have."""
    async with fresh_broker(bench):
        consumers = {name: bench.start_consumer(name) for name in CONSUMERS[bench.source]}
        while not all([(await health(name)).get("status") == "healthy" for name in consumers]):
            await asyncio.sleep(0.1)
        state = Path(tempfile.mkdtemp(prefix="bench-state-"))
        extractor = bench.start("extractor", "--source", bench.source.value, "--once", "--force-reprocess", **state_roots(state))
        try:
            pids = {name: process.pid for name, process in consumers.items()} | {"extractor": extractor.pid}
            with Meter.of(bench.server_pids("rabbitmq", "neo4j", "postgres"), pids) as meter:
                await asyncio.gather(ended(extractor), *(written(bench, name, process) for name, process in consumers.items()))
            figures = meter.figures(confirmed(state))
            began = time.monotonic()
            await asyncio.gather(*(settled(name) for name in consumers))
            figures["maintenance_s"] = round(time.monotonic() - began, 2)
        finally:
            stop([extractor, *consumers.values()])
            shutil.rmtree(state, ignore_errors=True)
        return figures


async def import_base(bench: Bench) -> None:
    """Import the Discogs catalogue that MusicBrainz records link to; not timed."""
    if bench.base is None:
        return
    measured = bench.source, bench.dumps, bench.processes
    bench.source, bench.dumps, bench.processes = Source.DISCOGS, bench.base, 1
    try:
        await end_to_end(bench)
    finally:
        bench.source, bench.dumps, bench.processes = measured


def prefix(source: Source) -> str:
    """Default exchange prefix of a source."""
    return f"discogsography-{source.value}"


async def run(bench: Bench, phases: Sequence[str], runs: int, report: Callable[[str, dict[str, Any]], None], found: Samples) -> None:
    """All phases, each `runs` times, every time on empty stores of its own; samples are added to `found` as they come."""
    template = await ensure_template(bench.stack)
    graph, table = CONSUMERS[bench.source]
    for number in range(runs):
        for phase in phases:
            async with cloned_database(bench.stack, template) as database:
                bench.database = database
                await wipe_graph(bench)
                await import_base(bench)
                steps: dict[str, dict[str, Any]] = {}
                if phase == "extraction":
                    steps["extraction"] = await extraction_alone(bench)
                elif phase == "import":
                    steps["end-to-end, empty"] = await end_to_end(bench)
                elif phase == "end-to-end":
                    steps["end-to-end, empty"] = await end_to_end(bench)
                    steps["end-to-end, unchanged"] = await end_to_end(bench)
                else:
                    name = graph if phase == "graph" else table
                    steps[f"{name}, empty"] = await consumer_alone(bench, name, unchanged=False)
                    steps[f"{name}, unchanged"] = await consumer_pass(bench, name, {"EXTRACTOR_CONSUMERS": name}, measure=True)
                for title, figures in steps.items():
                    found.setdefault(title, []).append(figures)
                    report(f"run {number + 1}/{runs}  {title}", figures)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dumps", type=Path, required=True, help="folder with dump files")
    parser.add_argument("--source", choices=[s.value for s in Source], default=Source.DISCOGS.value)
    parser.add_argument("--phases", nargs="+", choices=PHASES, default=PHASES[:4])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="parse processes of the extractor")
    parser.add_argument("--batch-size", type=int, default=2000)
    parser.add_argument("--processes", type=int, default=1, help="processes of each consumer")
    parser.add_argument("--base", type=Path, help="Discogs dumps to import first, not timed: what MusicBrainz records link to")
    parser.add_argument("--json", type=Path, help="write every sample and the medians here")
    parser.add_argument("--compare", type=Path, help="an earlier --json to compare with")
    parser.add_argument("--logs", type=Path, default=None, help="folder for the services' logs; default: a temporary one")
    return parser.parse_args()


async def main() -> int:
    """Run the benchmark; 2 when there are no servers to run it on."""
    args = arguments()
    if not os.environ.get("TEST_STACK"):
        print("TEST_STACK is not set: start servers with `just bench`, which does", file=sys.stderr)
        return 2
    stack = TestStack.read(Path(os.environ["TEST_STACK"]))
    servers = {
        "rabbitmq": server_pid(stack.rabbitmq["port"]),
        "postgres": server_pid(stack.postgres["port"]),
        "neo4j": server_pid(int(str(stack.neo4j["uri"]).rsplit(":", 1)[1])),
    }
    logs = args.logs or Path(tempfile.mkdtemp(prefix="bench-logs-"))
    logs.mkdir(parents=True, exist_ok=True)
    bench = Bench(stack, args.dumps, Source(args.source), servers, logs, args.workers, args.batch_size, args.processes, args.base)
    await run_schema_init({**stack.postgres_env, **stack.neo4j_env})
    rate = calibrate()
    print(f"one process parses {rate:,.0f} releases/s here; logs in {logs}")

    def report(title: str, figures: dict[str, Any]) -> None:
        at_work = ""
        if "committed_per_s" in figures:
            at_work = f"  {figures['to_last_commit_per_s']:,.0f} to the last commit  {figures['committed_per_s']:,.0f} committed/s"
        rate, cost = f"{figures['records_per_s']:10,.0f} records/s", f"{figures['cpu_ms_per_record']:.3f} CPU ms"
        print(f"{title:45} {rate}{at_work}  {cost}  {figures['cpu_s']}", flush=True)

    found: Samples = {}
    try:
        await run(bench, args.phases, args.runs, report, found)
    finally:  # stopped by hand or by a failure, what was measured is kept
        rows = summary(found, REFERENCE_PARSE_RATE / rate)
        if args.json:
            result = {
                "machine": {"cpu": platform.processor() or platform.machine(), "cores": os.cpu_count(), "python": platform.python_version()},
                "command": sys.argv,
                "parse_rate_one_process": round(rate),
                "medians": rows,
                "samples": found,
            }
            args.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    earlier = json.loads(args.compare.read_text(encoding="utf-8"))["medians"] if args.compare else None
    print(table(rows, earlier))
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
