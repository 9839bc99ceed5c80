"""A cluster of three brokers loses one of them, by kill -9, while two processes of every consumer import: nothing is lost for it.

The queues are replicated, the clients know all nodes (`RABBITMQ_HOST` with commas), and the node that goes is one that leads queues and
that clients are connected to.
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
import time
from typing import Final

import pytest

from common.domain.data_types import DataType, Source
from common.messaging.topology import CONSUMERS_OF, declare_consumer_queues
from common.runtime.errors import StoreUnavailable
from common.runtime.settings import QueueType
from common.runtime.state_marker import load_marker
from tests.faults.conftest import SLOW, Expected
from tests.faults.test_killed import CONSUMERS, when
from tests.pipeline.catalogues import NEXT, THIS, Catalogue, sample
from tests.support.oracle_graph import ExpectedGraph, Messages, expected_graph
from tests.support.oracle_rows import expected_rows
from tests.support.pipeline import Pipeline, pipeline
from tests.support.rabbitmq_cluster import NODES, WITNESS, Cluster, Node, cluster
from tests.support.servers import GraphTarget, PostgresTarget
from tests.support.stored import assert_none, holds, read_rows, rows_differences
from tests.support.waiting import eventually
from utilities.sample.month import Month


RECONNECT_S: Final = 60.0
TWICE: Final = 2

pytestmark = pytest.mark.timeout(400)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """Two months that are imported in seconds."""
    return sample(tmp_path_factory.mktemp("cluster"))


@pytest.fixture
async def nodes(tmp_path: Path) -> AsyncIterator[Cluster]:
    """Three nodes."""
    async with cluster(tmp_path / "brokers") as started:
        yield started


@pytest.fixture
async def pipe(nodes: Cluster, postgres: PostgresTarget, graph: GraphTarget, tmp_path: Path) -> AsyncIterator[Pipeline]:
    """A pipeline on the cluster, in many small steps."""
    extra = {**SLOW, "RABBITMQ_HOST": nodes.hosts, "DEAD_LETTER_QUEUE_TYPE": "quorum"}
    async with pipeline(nodes.broker(), postgres, graph, tmp_path / "state", **extra) as pipe:
        yield pipe


async def busiest(nodes: Cluster) -> Node:
    """The node that leads most queues among those with clients; not the witness, which is only asked."""
    led, clients = Counter((await nodes.leaders()).values()), await nodes.clients()
    name = max((name for name in NODES if name != WITNESS), key=lambda name: min(led[name], clients[name]))
    assert led[name] and clients[name], f"node {name} of {led} with {clients}: to lose it proves nothing"
    return nodes.nodes[name]


def releases_sent(pipe: Pipeline, source: Source, month: Month) -> int:
    """Releases of a month that the marker on disk says are confirmed."""
    for path in (pipe.state / source.value).rglob(f".*extraction_status_{month.date}*.json"):
        if (marker := load_marker(path)) is not None:
            files = marker.processing_phase.progress_by_file
            return sum(each.checkpoint.published for name, each in files.items() if "release" in name and "group" not in name and each.checkpoint)
    return 0


async def import_with_a_loss(pipe: Pipeline, nodes: Cluster, source: Source, dumps: Path, month: Month) -> tuple[Node, float]:
    """Import a folder, and kill a node while the extractor is amid the releases and the consumers are behind it.

    Returns: the node, and the seconds until every consumer was connected to another one.
    """
    victim = await busiest(nodes)
    consumers = sum(len(each) for each in pipe.running.values())
    extractor = await pipe.begin(source, dumps)

    async def sent() -> int:
        return releases_sent(pipe, source, month)

    async def all_are_back() -> bool:
        clients = await nodes.clients()
        return not clients[victim.name] and sum(clients.values()) == consumers

    await when(sent, 20)
    assert extractor.is_running, "the extractor was through before the node was lost"
    await victim.kill()
    lost_at = time.monotonic()
    await eventually(all_are_back, RECONNECT_S, what="every consumer is connected to a node that is left")
    back_s = time.monotonic() - lost_at
    assert await extractor.wait(90) == 0, extractor.tail()
    await pipe.until_done(pipe.latest(source))
    assert all(each.is_running for names in pipe.running.values() for each in names), "a consumer ended"
    return victim, back_s


async def assert_stored(pipe: Pipeline, graph: ExpectedGraph, discogs: Messages, musicbrainz: Messages) -> None:
    """Both stores are as after an import that nothing disturbed, and nothing is dead-lettered."""
    await eventually(partial(holds, pipe.graph, graph), interval_s=0.5, tolerate=(AssertionError,))
    rows = expected_rows(discogs, musicbrainz)
    assert_none(rows_differences(await read_rows(pipe.postgres, rows), rows))
    assert await pipe.dead_letters() == {}


@pytest.mark.long
async def test_a_node_that_leads_queues_is_killed_amid_an_import(
    pipe: Pipeline, nodes: Cluster, small: Catalogue, figure: Callable[[str, str], None]
) -> None:
    """In the second month, so that what vanished since the first is removed after the loss, and nothing else."""
    this, following, _ = small.messages()
    assert this["releases"].keys() - following["releases"].keys(), "there must be something to remove"
    await pipe.start(*CONSUMERS_OF[Source.DISCOGS] * TWICE)
    await pipe.until_done(await pipe.extract(Source.DISCOGS, small.discogs))
    members = {queue["name"]: len(queue["members"]) for queue in await nodes.ask("queues?columns=name,members")}
    assert members and set(members.values()) == {len(NODES)}, members

    _, back_s = await import_with_a_loss(pipe, nodes, Source.DISCOGS, small.discogs_next, NEXT)

    await assert_stored(pipe, expected_graph(following, {}, earlier=expected_graph(this, {})), following, {})
    figure("all consumers on other nodes after the loss of a broker", f"{back_s:.1f} s")


@pytest.mark.long
async def test_both_sources_and_two_losses_one_after_the_other(pipe: Pipeline, nodes: Cluster, catalogue: Expected) -> None:
    """Each import loses a node; the first one lost is back, with what it missed, before the second is."""
    await pipe.start(*CONSUMERS * TWICE)
    await pipe.until_done(await pipe.extract(Source.DISCOGS, catalogue.catalogue.discogs))

    lost, _ = await import_with_a_loss(pipe, nodes, Source.MUSICBRAINZ, catalogue.catalogue.musicbrainz, THIS)
    await assert_stored(pipe, catalogue.graph, catalogue.messages, catalogue.musicbrainz)
    await lost.start()
    await nodes.until_up()
    await eventually(partial(all_replicas_are_online, nodes), 60, what="the node that was lost has its replicas again")

    await import_with_a_loss(pipe, nodes, Source.DISCOGS, catalogue.catalogue.discogs_next, NEXT)
    graph = expected_graph(catalogue.next_messages, catalogue.musicbrainz, earlier=catalogue.graph)
    await assert_stored(pipe, graph, catalogue.next_messages, catalogue.musicbrainz)


@pytest.mark.long
async def test_only_replicated_dead_letter_queues_can_be_declared_without_their_node(nodes: Cluster) -> None:
    """Why a cluster wants `DEAD_LETTER_QUEUE_TYPE=quorum`. To lose the node of a classic one is an outage, not a wrong setting."""
    lost = nodes.nodes[NODES[0]]
    for prefix, kind in (("replicated", QueueType.QUORUM), ("single", QueueType.CLASSIC)):
        await declare_consumer_queues(nodes.url(lost), prefix, "graphinator", [DataType.ARTISTS], kind)
    await lost.kill()

    async def declares(prefix: str, kind: QueueType) -> bool:
        await declare_consumer_queues(nodes.url(), prefix, "graphinator", [DataType.ARTISTS], kind)
        return True

    await eventually(partial(declares, "replicated", QueueType.QUORUM), tolerate=(StoreUnavailable,))
    with pytest.raises(StoreUnavailable, match="down or inaccessible"):
        await declares("single", QueueType.CLASSIC)
    await lost.start()
    await eventually(partial(declares, "single", QueueType.CLASSIC), 60, tolerate=(StoreUnavailable,))


async def all_replicas_are_online(nodes: Cluster) -> bool:
    """Whether every node takes part in every queue."""
    return all(len(queue["online"]) == len(NODES) for queue in await nodes.ask("queues?columns=name,online"))
