"""What an import leaves on artists, labels and PART_OF: counts and years of their releases."""

from typing import Any

from tests.support.catalogue import load_discogs
from tests.support.servers import GraphTarget


def release(key: str, artists: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    return {"id": key, "title": key, "artists": [{"id": artist, "name": artist} for artist in artists], **more}


async def node(graph: GraphTarget, label: str, key: str) -> Any:
    found = await graph.value(f"MATCH (n:{label} {{id: $key}}) RETURN n {{.release_count, .first_year, .last_year}}", key=key)
    return None if found is None else {name: value for name, value in found.items() if value is not None}


async def test_artists_and_labels_know_their_releases_and_years(graph: GraphTarget) -> None:
    labels = [{"id": "7", "name": "L"}]
    releases = [
        release("1", ("1", "2"), released="1995-03-01", labels=labels),
        release("2", ("1",), released="1988", labels=labels),
        release("3", ("1",), released="0000-00-00"),
    ]
    masters = [{"id": "1", "title": "M", "year": 1950, "artists": [{"id": "1", "name": "1"}]}]
    await load_discogs(None, graph, {"artists": [{"id": "3", "name": "no release"}], "masters": masters, "releases": releases})
    assert await node(graph, "Artist", "1") == {"release_count": 3, "first_year": 1988, "last_year": 1995}
    assert await node(graph, "Artist", "2") == {"release_count": 1, "first_year": 1995, "last_year": 1995}
    assert await node(graph, "Artist", "3") == {"release_count": 0}
    assert await node(graph, "Label", "7") == {"release_count": 2, "first_year": 1988, "last_year": 1995}


async def test_counts_follow_what_the_graph_holds(graph: GraphTarget) -> None:
    await load_discogs(None, graph, {"releases": [release("1", ("1",), released="1995"), release("2", ("1", "2"), released="1999")]})
    await graph.rows("MATCH (:Release {id: '2'})-[e:BY]->(:Artist {id: '1'}) DELETE e")
    await graph.rows("MATCH (n:Release {id: '2'}) REMOVE n.year")
    await load_discogs(None, graph, {})
    assert await node(graph, "Artist", "1") == {"release_count": 1, "first_year": 1995, "last_year": 1995}
    assert await node(graph, "Artist", "2") == {"release_count": 1}


async def test_part_of_counts_releases_with_both(graph: GraphTarget) -> None:
    releases = [
        release("1", genres=["Jazz"], styles=["Bop", "Modal"]),
        release("2", genres=["Jazz", "Rock"], styles=["Bop"]),
        release("3", genres=["Rock"], styles=["Modal"]),
    ]
    masters = [{"id": "1", "title": "M", "genres": ["Funk"], "styles": ["Bop"]}]
    await load_discogs(None, graph, {"masters": masters, "releases": releases})
    found = await graph.rows("MATCH (s:Style)-[e:PART_OF]->(g:Genre) RETURN s.name + '-' + g.name AS pair, e.release_count AS count ORDER BY pair")
    assert {row["pair"]: row["count"] for row in found} == {"Bop-Funk": 0, "Bop-Jazz": 2, "Modal-Jazz": 1, "Modal-Rock": 1}
