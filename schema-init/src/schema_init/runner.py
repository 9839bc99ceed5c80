"""Both halves side by side, and one line that says how they ended."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from enum import IntEnum, StrEnum
from threading import Event, Thread
import time
from typing import Final

from common.runtime.errors import ConfigError
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from schema_init import neo4j, postgres
from schema_init.outcome import Outcome, Patience, Reason, SchemaError
from schema_init.settings import SchemaInitSettings


log = get_logger(__name__)


class Half(StrEnum):
    """A store that has a schema."""

    POSTGRES = "postgres"
    NEO4J = "neo4j"


class ExitCode(IntEnum):
    """What the process tells its caller; which half failed and why is in the summary line."""

    DONE = 0
    FAILED = 1  # the schema of at least one store is not complete
    USAGE = 2  # a setting or an argument is wrong: nothing was attempted


HALVES: Final = tuple(Half)


async def run(settings: SchemaInitSettings, halves: Sequence[Half] = HALVES) -> ExitCode:
    """Bring the schemas up to date, log a summary, and say how it went."""
    started = time.monotonic()
    patience = Patience(settings.schema_init_timeout, Event())
    work: dict[Half, Callable[[], Awaitable[Outcome]]] = {
        Half.POSTGRES: lambda: _postgres(settings, patience),
        Half.NEO4J: lambda: neo4j.apply(settings, patience, index_timeout_s=settings.schema_init_index_timeout),
    }
    stores = {Half.POSTGRES: postgres.STORE, Half.NEO4J: neo4j.STORE}
    outcomes = await asyncio.gather(*(_guarded(stores[half], work[half], patience) for half in halves))
    failed = [outcome for outcome in outcomes if not outcome.ok]
    summary = {
        outcome.store: {
            "ok": outcome.ok,
            "succeeded": outcome.succeeded,
            "failed": outcome.failed,
            "reason": outcome.reason,
            "error": outcome.error,
        }
        for outcome in outcomes
    }
    duration_ms = round((time.monotonic() - started) * 1000)
    if failed:
        log.error(Mark.FAILED, "Schema initialisation failed", systems=[outcome.store for outcome in failed], stores=summary, duration_ms=duration_ms)
        return ExitCode.FAILED
    log.info(Mark.OK, "Schema initialisation complete", stores=summary, duration_ms=duration_ms)
    return ExitCode.DONE


async def _postgres(settings: SchemaInitSettings, patience: Patience) -> Outcome:
    applied = await _in_thread(lambda: postgres.migrate(settings, patience))
    return Outcome(postgres.STORE, succeeded=len(applied))


async def _guarded(store: str, work: Callable[[], Awaitable[Outcome]], patience: Patience) -> Outcome:
    try:
        outcome = await work()
    except (SchemaError, ConfigError) as error:
        reason = error.reason if isinstance(error, SchemaError) else Reason.UNEXPECTED
        log.error(Mark.FAILED, str(error), store=store, reason=reason)
        outcome = Outcome(store, failed=1, reason=reason, error=str(error))
    except Exception as error:  # the other half goes on, and the summary tells of both
        log.exception(Mark.FAILED, "A bug stopped the work on one store", store=store)
        outcome = Outcome(store, failed=1, reason=Reason.UNEXPECTED, error=str(error))
    if not outcome.ok:
        patience.vain.set()
    return outcome


async def _in_thread[T](work: Callable[[], T]) -> T:
    """Like `asyncio.to_thread`, in a daemon thread: a driver call that hangs must not keep the process from ending."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(setter: Callable[[], None]) -> None:
        if not done.done():
            setter()

    def body() -> None:
        try:
            result = work()
        except BaseException as error:  # handed to the waiting task, whatever it is
            problem = error
            loop.call_soon_threadsafe(settle, lambda: done.set_exception(problem))
        else:
            loop.call_soon_threadsafe(settle, lambda: done.set_result(result))

    Thread(target=body, name="postgres", daemon=True).start()
    return await done
