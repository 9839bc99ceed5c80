"""Acceptance checks of the graph chapter: what one record does to the graph."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.graphinator.conftest import Feed, Start
from tests.graphinator.messages import (
    EXAMPLE_ARTIST,
    EXAMPLE_RELEASE,
    TYPES,
    artist,
    exchange,
    label,
    master,
    queue,
    record,
    release,
    run_headers,
    sha,
)
from tests.support.servers import Broker, GraphTarget
from tests.support.services import Service
from tests.support.waiting import eventually


EDGES = "MATCH (a)-[e]->(b) RETURN coalesce(a.id, a.name) AS a, type(e) AS type, coalesce(b.id, b.name) AS b ORDER BY type, a, b"


async def edges(graph: GraphTarget) -> list[tuple[str, str, str]]:
    return [(row["a"], row["type"], row["b"]) for row in await graph.rows(EDGES)]


async def test_graph_03_topology_and_prefetch(start: Start, broker: Broker) -> None:
    for size, prefetch in (("10", 200), ("500", 1000)):
        async with start(NEO4J_BATCH_SIZE=size) as service:

            async def all_consume() -> bool:
                return len(await consumers()) == 4

            async def consumers() -> list[dict[str, Any]]:
                return list((await broker.management.get(f"/api/consumers/{broker.vhost}")).json())

            await eventually(all_consume)
            found = await consumers()
            assert sorted(consumer["consumer_tag"] for consumer in found) == [f"graphinator-{name}" for name in TYPES]
            assert {consumer["prefetch_count"] for consumer in found} == {prefetch}
            assert service.is_running
    queues = {q["name"]: q for q in (await broker.management.get(f"/api/queues/{broker.vhost}")).json()}
    exchanges = {e["name"]: e for e in (await broker.management.get(f"/api/exchanges/{broker.vhost}")).json()}
    for name in TYPES:
        main, dead = queues[queue(name)], queues[f"{queue(name)}.dlq"]
        assert main["arguments"] == {"x-queue-type": "quorum", "x-dead-letter-exchange": f"{queue(name)}.dlx", "x-delivery-limit": 20}
        assert dead["arguments"] == {"x-queue-type": "classic"}
        assert main["durable"] and dead["durable"]
        for found_exchange in (exchanges[exchange(name)], exchanges[f"{queue(name)}.dlx"]):
            assert (found_exchange["type"], found_exchange["durable"], found_exchange["auto_delete"]) == ("fanout", True, False)


async def test_graph_05_artist_makes_its_node_edges_and_named_stubs(graphinator: Service, feed: Feed, graph: GraphTarget) -> None:
    await feed.write("artists", EXAMPLE_ARTIST)
    node = await graph.value("MATCH (n:Artist {id: '900001'}) RETURN properties(n)")
    assert node == {
        "id": "900001",
        "name": "Example Quartet",
        "resource_url": "https://api.discogs.com/artists/900001",
        "releases_url": "https://api.discogs.com/artists/900001/releases",
        "sha256": EXAMPLE_ARTIST["sha256"],
    }
    assert await edges(graph) == [
        ("900030", "ALIAS_OF", "900001"),
        ("900001", "MEMBER_OF", "900020"),
        ("900010", "MEMBER_OF", "900001"),
        ("900011", "MEMBER_OF", "900001"),
    ]
    stubs = await graph.rows("MATCH (n:Artist) WHERE n.sha256 IS NULL RETURN properties(n) AS p ORDER BY n.id")
    assert [row["p"] for row in stubs] == [
        {"id": "900010", "name": "Pat Sample"},
        {"id": "900011", "name": "Kim Sample"},
        {"id": "900020", "name": "Bigger Example"},
        {"id": "900030", "name": "Example 4"},
    ]


async def test_graph_06_label_hierarchy(graphinator: Service, feed: Feed, graph: GraphTarget) -> None:
    await feed.write(
        "labels",
        label("700001", parentLabel={"id": "700000", "name": "Up"}, sublabels=[{"id": "700002", "name": "A"}, {"id": "700003", "name": "B"}]),
    )
    assert await edges(graph) == [("700001", "SUBLABEL_OF", "700000"), ("700002", "SUBLABEL_OF", "700001"), ("700003", "SUBLABEL_OF", "700001")]


async def test_graph_07_release_of_the_chapter(graphinator: Service, feed: Feed, graph: GraphTarget) -> None:
    await feed.write("releases", EXAMPLE_RELEASE)
    node = await graph.value("MATCH (n:Release) RETURN properties(n)")
    expected = {"id": "300001", "title": "First Example", "year": 1984, "formats": ["Vinyl"], "catalog_number": "SAM 001"}
    assert node == {**expected, "sha256": EXAMPLE_RELEASE["sha256"]}
    assert await edges(graph) == [
        ("300001", "BY", "900001"),
        ("Lee Example", "CREDITED_ON", "300001"),
        ("300001", "DERIVED_FROM", "500001"),
        ("300001", "IS", "Electronic"),
        ("300001", "IS", "House"),
        ("300001", "ON", "700001"),
        ("House", "PART_OF", "Electronic"),
        ("Lee Example", "SAME_AS", "900050"),
    ]
    credit = await graph.value("MATCH ()-[e:CREDITED_ON]->() RETURN properties(e)")
    assert credit == {"role": "Producer, Mixed By", "category": "engineering", "artist_id": "900050"}


async def test_graph_08_master_with_two_genres_has_no_part_of(graphinator: Service, feed: Feed, graph: GraphTarget) -> None:
    await feed.write("masters", master(genres=["Electronic", "Jazz"], styles=["House", "Techno"], year="1984"))
    assert [edge[1:] for edge in await edges(graph)] == [("IS", "Electronic"), ("IS", "House"), ("IS", "Jazz"), ("IS", "Techno")]
    assert await graph.value("MATCH (n:Master) RETURN n.year") == 1984


async def test_graph_09_years(graphinator: Service, feed: Feed, graph: GraphTarget) -> None:
    this_year = datetime.now(UTC).year
    dates = ["0400-01-01", "", "Unknown", str(this_year + 1), str(this_year + 2)]
    await feed.write("releases", *(release(str(number), released=date) for number, date in enumerate(dates, 1)))
    assert [row["year"] for row in await graph.rows("MATCH (n:Release) RETURN n.year AS year ORDER BY n.id")] == [
        None,
        None,
        None,
        this_year + 1,
        None,
    ]


async def test_graph_10_an_unchanged_record_changes_nothing_but_the_run(graphinator: Service, feed: Feed, graph: GraphTarget) -> None:
    first, second = "2026-03-05T10:00:00Z", "2026-04-05T10:00:00Z"
    await feed.write("releases", EXAMPLE_RELEASE, headers=run_headers(first))
    before = await graph.rows(
        "MATCH (n) WHERE n.id IS NOT NULL OR n.name IS NOT NULL OPTIONAL MATCH (n)-[e]->() RETURN elementId(n), n {.*, run: 0}, elementId(e), properties(e) ORDER BY elementId(n), elementId(e)"
    )
    run = await graph.value("MATCH (n:Release) RETURN n.run")
    await feed.send("releases", EXAMPLE_RELEASE, headers=run_headers(second))

    async def is_stamped() -> bool:
        return bool(await graph.value("MATCH (n:Release) RETURN n.run") > run)

    await eventually(is_stamped)
    after = await graph.rows(
        "MATCH (n) WHERE n.id IS NOT NULL OR n.name IS NOT NULL OPTIONAL MATCH (n)-[e]->() RETURN elementId(n), n {.*, run: 0}, elementId(e), properties(e) ORDER BY elementId(n), elementId(e)"
    )
    assert after == before


async def test_graph_11_a_changed_release_loses_what_it_no_longer_says(graphinator: Service, feed: Feed, graph: GraphTarget) -> None:
    await feed.write("releases", EXAMPLE_RELEASE)
    changed = {
        **EXAMPLE_RELEASE,
        "sha256": sha("changed"),
        "genres": ["Jazz"],
        "labels": [{"id": "700009", "name": "Other", "catno": "O 1"}],
        "extraartists": [],
    }
    del changed["styles"], changed["master_id"]
    await feed.write("releases", changed)
    found = [edge for edge in await edges(graph) if "300001" in edge]
    assert found == [("300001", "BY", "900001"), ("300001", "IS", "Jazz"), ("300001", "ON", "700009")]
    assert await graph.value("MATCH (n:Genre {name: 'Electronic'}) RETURN count(n)") == 1


async def test_graph_12_a_missing_catalogue_number_leaves_the_stored_one(graphinator: Service, feed: Feed, graph: GraphTarget) -> None:
    await feed.write("releases", EXAMPLE_RELEASE)
    await feed.write("releases", {**EXAMPLE_RELEASE, "sha256": sha("other"), "labels": [{"id": "700001", "name": "Sample Records", "catno": ""}]})
    assert await graph.value("MATCH (n:Release) RETURN n.catalog_number") == "SAM 001"


async def test_graph_13_one_person_two_credits(graphinator: Service, feed: Feed, graph: GraphTarget) -> None:
    credits = [{"name": "Lee Example", "role": "Producer"}, {"name": "Lee Example", "role": "Guitar"}]
    for content in ("first", "second"):
        await feed.write("releases", {**release(extraartists=credits), "sha256": sha(content)})
        rows = await graph.rows("MATCH (p:Person)-[e:CREDITED_ON]->() RETURN p.name AS name, e.role AS role, e.category AS category ORDER BY role")
        assert rows == [
            {"name": "Lee Example", "role": "Guitar", "category": "session"},
            {"name": "Lee Example", "role": "Producer", "category": "production"},
        ]
    assert await graph.value("MATCH (p:Person) RETURN count(p)") == 1


async def test_graph_14_same_as_known_and_unknown_artists(graphinator: Service, feed: Feed, graph: GraphTarget) -> None:
    await feed.write("artists", artist("1"))
    await feed.write(
        "releases",
        release(
            extraartists=[
                {"id": "1", "name": "Known", "role": "Guitar"},
                {"id": "2", "name": "Unknown", "role": "Bass"},
                {"id": "3", "name": "Silent", "role": ""},
            ]
        ),
    )
    rows = await graph.rows("MATCH (p:Person)-[:SAME_AS]->(a:Artist) RETURN p.name AS person, a.id AS id, a.name AS artist ORDER BY id")
    assert rows == [{"person": "Known", "id": "1", "artist": "Artist 1"}, {"person": "Unknown", "id": "2", "artist": "Unknown"}]


@pytest.mark.parametrize("bad", [{"type": "data", "sha256": "a" * 64, "name": "No id"}, {"type": "data", "id": "", "sha256": "a" * 64}])
async def test_graph_16_a_message_without_id_is_dead_lettered(graphinator: Service, feed: Feed, broker: Broker, bad: dict[str, Any]) -> None:
    await feed.send("artists", bad)
    await feed.write("artists", artist("5"))

    async def is_dead() -> bool:
        return await feed.dead("artists") == 1

    await eventually(is_dead)
    ((_, properties),) = await broker.get_all(f"{queue('artists')}.dlq")
    assert not (properties.headers or {}).get("x-delivery-count")


async def test_graph_17_three_records_are_written_within_two_seconds(start: Start, feed: Feed, broker: Broker) -> None:
    async with start():
        await feed.write("artists", artist("1"), artist("2"), artist("3"))

        async def is_acked() -> bool:
            found = (await broker.management.get(f"/api/queues/{broker.vhost}/{queue('artists')}")).json()
            return bool(found.get("messages") == 0)

        await eventually(is_acked)


async def test_graph_19_one_bad_artist_is_dead_lettered_alone(graphinator: Service, feed: Feed, broker: Broker) -> None:
    good = [artist(str(number)) for number in range(1, 51)]
    await feed.send("artists", *good[:25], record("99", name={"a": "map"}), *good[25:])
    await feed.write("artists", *good)

    async def is_dead() -> bool:
        return await feed.dead("artists") == 1

    await eventually(is_dead)
    assert b'"99"' in (await broker.get_all(f"{queue('artists')}.dlq"))[0][0]
    assert graphinator.is_running
