import asyncio
import random

from hypothesis import given, strategies as st
import pytest

from common.messaging.window import Confirmation, Pending, Window
from common.runtime.errors import StoreUnavailable


def pending(order: int, exchange: str = "e", body: bytes | None = None) -> Pending:
    return Pending(order, exchange, None, None, body if body is not None else str(order).encode(), None)  # type: ignore[arg-type]


def filled(count: int) -> tuple[Window, list[Pending]]:
    window, messages = Window(), [pending(order) for order in range(1, count + 1)]
    window.add(messages)
    return window, messages


def test_a_multiple_confirmation_takes_all_up_to_it_in_order() -> None:
    window, messages = filled(5)
    assert window.settle(3, multiple=True) == messages[:3]
    assert window.settle(3, multiple=True) == []
    assert len(window) == 2


def test_single_confirmations_come_in_any_order() -> None:
    window, messages = filled(5)
    assert window.settle(4, multiple=False) == [messages[3]]
    assert window.settle(4, multiple=False) == []
    assert window.settle(5, multiple=True) == [messages[0], messages[1], messages[2], messages[4]]


def test_single_confirmations_leave_nothing_to_walk_through() -> None:
    window, _ = filled(100)
    for tag in reversed(range(1, 91)):
        window.settle(tag, multiple=False)
    assert window._lowest == 91


def test_a_confirmation_beyond_what_was_sent_is_about_what_was_sent() -> None:
    window, messages = filled(2)
    assert window.settle(99, multiple=True) == messages
    later = [pending(3)]
    window.add(later)
    assert window.settle(3, multiple=False) == later


@given(count=st.integers(0, 30), settles=st.lists(st.tuples(st.integers(1, 30), st.booleans()), max_size=30))
def test_every_message_leaves_exactly_once(count: int, settles: list[tuple[int, bool]]) -> None:
    window, messages = filled(count)
    left = [message for tag, multiple in settles for message in window.settle(tag, multiple=multiple)] + window.drain()
    assert sorted(message.order for message in left) == [message.order for message in messages]
    assert len(window) == 0


@given(order=st.randoms(use_true_random=False))
def test_drained_messages_are_in_the_order_of_sending(order: random.Random) -> None:
    window, messages = filled(10)
    gone = {order.randint(1, 10) for _ in range(4)}
    for tag in gone:
        window.settle(tag, multiple=False)
    assert window.drain() == [message for message in messages if message.order not in gone]


def test_a_return_marks_the_first_equal_message_that_is_not_marked() -> None:
    window = Window()
    twins = [pending(1, body=b"same"), pending(2, "other", b"same"), pending(3, body=b"same"), pending(4, body=b"different")]
    window.add(twins)
    assert window.mark_returned("e", b"same")
    assert window.mark_returned("e", b"same")
    assert not window.mark_returned("e", b"same")
    assert [message.returned for message in twins] == [True, False, True, False]


def test_a_return_of_an_earlier_message_is_found_too() -> None:
    window, messages = filled(3)
    assert window.mark_returned("e", b"3")
    assert window.mark_returned("e", b"1")
    assert [message.returned for message in messages] == [True, False, True]


def test_what_is_drained_counts_as_never_sent() -> None:
    window, _ = filled(2)
    window.mark_returned("e", b"1")
    assert [message.returned for message in window.drain()] == [False, False]


async def test_a_confirmation_waits_for_every_body() -> None:
    confirmation = Confirmation(2)
    confirmation.confirm_one()
    assert not confirmation.done
    confirmation.confirm_one()
    await asyncio.wait_for(confirmation, 30)
    await confirmation


async def test_a_confirmation_of_nothing_is_done() -> None:
    assert Confirmation(0).done


async def test_a_confirmation_raises_why_a_body_was_given_up() -> None:
    confirmation = Confirmation(3)
    confirmation.confirm_one()
    confirmation.fail(StoreUnavailable("away"))
    confirmation.fail(StoreUnavailable("again"))
    confirmation.confirm_one()
    confirmation.confirm_one()
    with pytest.raises(StoreUnavailable, match="away"):
        await confirmation


async def test_a_cancelled_waiter_leaves_the_confirmation_to_others() -> None:
    confirmation = Confirmation(1)

    async def wait() -> None:
        await confirmation

    waiter = asyncio.create_task(wait())
    await asyncio.sleep(0)
    waiter.cancel()
    await asyncio.gather(waiter, return_exceptions=True)
    confirmation.confirm_one()
    await confirmation
