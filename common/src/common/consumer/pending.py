"""What one type has received and not yet written: a FIFO that knows when its next batch is due. Pure; time is an argument."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from common.domain.messages import ControlMessage, parse_control
from common.messaging.intake import Delivery


_CONTROL_MARK: Final = b'_complete"'  # in both control types; a record that holds it by chance is parsed once more than needed


@dataclass(frozen=True, slots=True)
class Control:
    """A control message at its place in the queue: nothing behind it is looked at before it is settled."""

    delivery: Delivery
    message: ControlMessage


@dataclass(frozen=True, slots=True)
class Pace:
    """When a batch is due.

    `size` counts records, `max_bytes` their bodies (a larger record goes alone), `interval_s` is the longest wait of a record.
    """

    size: int
    max_bytes: int
    interval_s: float


class Pending:
    """Deliveries of one type in the order of their arrival."""

    __slots__ = ("_arrived", "_controls", "_queue", "size_bytes")

    def __init__(self) -> None:
        self._queue: deque[Delivery | Control] = deque()
        self._arrived: deque[float] = deque()
        self._controls = 0
        self.size_bytes = 0

    def __len__(self) -> int:
        return len(self._queue)

    def push(self, delivery: Delivery, now: float) -> bool:
        """Add what has just arrived. Says whether it is a control message."""
        body = delivery.body
        entry: Delivery | Control = delivery
        if _CONTROL_MARK in body and (message := parse_control(body)) is not None:
            entry = Control(delivery, message)
            self._controls += 1
        self._queue.append(entry)
        self._arrived.append(now)
        self.size_bytes += len(body)
        return entry is not delivery

    def is_full(self, pace: Pace) -> bool:
        """Whether the next batch cannot grow any more.

        A control message anywhere makes everything before it full: it ends a file or a run.
        """
        return len(self._queue) >= pace.size or self.size_bytes >= pace.max_bytes or self._controls > 0

    def due_in(self, now: float, pace: Pace) -> float | None:
        """Seconds until something is to be done, `None` when the queue is empty."""
        if not self._queue:
            return None
        if self.is_full(pace):
            return 0.0
        return max(0.0, self._arrived[0] + pace.interval_s - now)

    def take(self, pace: Pace) -> Sequence[Delivery] | Control | None:
        """The next batch, or the control message at the head, or `None` when the queue is empty."""
        if not self._queue:
            return None
        if isinstance(self._queue[0], Control):
            self._controls -= 1
            return self._pop(self._queue[0])
        batch: list[Delivery] = []
        held = 0
        while self._queue and len(batch) < pace.size:
            entry = self._queue[0]
            if isinstance(entry, Control) or (batch and held + len(entry.body) > pace.max_bytes):
                break
            held += len(entry.body)
            batch.append(self._pop(entry))
        return batch

    def clear(self) -> None:
        """Forget everything: the channel that these came by is gone, and the broker delivers them again."""
        self._queue.clear()
        self._arrived.clear()
        self._controls = 0
        self.size_bytes = 0

    def _pop[E: (Delivery, Control)](self, entry: E) -> E:
        self._queue.popleft()
        self._arrived.popleft()
        self.size_bytes -= len(entry.delivery.body if isinstance(entry, Control) else entry.body)
        return entry
