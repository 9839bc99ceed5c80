"""Dead letters on the real broker: listed, looked at, put back, deleted; and none lost when a replay is killed in the middle."""

import asyncio
from collections import Counter
import io
import os
import signal
import subprocess
from typing import Final

import orjson
from pamqp import commands
from pamqp.base import Frame
from pamqp.body import ContentBody
from pamqp.header import ContentHeader
import pytest

from common.domain.data_types import DataType
from common.domain.messages import RunStamp
from common.messaging.intake import Delivery, Intake
from common.messaging.management import HeldMessage
from common.messaging.publisher import BulkPublisher
from common.messaging.topology import declare_consumer_queues, dlq_name, dlx_name
from common.runtime.errors import ConfigError, StoreUnavailable
from tests.common.messaging.fake_broker import fake_broker
from tests.support.servers import Broker
from tests.support.waiting import eventually
from tests.utilities.operations.conftest import Typed
from utilities.operations import replay as replaying
from utilities.operations.dlq import describe
from utilities.operations.replay import Letter, move, publication, replay
from utilities.stack.layout import REPOSITORY


DISCOGSOGRAPHY: Final = str(REPOSITORY / ".venv" / "bin" / "discogsography")
PREFIX: Final = "discogsography-discogs"
QUEUE: Final = f"{PREFIX}-graphinator-artists"
OTHER: Final = f"{PREFIX}-graphinator-labels"
DLQ: Final = dlq_name(QUEUE)
RUN: Final = RunStamp("20260101", "2026-01-05T10:20:01.000000Z")


@pytest.fixture
async def letters(at_broker: Broker) -> Broker:
    """The broker with two consumer queues."""
    await declare_consumer_queues(at_broker.url, PREFIX, "graphinator", [DataType.ARTISTS, DataType.LABELS])
    return at_broker


def record(number: int, size: int = 0) -> bytes:
    return orjson.dumps({"type": "data", "id": str(number), "name": f"Artist {number}", "sha256": "", "filling": "x" * size})


async def lay(broker: Broker, bodies: list[bytes], queue: str = QUEUE) -> None:
    """Dead letters, straight into the dead-letter exchange."""
    async with BulkPublisher.open(broker.url, connection_name="test") as publisher:
        await (await publisher.publish(dlx_name(queue), bodies, run=RUN, first_sequence=1))


async def bodies_in(broker: Broker, queue: str) -> list[bytes]:
    """Everything that is in a queue, in order; it stays."""
    deliveries: list[Delivery] = []
    depth = await broker.queue_depth(queue)
    intake = await Intake.open(
        broker.url,
        {DataType.ARTISTS: queue},
        consumer_tag=str,
        prefetch=65_000,
        on_delivery=deliveries.append,
        on_lost=lambda _: None,
        on_lost_type=lambda *_: None,
        connection_name="look",
    )
    try:
        await eventually(lambda: len(deliveries) >= depth)
    finally:
        await intake.close()
    return [delivery.body for delivery in deliveries]


async def test_the_list_names_every_queue_with_its_depth(letters: Broker, typed: Typed) -> None:
    await lay(letters, [record(1), record(2)])
    ended = await typed("dlq", "list")
    assert ended.code == 0
    assert [line.split() for line in ended.out.splitlines()[1:]] == [[DLQ, "2"], [dlq_name(OTHER), "0"], ["total", "2"]]
    assert (await typed("dlq", "list", "--json")).json == {
        "queues": [{"queue": DLQ, "dead_letters": 2}, {"queue": dlq_name(OTHER), "dead_letters": 0}],
        "total": 2,
    }


async def test_without_queues_there_is_nothing_to_list(at_broker: Broker, typed: Typed) -> None:
    ended = await typed("dlq", "list")
    assert (ended.code, ended.out) == (0, "No queues declared yet\n")


async def test_a_look_tells_which_records_why_and_when(letters: Broker, typed: Typed) -> None:
    await letters.publish("", record(7), {"version": "20260101"}, routing_key=QUEUE)
    channel = await letters.channel()
    message = await (await channel.declare_queue(QUEUE, passive=True)).get(timeout=10)
    assert message is not None
    await message.reject(requeue=False)
    await channel.close()
    await eventually(lambda: letters.queue_depth(DLQ))
    for name in ("graphinator-artists", QUEUE, DLQ):
        (told,) = (await typed("dlq", "peek", name, "--json")).json["messages"]
        assert (told["record_id"], told["name"], told["reason"], told["deaths"], told["run"]) == ("7", "Artist 7", "rejected", 1, "20260101")
        assert told["died_at"].startswith("20")
    shown = await typed("dlq", "peek", "graphinator-artists", "--body")
    assert "Artist 7" in shown.out
    assert '"filling":""' in shown.out
    assert await letters.queue_depth(DLQ) == 1
    empty = await typed("dlq", "peek", "graphinator-labels")
    assert (empty.code, empty.out) == (0, f"{dlq_name(OTHER)}: no dead letters\n")


async def test_as_many_are_shown_as_are_asked_for(letters: Broker, typed: Typed) -> None:
    await lay(letters, [record(number) for number in range(5)])
    told = (await typed("dlq", "peek", QUEUE, "--count", 3, "--json")).json["messages"]
    assert [each["record_id"] for each in told] == ["0", "1", "2"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("peek", "nonsense"), "There is no queue 'nonsense'; discogsography dlq list names them"),
        (("peek", "artists"), "'artists' may be any of"),
        (("peek", f"{PREFIX}-tableinator-artists"), "404"),
        (("replay",), "Name a queue, or --all"),
        (("replay", QUEUE, "--all"), "Name a queue, or --all"),
        (("replay", f"{PREFIX}-tableinator-artists"), f"There is no queue '{PREFIX}-tableinator-artists'"),
        (("purge", "--yes"), "Name a queue, or --all"),
    ],
)
async def test_queues_that_are_not_there_are_refused(letters: Broker, typed: Typed, arguments: tuple[str, ...], words: str) -> None:
    ended = await typed("dlq", *arguments)
    assert (ended.code, ended.out) == (1, "")
    assert words in ended.err


async def test_a_replay_puts_letters_back_as_they_were(letters: Broker, typed: Typed) -> None:
    bodies = [record(number) for number in range(300)] + [b"", b"\xff\x00", record(300, size=300_000)]
    await lay(letters, bodies)
    ended = await typed("dlq", "replay", "graphinator-artists")
    assert (ended.code, ended.out) == (0, f"{QUEUE}: 303 replayed\n")
    got = await letters.get_all(QUEUE)
    assert [body for body, _ in got] == bodies
    for number, (_, properties) in enumerate(got, 1):
        headers = {name: value for name, value in (properties.headers or {}).items() if name != "x-delivery-count"}
        assert headers == {"version": RUN.version, "started_at": RUN.started_at, "sequence": number}
        assert (properties.content_type, properties.content_encoding, properties.delivery_mode) == ("application/json", "UTF-8", 2)
    assert await letters.queue_depth(DLQ) == 0


async def test_a_replay_is_bounded_and_begins_with_the_oldest(letters: Broker, typed: Typed) -> None:
    await lay(letters, [record(number) for number in range(500)])
    ended = await typed("dlq", "replay", QUEUE, "--limit", 260, "--json")
    assert ended.json == {"queues": [{"queue": QUEUE, "replayed": 260}], "replayed": 260}
    await eventually(lambda: letters.queue_depth(DLQ))
    assert await bodies_in(letters, QUEUE) == [record(number) for number in range(260)]
    assert await bodies_in(letters, DLQ) == [record(number) for number in range(260, 500)]


async def test_all_queues_are_replayed_each_into_its_own(letters: Broker, typed: Typed) -> None:
    await lay(letters, [record(1)])
    await lay(letters, [record(2)], OTHER)
    ended = await typed("dlq", "replay", "--all")
    assert ended.out == f"{QUEUE}: 1 replayed\n{OTHER}: 1 replayed\n"
    assert [await bodies_in(letters, queue) for queue in (QUEUE, OTHER)] == [[record(1)], [record(2)]]
    nothing = await typed("dlq", "replay", "--all")
    assert (nothing.code, nothing.out) == (0, "No dead letters to replay\n")


async def test_what_is_given_up_again_is_not_replayed_twice(letters: Broker) -> None:
    """A consumer that rejects everything at once: the replay ends all the same, and nothing is lost."""
    rejected: list[bytes] = []

    def reject(delivery: Delivery) -> None:
        rejected.append(delivery.body)
        intake.reject(delivery.data_type, delivery.generation, delivery.tag)

    intake = await Intake.open(
        letters.url,
        {DataType.ARTISTS: QUEUE},
        consumer_tag=str,
        prefetch=100,
        on_delivery=reject,
        on_lost=lambda _: None,
        on_lost_type=lambda *_: None,
        connection_name="rejecting",
    )
    bodies = [record(number) for number in range(400)]
    await lay(letters, bodies)
    assert await replay(letters.url, QUEUE) == 400
    await eventually(lambda: len(rejected) == 400)
    # Only then may the reader go: what it has rejected and the broker has not read yet would go back to the queue.
    await eventually(lambda: _holds(letters, DLQ, 400))
    await intake.close()
    assert sorted(await bodies_in(letters, DLQ)) == sorted(bodies)


async def _all_back(broker: Broker, count: int) -> bool:
    """Whether no letter is with a reader any more: the broker takes them back when it notices that the reader is gone."""
    return await broker.queue_depth(DLQ) + await broker.queue_depth(QUEUE) >= count


async def _holds(broker: Broker, queue: str, depth: int) -> bool:
    return await broker.queue_depth(queue) == depth


async def test_nothing_is_lost_when_a_replay_is_killed_in_the_middle(letters: Broker) -> None:
    bodies = [record(number, size=200) for number in range(10_000)]
    await lay(letters, bodies)
    process = subprocess.Popen([DISCOGSOGRAPHY, "dlq", "replay", QUEUE], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=dict(os.environ))
    try:
        await eventually(lambda: letters.queue_depth(QUEUE), interval_s=0.01, what="the first replayed letter")
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    await eventually(lambda: _all_back(letters, len(bodies)), what="everything that was on its way to be back")
    moved, left = await bodies_in(letters, QUEUE), await bodies_in(letters, DLQ)
    assert 0 < len(moved) < len(bodies), "it was killed in the middle"
    assert {*moved, *left} == set(bodies)
    assert len(moved) + len(left) - len(bodies) <= replaying.WINDOW, "in both are at most those that were on their way"
    assert max(Counter(moved).values()) == 1
    assert await replay(letters.url, QUEUE) == len(left)
    assert set(await bodies_in(letters, QUEUE)) == set(bodies)


async def test_memory_is_bounded_by_what_is_held_back(letters: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replaying, "WINDOW_BYTES", 1000)
    bodies = [record(number, size=800) for number in range(50)]
    await lay(letters, bodies)
    assert await replay(letters.url, QUEUE) == 50
    assert await bodies_in(letters, QUEUE) == bodies


async def test_letters_that_somebody_else_takes_end_a_replay(letters: Broker) -> None:
    progress: list[int] = []
    await lay(letters, [record(1)])
    assert await move(letters.url, QUEUE, 3, on_progress=progress.append, patience_s=0.2) == 1
    assert progress == [1]
    assert await replay(letters.url, QUEUE) == 0
    with pytest.raises(ConfigError, match="There is no queue 'nowhere'"):
        await replay(letters.url, "nowhere")


async def test_a_broker_that_goes_away_ends_a_replay_with_its_words(letters: Broker, typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RABBITMQ_PORT", "1")
    ended = await typed("dlq", "replay", QUEUE)
    assert (ended.code, ended.out) == (3, "")
    assert "cannot be reached" in ended.err


async def test_a_queue_that_is_gone_ends_a_replay_and_no_letter(letters: Broker) -> None:
    await lay(letters, [record(number) for number in range(50)])
    channel = await letters.channel()
    await channel.queue_delete(QUEUE)
    with pytest.raises(ConfigError, match="deleted while its dead letters were replayed"):
        await move(letters.url, QUEUE, 50)
    await channel.close()
    await eventually(lambda: _holds(letters, DLQ, 50))


async def test_dead_letters_that_are_deleted_under_a_replay_end_it(letters: Broker) -> None:
    await lay(letters, [record(number) for number in range(5)])
    moving = asyncio.create_task(move(letters.url, QUEUE, 10))
    await eventually(lambda: _holds(letters, QUEUE, 5))
    channel = await letters.channel()
    await channel.queue_delete(DLQ)
    with pytest.raises(StoreUnavailable, match="dead-letter queue was deleted"):
        await moving
    await channel.close()
    assert len(await bodies_in(letters, QUEUE)) == 5


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (None, "has confirmed nothing for 0.5 s"),
        (commands.Basic.Nack(delivery_tag=1), "does not take the messages"),
        (commands.Channel.Close(reply_code=406, reply_text="no room", class_id=0, method_id=0), "no room"),
    ],
)
async def test_what_is_not_confirmed_is_not_acknowledged(answer: Frame | None, words: str) -> None:
    async with fake_broker() as broker:
        moving = asyncio.create_task(move(broker.url, QUEUE, 1, patience_s=0.5))
        await eventually(lambda: len(broker.sessions) == 2 and broker.sessions[0].seen(commands.Basic.Consume))
        reading, writing = broker.sessions
        for frame in (commands.Basic.Deliver("tag", 1, False, "", DLQ), ContentHeader(body_size=1), ContentBody(b"x")):
            reading.send(frame, 1)
        await eventually(lambda: writing.published)
        if answer is not None:
            writing.send(answer, 1)
        with pytest.raises(StoreUnavailable, match=words):
            await moving
        assert not reading.seen(commands.Basic.Ack)


async def test_purging_asks_and_deletes_for_good(letters: Broker, typed: Typed) -> None:
    await lay(letters, [record(1), record(2)])
    refused = await typed("dlq", "purge", QUEUE)
    assert refused.code == 1
    assert f"Delete 2 dead letters of {DLQ}?" in refused.err
    assert "Nothing was deleted" in refused.err
    assert await letters.queue_depth(DLQ) == 2
    ended = await typed("dlq", "purge", "--all", "--yes", "--json")
    assert ended.json == {"queues": [{"queue": DLQ, "deleted": 2}], "deleted": 2}
    assert await letters.queue_depth(DLQ) == 0
    assert (await typed("dlq", "purge", QUEUE)).out == "No dead letters to delete\n"


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 1)])
async def test_a_person_is_asked(letters: Broker, typed: Typed, monkeypatch: pytest.MonkeyPatch, answer: str, code: int) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal(answer))
    await lay(letters, [record(1)])
    assert (await typed("dlq", "purge", QUEUE)).code == code
    assert await letters.queue_depth(DLQ) == code


@pytest.mark.parametrize("body", [b"not json", b'["a list"]', b'{"id": "1", "name": "cut he'])
def test_what_is_no_record_is_shown_as_far_as_it_goes(body: bytes) -> None:
    found = describe(HeldMessage(body, {"x-death": "odd"}, {}, False, 5000))
    assert (found.record_id, found.reason, found.deaths, found.died_at, found.size_bytes) == (None, None, 0, None, 5000)
    assert found.beginning == body.decode()


def test_large_bodies_go_out_in_frames() -> None:
    frames = publication(1, 4096, "q", Letter(1, b"\x00\x00", b"x" * 10_000))
    assert frames.count(b"x" * 1808) == 5, "two frames of 4088 bytes, each holding two such runs, and one of 1824"
