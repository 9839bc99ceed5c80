"""Several questions at a time."""

import asyncio

import pytest

from api.concurrency import ask_all


async def test_answers_come_in_the_order_of_the_questions_and_few_are_asked_at_once() -> None:
    running = most = 0

    async def question(number: int) -> int:
        nonlocal running, most
        running += 1
        most = max(most, running)
        for _ in range(10 - number):
            await asyncio.sleep(0)
        running -= 1
        return number

    assert await ask_all((question(number) for number in range(9)), at_once=3) == list(range(9))
    assert most == 3
    assert await ask_all([]) == []


async def test_the_first_failure_ends_the_others() -> None:
    ended: list[str] = []

    async def waits(name: str) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(name)

    async def fails() -> None:
        raise LookupError("no answer")

    with pytest.raises(LookupError, match="no answer"):
        await ask_all([waits("a"), fails(), waits("b")], at_once=2)
    for _ in range(10):
        await asyncio.sleep(0)
    assert ended == ["a", "b"]


async def test_whoever_gives_up_ends_all_questions() -> None:
    begun = asyncio.Event()

    async def waits() -> None:
        begun.set()
        await asyncio.Event().wait()

    asking = asyncio.ensure_future(ask_all([waits(), waits()], at_once=1))
    await begun.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
