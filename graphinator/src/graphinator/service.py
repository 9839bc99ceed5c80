"""The declaration of graphinator: Discogs records to Neo4j."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from common.consumer.neo4j_ledger import Neo4jLedger
from common.consumer.spec import ConsumerSpec
from common.domain.data_types import Source
from common.stores.neo4j import open_neo4j
from graphinator.maintenance import Maintenance
from graphinator.records import Record, decode
from graphinator.settings import GraphinatorSettings
from graphinator.store import GraphStore


NAME: Final = "graphinator"


def make_spec(settings: GraphinatorSettings) -> ConsumerSpec[Record]:
    """The consumer, as the engine runs it."""

    @asynccontextmanager
    async def open_store() -> AsyncIterator[GraphStore]:
        async with open_neo4j(settings) as neo4j:
            maintenance = Maintenance(neo4j, consumer=NAME, max_fraction=settings.purge_max_delete_fraction)
            yield GraphStore(neo4j, Neo4jLedger(neo4j, NAME, Source.DISCOGS), maintenance)

    return ConsumerSpec(
        name=NAME,
        source=Source.DISCOGS,
        health_port=settings.health_port,
        store_name="Neo4j",
        verb="Processing",
        decode=decode,
        open_store=open_store,
        batch_size=settings.neo4j_batch_size if settings.neo4j_batch_mode else 1,
        flush_interval_s=settings.neo4j_batch_flush_interval,
    )
