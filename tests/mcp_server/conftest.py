"""An MCP client of the server, over the real API in this process."""

from collections.abc import AsyncIterator
from typing import Any

from mcp import Client
import pytest

from mcp_server.client import ApiClient
from mcp_server.server import make_server
from tests.support.api import Api, running_api
from tests.support.servers import GraphTarget, PostgresTarget, TestStack


def release(number: int, title: str, year: int, artists: list[tuple[str, str]], **more: Any) -> dict[str, Any]:
    """A release record."""
    return {
        "id": str(number),
        "title": title,
        "released": str(year),
        "artists": [{"id": key, "name": name} for key, name in artists],
        "labels": [{"id": "900", "name": "Blue Heron", "catno": f"BH {number}"}],
        "formats": [{"name": "Vinyl", "qty": "1"}],
        "genres": ["Funk / Soul"],
        "styles": ["Deep Funk"],
        **more,
    }


CANYON, HARBOUR, VALE = ("4711", "Nickel Canyon"), ("4712", "Silver Harbour"), ("4713", "Ana Vale")
CATALOGUE: dict[str, list[dict[str, Any]]] = {
    "artists": [
        {"id": key, "name": name, "profile": f"{name} is an act of the test world.", "data_quality": "Correct"}
        for key, name in (CANYON, HARBOUR, VALE)
    ],
    "labels": [{"id": "900", "name": "Blue Heron", "profile": "A label."}],
    "masters": [{"id": "50", "title": "First Light", "year": "1971", "main_release": "1", "artists": [{"id": "4711", "name": "Nickel Canyon"}]}],
    "releases": [
        release(1, "First Light", 1971, [CANYON, HARBOUR], master_id="50", extraartists=[{"id": "77", "name": "Ida Low", "role": "Producer"}]),
        release(2, "Second Wind", 1973, [HARBOUR, VALE]),
        release(3, "Third Rail", 1975, [VALE]),
    ],
}


@pytest.fixture
async def api(stack: TestStack, postgres: PostgresTarget, graph: GraphTarget) -> AsyncIterator[Api]:
    """The API with a small catalogue."""
    async with running_api(stack, postgres, graph) as api:
        await api.load(CATALOGUE)
        yield api


def assistant(api: Api) -> Client:
    """A client of the server, in this process; to be entered by the test, as its scopes belong to one task."""
    return Client(make_server(ApiClient(api.client)))
