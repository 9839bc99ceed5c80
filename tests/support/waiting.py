"""Bounded waits instead of sleeps."""

import asyncio
from collections.abc import Callable
import inspect
import time
from typing import Any, Final


POLL_S: Final = 0.05


async def eventually(
    predicate: Callable[[], Any],
    timeout_s: float = 10.0,
    *,
    interval_s: float = POLL_S,
    what: str = "",
    tolerate: tuple[type[Exception], ...] = (),
) -> Any:
    """First truthy value of `predicate`, asked every `interval_s`.

    Args:
        predicate: Plain or async; asked at least once, and once more after the time is up.
        what: Words for the failure, when the predicate's name does not say it.
        tolerate: Errors of the predicate that mean "not yet" (a server that restarts).
    Raises:
        AssertionError: still falsy, or still failing, after `timeout_s`; the text holds the last value or error.
    """
    deadline = time.monotonic() + timeout_s
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
        await asyncio.sleep(interval_s)


async def steadily(predicate: Callable[[], Any], duration_s: float, *, interval_s: float = POLL_S, what: str = "") -> None:
    """Assert that `predicate` stays truthy for `duration_s`: for claims that something does *not* happen."""
    deadline = time.monotonic() + duration_s
    while time.monotonic() < deadline:
        answer = predicate()
        value = await answer if inspect.isawaitable(answer) else answer
        assert value, f"{what or getattr(predicate, '__name__', 'condition')}: no longer holds"
        await asyncio.sleep(interval_s)
