"""Both ledgers on their real stores keep one contract."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from common.consumer.neo4j_ledger import Neo4jLedger
from common.consumer.postgres_ledger import PostgresLedger
from common.consumer.spec import Ledger, Outcome, Reject
from common.domain.data_types import DISCOGS_TYPES, DataType, Source
from common.domain.messages import ExtractionComplete, RunStamp
from common.runtime.settings import Neo4jSettings, PostgresSettings
from common.stores.neo4j import Neo4jStore, open_neo4j
from common.stores.postgres import PostgresStore, open_postgres
from tests.support.servers import GraphTarget, PostgresTarget


ARTISTS, LABELS = DataType.ARTISTS, DataType.LABELS
RUN = RunStamp("20260301", "2026-03-05T10:00:00.000000Z")
LATER = RunStamp("20260301", "2026-03-06T10:00:00.000000Z")


class Kit:
    """A store's ledgers, and its transaction."""

    def __init__(self, store: PostgresStore | Neo4jStore) -> None:
        self._store = store

    def ledger(self, consumer: str = "tableinator") -> Any:
        """One process's ledger."""
        if isinstance(self._store, PostgresStore):
            return PostgresLedger(self._store, consumer, Source.DISCOGS)
        return Neo4jLedger(self._store, consumer, Source.DISCOGS)

    async def count(self, ledger: Any, run: RunStamp | None, data_type: DataType, count: int, *, fail: bool = False) -> None:
        """Count in a transaction that a writer would make."""

        async def work(transaction: Any) -> None:
            await ledger.count_seen(transaction, run, data_type, count)
            if fail:
                raise ValueError("rolled back")

        if isinstance(self._store, PostgresStore):
            async with self._store.transaction() as connection:
                await work(connection)
        else:
            await self._store.write("test", work)


@asynccontextmanager
async def _postgres(target: PostgresTarget) -> AsyncIterator[Kit]:
    values = {name.lower(): value for name, value in target.env.items()}
    async with open_postgres(PostgresSettings.load(**values), application_name="ledger-test") as store:
        yield Kit(store)


@asynccontextmanager
async def _neo4j(target: GraphTarget) -> AsyncIterator[Kit]:
    values = {name.lower(): value for name, value in target.env.items()}
    async with open_neo4j(Neo4jSettings.load(**values)) as store:
        yield Kit(store)


@pytest.fixture
async def postgres_kit(postgres: PostgresTarget) -> AsyncIterator[Kit]:
    async with _postgres(postgres) as kit:
        yield kit


@pytest.fixture
async def graph_kit(graph: GraphTarget) -> AsyncIterator[Kit]:
    async with _neo4j(graph) as kit:
        yield kit


def complete(run: RunStamp | None = RUN, counts: dict[str, int] | None = None) -> ExtractionComplete:
    told = counts or {data_type.value: 3 for data_type in DISCOGS_TYPES}
    version = run.version if run else "unknown"
    return ExtractionComplete(version, run.started_at if run else None, "2026-03-05T14:00:00Z", dict(told), dict(told))


async def check_signals_make_a_run(kit: Kit) -> None:
    ledger: Ledger = kit.ledger()
    assert await ledger.open_runs() == []
    assert await ledger.last_done() == 0
    await ledger.signal(ARTISTS, complete())
    await ledger.signal(ARTISTS, complete())
    [state] = await ledger.open_runs()
    assert state.run == RUN and state.state == "pending" and set(state.types) == {ARTISTS}
    entry = state.types[ARTISTS]
    assert (entry.published, entry.seen, entry.rejected, entry.rejected_without_id, entry.settled) == (3, 0, 0, 0, None)
    await kit.ledger("brainztableinator").signal(LABELS, complete())
    assert len(await ledger.open_runs()) == 1, "another consumer's runs are its own"


async def check_simultaneous_signals_are_all_kept(kit: Kit) -> None:
    await asyncio.gather(*(kit.ledger().signal(data_type, complete()) for data_type in DISCOGS_TYPES))
    [state] = await kit.ledger().open_runs()
    assert set(state.types) == set(DISCOGS_TYPES)


async def check_counts_of_all_processes_add_up(kit: Kit) -> None:
    one, two = kit.ledger(), kit.ledger()
    await one.signal(ARTISTS, complete())
    await kit.count(one, RUN, ARTISTS, 2)
    await kit.count(one, RUN, ARTISTS, 3)
    await kit.count(two, RUN, ARTISTS, 4)
    await kit.count(two, RUN, LABELS, 50)
    await kit.count(two, LATER, ARTISTS, 60)
    await kit.count(two, None, ARTISTS, 70)
    with pytest.raises(ValueError, match="rolled back"):
        await kit.count(one, RUN, ARTISTS, 80, fail=True)
    [state] = await one.open_runs()
    assert state.types[ARTISTS].seen == 9


async def check_rejects_are_counted_once_an_id(kit: Kit) -> None:
    ledger = kit.ledger()
    await ledger.signal(ARTISTS, complete())
    odd = Reject(ARTISTS, RUN, "bad\x00id \ud800" + "x" * 5_000, "NUL \x00 and a lone surrogate \ud800")
    await ledger.reject([Reject(ARTISTS, RUN, "1", "first"), Reject(ARTISTS, RUN, "1", "again"), odd])
    await ledger.reject([Reject(ARTISTS, RUN, "1", "on another delivery"), odd, Reject(ARTISTS, RUN, None, "not JSON")])
    await ledger.reject([Reject(ARTISTS, None, "9", "without a run"), Reject(LABELS, RUN, "9", "another type")])
    [state] = await ledger.open_runs()
    assert (state.types[ARTISTS].rejected, state.types[ARTISTS].rejected_without_id) == (2, 1)


async def check_a_run_ends(kit: Kit) -> None:
    ledger = kit.ledger()
    await ledger.signal(ARTISTS, complete())
    await ledger.signal(ARTISTS, complete(LATER))
    first, second = await ledger.open_runs()
    assert (first.run, second.run) == (RUN, LATER), "oldest first"
    await ledger.settle_type(first.key, ARTISTS, Outcome.COMPLETE)
    await ledger.finish_run(first.key, "failed", "boom")
    first, _ = await ledger.open_runs()
    assert first.types[ARTISTS].settled is Outcome.COMPLETE and first.state == "failed"
    await ledger.finish_run(first.key, "done")
    await ledger.signal(ARTISTS, complete())  # sent again after the end
    [left] = await ledger.open_runs()
    assert left.run == LATER


async def check_a_run_without_a_start_begins_anew_once_it_was_done(kit: Kit) -> None:
    ledger = kit.ledger()
    for data_type in DISCOGS_TYPES:
        await ledger.signal(data_type, complete(None))
    [state] = await ledger.open_runs()
    await ledger.settle_type(state.key, ARTISTS, Outcome.UNKNOWN)
    await ledger.finish_run(state.key, "done")
    assert await ledger.open_runs() == []
    await ledger.signal(ARTISTS, complete(None))
    [again] = await ledger.open_runs()
    assert set(again.types) == {ARTISTS} and again.types[ARTISTS].settled is None and again.state == "pending"


async def check_a_lease_is_exclusive(kit: Kit) -> None:
    one, two, other = kit.ledger(), kit.ledger(), kit.ledger("brainztableinator")
    async with one.lease("work") as first, two.lease("work") as second, two.lease("else") as third, other.lease("work") as fourth:
        assert (first, second, third, fourth) == (True, False, True, True)
    async with two.lease("work") as free:
        assert free
    with pytest.raises(ValueError, match="inside"):
        async with one.lease("work"):
            raise ValueError("inside")
    async with two.lease("work") as free:
        assert free


CHECKS = [
    check_signals_make_a_run,
    check_simultaneous_signals_are_all_kept,
    check_counts_of_all_processes_add_up,
    check_rejects_are_counted_once_an_id,
    check_a_run_ends,
    check_a_run_without_a_start_begins_anew_once_it_was_done,
    check_a_lease_is_exclusive,
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__.removeprefix("check_"))
async def test_postgres_ledger(postgres_kit: Kit, check: Any) -> None:
    await check(postgres_kit)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__.removeprefix("check_"))
async def test_neo4j_ledger(graph_kit: Kit, check: Any) -> None:
    await check(graph_kit)


async def test_neo4j_latch_lists_its_signals_sorted(graph_kit: Kit, graph: GraphTarget) -> None:
    for data_type in (DataType.RELEASES, ARTISTS, LABELS):
        await graph_kit.ledger("graphinator").signal(data_type, complete())
    [latch] = await graph.rows(
        "MATCH (c:ExtractionCompletion) RETURN c.key AS key, c.version AS version, c.started_at AS started, c.signals AS signals"
    )
    assert latch == {
        "key": f"graphinator:{RUN.version}:{RUN.started_at}",
        "version": RUN.version,
        "started": RUN.started_at,
        "signals": ["artists", "labels", "releases"],
    }


async def test_neo4j_lease_of_a_dead_process_runs_out(graph_kit: Kit, graph: GraphTarget) -> None:
    await graph.rows("CREATE (:Lease {name: 'graphinator:work', owner: 'gone', expires_at: datetime() + duration({seconds: 60})})")
    async with graph_kit.ledger("graphinator").lease("work") as early:
        assert not early
    await graph.rows("MATCH (l:Lease) SET l.expires_at = datetime() - duration({seconds: 1})")
    async with graph_kit.ledger("graphinator").lease("work") as late:
        assert late


async def test_neo4j_lease_that_is_taken_away_stops_its_holder(graph_kit: Kit, graph: GraphTarget, monkeypatch: pytest.MonkeyPatch) -> None:
    from common.consumer import neo4j_ledger
    from common.runtime.errors import StoreUnavailable

    monkeypatch.setattr(neo4j_ledger, "LEASE_RENEWAL_S", 0.1)
    with pytest.raises(StoreUnavailable, match="lost"):
        async with graph_kit.ledger("graphinator").lease("work"):
            await graph.rows("MATCH (l:Lease) SET l.owner = 'another'")
            await asyncio.sleep(10)
