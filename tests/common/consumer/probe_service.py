"""A small consumer over PostgreSQL, for tests of the process: `python -m tests.common.consumer.probe_service`."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
import os
import sys
from typing import Any

from pydantic import Field

from common.consumer.postgres_ledger import PostgresLedger
from common.consumer.run import run_consumer
from common.consumer.settings import EngineSettings
from common.consumer.spec import Batch, BatchResult, ConsumerSpec, Failure, Outcome, RunState
from common.domain.data_types import DISCOGS_TYPES, DataType, Source
from common.runtime.settings import PostgresSettings
from common.stores.postgres import PostgresStore, open_postgres
from common.stores.postgres_errors import classify_postgres
from tests.common.consumer.fake_store import Note, decode


TABLE = "CREATE TABLE probe_rows (data_type text, id text, run bigint, written_by int, PRIMARY KEY (data_type, id))"
UPSERT = """
    INSERT INTO probe_rows SELECT %(data_type)s, unnest(%(ids)s::text[]), %(run)s, %(pid)s
    ON CONFLICT (data_type, id) DO UPDATE SET run = EXCLUDED.run WHERE probe_rows.run < EXCLUDED.run
"""


class ProbeSettings(PostgresSettings, EngineSettings):
    """What the probe reads from the environment."""

    probe_port: int = Field(...)
    probe_delay: float = Field(0.0)


class ProbeStore:
    """The rows of `probe_rows`, counted as a real consumer counts them."""

    def __init__(self, store: PostgresStore, settings: ProbeSettings) -> None:
        self._store = store
        self._delay = settings.probe_delay
        self.ledger = PostgresLedger(store, "tableinator", Source.DISCOGS)
        self.writers = dict.fromkeys(DISCOGS_TYPES, self)

    async def write(self, batch: Batch[Note], /) -> BatchResult:
        run = batch.run.number if batch.run else 0
        values = {"data_type": batch.data_type.value, "ids": [item.record.id for item in batch.items], "run": run, "pid": os.getpid()}
        async with self._store.transaction() as connection:
            touched = (await connection.execute(UPSERT, values)).rowcount
            await self.ledger.count_seen(connection, batch.run, batch.data_type, touched)
            await connection.execute("SELECT pg_sleep(%s)", (self._delay,))
        return BatchResult(written=touched, unchanged=len(batch.items) - touched)

    def classify(self, error: BaseException, /) -> Failure:
        return Failure(classify_postgres(error))

    async def probe(self) -> None:
        await self._store.probe()

    async def on_type_settled(self, _state: RunState, _data_type: DataType, _outcome: Outcome, /) -> None: ...

    async def on_run_settled(self, _state: RunState, /) -> None: ...

    def health(self) -> Mapping[str, Any]:
        return {}


def make_spec(settings: ProbeSettings) -> ConsumerSpec[Note]:
    @asynccontextmanager
    async def open_store() -> AsyncIterator[ProbeStore]:
        async with open_postgres(settings, application_name="probe") as store:
            yield ProbeStore(store, settings)

    return ConsumerSpec(
        name="tableinator",
        source=Source.DISCOGS,
        health_port=settings.probe_port,
        store_name="PostgreSQL",
        verb="Processing",
        decode=decode,
        open_store=open_store,
        batch_size=50,
        flush_interval_s=1.0,
    )


if __name__ == "__main__":
    sys.exit(run_consumer(make_spec, ProbeSettings))
