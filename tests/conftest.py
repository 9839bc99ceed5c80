"""Fixtures of every suite: the real servers named by `TEST_STACK`, and each test's own part of them."""

import asyncio
from collections.abc import AsyncIterator
import os
from pathlib import Path
import uuid

from hypothesis import settings
import pytest

from tests.support.graphs import held_graph
from tests.support.schema import cloned_database, ensure_template
from tests.support.servers import Broker, GraphTarget, PostgresTarget, TestStack


# All suites share the machine with servers at work: an example that is slow there is no failure.
settings.register_profile("shared machine", deadline=None)
settings.load_profile("shared machine")

SERVER_FIXTURES = frozenset({"stack", "broker", "postgres", "graph", "redis_url"})


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that uses real servers is an integration test; those that use the one graph database take turns by a lock.

    The group would keep them in one worker; pytest 9.2 does not pass it on to xdist, so today the lock alone keeps them apart.
    """
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if fixtures & SERVER_FIXTURES:
            item.add_marker(pytest.mark.integration)
        if "graph" in fixtures:
            item.add_marker(pytest.mark.xdist_group("neo4j"))


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


@pytest.fixture
async def postgres(stack: TestStack, postgres_template: str) -> AsyncIterator[PostgresTarget]:
    """A migrated database of the test's own."""
    async with cloned_database(stack, postgres_template) as name:
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

