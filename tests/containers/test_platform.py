"""The platform in containers, from empty volumes to an imported catalogue.

The tests share one platform and stand in the order in which it lives: brought up, looked at, stopped.
"""

from collections.abc import Mapping
from functools import partial
import json
from pathlib import Path
import re
import time
from typing import Any, Final

import httpx
import pytest

from tests.containers.conftest import NAME
from tests.containers.engine import docker, run
from tests.containers.platform import ONE_SHOT, STORES, WRITABLE_ROOT, Platform, State
from tests.support.images import SERVICES
from tests.support.waiting import eventually


IMPORT_S: Final = 600
STOP_DURING_DELAY_S: Final = 2.0
INNER_PORTS: Final = {8000, 8001, 8002, 8008, 8009, 8010, 8011}
LOG_FIELDS: Final = frozenset({"event", "level", "timestamp", "service", "environment", "logger", "lineno"})
BANNER: Final = frozenset("█░ ")
"""What the banner is drawn with, the one thing on standard error, which engines keep in the same log."""


async def test_operations_10_without_postgres_nothing_is_started_that_needs_it(
    images: Mapping[str, str], for_this_machine: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.yml"
    probe = "{test: [CMD, 'false'], interval: 1s, timeout: 1s, retries: 2, start_period: 0s, start_interval: 1s}"
    broken.write_text(f"services:\n  postgres:\n    entrypoint: [sh, -c, sleep infinity]\n    healthcheck: {probe}\n")
    platform = Platform(f"{NAME}-broken", {**images, "NETWORK_PREFIX": "172.28"}, 20600, [for_this_machine, broken])
    try:
        done = platform.compose("up", "--detach", "--no-build", "api", check=False)
        assert done.returncode != 0
        assert "postgres" in done.stderr and "unhealthy" in done.stderr
        for service in ("schema-init", "api"):
            state = platform.state(service)
            assert state is None or state.status == "created", service
    finally:
        platform.down()


async def test_operations_09_everything_becomes_healthy_and_a_second_up_changes_nothing(platform: Platform, figure: Any) -> None:
    began = time.monotonic()
    platform.compose("up", "--detach", "--no-build")
    await platform.healthy()
    figure("until all services are healthy, on empty volumes", f"{time.monotonic() - began:.0f} s")
    assert platform.state("schema-init") == State("exited", None, 0)
    platform.compose("up", "--detach", "--no-build")
    await platform.healthy()
    assert platform.state("schema-init") == State("exited", None, 0)


async def test_the_sample_catalogue_is_imported_and_asked(up: Platform, figure: Any) -> None:
    """Both sources reach both stores; the API's generation moves on; a name of the catalogue is found through the page's service."""
    began = time.monotonic()
    both_done = "SELECT count(*) FROM public.import_runs WHERE graph_done_at IS NOT NULL AND tables_done_at IS NOT NULL"
    await eventually(lambda: up.sql(both_done) == "2", IMPORT_S, interval_s=1, what="both sources in both stores")
    figure("the sample of both sources, in both stores", f"{time.monotonic() - began:.0f} s after all services were healthy")
    await eventually(lambda: int(up.sql("SELECT current FROM catalogue.generation") or 0) > 0, what="a generation of the catalogue")
    name = up.sql("SELECT data->>'name' FROM artists ORDER BY data_id LIMIT 1")
    found = await up.get("EXPLORE", f"/api/search?q={httpx.QueryParams({'q': name})['q']}")
    assert found.status_code == 200
    assert name in found.text


async def test_operations_32_fresh_volumes_are_the_extractors(up: Platform) -> None:
    for service, folder in (("extractor-discogs", "/discogs-data"), ("extractor-musicbrainz", "/musicbrainz-data")):
        markers = up.execute(service, "sh", "-c", f"find {folder} -name '*extraction_status*' -exec ls -n {{}} +").stdout
        assert markers, f"no state marker in {folder}"
        assert re.search(r"\b1000\s+1000\b", markers)


async def test_operations_11_containers_are_nobody_special_and_cannot_change_themselves(up: Platform) -> None:
    for service in up.own():
        assert up.execute(service, "id", "-u").stdout.strip() == "1000", service
        assert up.execute(service, "touch", "/x").returncode != 0, service
        logs = "/logs" if any(mount["Destination"] == "/logs" for mount in up.inspect(service)["Mounts"]) else "/tmp"
        assert up.execute(service, "sh", "-c", f"touch {logs}/probe && rm {logs}/probe").returncode == 0, service


async def test_running_containers_hold_what_the_compose_file_says(up: Platform) -> None:
    for service in (*up.own(), *STORES):
        host = up.inspect(service)["HostConfig"]
        assert host["CapDrop"] == ["ALL"], service
        assert any(option.startswith("no-new-privileges") for option in host["SecurityOpt"]), service
        assert host["ReadonlyRootfs"] is (service not in WRITABLE_ROOT), service
        assert host["Memory"] > 0 and host["PidsLimit"] > 0, service
        assert not host["Privileged"], service


async def test_operations_13_doors_answer_and_nothing_else_is_published(up: Platform) -> None:
    for port in ("API_HEALTH", "DASHBOARD", "EXPLORE_HEALTH"):
        answer = await up.get(port, "/health")
        assert answer.status_code == 200, port
        assert answer.json()["status"] == "healthy", port
    for service in up.services():
        if up.state(service) is None or service in ONE_SHOT:
            continue
        published = up.inspect(service)["NetworkSettings"]["Ports"]
        bound = {inner: bindings for inner, bindings in published.items() if bindings}
        assert not {int(inner.split("/")[0]) for inner in bound} & INNER_PORTS, service
        assert all(binding["HostIp"] == "127.0.0.1" for bindings in bound.values() for binding in bindings), service


@pytest.mark.parametrize("port", ["EXPLORE", "DASHBOARD"])
async def test_operations_31_pages_come_with_their_style(up: Platform, port: str) -> None:
    """Names of assets are those of the build: what the page links is there, and is not empty."""
    page = await up.get(port, "/")
    assert page.status_code == 200
    styles = re.findall(r'<link[^>]+rel="stylesheet"[^>]+href="([^"]+)"', page.text)
    assert styles
    answers = [await up.get(port, style) for style in styles]
    assert {answer.status_code for answer in answers} == {200}
    assert sum(len(answer.content) for answer in answers) > 1000


async def test_assistants_are_answered_with_the_token_alone(up: Platform) -> None:
    assert (await up.get("MCP", "/health")).status_code == 200
    assert (await up.get("MCP", "/mcp")).status_code == 401


async def test_operations_16_logs_are_json(up: Platform) -> None:
    """Every line of every service but the stores, from its start on."""
    seen = 0
    for service in (*up.own(), "schema-init"):
        if service == "mcp-server":
            continue  # its standard output belongs to the protocol; it logs to standard error
        for line in up.logs(service).splitlines():
            if not set(line) - BANNER:
                continue
            told = json.loads(line)
            assert told.keys() >= LOG_FIELDS, line
            assert list(told) == sorted(told), line
            seen += 1
    assert seen > 50


async def test_operations_12_a_stop_during_the_delay_is_heard(up: Platform) -> None:
    delayed = f"{NAME}-delayed"
    run(["rm", "--force", delayed])
    up.compose("run", "--detach", "--no-deps", "--name", delayed, "--env", "STARTUP_DELAY=60", "api")
    try:
        await eventually(lambda: "Waits before it starts" in docker("logs", delayed), what="the API waits")
        began = time.monotonic()
        docker("stop", delayed)
        took = time.monotonic() - began
        assert took < STOP_DURING_DELAY_S
        assert docker("inspect", "--format", "{{.State.ExitCode}}", delayed).strip() == "0"
    finally:
        run(["rm", "--force", delayed])


async def test_an_orderly_stop_ends_each_service_with_success(up: Platform, figure: Any) -> None:
    """Everything that runs hears its signal: nobody is killed after the grace."""
    services = up.own()
    began = time.monotonic()
    up.compose("stop", *services)
    figure("orderly stop of all services", f"{time.monotonic() - began:.0f} s")
    codes = {service: state.exit_code for service in services if (state := up.state(service))}
    assert codes == dict.fromkeys(services, 0)


async def test_a_second_start_goes_on_where_it_was(up: Platform) -> None:
    count = partial(up.sql, "SELECT count(*) FROM releases")
    before = count()
    up.compose("up", "--detach", "--no-build")
    await up.healthy()
    assert count() == before
    assert set(SERVICES) - {"utilities", "extractor"} <= set(up.services())
