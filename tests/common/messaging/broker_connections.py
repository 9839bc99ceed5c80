"""Connections as the broker's management sees them."""

from typing import Any
from urllib.parse import quote

from tests.support.servers import Broker
from tests.support.waiting import eventually


async def find_connections(broker: Broker, name: str) -> list[dict[str, Any]]:
    """Connections of the test's virtual host that gave themselves this name."""
    answer = await broker.management.get(f"/api/vhosts/{broker.vhost}/connections")
    return [entry for entry in answer.raise_for_status().json() if entry.get("client_properties", {}).get("connection_name") == name]


async def find_connection(broker: Broker, name: str) -> str:
    """The broker's own name of a connection; its management learns of new ones within some seconds."""
    return str((await eventually(lambda: find_connections(broker, name), what=f"connection {name}"))[0]["name"])


async def force_close(broker: Broker, connection: str) -> None:
    """Have the broker close a connection, by its own name for it."""
    answer = await broker.management.delete(f"/api/connections/{quote(connection, safe='')}", headers={"X-Reason": "test"})
    assert answer.status_code in (204, 404)
