"""Several questions of one request at a time."""

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any, Final


AT_ONCE: Final = 4
"""Questions that one request asks the stores at a time: connections are shared by all requests."""


async def ask_all[T](questions: Iterable[Coroutine[Any, Any, T]], at_once: int = AT_ONCE) -> list[T]:
    """All answers, in the order of the questions. Raises what the first that failed raised, and cancels the others."""
    turn = asyncio.Semaphore(at_once)

    async def asked(question: Coroutine[Any, Any, T]) -> T:
        try:
            async with turn:
                return await question
        finally:
            question.close()  # one that was cancelled before its turn

    tasks = [asyncio.ensure_future(asked(question)) for question in questions]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
