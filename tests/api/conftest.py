"""Fixtures of the API's suites."""

from collections.abc import AsyncIterator

import pytest

from tests.support.api import Api, running_api
from tests.support.servers import GraphTarget, PostgresTarget, TestStack


@pytest.fixture
async def api(stack: TestStack, postgres: PostgresTarget, graph: GraphTarget) -> AsyncIterator[Api]:
    """The API on an empty catalogue; `await api.load({...})` fills it. Limits are off; `running_api` makes one with other settings."""
    async with running_api(stack, postgres, graph) as api:
        yield api
