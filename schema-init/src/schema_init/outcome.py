"""How the schema of one store ended, and when trying again is worth it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from threading import Event
from typing import Final

from tenacity import RetryCallState, stop_after_delay, stop_any, stop_when_event_set, wait_exponential_jitter
from tenacity.stop import stop_base

from common.runtime.errors import describe_exception
from common.runtime.logging import get_logger
from common.runtime.marks import Mark


BETWEEN_ATTEMPTS: Final = wait_exponential_jitter(multiplier=0.25, exp_base=2, max=3, jitter=0.25)

log = get_logger(__name__)


class Reason(StrEnum):
    """Why a half failed; in the summary line."""

    UNREACHABLE = "unreachable"
    UNANSWERED = "unanswered"  # took the connection, then said nothing
    LOCKED = "locked"  # another run holds the lock, or a session a table
    STATEMENT = "statement"
    INDEXES = "indexes"  # missing, failed or not online in time
    UNEXPECTED = "unexpected"


class SchemaError(Exception):
    """One store's schema could not be brought up to date."""

    def __init__(self, reason: Reason, text: str) -> None:
        super().__init__(text)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done in one store: statements, or migrations, that ran and that failed."""

    store: str
    succeeded: int = 0
    failed: int = 0
    reason: Reason | None = None
    error: str | None = None

    @property
    def ok(self) -> bool:
        """Whether the schema is complete."""
        return self.reason is None and self.failed == 0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to go on trying; shared by both halves, because waiting is vain once the other one has failed."""

    timeout_s: float
    vain: Event

    @property
    def stop(self) -> stop_base:
        """Tenacity's rule for the end of trying."""
        return stop_any(stop_after_delay(self.timeout_s), stop_when_event_set(self.vain))

    def sleep(self, seconds: float) -> None:
        """Wait in a thread; ends early when waiting has become vain."""
        self.vain.wait(seconds)


def log_attempt(store: str) -> Callable[[RetryCallState], None]:
    """A tenacity hook that says what failed and when it is tried again."""

    def log_it(state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        log.warning(
            Mark.WAITING,
            "Cannot use the store yet; trying again",
            store=store,
            attempt=state.attempt_number,
            wait_s=round(state.upcoming_sleep, 2),
            error=describe_exception(error) if error else None,
        )

    return log_it
