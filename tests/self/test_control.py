"""Stopping, killing and starting the servers of the run, which fault tests rely on."""

import pytest

from tests.support.servers import TestStack
from utilities.stack.control import ServerControl


@pytest.mark.fault
@pytest.mark.integration
@pytest.mark.parametrize("server", ["postgres", "redis", "rabbitmq", "neo4j"])
@pytest.mark.parametrize("how", ["stop", "kill"])
async def test_a_server_is_down_until_it_is_started_and_then_answers(stack: TestStack, server: str, how: str) -> None:
    stack.require_control()
    assert stack.control is not None
    control = ServerControl(stack.control)
    await getattr(stack, how)(server)
    assert not control.answers(server)
    await stack.start(server)
    assert control.answers(server)
