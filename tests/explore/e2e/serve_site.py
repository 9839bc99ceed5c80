"""The process of the site that browser tests visit: stores with the sample catalogue, and API, insights and explore as processes on them.

python -m tests.explore.e2e.serve_site FOLDER        # what `shared_site` runs; TEST_STACK names the servers
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
import fcntl
import json
import os
from pathlib import Path
import sys
import tempfile
from typing import Any, Final
import uuid

import httpx

from api.catalogue.refresh import refresh
from common.stores.neo4j import open_neo4j
from common.stores.postgres import open_postgres
from tests.explore.e2e.site import START_S
from tests.explore.e2e.words import TURNS
from tests.pipeline.catalogues import sample
from tests.support.api import INTERNAL_SECRET, JWT_SECRET, api_settings
from tests.support.catalogue import Records, load_discogs, load_musicbrainz
from tests.support.graphs import held_graph
from tests.support.llm import model_server
from tests.support.oracle import discogs_messages, musicbrainz_messages
from tests.support.oracle_graph import Messages
from tests.support.schema import cloned_database, ensure_template
from tests.support.servers import GraphTarget, PostgresTarget, TestStack
from tests.support.services import free_port, running
from tests.support.waiting import eventually
from utilities.stack.catalogue import SAMPLE_RELEASES


POLL_S: Final = 0.5


@asynccontextmanager
async def serving(stack: TestStack) -> AsyncIterator[str]:
    """The site, on a graph and a database of its own."""
    async with AsyncExitStack() as held:
        template = await ensure_template(stack)
        postgres = PostgresTarget(stack, await held.enter_async_context(cloned_database(stack, template)))
        graph = await held.enter_async_context(held_graph(stack))
        await fill(stack, postgres, graph)
        model = await held.enter_async_context(model_server(TURNS))
        ports = {name: free_port() for name in ("api", "insights", "explore")}
        environment = _environment(stack, postgres, graph, ports, model.url)
        services = [await held.enter_async_context(running(name, env=environment, healthy=False)) for name in ports]
        await asyncio.gather(*(each.until_healthy() for each in services))
        url = f"http://127.0.0.1:{ports['explore']}"
        await eventually(lambda: _are_insights_computed(url), START_S, what="insights computed")
        yield url


async def fill(stack: TestStack, postgres: PostgresTarget, graph: GraphTarget) -> None:
    """The sample catalogue that `./up` imports, written and derived as an import would."""
    with tempfile.TemporaryDirectory() as folder:
        dumps = sample(Path(folder), SAMPLE_RELEASES)
        await load_discogs(postgres, graph, _records(discogs_messages(dumps.discogs)[0]))
        await load_musicbrainz(postgres, graph, _records(musicbrainz_messages(dumps.musicbrainz)))
    settings = api_settings(stack, postgres, graph)
    async with open_postgres(settings, application_name="site") as tables, open_neo4j(settings) as nodes:
        await refresh(tables, nodes)
    # What the API does at the end of an import: the figures are computed for a generation.
    await postgres.rows("UPDATE catalogue.generation SET current = current + 1")


def _records(messages: Messages) -> Records:
    return {data_type: list(by_id.values()) for data_type, by_id in messages.items()}


def _environment(stack: TestStack, postgres: PostgresTarget, graph: GraphTarget, ports: dict[str, int], model_url: str) -> dict[str, str]:
    redis = {"REDIS_HOST": str(stack.redis["host"]), "REDIS_PORT": str(stack.redis["port"])}
    if password := stack.redis.get("password"):
        redis["REDIS_PASSWORD"] = password
    return {
        **postgres.env,
        **graph.env,
        **redis,
        "REDIS_KEY_PREFIX": f"test:{uuid.uuid4().hex[:12]}:",
        "LOG_LEVEL": "WARNING",
        "HEALTH_HOST": "127.0.0.1",
        "API_HOST": "127.0.0.1",
        "API_PORT": str(ports["api"]),
        "API_BASE_URL": f"http://127.0.0.1:{ports['api']}",
        "JWT_SECRET_KEY": JWT_SECRET,
        "INSIGHTS_INTERNAL_SECRET": INTERNAL_SECRET,
        "RATE_LIMIT_ENABLED": "false",
        "NLQ_ENABLED": "true",
        "NLQ_BASE_URL": model_url,
        "NLQ_MODEL": "openai:scripted",
        "INSIGHTS_HOST": "127.0.0.1",
        "INSIGHTS_PORT": str(ports["insights"]),
        "INSIGHTS_URL": f"http://127.0.0.1:{ports['insights']}",
        "INSIGHTS_START_DELAY": "0",
        "INSIGHTS_POLL_INTERVAL": "2",
        "EXPLORE_HOST": "127.0.0.1",
        "EXPLORE_PORT": str(ports["explore"]),
    }


async def _are_insights_computed(url: str) -> bool:
    async with httpx.AsyncClient(timeout=30, trust_env=False) as client:
        statuses: list[dict[str, Any]] = (await client.get(f"{url}/api/insights/status")).json().get("statuses", [])
    return bool(statuses) and all(each["status"] == "completed" for each in statuses)


async def main(folder: Path) -> None:
    """Serve until nobody uses the site any more."""
    async with serving(TestStack.read(Path(os.environ["TEST_STACK"]))) as url:
        fresh = folder / "site.json.new"
        fresh.write_text(json.dumps({"url": url}), encoding="utf-8")
        fresh.rename(folder / "site.json")
        with (folder / "users").open("a") as users:
            while not _is_free(users.fileno()):
                await asyncio.sleep(POLL_S)
            (folder / "site.json").unlink()


def _is_free(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
