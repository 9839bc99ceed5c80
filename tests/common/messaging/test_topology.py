from typing import TYPE_CHECKING, Any

import pytest

from common.domain.data_types import DISCOGS_TYPES, MUSICBRAINZ_TYPES, TYPES_OF, DataType, Source
from common.messaging.topology import (
    CONSUMERS_OF,
    declare_consumer_queues,
    declare_exchanges,
    dlq_name,
    dlx_name,
    exchange_name,
    queue_depths,
    queue_name,
)
from common.runtime.errors import ConfigError, StoreUnavailable
from common.runtime.settings import QueueType
from tests.support.servers import Broker


if TYPE_CHECKING:
    from pamqp.common import FieldTable


PREFIX = "discogsography-musicbrainz"


def test_names_are_those_of_the_reference() -> None:
    queue = queue_name(PREFIX, "brainzgraphinator", DataType.RELEASE_GROUPS)
    assert exchange_name(PREFIX, DataType.RELEASE_GROUPS) == "discogsography-musicbrainz-release-groups"
    assert queue == "discogsography-musicbrainz-brainzgraphinator-release-groups"
    assert dlx_name(queue) == f"{queue}.dlx"
    assert dlq_name(queue) == f"{queue}.dlq"


def test_every_source_has_its_two_consumers() -> None:
    assert CONSUMERS_OF == {Source.DISCOGS: ("graphinator", "tableinator"), Source.MUSICBRAINZ: ("brainzgraphinator", "brainztableinator")}


async def objects(broker: Broker, kind: str) -> dict[str, dict[str, Any]]:
    answer = await broker.management.get(f"/api/{kind}/{broker.vhost}")
    return {entry["name"]: entry for entry in answer.raise_for_status().json() if entry["name"] and not entry["name"].startswith("amq.")}


@pytest.mark.parametrize(("source", "prefix"), [(Source.DISCOGS, "discogsography-discogs"), (Source.MUSICBRAINZ, PREFIX)])
async def test_graph_03_declarations_of_a_consumer(broker: Broker, source: Source, prefix: str) -> None:
    """The tags and the prefetch of this check are the engine's."""
    consumer = CONSUMERS_OF[source][0]
    for _ in range(2):  # and again on recovery
        await declare_consumer_queues(broker.url, prefix, consumer, TYPES_OF[source])
    mains = [f"{prefix}-{consumer}-{data_type}" for data_type in TYPES_OF[source]]

    exchanges = await objects(broker, "exchanges")
    assert set(exchanges) == {f"{prefix}-{data_type}" for data_type in TYPES_OF[source]} | {f"{main}.dlx" for main in mains}
    for exchange in exchanges.values():
        assert (exchange["type"], exchange["durable"], exchange["auto_delete"], exchange["internal"]) == ("fanout", True, False, False)
        assert exchange["arguments"] == {}

    queues = await objects(broker, "queues")
    assert set(queues) == {*mains, *(f"{main}.dlq" for main in mains)}
    for main in mains:
        assert queues[main]["arguments"] == {"x-queue-type": "quorum", "x-dead-letter-exchange": f"{main}.dlx", "x-delivery-limit": 20}
        assert queues[f"{main}.dlq"]["arguments"] == {"x-queue-type": "classic"}
        assert all((queues[name]["durable"], queues[name]["auto_delete"]) == (True, False) for name in (main, f"{main}.dlq"))

    bindings = (await broker.management.get(f"/api/bindings/{broker.vhost}")).raise_for_status().json()
    bound = {(entry["source"], entry["destination"], entry["routing_key"]) for entry in bindings if entry["source"]}
    expected = {(f"{prefix}-{data_type}", main, main) for data_type, main in zip(TYPES_OF[source], mains, strict=True)}
    assert bound == expected | {(f"{main}.dlx", f"{main}.dlq", f"{main}.dlq") for main in mains}


async def test_extraction_29_four_durable_fanout_exchanges(broker: Broker) -> None:
    await declare_exchanges(broker.url, PREFIX, MUSICBRAINZ_TYPES)
    exchanges = await objects(broker, "exchanges")
    assert {(entry["name"], entry["type"], entry["durable"]) for entry in exchanges.values()} == {
        (f"{PREFIX}-{data_type}", "fanout", True) for data_type in MUSICBRAINZ_TYPES
    }
    assert await objects(broker, "queues") == {}


async def test_dead_letters_of_a_cluster_may_be_replicated_too(broker: Broker) -> None:
    await declare_consumer_queues(broker.url, "p", "graphinator", [DataType.ARTISTS], QueueType.QUORUM)
    queues = await objects(broker, "queues")
    assert queues["p-graphinator-artists.dlq"]["arguments"] == {"x-queue-type": "quorum", "x-delivery-limit": 2**31 - 1}


async def test_a_general_client_finds_the_same_declaration(broker: Broker) -> None:
    await declare_consumer_queues(broker.url, "p", "graphinator", [DataType.ARTISTS])
    channel = await broker.channel()
    exchange = await channel.declare_exchange("p-artists", "fanout", durable=True)
    arguments: FieldTable = {"x-queue-type": "quorum", "x-dead-letter-exchange": "p-graphinator-artists.dlx", "x-delivery-limit": 20}
    queue = await channel.declare_queue("p-graphinator-artists", durable=True, arguments=arguments)
    await queue.bind(exchange)
    await channel.close()


async def test_an_object_with_other_arguments_is_a_configuration_error_that_names_it(broker: Broker) -> None:
    channel = await broker.channel()
    await channel.declare_queue("p-graphinator-artists", durable=True)
    await channel.close()
    with pytest.raises(ConfigError, match=r"other arguments.*p-graphinator-artists"):
        await declare_consumer_queues(broker.url, "p", "graphinator", DISCOGS_TYPES)


async def test_depths_count_ready_messages_and_name_what_is_missing(broker: Broker) -> None:
    await declare_consumer_queues(broker.url, "p", "graphinator", [DataType.ARTISTS, DataType.LABELS])
    await broker.publish_many("p-artists", [{"id": "1"}, {"id": "2"}])
    names = ["p-graphinator-artists", "nothing", "p-graphinator-labels"]
    assert await queue_depths(broker.url, names) == {"p-graphinator-artists": 2, "nothing": None, "p-graphinator-labels": 0}


async def test_an_absent_broker_is_unavailable() -> None:
    with pytest.raises(StoreUnavailable):
        await queue_depths("amqp://u:p@127.0.0.1:1/", ["q"])
    with pytest.raises(StoreUnavailable):
        await declare_exchanges("amqp://u:p@127.0.0.1:1/", "p", DISCOGS_TYPES)
