"""Graphs of tests: whose turn it is on a server that holds one, with the schema that `schema-init` itself has made."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
import fcntl
import hashlib
import os
from pathlib import Path
import tempfile
from typing import Final, TextIO

import neo4j

from tests.support.schema import run_schema_init, schema_fingerprint
from tests.support.servers import GraphServer, GraphTarget, TestStack


POLL_S: Final = 0.05
DATABASE_ID: Final = "CALL db.info() YIELD id RETURN id"


@asynccontextmanager
async def held_graph(stack: TestStack) -> AsyncIterator[GraphTarget]:
    """Whichever graph is free first, empty, until the block ends. Other processes, also of other test runs, respect it by a lock on a file."""
    server, lock = await _first_free(_own_first(stack.graphs))
    with lock:
        driver = neo4j.AsyncGraphDatabase.driver(
            server.uri,
            auth=(server.username, server.password),
            notifications_min_severity="OFF",  # questions about properties that no node has yet would fill a failure's log
        )
        async with driver:
            target = GraphTarget(stack, driver, server)
            await _ensure_schema(target, lock)
            await target.wipe()
            yield target


def _own_first(servers: list[GraphServer]) -> list[GraphServer]:
    """Each process of a run begins with another server, which then has the statements of that process in its caches."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    turn = int(worker) % len(servers)
    return servers[turn:] + servers[:turn]


async def _first_free(servers: Sequence[GraphServer]) -> tuple[GraphServer, TextIO]:
    """A server and its lock file, locked until it is closed."""
    while True:
        for server in servers:
            file = _lock_file(server).open("a+", encoding="utf-8")
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.close()
                continue
            return server, file
        await asyncio.sleep(POLL_S)


def _lock_file(server: GraphServer) -> Path:
    key = hashlib.sha256(server.uri.encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"discogsography-{os.getuid()}-test-neo4j-{key}.lock"


async def _ensure_schema(graph: GraphTarget, lock: TextIO) -> None:
    """Constraints and indexes, made once a database and state of `schema-init`; the lock file tells for which ones they were."""
    made = f"{await graph.value(DATABASE_ID)} {schema_fingerprint()}"
    lock.seek(0)
    if lock.read() == made:
        return
    await run_schema_init(graph.env, "--only", "neo4j")
    lock.truncate(0)
    lock.write(made)
    lock.flush()
