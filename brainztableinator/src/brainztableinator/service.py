"""The declaration of brainztableinator: MusicBrainz records to PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from brainztableinator.queries import ANALYZE_DETAILS, TABLES
from brainztableinator.records import EntityRecord, decode
from brainztableinator.rows import ENCODERS, TRANSFORM
from brainztableinator.settings import BrainztableinatorSettings
from brainztableinator.writer import DetailWriter, forget_entities
from common.consumer.postgres_ledger import PostgresLedger
from common.consumer.spec import ConsumerSpec
from common.consumer.tables.store import TableStore
from common.consumer.tables.writer import RowWriter
from common.domain.data_types import Source
from common.stores.postgres import open_postgres


NAME: Final = "brainztableinator"


def make_spec(settings: BrainztableinatorSettings) -> ConsumerSpec[EntityRecord]:
    """The consumer, as the engine runs it."""

    @asynccontextmanager
    async def open_store() -> AsyncIterator[TableStore[EntityRecord]]:
        async with open_postgres(settings, application_name=NAME) as postgres:
            ledger = PostgresLedger(postgres, NAME, Source.MUSICBRAINZ)
            writers = {
                kind: RowWriter(postgres, ledger, table, transform=TRANSFORM, encode=ENCODERS[kind], details=DetailWriter(kind).write)
                for kind, table in TABLES.items()
            }
            yield TableStore(
                postgres,
                ledger,
                consumer=NAME,
                source=Source.MUSICBRAINZ,
                tables=TABLES,
                writers=writers,
                max_delete_fraction=settings.purge_max_delete_fraction,
                forget=forget_entities,
                analyzed=ANALYZE_DETAILS,
            )

    return ConsumerSpec(
        name=NAME,
        source=Source.MUSICBRAINZ,
        health_port=settings.health_port,
        store_name="PostgreSQL",
        verb="Processing",
        decode=decode,
        open_store=open_store,
        batch_size=settings.postgres_batch_size if settings.postgres_batch_mode else 1,
        flush_interval_s=settings.postgres_batch_flush_interval,
    )
