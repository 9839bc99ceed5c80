"""How fast a consumer commits, read from the counts that it commits together with its records.

A phase that starts processes and ends when all of them say so also times their start, and the time until those that did not end a run themselves
have heard of its end, which comes after the work behind it. Until the last commit there is their start alone; between the first and the last only work.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
import time
from typing import Final

import neo4j
import psycopg

from tests.support.servers import TestStack


SAMPLE_S: Final = 0.05
IN_TABLES: Final = "SELECT coalesce(sum(seen), 0) FROM public.import_progress WHERE consumer = %s"
IN_GRAPH: Final = "MATCH (p:ImportProgress {consumer: $consumer}) RETURN coalesce(sum(p.seen), 0) AS seen"

type Count = Callable[[], Awaitable[int]]


@asynccontextmanager
async def committed(stack: TestStack, consumer: str, *, database: str | None) -> AsyncIterator[Count]:
    """A function that reads how many records a consumer has committed: from the tables of a database, without one from the graph."""
    if database is not None:
        async with await psycopg.AsyncConnection.connect(stack.postgres_dsn(database), autocommit=True) as connection:

            async def in_tables() -> int:
                row = await (await connection.execute(IN_TABLES, (consumer,))).fetchone()
                return int(row[0]) if row else 0

            yield in_tables
        return
    auth = (stack.neo4j["username"], stack.neo4j["password"])
    # An empty graph has no such property yet, of which the server would remind at every look.
    async with neo4j.AsyncGraphDatabase.driver(stack.neo4j["uri"], auth=auth, notifications_min_severity="OFF") as driver:

        async def in_graph() -> int:
            records, _, _ = await driver.execute_query(IN_GRAPH, consumer=consumer)
            return int(records[0]["seen"])

        yield in_graph


class Draining:
    """Watches a count from the beginning of a block to its end.

    Args:
        count: Reads how many records are committed.
    """

    def __init__(self, count: Count) -> None:
        self._count = count
        self._samples: list[tuple[float, int]] = []

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Count until the block ends."""
        self._samples = [(time.monotonic(), await self._count())]
        sampling = asyncio.ensure_future(self._sample())
        try:
            yield
        finally:
            sampling.cancel()
            with suppress(asyncio.CancelledError):
                await sampling
            self._samples.append((time.monotonic(), await self._count()))

    def last_commit(self) -> float:
        """The moment at which the count was seen to be what it was at the end."""
        return next(moment for moment, seen in self._samples if seen == self._samples[-1][1])

    async def _sample(self) -> None:
        while True:
            await asyncio.sleep(SAMPLE_S)
            self._samples.append((time.monotonic(), await self._count()))

    def rate(self) -> float:
        """Records a second between the first commit and the last, without those of the first; 0.0 when there were not two."""
        start, end = self._samples[0][1], self._samples[-1][1]
        first = next((sample for sample in self._samples if sample[1] > start), None)
        if first is None or self.last_commit() <= first[0]:
            return 0.0
        return (end - first[1]) / (self.last_commit() - first[0])
