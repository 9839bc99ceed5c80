"""A small catalogue in both stores, written by the consumers' own writers: what a test says of a record is what an import would have made of it."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from brainzgraphinator.service import make_spec as brainz_graph_spec
from brainzgraphinator.settings import BrainzgraphinatorSettings
from brainztableinator.service import make_spec as brainz_table_spec
from brainztableinator.settings import BrainztableinatorSettings
from common.consumer.spec import Batch, ConsumerSpec, HasId, Item, Outcome, RunState, TypeState
from common.domain.content_hash import content_hash
from common.domain.data_types import DISCOGS_TYPES, TYPES_OF
from common.domain.messages import ExtractionComplete, RunStamp
from graphinator.service import make_spec as graph_spec
from graphinator.settings import GraphinatorSettings
from tableinator.service import make_spec as table_spec
from tableinator.settings import TableinatorSettings
from tests.support.servers import GraphTarget, PostgresTarget


VERSION = "20260101"
STARTED_AT = "2026-01-01T00:00:00.000000Z"

type Records = Mapping[str, Sequence[dict[str, Any]]]
"""Records by type (`artists`, `labels`, `masters`, `releases`), as docs/reference/messages.md has them; `type` and `sha256` are added."""


async def load_discogs(postgres: PostgresTarget | None, graph: GraphTarget | None, records: Records, *, maintenance: bool = True) -> None:
    """Write Discogs records, then what follows an import (counts, derived edges).

    A record needs an id and what the test is about, e.g. a release
    `{"id": "1", "title": "T", "released": "1990", "artists": [{"id": "1", "name": "A"}], "genres": ["Rock"]}`.
    """
    if graph is not None:
        settings = GraphinatorSettings.load(**_lower(graph.env), **_BROKER)
        await _load(graph_spec(settings), records, maintenance=maintenance)
    if postgres is not None:
        tables = TableinatorSettings.load(**_lower(postgres.env), **_BROKER)
        await _load(table_spec(tables), records, maintenance=False)


async def load_musicbrainz(postgres: PostgresTarget | None, graph: GraphTarget | None, records: Records) -> None:
    """Write MusicBrainz records (`artists`, `labels`, `release-groups`, `releases`) over a Discogs catalogue that is there already."""
    if graph is not None:
        settings = BrainzgraphinatorSettings.load(**_lower(graph.env), **_BROKER)
        await _load(brainz_graph_spec(settings), records, maintenance=False)
    if postgres is not None:
        tables = BrainztableinatorSettings.load(**_lower(postgres.env), **_BROKER)
        await _load(brainz_table_spec(tables), records, maintenance=False)


_BROKER: Mapping[str, Any] = {"rabbitmq_host": "127.0.0.1"}


def _lower(env: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in env.items()}


async def _load[R: HasId](spec: ConsumerSpec[R], records: Records, *, maintenance: bool) -> None:
    run = RunStamp(VERSION, STARTED_AT)
    async with spec.open_store() as store:
        for data_type in TYPES_OF[spec.source]:
            bodies = [_message(record) for record in records.get(data_type.value, ())]
            if bodies:
                items = [Item(spec.decode(data_type, body), body, number) for number, body in enumerate(bodies)]
                result = await store.writers[data_type].write(Batch(data_type, run, items))
                assert not result.rejected, result.rejected
        if maintenance:
            await store.on_run_settled(_settled(records))


def _message(record: dict[str, Any]) -> bytes:
    plain = {key: value for key, value in record.items() if key not in ("type", "sha256")}
    return orjson.dumps({"type": "data", **plain, "sha256": content_hash(plain)})


def _settled(records: Records) -> RunState:
    counts = {data_type.value: len(records.get(data_type.value, ())) for data_type in DISCOGS_TYPES}
    message = ExtractionComplete(VERSION, STARTED_AT, STARTED_AT, record_counts=dict(counts), published_counts=counts, partial=True)
    types = {data_type: TypeState(data_type, counts[data_type.value], counts[data_type.value], 0, 0, Outcome.PARTIAL) for data_type in DISCOGS_TYPES}
    return RunState("test", message, types, "running")
