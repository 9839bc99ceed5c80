"""What is derived in PostgreSQL when an import has ended: search documents, what hubs answer with."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
import time
from typing import Final

from api.catalogue.hubs_derivation import derive_hubs
from api.credits.derivation import derive_busy_people
from api.labels.derivation import derive_profiles
from api.musicbrainz.derivation import derive_enrichment_counts
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore


log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Step:
    """One derivation. `run` may be repeated at any time, takes what the stores hold now, and returns the number of rows it wrote."""

    name: str
    run: Callable[[PostgresStore, Neo4jStore], Awaitable[int]]


STEPS: Final[tuple[Step, ...]] = (
    Step("hubs", derive_hubs),
    Step("busy_people", derive_busy_people),
    Step("label_profiles", derive_profiles),
    Step("enrichment_counts", derive_enrichment_counts),
)


async def refresh(postgres: PostgresStore, graph: Neo4jStore) -> None:
    """All steps, in order. Raises what a store raised; what earlier steps wrote stays."""
    for step in STEPS:
        began = time.monotonic()
        rows = await step.run(postgres, graph)
        log.info(Mark.SAVED, "Derived data is up to date", step=step.name, rows=rows, duration_s=round(time.monotonic() - began, 2))
