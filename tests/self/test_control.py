"""Stopping, killing and starting the servers of the run, which fault tests rely on."""

import asyncio

import pytest

from tests.support.servers import TestStack
from utilities.stack.control import ServerControl


@pytest.mark.fault
@pytest.mark.integration
@pytest.mark.parametrize("how", ["stop", "kill"])
async def test_servers_are_down_until_they_are_started_and_then_answer(stack: TestStack, how: str) -> None:
    stack.require_control()
    assert stack.control is not None
    control = ServerControl(stack.control)
    servers = ["postgres", "redis", "rabbitmq", *(graph.name for graph in stack.graphs)]
    await asyncio.gather(*(getattr(stack, how)(server) for server in servers))
    assert not any(control.answers(server) for server in servers)
    await asyncio.gather(*(stack.start(server) for server in servers))
    assert all(control.answers(server) for server in servers)
