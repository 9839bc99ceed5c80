from unittest.mock import AsyncMock

import pytest

from common.domain.data_types import DISCOGS_TYPES, DataType, Source
from common.messaging.management import QueueConsumer, QueueState
from common.messaging.topology import declare_consumer_queues, queue_name
from tests.support.servers import Broker
from tests.support.waiting import eventually
from tests.utilities.operations.conftest import Typed
from utilities.operations.check_queues import check


PREFIX = "discogsography-discogs"
PREFIXES = {Source.DISCOGS: "d", Source.MUSICBRAINZ: "m"}


def queue(name: str, *, ready: int = 0, consumers: int = 0, state: str = "running") -> QueueState:
    return QueueState(name, ready, ready, 0, consumers, 1.0, 2.0, None, state, "quorum")


async def test_queues_are_shown_with_who_reads_them(at_broker: Broker, typed: Typed) -> None:
    await declare_consumer_queues(at_broker.url, PREFIX, "graphinator", DISCOGS_TYPES)
    await declare_consumer_queues(at_broker.url, "discogsography-musicbrainz", "brainztableinator", [DataType.RELEASE_GROUPS])
    channel = await at_broker.channel()
    name = queue_name(PREFIX, "graphinator", DataType.ARTISTS)
    await (await channel.declare_queue(name, passive=True)).consume(AsyncMock(), consumer_tag="graphinator-artists")
    await eventually(lambda: _shows(typed, f"{name}: graphinator-artists on "))
    ended = await typed("check-queues")
    assert ended.code == 0
    (line,) = [line for line in ended.out.splitlines() if line.strip().startswith(f"{name} ")]
    assert line.split()[2:5] == ["0", "0", "0"]
    assert "brainztableinator-release-groups.dlq" in ended.out
    await channel.close()


async def _shows(typed: Typed, words: str) -> bool:
    return words in (await typed("check-queues")).out


async def test_messages_that_nobody_reads_are_a_finding(at_broker: Broker, typed: Typed) -> None:
    await declare_consumer_queues(at_broker.url, PREFIX, "tableinator", [DataType.LABELS])
    name = queue_name(PREFIX, "tableinator", DataType.LABELS)
    await at_broker.publish("", b"{}", routing_key=name)

    async def found() -> bool:
        return (await typed("check-queues", "--json")).code == 1

    await eventually(found, interval_s=0.5)
    told = (await typed("check-queues", "--json")).json["queues"]
    assert {each["queue"]["name"]: each["problems"] for each in told} == {name: ["nobody reads the 1 that wait"], f"{name}.dlq": []}
    assert f"! {name}: nobody reads the 1 that wait" in (await typed("check-queues")).out


async def test_no_queues_are_not_a_broker_that_is_away(at_broker: Broker, typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    await at_broker.channel()
    none = await typed("check-queues")
    assert (none.code, none.err) == (1, "")
    assert f"No consumer queues found in virtual host '{at_broker.vhost}'" in none.out
    monkeypatch.setenv("RABBITMQ_MANAGEMENT_PORT", "1")
    away = await typed("check-queues")
    assert (away.code, away.out) == (3, "")
    assert "cannot be reached" in away.err
    assert len(away.err.strip().splitlines()) == 4, "the error and three hints"


async def test_wrong_credentials_are_another_thing(at_broker: Broker, typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RABBITMQ_PASSWORD", "wrong")
    ended = await typed("check-queues")
    assert ended.code == 1
    assert "refuses the user 'discogsography': check RABBITMQ_USERNAME and RABBITMQ_PASSWORD" in ended.err


def test_only_queues_of_consumers_are_checked() -> None:
    names = ["d-graphinator-artists", "d-graphinator-artists.dlq", "m-brainzgraphinator-labels", "d-other-artists", "x-graphinator-artists"]
    consumers = [QueueConsumer("d-graphinator-artists", "tag", "connection", 1)]
    found = check([queue(name) for name in names], consumers, PREFIXES)
    assert [each.queue.name for each in found] == names[:3]
    assert [each.consumers for each in found] == [consumers, [], []]


@pytest.mark.parametrize(
    ("state", "problems"),
    [
        (queue("d-graphinator-artists", ready=5), ["nobody reads the 5 that wait"]),
        (queue("d-graphinator-artists", ready=5, consumers=1), []),
        (queue("d-graphinator-artists.dlq", ready=5), []),
        (queue("d-graphinator-artists", state="down"), ["it is down"]),
        (queue("d-graphinator-artists.dlq", state="down"), ["it is down"]),
        (queue("d-graphinator-artists", state="unknown"), []),
    ],
)
def test_what_is_wrong_with_a_queue(state: QueueState, problems: list[str]) -> None:
    assert [each.problems for each in check([state], [], PREFIXES)] == [problems]
