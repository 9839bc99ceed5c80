"""Acceptance checks of the graph chapter for brainzgraphinator: the real process on a real broker and a real graph."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, Final

import httpx
import pytest

from tests.support.servers import Broker, GraphTarget
from tests.support.services import Service, running
from tests.support.waiting import eventually


PREFIX: Final = "discogsography-musicbrainz"
TYPES: Final = ("artists", "labels", "release-groups", "releases")
BAND, MEMBER, OTHER = (f"{digit * 8}-1111-4111-8111-111111111111" for digit in "123")
FIRST, SECOND = "2026-03-05T10:00:00.000000Z", "2026-04-05T10:00:00.000000Z"

type Start = Callable[..., AbstractAsyncContextManager[Service]]


def exchange(data_type: str) -> str:
    return f"{PREFIX}-{data_type}"


def queue(data_type: str) -> str:
    return f"{PREFIX}-brainzgraphinator-{data_type}"


def record(mbid: str, **fields: Any) -> dict[str, Any]:
    return {"type": "data", "id": mbid, "sha256": "", "relations": [], "external_links": [], **fields}


def artist(mbid: str, discogs_id: int | None, *relations: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return record(mbid, **{"discogs_artist_id": discogs_id, "mb_type": "Group", "relations": list(relations), **fields})


def relation(target: int | None, direction: str = "forward", kind: str = "member of band", **fields: Any) -> dict[str, Any]:
    return {"type": kind, "target_type": "artist", "target_mbid": OTHER, "direction": direction, "target_discogs_artist_id": target, **fields}


def run_headers(started_at: str, sequence: int = 0) -> dict[str, Any]:
    return {"version": "20260301", "started_at": started_at, "sequence": sequence}


@pytest.fixture
def start(broker: Broker, graph: GraphTarget) -> Start:
    def start(**variables: str) -> AbstractAsyncContextManager[Service]:
        env = {"CONSUMER_CANCEL_DELAY": "0", "NEO4J_BATCH_SIZE": "10", "NEO4J_BATCH_FLUSH_INTERVAL": "0.1", "STUCK_CHECK_INTERVAL": "2"}
        return running("brainzgraphinator", env={**broker.env, **graph.env, **env, **variables})

    return start


@pytest.fixture
async def brainzgraphinator(start: Start) -> AsyncIterator[Service]:
    async with start() as service:
        yield service


async def handled(service: Service, total: int) -> dict[str, int]:
    """The counters once `total` records were written or found to need nothing."""

    async def is_handled() -> bool:
        return bool(sum((await service.health())["written"].values()) == total)

    await eventually(is_handled)
    return dict((await service.health())["enrichment_stats"])


async def signal_all(broker: Broker, started_at: str, published: dict[str, int]) -> None:
    message = {"type": "extraction_complete", "version": "20260301", "timestamp": started_at, "started_at": started_at, "record_counts": {}}
    for name in TYPES:
        await broker.publish(exchange(name), {**message, "published_counts": published})


async def until_done(graph: GraphTarget, runs: int) -> None:
    async def is_done() -> bool:
        return int(await graph.value("MATCH (c:ExtractionCompletion {consumer: 'brainzgraphinator', state: 'done'}) RETURN count(c)")) == runs

    await eventually(is_done, 40)


async def test_graph_04_topology_and_prefetch(brainzgraphinator: Service, broker: Broker) -> None:
    async def consumers() -> list[dict[str, Any]]:
        return list((await broker.management.get(f"/api/consumers/{broker.vhost}")).json())

    async def all_consume() -> bool:
        return len(await consumers()) == 4

    await eventually(all_consume)
    assert sorted(consumer["consumer_tag"] for consumer in await consumers()) == [f"brainzgraphinator-{name}" for name in TYPES]
    assert {consumer["prefetch_count"] for consumer in await consumers()} == {200}
    queues = {q["name"]: q["arguments"] for q in (await broker.management.get(f"/api/queues/{broker.vhost}")).json()}
    for name in TYPES:
        assert queues[queue(name)] == {"x-queue-type": "quorum", "x-dead-letter-exchange": f"{queue(name)}.dlx", "x-delivery-limit": 20}
        assert queues[f"{queue(name)}.dlq"] == {"x-queue-type": "classic"}


async def test_graph_33_a_linked_artist_is_enriched(brainzgraphinator: Service, broker: Broker, graph: GraphTarget) -> None:
    await graph.rows("CREATE (:Artist {id: '900001', name: 'Example Quartet', sha256: 'x'})")
    span = {"begin": "1980", "end": "1991-06", "ended": True}
    places = {"area": "Testland", "begin_area": "Testville", "end_area": None}
    await broker.publish(exchange("artists"), artist(BAND, 900001, gender=None, life_span=span, disambiguation="jazz group", **places))
    stats = await handled(brainzgraphinator, 1)
    assert stats["entities_enriched"] == 1
    node = await graph.value("MATCH (n:Artist) RETURN properties(n)")
    assert node.pop("mb_updated_at").endswith("+00:00")
    assert len(node.pop("mb_hash")) == 64
    assert node == {
        "id": "900001",
        "name": "Example Quartet",
        "sha256": "x",
        "mbid": BAND,
        "mb_type": "Group",
        "mb_begin_date": "1980",
        "mb_end_date": "1991-06",
        "mb_area": "Testland",
        "mb_begin_area": "Testville",
        "mb_disambiguation": "jazz group",
    }


async def test_graph_34_without_link_or_node_nothing_is_created(brainzgraphinator: Service, broker: Broker, graph: GraphTarget) -> None:
    await broker.publish_many(exchange("artists"), [artist(BAND, None), artist(MEMBER, 5)])
    assert (await handled(brainzgraphinator, 2))["entities_skipped_no_discogs_match"] == 2
    assert await graph.value("MATCH (n:Artist|Label|Release|Master) RETURN count(n)") == 0


async def test_graph_35_both_sides_make_one_edge(brainzgraphinator: Service, broker: Broker, graph: GraphTarget) -> None:
    await graph.rows("CREATE (:Artist {id: '1'}), (:Artist {id: '2'})")
    told: dict[str, Any] = {"attributes": ["guitar"], "begin_date": "1980", "end_date": None, "ended": False}
    await broker.publish(exchange("artists"), artist(BAND, 1, relation(2, "backward", **told)))
    await handled(brainzgraphinator, 1)
    await broker.publish(exchange("artists"), artist(MEMBER, 2, relation(1, "forward", **told)))
    stats = await handled(brainzgraphinator, 2)
    assert (stats["relationships_created"], stats["relationships_updated"]) == (1, 1)
    (edge,) = await graph.rows("MATCH (a)-[e]->(b) RETURN a.id AS source, type(e) AS type, b.id AS target, properties(e) AS p")
    assert (edge["source"], edge["type"], edge["target"]) == ("2", "MEMBER_OF", "1")
    assert edge["p"] == {
        "source": "musicbrainz",
        "discogs": False,
        "mb_from_source": True,
        "mb_from_target": True,
        "begin_date": "1980",
        "ended": False,
        "attributes": ["guitar"],
    }


async def test_graph_36_relations_that_make_no_edge(brainzgraphinator: Service, broker: Broker, graph: GraphTarget) -> None:
    await graph.rows("CREATE (:Artist {id: '1'})")
    for number, (other, skipped) in enumerate(((relation(1, kind="married"), 0), (relation(None), 1), (relation(9), 2)), 1):
        await broker.publish(exchange("artists"), artist(BAND, 1, other, area=f"Area {number}"))
        stats = await handled(brainzgraphinator, number)
        assert stats["relationships_skipped_missing_side"] == skipped
        assert (stats["relationships_created"], stats["relationships_updated"]) == (0, 0)
    assert await graph.value("MATCH ()-[e]->() RETURN count(e)") == 0


async def test_graph_37_a_release_group_enriches_its_master(brainzgraphinator: Service, broker: Broker, graph: GraphTarget) -> None:
    await graph.rows("CREATE (:Master {id: '500001'})")
    group = {"mb_type": "Album", "secondary_types": ["Live"], "first_release_date": "1984-05", "disambiguation": ""}
    await broker.publish(exchange("release-groups"), record(BAND, discogs_master_id=500001, **group))
    await handled(brainzgraphinator, 1)
    master = await graph.value("MATCH (n:Master) RETURN n {.mbid, .mb_type, .mb_secondary_types, .mb_first_release_date, .mb_disambiguation}")
    names = {"mb_type": "Album", "mb_secondary_types": ["Live"], "mb_first_release_date": "1984-05", "mb_disambiguation": ""}
    assert master == {"mbid": BAND, **names}
    assert await graph.value("MATCH (n:Master|Release|Artist|Label) RETURN count(n)") == 1
    assert await graph.value("MATCH (n:Master) RETURN n.mb_updated_at IS NOT NULL")


async def test_graph_38_a_release_is_enriched(brainzgraphinator: Service, broker: Broker, graph: GraphTarget) -> None:
    await graph.rows("CREATE (:Release {id: '300001'})")
    release = {"barcode": "0123456789012", "status": "Official", "release_group_mbid": BAND}
    await broker.publish(exchange("releases"), record(MEMBER, discogs_release_id=300001, **release))
    await handled(brainzgraphinator, 1)
    found = await graph.value("MATCH (n:Release) RETURN n {.mb_barcode, .mb_status, .mb_release_group_mbid}")
    assert found == {"mb_barcode": "0123456789012", "mb_status": "Official", "mb_release_group_mbid": BAND}


async def test_graph_39_health(brainzgraphinator: Service) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{brainzgraphinator.port}", trust_env=False) as client:
        answer = await client.get("/health")
        assert answer.status_code == 200
        health = answer.json()
        assert health["service"] == "brainzgraphinator"
        assert health["message_counts"] == dict.fromkeys(TYPES, 0)
        assert set(health["enrichment_stats"]) >= {
            "entities_enriched",
            "entities_skipped_no_discogs_match",
            "relationships_created",
            "relationships_updated",
            "relationships_skipped_missing_side",
        }
        assert (await client.get("/")).status_code == 404


async def test_what_waited_is_applied_after_a_discogs_import(brainzgraphinator: Service, broker: Broker, graph: GraphTarget) -> None:
    """MusicBrainz first: the node and the other side of a relation come later, with graphinator."""
    await broker.publish_many(exchange("artists"), [artist(BAND, 1, relation(2, "backward")), artist(MEMBER, 3)])
    assert (await handled(brainzgraphinator, 2))["enrichments_deferred"] == 2
    await graph.rows("CREATE (:Artist {id: '1'}), (:Artist {id: '2'})")
    await graph.rows("CREATE (:ExtractionCompletion {key: 'g', consumer: 'graphinator', state: 'done', updated_at: datetime()})")

    async def is_applied() -> bool:
        return bool(await graph.value("MATCH (n:Artist {id: '1'}) RETURN n.mbid") == BAND)

    await eventually(is_applied)
    assert await graph.value("MATCH (:Artist {id: '2'})-[e:MEMBER_OF]->(:Artist {id: '1'}) RETURN e.source") == "musicbrainz"
    assert [row["mbid"] for row in await graph.rows("MATCH (p:PendingEnrichment) RETURN p.mbid AS mbid")] == [MEMBER]


async def test_a_second_run_removes_what_it_no_longer_says(start: Start, broker: Broker, graph: GraphTarget) -> None:
    await graph.rows(
        "CREATE (:Artist {id: '1'}), (b:Artist {id: '2'}), (c:Artist {id: '3'}) CREATE (c)-[:MEMBER_OF {discogs: true, from_source: true}]->(b)"
    )
    everyone = [artist(BAND, 1, relation(2, kind="founder")), artist(MEMBER, 2, relation(3, "backward")), artist(OTHER, None)]
    runs = ((FIRST, everyone), (SECOND, [artist(MEMBER, 2), artist(OTHER, None)]))
    async with start(PURGE_MAX_DELETE_FRACTION="0.6") as service:
        for number, (started_at, artists) in enumerate(runs, 1):
            for sequence, message in enumerate(artists):
                await broker.publish(exchange("artists"), message, run_headers(started_at, sequence))
            for name in TYPES[1:]:
                await broker.publish(exchange(name), record(OTHER), run_headers(started_at))
            await signal_all(broker, started_at, dict.fromkeys(TYPES, 1) | {"artists": len(artists)})
            await until_done(graph, number)
            if number == 1:
                assert await graph.value("MATCH ()-[e {source: 'musicbrainz'}]->() RETURN count(e)") == 2
        assert (await service.health())["vetoes"] == []
    assert await graph.value("MATCH (n:Artist {id: '1'}) RETURN properties(n)") == {"id": "1"}
    assert await graph.value("MATCH (n:Artist {id: '2'}) RETURN n.mbid") == MEMBER
    (edge,) = await graph.rows("MATCH ()-[e]->() RETURN type(e) AS type, properties(e) AS p")
    assert edge == {"type": "MEMBER_OF", "p": {"discogs": True, "from_source": True}}
    assert await graph.value("MATCH (b:ImportBlock) RETURN count(b)") == 0
