"""Sees imports end: marks the graph's side, derives what is derived, begins a new generation.

Several API processes may watch: marking is idempotent, the derivation takes a lock, and a generation begins once.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

from api.catalogue import queries
from api.catalogue.generation import Generation
from api.catalogue.refresh import refresh
from common.domain.messages import RunStamp
from common.runtime.errors import describe_exception
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore


GRAPH_CONSUMER: Final = {"discogs": "graphinator", "musicbrainz": "brainzgraphinator"}
LEARN_S: Final = 2.0
FAILED_PAUSE: Final = 5
"""Polls that are left out after a failure."""

log = get_logger(__name__)


@dataclass(slots=True)
class Watcher:
    """Watches for ended imports.

    Args:
        postgres, graph: Open stores.
        generation: Kept current.
        interval_s: Pause between looks; a look is one statement over two small tables.
    """

    postgres: PostgresStore
    graph: Neo4jStore
    generation: Generation
    interval_s: float

    async def learn(self) -> None:
        """Take the current generation, so that the first request already finds the answers of this one and of no other."""
        (state,) = await self.postgres.rows(queries.STATE)
        self.generation.current = state["generation"]

    async def run(self) -> None:
        """Look for ever; a failed look is tried again."""
        pause = self.interval_s
        while True:
            await asyncio.sleep(pause)
            pause = self.interval_s
            try:
                await self.look()
                self.generation.error = None
            except Exception as error:  # whatever it is, the next look may find it mended
                if self.generation.error is None:
                    log.warning(Mark.WARNING, "Cannot see whether an import has ended", error=error)
                self.generation.stage, self.generation.error = "failing", describe_exception(error)
                pause *= FAILED_PAUSE

    async def look(self) -> bool:
        """One look: whether it began a generation."""
        (state,) = await self.postgres.rows(queries.STATE)
        self.generation.current = state["generation"]
        done = [run for run in state["waiting"] if run["graph_done"] or await self._is_graph_done(run)]
        if not done:
            self.generation.stage = "watching"
            return False
        self.generation.stage = "refreshing"
        log.info(Mark.PROCESSING, "An import has ended: deriving data", versions=[run["version"] for run in done])
        await refresh(self.postgres, self.graph)
        rows = await self.postgres.rows(queries.BEGIN_GENERATION)
        if rows:
            self.generation.current = rows[0]["current"]
            log.info(Mark.OK, "A new generation of the catalogue has begun", generation=self.generation.current)
        self.generation.stage = "watching"
        return bool(rows)

    async def _is_graph_done(self, run: dict[str, Any]) -> bool:
        found = await self.graph.rows(queries.GRAPH_DONE, consumer=GRAPH_CONSUMER[run["source"]], version=run["version"])
        if not any(_number(run["version"], row["started_at"]) == run["run"] for row in found):
            return False
        await self.postgres.execute(queries.MARK_GRAPH_DONE, source=run["source"], version=run["version"], run=run["run"])
        return True


def _number(version: str, started_at: str | None) -> int:
    """Number of a run; 0 for one that does not say when it began, as the tables have it."""
    try:
        return RunStamp(version, started_at).number if started_at else 0
    except ValueError:
        return 0


@asynccontextmanager
async def watching(watcher: Watcher) -> AsyncIterator[None]:
    """Watch in the background until the context ends. A PostgreSQL that is away delays the start by `LEARN_S` at most."""
    with suppress(Exception):  # told by the first look
        async with asyncio.timeout(LEARN_S):
            await watcher.learn()
    task = asyncio.create_task(watcher.run(), name="catalogue watcher")
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
