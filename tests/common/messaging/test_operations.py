"""What operations rely on: the heartbeat that is asked for is agreed upon, and what is durable outlives a connection."""

import os
import subprocess
import sys

from common.domain.data_types import DataType
from common.messaging.connection import Connection
from common.messaging.topology import declare_consumer_queues, queue_name
from tests.common.messaging.broker_connections import find_connection, find_connections, force_close
from tests.support.real_data import REPOSITORY
from tests.support.servers import Broker
from tests.support.waiting import eventually


QUEUE = queue_name("p", "graphinator", DataType.ARTISTS)


async def test_operations_27_the_heartbeat_is_agreed_upon_and_queues_outlive_a_forced_close(broker: Broker) -> None:
    connection = await Connection.open(broker.url, name="heartbeat", heartbeat_s=37)
    assert connection.heartbeat_s == 37
    own_name = await find_connection(broker, "heartbeat")
    (told,) = await find_connections(broker, "heartbeat")
    assert told["timeout"] == 37, "the broker says the same"

    await declare_consumer_queues(broker.url, "p", "graphinator", [DataType.ARTISTS])
    await broker.publish("", b'{"id":"1"}', routing_key=QUEUE)
    await force_close(broker, own_name)
    await eventually(lambda: not connection.is_open)
    assert [body for body, _ in await broker.get_all(QUEUE)] == [b'{"id":"1"}']
    again = await Connection.open(broker.url, name="again")
    assert again.is_open
    await again.close()


def test_operations_27_without_servers_integration_tests_are_skipped() -> None:
    environment = {name: value for name, value in os.environ.items() if name not in ("TEST_STACK", "RABBITMQ_HOST")}
    command = [sys.executable, "-m", "pytest", "-m", "integration", "-p", "no:cacheprovider", "-q", __file__]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=120, env=environment, check=False)
    assert done.returncode == 0, done.stdout
    assert "1 skipped" in done.stdout
