"""When a batch is due and what it holds."""

from hypothesis import given, strategies as st
import pytest

from common.consumer.pending import Control, Pace, Pending
from common.domain.data_types import DataType
from common.messaging.intake import Delivery
from tests.common.consumer.harness import extraction_complete, file_complete


PACE = Pace(size=3, max_bytes=100, interval_s=5.0)


def delivery(tag: int, body: bytes = b"{}") -> Delivery:
    return Delivery(DataType.ARTISTS, 1, tag, body, False, None, 0)


def filled(*bodies: bytes, at: float = 0.0) -> Pending:
    pending = Pending()
    for tag, body in enumerate(bodies, 1):
        pending.push(delivery(tag, body), at)
    return pending


@pytest.mark.parametrize(
    ("bodies", "now", "due_in"),
    [
        ((), 0.0, None),
        ((b"{}",), 0.0, 5.0),
        ((b"{}",), 4.0, 1.0),
        ((b"{}",), 9.0, 0.0),
        ((b"{}", b"{}", b"{}"), 0.0, 0.0),
        ((b"x" * 100,), 0.0, 0.0),
        ((b"{}", file_complete(DataType.ARTISTS)), 0.0, 0.0),
    ],
    ids=["empty", "fresh", "waiting", "late", "full", "heavy", "control behind it"],
)
def test_due_in(bodies: tuple[bytes, ...], now: float, due_in: float | None) -> None:
    assert filled(*bodies).due_in(now, PACE) == due_in


def test_the_interval_counts_from_the_oldest_record() -> None:
    pending = filled(b"{}", at=0.0)
    pending.push(delivery(2), 4.0)
    assert pending.due_in(4.5, PACE) == 0.5
    pending.take(Pace(size=1, max_bytes=100, interval_s=5.0))
    assert pending.due_in(4.5, PACE) == 4.5


@pytest.mark.parametrize(
    "body",
    [b'{"type":"data","text":"it is _complete\\""}', b'["_complete"]', b'"_complete"', b'{"type":"not_complete"', b'\xff_complete"'],
)
def test_only_control_messages_are_control_messages(body: bytes) -> None:
    taken = filled(body).take(PACE)
    assert not isinstance(taken, Control) and taken is not None and [entry.body for entry in taken] == [body]


def test_a_control_message_stands_alone_in_its_place() -> None:
    pending = filled(b"1", file_complete(DataType.ARTISTS), b"2", extraction_complete({}))
    seen: list[str] = []
    while (taken := pending.take(Pace(10, 10_000, 1.0))) is not None:
        seen.append(type(taken.message).__name__ if isinstance(taken, Control) else str(len(taken)))
    assert seen == ["1", "FileComplete", "1", "ExtractionComplete"]
    assert not pending.is_full(PACE) and not pending.size_bytes


@given(
    bodies=st.lists(st.one_of(st.binary(max_size=60), st.just(b"x" * 300), st.just(file_complete(DataType.LABELS))), max_size=60),
    size=st.integers(1, 20),
    max_bytes=st.integers(1, 200),
)
def test_nothing_is_lost_reordered_or_too_large(bodies: list[bytes], size: int, max_bytes: int) -> None:
    pending = filled(*bodies)
    pace = Pace(size, max_bytes, 1.0)
    tags: list[int] = []
    while (taken := pending.take(pace)) is not None:
        if isinstance(taken, Control):
            tags.append(taken.delivery.tag)
            continue
        assert len(taken) <= size
        assert len(taken) == 1 or sum(len(entry.body) for entry in taken) <= max_bytes, "only a record alone may be larger"
        tags += [entry.tag for entry in taken]
    assert tags == list(range(1, len(bodies) + 1))
    assert pending.size_bytes == 0 and not pending.is_full(Pace(99, 99, 1.0)) and pending.due_in(0, pace) is None


def test_clear_forgets_everything() -> None:
    pending = filled(b"1", file_complete(DataType.ARTISTS))
    pending.clear()
    assert (len(pending), pending.size_bytes, pending.is_full(PACE), pending.due_in(0.0, PACE)) == (0, 0, False, None)
