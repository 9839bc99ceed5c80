"""What a publisher has sent and the broker has not yet answered for. No I/O: delivery tags in, messages out."""

import asyncio
from collections.abc import Generator, Iterable
from dataclasses import dataclass

from common.domain.messages import RunStamp


class Confirmation:
    """Awaitable that is done when the broker has taken every body of one `publish`; raises what made it impossible."""

    __slots__ = ("_future", "_missing")

    def __init__(self, count: int) -> None:
        self._missing = count
        self._future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if not count:
            self._future.set_result(None)

    @property
    def done(self) -> bool:
        """Whether awaiting returns or raises at once."""
        return self._future.done()

    def __await__(self) -> Generator[None]:
        # Shielded: a waiter that is cancelled must not take the result from the others.
        return asyncio.shield(self._future).__await__()

    def confirm_one(self) -> None:
        """The broker has taken one of the bodies."""
        self._missing -= 1
        if not self._missing and not self._future.done():
            self._future.set_result(None)

    def fail(self, error: Exception) -> None:
        """One of the bodies was given up."""
        if not self._future.done():
            self._future.set_exception(error)
            self._future.exception()  # `flush` raises it too: nobody is obliged to await each confirmation


@dataclass(slots=True, eq=False)
class Pending:
    """One message between `publish` and its confirmation; `order` grows with every message of a publisher."""

    order: int
    exchange: str
    run: RunStamp | None
    sequence: int | None
    body: bytes
    confirmation: Confirmation
    returned: bool = False


class Window:
    """Messages on the wire, by the delivery tags of one channel (1, 2, 3, … in the order of sending)."""

    __slots__ = ("_by_tag", "_lowest", "_next", "_returned")

    def __init__(self) -> None:
        self._by_tag: dict[int, Pending] = {}
        self._next = 1
        self._lowest = 1
        self._returned = 0

    def __len__(self) -> int:
        return len(self._by_tag)

    def add(self, messages: Iterable[Pending]) -> None:
        """Messages that were just sent, in this order."""
        for tag, message in enumerate(messages, self._next):
            self._by_tag[tag] = message
            self._next = tag + 1

    def settle(self, tag: int, *, multiple: bool) -> list[Pending]:
        """Take out what a confirmation is about, in the order of sending; a tag that is not known is about nothing."""
        if not multiple:
            message = self._by_tag.pop(tag, None)
            while self._lowest < self._next and self._lowest not in self._by_tag:
                self._lowest += 1  # or one multiple confirmation after a million single ones would walk through them all
            return [message] if message is not None else []
        take = self._by_tag.pop
        settled = [message for known in range(self._lowest, min(tag + 1, self._next)) if (message := take(known, None)) is not None]
        self._lowest = max(self._lowest, min(tag + 1, self._next))
        return settled

    def mark_returned(self, exchange: str, body: bytes) -> bool:
        """Note that the broker gave a message back; its confirmation is still to come.

        A return names no tag, so the message is found by what it says. Of several equal ones the first is taken: they are
        interchangeable. The broker returns in the order of sending, so the search goes on where the last one ended.
        """
        for first, end in ((max(self._returned + 1, self._lowest), self._next), (self._lowest, self._returned + 1)):
            for tag in range(first, end):
                message = self._by_tag.get(tag)
                if message is not None and not message.returned and message.exchange == exchange and message.body == body:
                    message.returned = True
                    self._returned = tag
                    return True
        return False

    def drain(self) -> list[Pending]:
        """Take out everything, in the order of sending, none of it marked as returned: the channel is gone."""
        messages = list(self._by_tag.values())
        for message in messages:
            message.returned = False
        self._by_tag.clear()
        return messages
