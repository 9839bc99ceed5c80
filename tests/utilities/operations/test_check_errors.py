from pathlib import Path

import orjson
import pytest

from tests.utilities.operations.conftest import Typed
from tests.utilities.operations.stub_docker import StubDocker, container
from utilities.operations.check_errors import SERVICES


@pytest.fixture
def docker(nowhere: Path) -> StubDocker:
    docker = StubDocker(nowhere)
    docker.answer("ps", [container("graphinator")])
    return docker


def line(level: str, event: str, **fields: object) -> str:
    return orjson.dumps({"timestamp": "2026-02-03T04:05:06Z", "level": level, "event": event, **fields}).decode() + "\n"


async def test_operations_20_clean_logs_of_containers_have_no_errors(docker: StubDocker, typed: Typed) -> None:
    for service in SERVICES:
        docker.answer(f"logs-{service}", line("info", "ERROR is only a word"))
    ended = await typed("check-errors", 15)
    assert ended.code == 0
    assert docker.calls("logs") == [f"compose logs {service} --since=15m --no-log-prefix --no-color" for service in SERVICES]
    assert "extractor" not in SERVICES
    assert ended.out.count("No errors found") == len(SERVICES)
    assert "Errors of the last 15 minutes\n" + "=" * 80 in ended.out
    assert ended.out.rstrip().endswith("Total errors: 0")
    for service in SERVICES:
        assert f"{service.upper()}\n{'-' * 40}" in ended.out


async def test_operations_20_a_docker_that_fails_is_reported(docker: StubDocker, typed: Typed) -> None:
    docker.fail("logs-tableinator", "Cannot connect to the Docker daemon")
    ended = await typed("check-errors", 15)
    assert ended.code == 1
    assert "• Error getting logs: docker compose logs tableinator failed (1): Cannot connect to the Docker daemon (x1)" in ended.out
    assert ended.err == ""
    assert len(docker.calls("logs")) == len(SERVICES)


async def test_operations_weak_18_errors_are_told_by_level_and_grouped_by_event(docker: StubDocker, typed: Typed) -> None:
    lines = [line("error", "❌ Writing failed", error=f"late {number}") for number in range(3)]
    docker.answer("logs-graphinator", "".join([*lines, line("critical", "🚨 Stopping"), line("warning", "an ERROR that was handled")]))
    ended = await typed("check-errors", "--compose")
    assert ended.code == 1
    assert ended.out.index("❌ Writing failed (x3)") < ended.out.index("🚨 Stopping (x1)")
    assert "last 2026-02-03T04:05:06Z, late 2" in ended.out
    assert "handled" not in ended.out
    assert "Total errors: 4\nTip: " in ended.out


async def test_errors_as_json(docker: StubDocker, typed: Typed) -> None:
    docker.answer("logs-api", line("error", "❌ x", error="y"))
    ended = await typed("check-errors", 5, "--service", "api", "--json")
    assert ended.code == 1
    assert ended.json == {
        "minutes": 5,
        "total": 1,
        "services": {"api": [{"event": "❌ x", "count": 1, "first_at": "2026-02-03T04:05:06Z", "last_at": "2026-02-03T04:05:06Z", "example": "y"}]},
    }


async def test_all_reads_what_there_is(docker: StubDocker, typed: Typed) -> None:
    docker.fail("logs-dashboard", "no such service: dashboard")
    ended = await typed("check-errors", "--all", "--json")
    assert ended.code == 0
    assert set(ended.json["services"]) == {*SERVICES, "schema-init", "api", "insights", "explore", "mcp-server"}


@pytest.mark.parametrize("minutes", ["soon", "0", "-5"])
async def test_bad_minutes_are_refused_in_plain_words(typed: Typed, minutes: str) -> None:
    ended = await typed("check-errors", "--", minutes)
    assert ended.code == 2
    assert "Invalid value" in ended.err
    assert "Traceback" not in ended.err
