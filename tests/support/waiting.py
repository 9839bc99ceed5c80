"""Bounded waits instead of sleeps."""

import asyncio
from collections.abc import Callable
import inspect
import time
from typing import Any, Final


POLL_S: Final = 0.05
SLOWEST_POLL_S: Final = 0.25
PATIENCE_S: Final = 30.0
"""How long what takes a moment may take on a busy machine: long enough that only what never comes is late."""


async def eventually(
    predicate: Callable[[], Any],
    timeout_s: float = PATIENCE_S,
    *,
    interval_s: float | None = None,
    what: str = "",
    tolerate: tuple[type[Exception], ...] = (),
) -> Any:
    """First truthy value of `predicate`, asked every `interval_s`; without one often at first and then less often, for asking costs, too.

    Args:
        predicate: Plain or async; asked at least once, and once more after the time is up.
        what: Words for the failure, when the predicate's name does not say it.
        tolerate: Errors of the predicate that mean "not yet" (a server that restarts).
    Raises:
        AssertionError: still falsy, or still failing, after `timeout_s`; the text holds the last value or error.
    """
    deadline = time.monotonic() + timeout_s
    pause_s = POLL_S if interval_s is None else interval_s
    last: object = None
    while True:
        late = time.monotonic() >= deadline
        try:
            answer = predicate()
            value = await answer if inspect.isawaitable(answer) else answer
            if value:
                return value
            last = value
        except tolerate as error:
            last = error
        if late:
            raise AssertionError(f"{what or getattr(predicate, '__name__', 'condition')}: not within {timeout_s} s, last seen: {last!r}")
        await asyncio.sleep(pause_s)
        if interval_s is None:
            pause_s = min(pause_s * 1.2, SLOWEST_POLL_S)


async def steadily(predicate: Callable[[], Any], duration_s: float, *, interval_s: float = POLL_S, what: str = "") -> None:
    """Assert that `predicate` stays truthy for `duration_s`: for claims that something does *not* happen."""
    deadline = time.monotonic() + duration_s
    while time.monotonic() < deadline:
        answer = predicate()
        value = await answer if inspect.isawaitable(answer) else answer
        assert value, f"{what or getattr(predicate, '__name__', 'condition')}: no longer holds"
        await asyncio.sleep(interval_s)
