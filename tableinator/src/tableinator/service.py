"""The declaration of tableinator: Discogs records to PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from common.consumer.postgres_ledger import PostgresLedger
from common.consumer.spec import ConsumerSpec
from common.consumer.tables.store import TableStore
from common.consumer.tables.writer import RowWriter
from common.domain.data_types import Source
from common.stores.postgres import open_postgres
from tableinator.queries import TABLES
from tableinator.records import TRANSFORM, DiscogsRow, decode, encode
from tableinator.settings import TableinatorSettings


NAME: Final = "tableinator"


def make_spec(settings: TableinatorSettings) -> ConsumerSpec[DiscogsRow]:
    """The consumer, as the engine runs it."""

    @asynccontextmanager
    async def open_store() -> AsyncIterator[TableStore[DiscogsRow]]:
        async with open_postgres(settings, application_name=NAME) as postgres:
            ledger = PostgresLedger(postgres, NAME, Source.DISCOGS)
            yield TableStore(
                postgres,
                ledger,
                consumer=NAME,
                source=Source.DISCOGS,
                tables=TABLES,
                writers={kind: RowWriter(postgres, ledger, table, transform=TRANSFORM, encode=encode) for kind, table in TABLES.items()},
                max_delete_fraction=settings.purge_max_delete_fraction,
            )

    return ConsumerSpec(
        name=NAME,
        source=Source.DISCOGS,
        health_port=settings.health_port,
        store_name="PostgreSQL",
        verb="Processing",
        decode=decode,
        open_store=open_store,
        batch_size=settings.postgres_batch_size if settings.postgres_batch_mode else 1,
        flush_interval_s=settings.postgres_batch_flush_interval,
    )
