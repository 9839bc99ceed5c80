import asyncio

import orjson
import pytest

from common.domain.data_types import DISCOGS_TYPES, MUSICBRAINZ_TYPES
from common.messaging.topology import declare_consumer_queues
from common.runtime.errors import StoreUnavailable
from tests.support.servers import Broker
from tests.utilities.operations.conftest import Typed
from utilities.operations.debug_message import next_published


DISCOGS, MUSICBRAINZ = "discogsography-discogs", "discogsography-musicbrainz"
QUEUE = f"{DISCOGS}-graphinator-masters"


@pytest.fixture
async def queues(at_broker: Broker) -> Broker:
    await declare_consumer_queues(at_broker.url, DISCOGS, "graphinator", DISCOGS_TYPES)
    await declare_consumer_queues(at_broker.url, MUSICBRAINZ, "brainztableinator", MUSICBRAINZ_TYPES)
    return at_broker


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("masters", "brainzgraphinator"), "valid types are artists, labels, release-groups, releases"),
        (("release-groups", "graphinator"), "valid types are artists, labels, masters, releases"),
        (("release-groups",), "graphinator has no type 'release-groups'"),
        (("artists", "extractor"), "there are graphinator, tableinator, brainzgraphinator, brainztableinator"),
        ((), "Usage: discogsography debug-message TYPE [CONSUMER]"),
    ],
)
async def test_operations_23_wrong_arguments_are_told_what_is_valid(typed: Typed, arguments: tuple[str, ...], words: str) -> None:
    ended = await typed("debug-message", *arguments)
    assert (ended.code, ended.out) == (1, "")
    assert words in ended.err


async def test_operations_23_a_message_is_reported_and_stays(queues: Broker, typed: Typed) -> None:
    body = {"type": "data", "id": "5", "title": "Example", "sha256": "abcdef" * 10, "genres": ["Rock"], "artists": [{"name": "no id"}]}
    await queues.publish("", body, routing_key=QUEUE)
    ended = await typed("debug-message", "masters")
    assert ended.code == 0
    for words in (
        QUEUE,
        "delivery 1 of 20",
        "id        5",
        "sha256    abcdefabcdefabcd\n",
        "✓ id  ✓ title  ✓ sha256",
        "✓ genres (list, 1)",
        "✗ year",
    ):
        assert words in ended.out
    assert "issue     artist 1 has no id: it gets no edge" in ended.out
    assert '"title": "Example"' in ended.out
    assert await queues.queue_depth(QUEUE) == 1
    told = (await typed("debug-message", "masters", "graphinator", "--json")).json
    assert (told["queue"], told["deliveries"], told["message"]["record_id"]) == (QUEUE, 2, "5")
    ((kept, _),) = await queues.get_all(QUEUE)
    assert orjson.loads(kept) == body


async def test_operations_24_a_musicbrainz_release_lacks_nothing(queues: Broker, typed: Typed) -> None:
    body = {"type": "data", "id": "b84ee12a-09ef-421b-82de-0441a926375b", "name": "Example", "sha256": "", "barcode": "123"}
    await queues.publish("", body, routing_key=f"{MUSICBRAINZ}-brainztableinator-releases")
    ended = await typed("debug-message", "releases", "brainztableinator")
    assert ended.code == 0
    assert "required  ✓ id  ✓ name  ✓ sha256\n" in ended.out
    assert "sha256    (empty)" in ended.out
    assert "issue" not in ended.out


async def test_operations_weak_21_what_passes_by_is_shown_without_spending_a_delivery(queues: Broker, typed: Typed) -> None:
    waiting = asyncio.create_task(typed("debug-message", "masters", "--next", "--timeout", 30, "--json"))
    for _ in range(300):
        await queues.publish(f"{DISCOGS}-masters", {"id": "7", "title": "x", "sha256": "y"})
        if waiting.done():
            break
        await asyncio.sleep(0.05)
    ended = await waiting
    assert ended.code == 0
    assert (ended.json["deliveries"], ended.json["message"]["record_id"]) == (0, "7")
    assert not any((properties.headers or {}).get("x-delivery-count") for _, properties in await queues.get_all(QUEUE))


async def test_nothing_that_passes_by_is_no_failure(queues: Broker) -> None:
    assert await next_published(queues.url, f"{DISCOGS}-masters", 0.1) is None
    with pytest.raises(StoreUnavailable, match="no exchange 'nowhere'"):
        await next_published(queues.url, "nowhere", 5)


async def test_an_empty_queue_and_one_that_is_not_there(queues: Broker, typed: Typed) -> None:
    empty = await typed("debug-message", "masters")
    assert (empty.code, empty.out) == (0, f"{QUEUE}: no message\n")
    absent = await typed("debug-message", "masters", "tableinator")
    assert absent.code == 1
    assert f"There is no queue '{DISCOGS}-tableinator-masters'" in absent.err


async def test_a_control_message_is_named(queues: Broker, typed: Typed) -> None:
    await queues.publish("", {"type": "file_complete", "data_type": "masters"}, routing_key=QUEUE)
    ended = await typed("debug-message", "masters")
    assert "kind      file_complete" in ended.out
    assert "required" not in ended.out
