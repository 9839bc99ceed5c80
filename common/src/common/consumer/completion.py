"""When a type and a run are settled, and the work that follows.

Everything is decided from what the store holds, so it holds with any number of processes and after a kill: each process watches,
one at a time works, under a lease.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from common.consumer.gate import RECOVERY, StoreGate
from common.consumer.spec import ConsumerSpec, Failure, HasId, Outcome, RunState, Store, TypeState
from common.domain.data_types import TYPES_OF, DataType
from common.domain.messages import ExtractionComplete
from common.runtime.backoff import Backoff
from common.runtime.errors import describe_exception
from common.runtime.logging import get_logger
from common.runtime.marks import Mark


GRACE_S: Final = 5.0
"""A type that can never be complete is settled when its counts have not moved for so long."""
WRITE_S: Final = 3.0
"""Counts that do not add up wait longer: another process may hold a batch until its flush interval ends, and then has to write it."""
POLL_OPEN_S: Final = 1.0
POLL_AWAITED_S: Final = 2.0  # an import is on its way: another process may see its end first
POLL_IDLE_S: Final = 10.0
ATTEMPTS: Final = 3
TRANSIENT_ATTEMPTS: Final = 10  # deadlocks and lock time-outs of a store that answers
RETRY: Final = Backoff(initial=2.0, factor=4.0, maximum=60.0)
LEASE: Final = "completion"

log = get_logger(__name__)


def decide(message: ExtractionComplete, state: TypeState, *, quiet_s: float, patience_s: float = GRACE_S) -> Outcome | None:
    """How a type ended, or `None` while it has not.

    Args:
        message: The type's `extraction_complete`.
        state: What the store holds of the type.
        quiet_s: Seconds since its counts last moved.
        patience_s: Seconds after which counts that do not add up are given up.
    """
    is_quiet = quiet_s >= GRACE_S
    if message.run is None or state.published is None:
        return Outcome.UNKNOWN if is_quiet else None
    if state.published == 0:
        return Outcome.EMPTY if is_quiet else None
    if state.seen + state.rejected == state.published and not state.rejected_without_id:
        if message.partial:
            return Outcome.PARTIAL
        # A record that could not be read is missing from the counts, not from the catalogue: its row must outlive the purge.
        return Outcome.INCOMPLETE if message.has_malformed(state.data_type) else Outcome.COMPLETE
    if quiet_s >= patience_s:
        return Outcome.PARTIAL if message.partial else Outcome.INCOMPLETE
    return None


@dataclass(slots=True)
class _Movement:
    counts: tuple[int, int, int]
    since: float


class CompletionWatcher[R: HasId]:
    """Settles types and runs of one consumer.

    Args:
        spec: The consumer.
        store: Its open store.
        gate: Whether the store answers.
        is_idle: Whether this process holds nothing of a type that could still move its counts.
        on_runs: Called with the open runs each time they were read.
        awaits_end: Whether this process has written records of a run whose end it has not seen: another process may have ended it
            between two looks.
        on_done: Called with the number of the newest run that is done, while `awaits_end` says so.
    """

    def __init__(
        self,
        spec: ConsumerSpec[R],
        store: Store[R],
        gate: StoreGate,
        *,
        is_idle: Callable[[DataType], bool],
        on_runs: Callable[[Sequence[RunState]], None],
        awaits_end: Callable[[], bool] = lambda: False,
        on_done: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._spec = spec
        self._store = store
        self._gate = gate
        self._is_idle = is_idle
        self._on_runs = on_runs
        self._awaits_end = awaits_end
        self._on_done = on_done
        self._nudged = asyncio.Event()
        self._patience_s = max(GRACE_S, spec.flush_interval_s + WRITE_S)
        self._movements: dict[tuple[str, DataType], _Movement] = {}
        self._quiet_from = 0.0  # no silence before this moment counts: the store was away
        self._attempts: dict[tuple[str, DataType | None], int] = {}  # of each type, and of the work after them
        self._resumable: set[str] | None = None  # failed runs found at the start: this process tries them once more
        self.runs: Sequence[RunState] = ()
        self.ended: RunState | None = None  # the last run that this process ended, for health
        self.working_on: str | None = None

    def nudge(self) -> None:
        """Look soon: a signal or a commit may have completed something."""
        self._nudged.set()

    async def run(self) -> None:
        """Watch until cancelled."""
        while True:
            await self._store_answers()
            try:
                is_open = await self._look()
            except Exception as error:
                if self._store.classify(error) is not Failure.TRANSIENT:
                    raise
                await self._gate.answers(error)
                is_open = True
            if not is_open:
                with suppress(TimeoutError):
                    async with asyncio.timeout(POLL_AWAITED_S if self._awaits_end() else POLL_IDLE_S):
                        await self._nudged.wait()
            else:
                # Commits nudge by the dozen a second; counts are worth reading once a second.
                await asyncio.sleep(POLL_OPEN_S)
            self._nudged.clear()

    async def _store_answers(self) -> None:
        """Wait out an outage, in which nothing could move: neither here nor in other processes, which may notice its end later."""
        if not self._gate.is_open:
            loop = asyncio.get_running_loop()
            closed_at = loop.time()
            await self._gate.opened()
            self._quiet_from = loop.time() + min(loop.time() - closed_at, RECOVERY.maximum)

    async def _look(self) -> bool:
        """One round over the open runs. Says whether one of them may settle soon."""
        runs = await self._store.ledger.open_runs()
        if self._resumable is None:
            self._resumable = {state.key for state in runs if state.state == "failed"}
        self.runs = runs
        self._on_runs(runs)
        if self._awaits_end():
            self._on_done(await self._store.ledger.last_done())
        is_open = False
        for state in runs:
            if state.state == "failed" and state.key not in self._resumable:
                continue
            if await self._advance(state):
                is_open = True
        return is_open

    async def _advance(self, state: RunState) -> bool:
        for data_type, entry in state.types.items():
            if entry.settled is None and (outcome := self._decide(state, entry)) is not None:
                await self._attempt(state.key, data_type, partial(self._settle, state.key, data_type, outcome))
        runs = await self._store.ledger.open_runs()
        fresh = next((run for run in runs if run.key == state.key), None)
        if fresh is None:
            return False
        if not _all_settled(fresh, self._spec):
            return any(entry.settled is None for entry in fresh.types.values())
        await self._attempt(fresh.key, None, partial(self._finish, fresh.key))
        return True

    def _decide(self, state: RunState, entry: TypeState) -> Outcome | None:
        now = asyncio.get_running_loop().time()
        counts = (entry.seen, entry.rejected, entry.rejected_without_id)
        movement = self._movements.setdefault((state.key, entry.data_type), _Movement(counts, now))
        if movement.counts != counts or not self._is_idle(entry.data_type):
            movement.counts, movement.since = counts, now
        return decide(state.message, entry, quiet_s=now - max(movement.since, self._quiet_from), patience_s=self._patience_s)

    async def _attempt(self, key: str, data_type: DataType | None, work: Callable[[], Awaitable[None]]) -> None:
        """Do it under the lease; a failure counts, an outage does not, and after the last attempt the run is marked failed."""
        async with self._store.ledger.lease(LEASE) as is_ours:
            if not is_ours:
                return
            self.working_on = key
            try:
                await work()
                self._attempts.pop((key, data_type), None)
            except Exception as error:
                is_transient = self._store.classify(error) is Failure.TRANSIENT
                if is_transient and not await self._gate.answers(error):
                    log.warning(Mark.WAITING, "Work after an import waits for the store", run=key, error=error)
                    return
                await self._failed(key, data_type, error, TRANSIENT_ATTEMPTS if is_transient else ATTEMPTS)
            finally:
                self.working_on = None

    async def _failed(self, key: str, data_type: DataType | None, error: Exception, attempts: int) -> None:
        attempt = self._attempts[key, data_type] = self._attempts.get((key, data_type), 0) + 1
        if attempt < attempts:
            delay = RETRY.delay(attempt - 1)
            log.warning(Mark.WARNING, "Work after an import failed; trying again", run=key, attempt=attempt, delay_s=round(delay, 1), error=error)
            await asyncio.sleep(delay)
            return
        log.exception(Mark.FAILED, "Work after an import failed for good; the next start tries again", run=key, error=error)
        await self._store.ledger.finish_run(key, "failed", describe_exception(error))
        self._attempts.pop((key, data_type))
        if self._resumable is not None:
            self._resumable.discard(key)

    async def _settle(self, key: str, data_type: DataType, outcome: Outcome) -> None:
        state = await self._fresh(key)
        if state is None or (entry := state.types.get(data_type)) is None or entry.settled is not None:
            return  # another process was faster
        mark = Mark.OK if outcome in (Outcome.COMPLETE, Outcome.PARTIAL) else Mark.WARNING
        report = log.info if mark is Mark.OK else log.warning
        report(
            mark,
            "Type settled",
            data_type=data_type.value,
            outcome=outcome.value,
            published=entry.published,
            seen=entry.seen,
            rejected=entry.rejected,
            rejected_without_id=entry.rejected_without_id,
            version=state.message.version,
        )
        await self._store.on_type_settled(state, data_type, outcome)
        await self._store.ledger.settle_type(key, data_type, outcome)
        self._movements.pop((key, data_type), None)

    async def _finish(self, key: str) -> None:
        state = await self._fresh(key)
        if state is None or not _all_settled(state, self._spec):
            return
        log.info(Mark.EXTRACTION_COMPLETE, "All types of the run are settled", version=state.message.version)
        await self._store.ledger.finish_run(key, "running")
        await self._store.on_run_settled(state)
        await self._store.ledger.finish_run(key, "done")
        self.ended = replace(state, state="done")
        log.info(Mark.COMPLETE, "The run is done", version=state.message.version)

    async def _fresh(self, key: str) -> RunState | None:
        return next((state for state in await self._store.ledger.open_runs() if state.key == key), None)


def _all_settled[R: HasId](state: RunState, spec: ConsumerSpec[R]) -> bool:
    return all((entry := state.types.get(data_type)) is not None and entry.settled is not None for data_type in TYPES_OF[spec.source])
