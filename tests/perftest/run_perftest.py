"""Every GET route of the graph under load, with bounds that fail.

    just perftest                                    # on the running stack
    python -m tests.perftest.run_perftest --config tests/perftest/config.yaml --output results --only network

Keys are drawn from the loaded catalogue by degree, the largest hubs among them. The first request of each key is the cold figure of a
freshly started stack; the warm figure is of the requests after the whole series ran once. Run the API with `CACHE_ENABLED=false` and
`RATE_LIMIT_ENABLED=false`: with the cache on, the warm figure is that of the cache (reported as such).

`API_TOKEN` or `API_TOKEN_FILE` is sent as a bearer, for limits and answers of a signed-in user. A 429 is waited out and asked again.

Exit codes: 0; 1 when a bound is broken, a request failed, the API is not healthy or the output cannot be written; 2 for a wrong command
line or configuration.
"""

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
import json
import os
from pathlib import Path
import statistics
import sys
import time
from typing import Any, Final

import httpx
import yaml

from common.runtime.errors import ConfigError
from common.runtime.settings import read_secret
from tests.perftest.keys import draw
from tests.perftest.plan import Keys, Request, Test, plan


HERE: Final = Path(__file__).parent
FROM_ENVIRONMENT: Final = {
    "api_base_url": "API_BASE_URL",
    "health_url": "HEALTH_URL",
    "postgres_url": "POSTGRES_URL",
    "neo4j_uri": "NEO4J_URI",
    "neo4j_user": "NEO4J_USER",
    "neo4j_password": "NEO4J_PASSWORD",
}
EXPECTED: Final = frozenset({200, 404, 422})
"""404 and 422 are answers too: an artist without MusicBrainz facts, a label with too few releases."""
SLOWEST: Final = 15
TOO_MANY: Final = 429
PAUSES_S: Final = (32, 64, 128, 256)
"""Before each further attempt of a request that was refused as one too many: limits are counted by the minute."""

type Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Run:
    """One request as it went. `elapsed_ms` is until the last byte; `status` 0 when nothing came."""

    status: int
    elapsed_ms: float
    size: int
    error: str | None
    url: str


def stats_of(runs: Sequence[Run]) -> dict[str, float]:
    """Milliseconds: min, avg, p50, p95 (linear interpolation), p99, max. What never came, and what was refused to the end, has no time."""
    times = sorted(run.elapsed_ms for run in runs if run.status not in (0, TOO_MANY))
    if not times:
        return {}
    cuts = statistics.quantiles(times, n=100, method="inclusive") if len(times) > 1 else times * 99
    figures = {"min": times[0], "avg": statistics.fmean(times), "p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "max": times[-1]}
    return {name: round(value, 4) for name, value in figures.items()}


async def wait_for_health(client: httpx.AsyncClient, config: Mapping[str, Any], sleep: Sleep = asyncio.sleep) -> bool:
    """Whether the API became healthy in time."""
    for _ in range(int(config["health_retries"])):
        try:
            if (await client.get(config["health_url"])).status_code == 200:
                return True
        except httpx.HTTPError:
            pass
        await sleep(float(config["health_interval"]))
    return False


async def ask(client: httpx.AsyncClient, request: Request, sleep: Sleep = asyncio.sleep) -> Run:
    """One request, timed; a refusal for being one too many is waited out a few times."""
    for pause_s in PAUSES_S:
        run = await _ask_once(client, request)
        if run.status != TOO_MANY:
            return run
        await sleep(pause_s)
    return await _ask_once(client, request)


async def _ask_once(client: httpx.AsyncClient, request: Request) -> Run:
    began = time.perf_counter()
    try:
        answer = await client.get(request.path, params=dict(request.params))
    except httpx.HTTPError as error:
        return Run(0, (time.perf_counter() - began) * 1000, 0, f"{type(error).__name__}: {error}", request.path)
    elapsed_ms = (time.perf_counter() - began) * 1000
    failed = answer.status_code not in EXPECTED
    return Run(answer.status_code, elapsed_ms, len(answer.content), answer.text[:300] if failed else None, str(answer.request.url))


async def run_test(client: httpx.AsyncClient, test: Test, config: Mapping[str, Any], sleep: Sleep = asyncio.sleep) -> dict[str, Any]:
    """A series twice or more: first requests apart from those that follow."""
    first = [await ask(client, request, sleep) for request in test.requests]
    later = [await ask(client, request, sleep) for _ in range(max(1, int(config["iterations"]))) for request in test.requests]
    bound = float(config.get("targets", {}).get(test.name, config["warm_p95_ms"]))
    failed = [run for run in [*first, *later] if run.error]
    warm = stats_of(later)
    return {
        "endpoint": test.name,
        "requests": len(first) + len(later),
        "keys": len(test.requests),
        "errors": len(failed),
        "error_examples": sorted({f"{run.status} {run.url} {run.error}" for run in failed})[:3],
        "statuses": {str(code): sum(run.status == code for run in later) for code in sorted({run.status for run in later})},
        "first": stats_of(first),
        "stats": warm,
        "slowest": max(later, key=lambda run: run.elapsed_ms).url if later else None,
        "size_avg": round(statistics.fmean(run.size for run in later)) if later else 0,
        "target_p95_ms": bound,
        "is_met": bool(warm) and warm["p95"] <= bound and not failed,
    }


async def run_concurrent(client: httpx.AsyncClient, tests: Sequence[Test], config: Mapping[str, Any]) -> dict[str, Any]:
    """All routes mixed, by so many clients at once, for so long."""
    wanted = config["concurrent"]
    requests = [request for test in tests for request in test.requests]
    ends = time.monotonic() + float(wanted["seconds"])
    runs: list[Run] = []

    async def one_client(number: int) -> None:
        position = number * 7919  # each begins elsewhere and walks in strides that share no factor with most lengths
        while time.monotonic() < ends:
            runs.append(await ask(client, requests[position % len(requests)]))
            position += 104_729

    began = time.monotonic()
    await asyncio.gather(*(one_client(number) for number in range(int(wanted["clients"]))))
    took = time.monotonic() - began
    stats = stats_of(runs)
    failed = [run for run in runs if run.error]
    return {
        "clients": wanted["clients"],
        "requests": len(runs),
        "requests_per_s": round(len(runs) / took, 1),
        "errors": len(failed),
        "error_examples": sorted({f"{run.status} {run.url} {run.error}" for run in failed})[:3],
        "stats": stats,
        "target_p99_ms": wanted["p99_ms"],
        "is_met": not failed and bool(stats) and stats["p99"] <= float(wanted["p99_ms"]),
    }


def report_text(found: Mapping[str, Any]) -> str:
    """Tables by category, the slowest routes, what broke its bound."""
    lines = [f"{found['timestamp']}  {found['total_endpoints']} routes", ""]
    head = f"{'route':34}{'keys':>6}{'first p95':>11}{'p50':>9}{'p95':>9}{'p99':>9}{'max':>9}{'target':>8}{'errors':>8}"
    by_category: dict[str, list[Mapping[str, Any]]] = {}
    for row in found["results"]:
        by_category.setdefault(row["endpoint"].partition("/")[0], []).append(row)
    for category, rows in by_category.items():
        lines += [f"== {category}", head]
        for row in rows:
            first, warm = row["first"], row["stats"]
            figures = [first.get("p95", 0.0), *(warm.get(name, 0.0) for name in ("p50", "p95", "p99", "max"))]
            told = f"{figures[0]:>11.1f}" + "".join(f"{each:>9.1f}" for each in figures[1:])
            mark = "" if row["is_met"] else "  <-- bound broken"
            lines.append(f"{row['endpoint']:34}{row['keys']:>6}{told}{row['target_p95_ms']:>8.0f}{row['errors']:>8}{mark}")
        lines.append("")
    lines.append("== slowest by p95")
    for row in sorted(found["results"], key=lambda row: -row["stats"].get("p95", 0.0))[:SLOWEST]:
        lines.append(f"{row['stats'].get('p95', 0.0):>9.1f} ms  {row['endpoint']}  {row['slowest']}")
    if concurrent := found.get("concurrent"):
        stats = concurrent["stats"]
        lines += [
            "",
            f"== {concurrent['clients']} clients at once: {concurrent['requests_per_s']} requests/s, p50 {stats['p50']} ms, p95 {stats['p95']} ms, "
            f"p99 {stats['p99']} ms, {concurrent['errors']} errors of {concurrent['requests']}",
        ]
    return "\n".join(lines) + "\n"


def prepare_output(output: Path) -> str | None:
    """Make the folder of the results; why it cannot be written, before hours of measuring."""
    try:
        output.mkdir(parents=True, exist_ok=True)
        probe = output / ".perftest-probe"
        probe.write_text("", encoding="utf-8")
        probe.unlink()
    except OSError as error:
        return f"Cannot write to {output}: {error.strerror or error}"
    return None


def bearer() -> dict[str, str]:
    """Headers of a signed-in user, where a token is given.

    Raises:
        ConfigError: the token's file cannot be read.
    """
    path = os.environ.get("API_TOKEN_FILE")
    token = read_secret("API_TOKEN", path) if path else os.environ.get("API_TOKEN")
    return {"Authorization": f"Bearer {token}"} if token else {}


async def run(
    config: Mapping[str, Any],
    only: str,
    output: Path,
    *,
    soak_s: float | None = None,
    keys: Keys | None = None,
    sleep: Sleep = asyncio.sleep,
) -> int:
    """The whole run, or with `soak_s` the mixed load alone for so long; the exit code.

    Args:
        keys: What is asked for; `None` draws it from the stores.
    """
    if problem := prepare_output(output):
        print(problem, file=sys.stderr)
        return 1
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=100)
    async with httpx.AsyncClient(
        base_url=config["api_base_url"], timeout=float(config["timeout"]), trust_env=False, limits=limits, headers=bearer()
    ) as client:
        if not await wait_for_health(client, config, sleep):
            print(f"The API at {config['health_url']} is not healthy", file=sys.stderr)
            return 1
        tests = [
            test for test in plan(keys or draw(config), year=datetime.now(UTC).year, roles=config["credit_role_categories"]) if only in test.name
        ]
        results: list[dict[str, Any]] = []
        if soak_s is not None:
            config = {**config, "concurrent": {**config["concurrent"], "seconds": soak_s}}
        for test in tests if soak_s is None else ():
            results.append(await run_test(client, test, config, sleep))
            print(f"{len(results)}/{len(tests)} {test.name}: p95 {results[-1]['stats'].get('p95', '-')} ms", file=sys.stderr)
        found: dict[str, Any] = {"timestamp": datetime.now(UTC).isoformat(), "total_endpoints": len(results), "results": results}
        if not only:
            found["concurrent"] = await run_concurrent(client, tests, config)
    (output / "perftest-results.json").write_text(json.dumps(found, indent=1), encoding="utf-8")
    text = report_text(found)
    (output / "perftest-report.txt").write_text(text, encoding="utf-8")
    print(text)
    broken = [row["endpoint"] for row in results if not row["is_met"]]
    if not found.get("concurrent", {"is_met": True})["is_met"]:
        broken.append("concurrent")
    slow = sum(not row["is_met"] for row in results)
    told = [f"{len(results) - slow} of {len(results)} routes within their bounds"] if results else []
    print("; ".join([*told, *([f"broken: {', '.join(broken)}"] if broken else [])]))
    return 1 if broken else 0


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, default=HERE / "config.yaml")
    parser.add_argument("--output", type=Path, default=Path("perftest-results"))
    parser.add_argument("--soak", type=float, metavar="SECONDS", help="only the mixed load of all routes by many clients, for so long")
    parser.add_argument("--only", default="", help="only tests whose name contains this")
    arguments = parser.parse_args()
    try:
        config: dict[str, Any] = yaml.safe_load(arguments.config.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        print(f"Cannot read {arguments.config}: {error}", file=sys.stderr)
        return 2
    config |= {key: os.environ[name] for key, name in FROM_ENVIRONMENT.items() if os.environ.get(name)}
    try:
        return asyncio.run(run(config, arguments.only, arguments.output, soak_s=arguments.soak))
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
