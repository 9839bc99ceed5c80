"""Messages that came back: kept in order by exchange, and tried again one at a time until one passes."""

import asyncio
from bisect import insort
from collections.abc import Callable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Final

from common.messaging.window import Pending
from common.runtime.backoff import Backoff
from common.runtime.errors import StoreUnavailable
from common.runtime.logging import get_logger
from common.runtime.marks import Mark


PROBE_BACKOFF: Final = Backoff(0.1, maximum=2)
REFUSED_PROBES: Final = 4
"""Refused probes after which a new channel is wanted (some 1.5 s), and again after twice as many, and so on. A channel that was opened while
a replicated queue had no leader, because its node was just lost, may be refused for ever: RabbitMQ 3.10, until the channel is closed."""

log = get_logger(__name__)


class Unroutable(StoreUnavailable):
    """No queue took the messages of an exchange for as long as the publisher was patient; they are given up."""

    def __init__(self, exchange: str, patience_s: float) -> None:
        super().__init__(f"No queue took messages of the exchange {exchange} for {patience_s:g} s: declare the consumers' queues first")
        self.exchange = exchange


@dataclass(slots=True)
class _Held:
    """One exchange that takes nothing; `probe` is the message on its way to find out whether that is still so."""

    error: StoreUnavailable
    until: float
    messages: list[Pending] = field(default_factory=list)
    probe: Pending | None = None
    attempts: int = 0


class Holding:
    """All exchanges that take nothing at the moment.

    Args:
        transmit: Sends messages; called with one probe, and with everything held once a probe was confirmed.
        give_up: Called with everything held when patience ends.
        renew: Called when messages go on being refused: another channel may fare better.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        transmit: Callable[[list[Pending]], None],
        give_up: Callable[[list[Pending], StoreUnavailable], None],
        renew: Callable[[], None],
    ) -> None:
        self._loop = loop
        self._transmit = transmit
        self._give_up = give_up
        self._renew = renew
        self._exchanges: dict[str, _Held] = {}

    def take(self, messages: list[Pending]) -> bool:
        """Keep messages of one exchange if it takes nothing, else leave them to the caller."""
        held = self._exchanges.get(messages[0].exchange)
        if held is None:
            return False
        for message in messages:
            self._keep(held, message)
        return True

    def hold(self, message: Pending, error: StoreUnavailable, patience_s: float) -> None:
        """Keep a message that came back; `error` is what its exchange fails with after `patience_s` (counted from its first message)."""
        held = self._exchanges.get(message.exchange)
        if held is None:
            log.warning(Mark.RABBITMQ, "Messages came back, trying again", exchange=message.exchange, returned=message.returned)
            held = self._exchanges[message.exchange] = _Held(error, self._loop.time() + patience_s)
            self._keep(held, message)
            self._probe_later(message.exchange, held)
            return
        was_probe, was_refused = message is held.probe, not message.returned
        self._keep(held, message)
        if was_probe and self._loop.time() >= held.until:
            del self._exchanges[message.exchange]
            self._give_up(held.messages, held.error)
        elif was_probe:
            self._probe_later(message.exchange, held)
            if was_refused and held.attempts >= REFUSED_PROBES and held.attempts.bit_count() == 1:
                self._renew()

    def confirmed(self, message: Pending) -> None:
        """The broker took a message: if it was a probe, everything that is held with it goes."""
        held = self._exchanges.get(message.exchange) if self._exchanges else None
        if held is not None and held.probe is message:
            log.info(Mark.RABBITMQ, "Messages pass again", exchange=message.exchange, held=len(held.messages))
            del self._exchanges[message.exchange]
            self._transmit(held.messages)

    def resume(self) -> None:
        """There is a new connection: probes that went down with the old one are due again."""
        for exchange, held in self._exchanges.items():
            self._probe_later(exchange, held)

    def drain(self) -> list[Pending]:
        """Take out everything."""
        messages = [message for held in self._exchanges.values() for message in held.messages]
        self._exchanges.clear()
        return messages

    def _keep(self, held: _Held, message: Pending) -> None:
        if message is held.probe:
            held.probe = None
            held.attempts += 1
        message.returned = False
        insort(held.messages, message, key=attrgetter("order"))

    def _probe_later(self, exchange: str, held: _Held) -> None:
        wait_s = min(PROBE_BACKOFF.delay(held.attempts), held.until - self._loop.time())
        self._loop.call_later(max(0.0, wait_s), self._probe, exchange, held)

    def _probe(self, exchange: str, held: _Held) -> None:
        if self._exchanges.get(exchange) is held and held.probe is None and held.messages:
            held.probe = held.messages.pop(0)
            self._transmit([held.probe])
