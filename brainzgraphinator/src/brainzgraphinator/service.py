"""The declaration of brainzgraphinator: MusicBrainz records to Neo4j."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

from brainzgraphinator.records import MusicBrainzRecord, decode
from brainzgraphinator.settings import BrainzgraphinatorSettings
from brainzgraphinator.store import EnrichmentStore
from brainzgraphinator.writer import CONSUMER
from common.consumer.neo4j_ledger import Neo4jLedger
from common.consumer.spec import ConsumerSpec, Store
from common.domain.data_types import Source
from common.stores.neo4j import open_neo4j


def make_spec(settings: BrainzgraphinatorSettings) -> ConsumerSpec[MusicBrainzRecord]:
    """The consumer, as the engine runs it."""

    @asynccontextmanager
    async def open_store() -> AsyncIterator[EnrichmentStore]:
        async with open_neo4j(settings) as neo4j:
            ledger = Neo4jLedger(neo4j, CONSUMER, Source.MUSICBRAINZ)
            yield EnrichmentStore(neo4j, ledger, max_fraction=settings.purge_max_delete_fraction)

    return ConsumerSpec(
        name=CONSUMER,
        source=Source.MUSICBRAINZ,
        health_port=settings.health_port,
        store_name="Neo4j",
        verb="Enriching",
        decode=decode,
        open_store=open_store,
        batch_size=settings.neo4j_batch_size if settings.neo4j_batch_mode else 1,
        flush_interval_s=settings.neo4j_batch_flush_interval,
        background=_watch,
    )


async def _watch(store: Store[MusicBrainzRecord]) -> None:
    await cast("EnrichmentStore", store).deferred.watch()
