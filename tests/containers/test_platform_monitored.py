"""Prometheus beside the platform: what the files of deploy/monitoring say, run.

Grafana is not started where its image cannot be had; what its dashboard asks is asked of Prometheus in its place.
"""

from collections.abc import AsyncIterator
from typing import Any, Final

import httpx
import pytest

from tests.containers.platform import UP_S, Platform
from tests.monitoring.expressions import of_panels, rules
from tests.monitoring.test_files import scrape_jobs
from tests.support.waiting import eventually


SERVICE: Final = "prometheus"
SCRAPED_S: Final = 120
"""Names are looked up every half minute, targets asked every quarter."""
VARIABLES: Final = {"$__rate_interval": "5m", "$consumer": ".+"}
"""What Grafana fills in."""


@pytest.fixture(scope="module")
def monitored(up: Platform) -> Platform:
    """The platform with the service of the profile `monitoring` that there is an image for."""
    up.compose("up", "--detach", "--no-build", "--no-deps", SERVICE)
    return up


@pytest.fixture
async def prometheus(monitored: Platform) -> AsyncIterator[httpx.AsyncClient]:
    """Prometheus, once its own probe says that it is ready."""

    def is_healthy() -> bool:
        state = monitored.state(SERVICE)
        return state is not None and state.health == "healthy"

    await eventually(is_healthy, UP_S, interval_s=1)
    async with httpx.AsyncClient(base_url=monitored.url("PROMETHEUS", "/api/v1"), timeout=30, trust_env=False) as client:
        yield client


async def answer(prometheus: httpx.AsyncClient, path: str, **parameters: str) -> Any:
    told = await prometheus.get(path, params=parameters)
    assert told.status_code == 200, f"{parameters}: {told.text}"
    return told.json()["data"]


def test_promtool_finds_nothing_wrong(monitored: Platform) -> None:
    """In the container: the rules and the token of the MCP server are where the configuration says."""
    done = monitored.execute(SERVICE, "promtool", "check", "config", "/etc/prometheus/prometheus.yml")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("rules found") == 2
    assert "FAILED" not in done.stdout + done.stderr


async def test_every_service_is_found_and_tells_its_metrics(prometheus: httpx.AsyncClient, figure: Any) -> None:
    async def targets() -> list[dict[str, Any]]:
        told: list[dict[str, Any]] = (await answer(prometheus, "/targets", state="active"))["activeTargets"]
        return told

    async def are_up() -> bool:
        told = await targets()
        return {each["scrapePool"] for each in told} == scrape_jobs().keys() and all(each["health"] == "up" for each in told)

    try:
        await eventually(are_up, SCRAPED_S, interval_s=2)
    except AssertionError:
        late = [f"{each['scrapeUrl']}: {each['health']} {each['lastError']}" for each in await targets() if each["health"] != "up"]
        raise AssertionError("\n".join(late) or "a job has no target") from None
    figure("targets of Prometheus, all up", f"{len(await targets())}, of {len(scrape_jobs())} jobs")


async def test_rules_are_evaluated_and_none_fires_on_a_platform_that_is_well(prometheus: httpx.AsyncClient) -> None:
    async def evaluated() -> list[dict[str, Any]] | None:
        groups = (await answer(prometheus, "/rules"))["groups"]
        told = [rule for group in groups for rule in group["rules"]]
        return told if all(rule["health"] != "unknown" for rule in told) else None

    told: list[dict[str, Any]] = await eventually(evaluated, SCRAPED_S, interval_s=2)
    assert {rule["name"] for rule in told} == {rule["alert"] for rule in rules()}
    assert [(rule["name"], rule.get("lastError")) for rule in told if rule["health"] != "ok"] == []
    assert [rule["name"] for rule in told if rule["state"] == "firing"] == []


@pytest.mark.parametrize("title", of_panels())
async def test_panels_of_the_dashboard_are_answered(prometheus: httpx.AsyncClient, title: str) -> None:
    """Each question is one that Prometheus takes; that it names what somebody tells is shown in tests/monitoring."""
    for expression in of_panels()[title]:
        for name, text in VARIABLES.items():
            expression = expression.replace(name, text)
        await answer(prometheus, "/query", query=expression)
