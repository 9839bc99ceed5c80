"""What is derived in PostgreSQL when an import has ended: search documents, what hubs answer with."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
import time
from typing import Final

from api.catalogue import queries
from api.catalogue.artists_derivation import derive_artists
from api.catalogue.documents import derive_documents
from api.catalogue.hubs_derivation import derive_hubs
from api.credits.derivation import derive_busy_people
from api.labels.derivation import derive_profiles
from api.musicbrainz.derivation import derive_enrichment_counts
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore


LOCK_KEY: Final = 0x72667368  # "rfsh"
LOCK_POLL_S: Final = 1.0

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Step:
    """One derivation. `run` may be repeated at any time, takes what the stores hold now, and returns the number of rows it wrote."""

    name: str
    run: Callable[[PostgresStore, Neo4jStore], Awaitable[int]]


STEPS: Final[tuple[Step, ...]] = (
    Step("documents", derive_documents),
    Step("hubs", derive_hubs),
    Step("artists", derive_artists),
    Step("busy_people", derive_busy_people),
    Step("label_profiles", derive_profiles),
    Step("enrichment_counts", derive_enrichment_counts),
)


async def refresh(postgres: PostgresStore, graph: Neo4jStore) -> None:
    """All steps, in order, never two refreshes at once: a second one waits for the first.

    Raises what a store raised; what earlier steps wrote stays. May be cancelled and repeated at any time.
    """
    async with _alone(postgres):
        for step in STEPS:
            began = time.monotonic()
            log.info(Mark.PROCESSING, "Deriving data", step=step.name)
            rows = await step.run(postgres, graph)
            log.info(Mark.SAVED, "Derived data is up to date", step=step.name, rows=rows, duration_s=round(time.monotonic() - began, 2))


@asynccontextmanager
async def _alone(postgres: PostgresStore) -> AsyncIterator[None]:
    """Hold the lock of refreshes, over all processes.

    It belongs to a transaction of its own, so that it is free again however this ends, a killed process included. That transaction
    reads nothing: it keeps no old rows alive.
    """
    async with postgres.transaction(queries.TRY_REFRESH.timeout_s) as connection:
        while True:
            row = await (await connection.execute(queries.TRY_REFRESH.text, {"key": LOCK_KEY})).fetchone()
            if row is not None and row[0]:
                break
            await asyncio.sleep(LOCK_POLL_S)
        yield
