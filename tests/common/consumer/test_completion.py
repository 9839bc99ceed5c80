"""How a type ends."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from common.consumer import completion, gate as gate_module
from common.consumer.completion import GRACE_S, CompletionWatcher, decide
from common.consumer.gate import StoreGate
from common.consumer.spec import Outcome, TypeState
from common.domain.data_types import DISCOGS_TYPES, DataType, Source
from common.domain.messages import ExtractionComplete, RunStamp
from common.runtime.backoff import Backoff
from tests.common.consumer.fake_store import FakeDatabase, FakeStore, fake_spec
from tests.support.waiting import eventually


STARTED = "2026-03-05T10:00:00.000000Z"


def signal(*, started_at: str | None = STARTED, partial: bool = False) -> ExtractionComplete:
    return ExtractionComplete("20260301", started_at, "2026-03-05T14:00:00Z", partial=partial)


@pytest.mark.parametrize(
    ("published", "seen", "rejected", "unreadable", "at_once", "later"),
    [
        (10, 10, 0, 0, "complete", "complete"),
        (10, 8, 2, 0, "complete", "complete"),
        (10, 9, 0, 0, None, "incomplete"),
        (10, 11, 0, 0, None, "incomplete"),
        (10, 10, 0, 1, None, "incomplete"),
        (10, 9, 0, 1, None, "incomplete"),
        (0, 0, 0, 0, None, "empty"),
        (0, 3, 0, 0, None, "empty"),
        (None, 5, 0, 0, None, "unknown"),
    ],
)
def test_decide(published: int | None, seen: int, rejected: int, unreadable: int, at_once: str | None, later: str) -> None:
    state = TypeState(DataType.ARTISTS, published, seen, rejected, unreadable, None)
    assert decide(signal(), state, quiet_s=0.0) == at_once
    assert decide(signal(), state, quiet_s=GRACE_S - 0.1) == at_once
    assert decide(signal(), state, quiet_s=GRACE_S) == later


@pytest.mark.parametrize("started_at", [None, "yesterday"])
def test_a_run_without_a_readable_start_is_unknown(started_at: str | None) -> None:
    state = TypeState(DataType.ARTISTS, 10, 10, 0, 0, None)
    assert decide(signal(started_at=started_at), state, quiet_s=0.0) is None
    assert decide(signal(started_at=started_at), state, quiet_s=GRACE_S) is Outcome.UNKNOWN


def test_a_partial_run_is_never_complete() -> None:
    assert decide(signal(partial=True), TypeState(DataType.ARTISTS, 10, 10, 0, 0, None), quiet_s=0.0) is Outcome.PARTIAL
    assert decide(signal(partial=True), TypeState(DataType.ARTISTS, 10, 3, 0, 0, None), quiet_s=0.0) is None
    assert decide(signal(partial=True), TypeState(DataType.ARTISTS, 10, 3, 0, 0, None), quiet_s=GRACE_S) is Outcome.PARTIAL


def test_a_record_that_could_not_be_read_keeps_its_type_incomplete() -> None:
    message = ExtractionComplete("20260301", STARTED, "2026-03-05T14:00:00Z", malformed_counts={"artists": 1})
    assert decide(message, TypeState(DataType.ARTISTS, 10, 10, 0, 0, None), quiet_s=0.0) is Outcome.INCOMPLETE
    assert decide(message, TypeState(DataType.LABELS, 10, 10, 0, 0, None), quiet_s=0.0) is Outcome.COMPLETE


def test_counts_that_do_not_add_up_have_their_own_patience() -> None:
    short, empty = (TypeState(DataType.ARTISTS, published, 0, 0, 0, None) for published in (10, 0))
    assert decide(signal(), short, quiet_s=GRACE_S, patience_s=GRACE_S + 3) is None
    assert decide(signal(), short, quiet_s=GRACE_S + 3, patience_s=GRACE_S + 3) is Outcome.INCOMPLETE
    assert decide(signal(), empty, quiet_s=GRACE_S, patience_s=GRACE_S + 3) is Outcome.EMPTY


class Watched:
    """A watcher of a process that holds nothing, over a database with one record of two; another process holds the other one."""

    def __init__(self) -> None:
        self.database = FakeDatabase()
        message = ExtractionComplete("20260301", STARTED, STARTED, published_counts={"artists": 2})
        self.database.signals["run"] = {DataType.ARTISTS: message}
        self._counter = (RunStamp("20260301", STARTED).number, DataType.ARTISTS)
        self.see(1)

    def see(self, records: int) -> None:
        """So many records are committed."""
        self.database.seen[self._counter] = records

    @property
    def outcomes(self) -> list[Outcome]:
        """What was settled."""
        return [outcome for _, outcome in self.database.settled_types]

    @asynccontextmanager
    async def watching(self, *, flush_interval_s: float = 0.0) -> AsyncGenerator[StoreGate]:
        """Runs gate and watcher."""
        store = FakeStore(self.database, Source.DISCOGS)
        gate = StoreGate("PostgreSQL", store.probe, store.classify, lambda: None)
        spec = fake_spec(self.database, flush_interval_s=flush_interval_s)
        watcher = CompletionWatcher(spec, store, gate, is_idle=lambda _kind: True, on_runs=lambda _runs: None)
        tasks = [asyncio.ensure_future(gate.run()), asyncio.ensure_future(watcher.run())]
        try:
            yield gate
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    """With times that suit a test."""
    monkeypatch.setattr(completion, "GRACE_S", 1.0)
    monkeypatch.setattr(completion, "WRITE_S", 1.0)
    monkeypatch.setattr(completion, "POLL_OPEN_S", 0.05)
    monkeypatch.setattr(gate_module, "RECOVERY", Backoff(0.05, maximum=0.1, jitter=0))
    return Watched()


async def test_an_outage_is_no_silence(watched: Watched) -> None:
    async with watched.watching() as gate:
        await eventually(lambda: gate.is_open)
        await asyncio.sleep(0.1)
        watched.database.is_down = True
        await eventually(lambda: not gate.is_open)
        await asyncio.sleep(1.2)
        watched.database.is_down = False
        await eventually(lambda: gate.is_open)
        await asyncio.sleep(0.2)
        assert watched.outcomes == []
        watched.see(2)
        await eventually(lambda: watched.outcomes == [Outcome.COMPLETE])


async def test_the_last_batch_of_another_process_may_wait_for_its_flush_interval(watched: Watched) -> None:
    async with watched.watching(flush_interval_s=1.5) as gate:
        await eventually(lambda: gate.is_open)
        await asyncio.sleep(1.2)
        watched.see(2)
        await eventually(lambda: bool(watched.outcomes))
        assert watched.outcomes == [Outcome.COMPLETE]


async def test_counts_that_never_add_up_are_given_up(watched: Watched) -> None:
    async with watched.watching():
        await eventually(lambda: watched.outcomes == [Outcome.INCOMPLETE])


async def test_faults_of_one_type_are_no_attempts_of_another(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(completion, "RETRY", Backoff(0.01))
    message = watched.database.signals["run"][DataType.ARTISTS]
    watched.database.signals["run"] = dict.fromkeys(DISCOGS_TYPES, message)
    settle, calls = FakeStore.settle_type, Counter[DataType]()

    async def at_the_third_attempt(self: FakeStore, key: str, data_type: DataType, outcome: Outcome, /) -> None:
        calls[data_type] += 1
        if calls[data_type] < 3:
            raise ValueError("not yet")
        await settle(self, key, data_type, outcome)

    monkeypatch.setattr(FakeStore, "settle_type", at_the_third_attempt)
    async with watched.watching():
        await eventually(lambda: watched.database.states.get("run") in ("done", "failed"))
    assert watched.database.states["run"] == "done"
