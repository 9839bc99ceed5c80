"""Fixtures of every suite: the real servers named by `TEST_STACK`, and each test's own part of them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
import os
from pathlib import Path
import uuid
import zlib

from hypothesis import settings
import pytest

from tests.support.databases import Databases
from tests.support.graphs import held_graph
from tests.support.schema import cloned_database, ensure_template
from tests.support.servers import Broker, GraphTarget, PostgresTarget, TestStack
from utilities.stack.servers.neo4j import SHORT_LIVED


# Stacks that tests bring up live for a minute or two.
os.environ.setdefault("JAVA_TOOL_OPTIONS", SHORT_LIVED)
# All suites share the machine with servers at work: an example that is slow there is no failure.
settings.register_profile("shared machine", deadline=None)
settings.load_profile("shared machine")

FIGURE = "figure"
SERVER_FIXTURES = frozenset({"stack", "broker", "postgres", "graph", "redis_url"})


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test that uses real servers is an integration test. Several processes begin with what takes longest, so that they end together."""
    for item in items:
        if SERVER_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.integration)
    if hasattr(config, "workerinput"):
        items.sort(key=_turn, reverse=True)


def _turn(item: pytest.Item) -> tuple[float, int]:
    """How long a test may take, then its module's place in an order that mixes those that need a graph, those that wait and those that compute."""
    timeout = item.get_closest_marker("timeout")
    return float(timeout.args[0]) if timeout else 0.0, zlib.crc32(item.location[0].encode())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests have measured, and why some were tried again."""
    for report in terminalreporter.getreports("rerun"):
        terminalreporter.section(f"tried again: {report.nodeid}")
        terminalreporter.line(report.longreprtext)
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.getreports(kind)]
    figures = sorted(str(text) for report in reports if report.when == "call" for kind, text in report.user_properties if kind == FIGURE)
    if figures:
        terminalreporter.section("figures")
        for text in figures:
            terminalreporter.line(text)


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Callable[[str, str], None]:
    """`figure("frames/s at 5,000 nodes", "42 (bound: 30)")`: told at the end of the run, whether the test passes or not."""
    return lambda what, told: record_property(FIGURE, f"{what}: {told}")


@pytest.fixture(scope="session")
def stack() -> TestStack:
    """The running servers."""
    path = os.environ.get("TEST_STACK")
    if not path:
        pytest.skip("no real servers: TEST_STACK is not set (./test sets it)")
    return TestStack.read(Path(path))


@pytest.fixture
async def broker(stack: TestStack) -> AsyncIterator[Broker]:
    """A virtual host of the test's own."""
    told = stack.rabbitmq
    broker = Broker(told["host"], told["port"], told["management_port"], told["username"], told["password"], f"test-{uuid.uuid4().hex[:12]}")
    await broker.open()
    yield broker
    await broker.close()


@pytest.fixture(scope="session")
def postgres_template(stack: TestStack) -> str:
    """Name of the migrated template database."""
    return asyncio.run(ensure_template(stack))


@pytest.fixture(scope="session")
def databases(stack: TestStack, postgres_template: str) -> Iterator[Databases]:
    """Migrated databases that tests have one after the other."""
    databases = Databases(stack, postgres_template)
    yield databases
    asyncio.run(databases.close())


@pytest.fixture
async def postgres(stack: TestStack, databases: Databases) -> AsyncIterator[PostgresTarget]:
    """A migrated database that is the test's own while it runs."""
    async with databases.lent() as name:
        yield PostgresTarget(stack, name)


@pytest.fixture
async def empty_postgres(stack: TestStack) -> AsyncIterator[PostgresTarget]:
    """A database of the test's own without any schema."""
    async with cloned_database(stack, None) as name:
        yield PostgresTarget(stack, name)


@pytest.fixture
async def graph(stack: TestStack) -> AsyncIterator[GraphTarget]:
    """The graph of whichever server is free, empty, the test's own until it ends."""
    async with held_graph(stack) as target:
        yield target


@pytest.fixture
def redis_url(stack: TestStack) -> str:
    """URL of the Redis server; a test uses keys with a prefix of its own."""
    return stack.redis_url
