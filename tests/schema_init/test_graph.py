"""The schema of Neo4j on a real server."""

from collections.abc import AsyncIterator
import time
from typing import Any

import pytest

from common.runtime.settings import Neo4jSettings
from common.stores.neo4j import Neo4jStore
from common.stores.statement import Cypher
from schema_init import neo4j
from schema_init.graph_objects import DOCUMENTED, OBJECTS, GraphObject, Kind
from schema_init.outcome import Outcome, Reason, SchemaError
from tests.schema_init.command import NOTHING_LISTENS, schema_init, silent_server
from tests.support.servers import GraphTarget, PostgresTarget


type Shape = tuple[str, list[str], list[str], str, str]


@pytest.fixture
async def bare_graph(graph: GraphTarget) -> AsyncIterator[GraphTarget]:
    """The graph without any schema; afterwards it has the whole one again, because other tests rely on it."""
    await drop_schema(graph)
    yield graph
    await drop_schema(graph)
    await apply(graph)


async def drop_schema(graph: GraphTarget) -> None:
    for row in await graph.rows("SHOW CONSTRAINTS YIELD name RETURN name"):
        await graph.rows(f"DROP CONSTRAINT `{row['name']}`")
    for row in await graph.rows("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name"):
        await graph.rows(f"DROP INDEX `{row['name']}`")


async def shapes(graph: GraphTarget) -> dict[str, Shape]:
    rows = await graph.rows("""
        SHOW INDEXES YIELD name, type, labelsOrTypes, properties, state, owningConstraint, options WHERE type <> 'LOOKUP'
        RETURN name, type, labelsOrTypes AS labels, properties, state, owningConstraint AS owner
    """)
    return {row["name"]: (row["type"], row["labels"], row["properties"], row["state"], row["owner"] or "") for row in rows}


def expected(item: GraphObject) -> Shape:
    kind = "FULLTEXT" if item.kind is Kind.FULLTEXT else "RANGE"
    return kind, [item.label], list(item.properties), "ONLINE", item.name if item.kind is Kind.UNIQUE else ""


async def apply(graph: GraphTarget, **options: Any) -> Outcome:
    return await neo4j.apply(Neo4jSettings.load(**{name.lower(): value for name, value in graph.env.items()}), **options)


async def test_graph_01_both_runs_succeed_and_every_object_is_online(bare_graph: GraphTarget, empty_postgres: PostgresTarget) -> None:
    first = await schema_init({**empty_postgres.env, **bare_graph.env})
    second = await schema_init({**empty_postgres.env, **bare_graph.env})

    assert (first.code, second.code) == (0, 0), first.output + second.output
    assert len(DOCUMENTED) == 29
    kinds = [item.kind for item in DOCUMENTED]
    assert (kinds.count(Kind.UNIQUE), kinds.count(Kind.RANGE), kinds.count(Kind.FULLTEXT)) == (8, 15, 6)
    found = await shapes(bare_graph)
    assert found == {item.name: expected(item) for item in OBJECTS}


async def test_graph_02_an_unreachable_neo4j_ends_with_1(empty_postgres: PostgresTarget) -> None:
    ended = await schema_init({**empty_postgres.env, "NEO4J_HOST": NOTHING_LISTENS, "SCHEMA_INIT_TIMEOUT": "1"})

    assert ended.code == 1
    assert ended.summary["stores"]["Neo4j"]["reason"] == Reason.UNREACHABLE


async def test_a_silent_neo4j_is_given_up_within_15_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neo4j, "ANSWER_TIMEOUT_S", 0.5)
    started = time.monotonic()
    async with silent_server() as port:
        settings = Neo4jSettings.load(neo4j_host=f"bolt://127.0.0.1:{port}", neo4j_username="neo4j", neo4j_password="x")
        with pytest.raises(SchemaError) as caught:
            await neo4j.apply(settings)

    assert caught.value.reason is Reason.UNANSWERED
    assert time.monotonic() - started < 14


async def test_a_wrong_password_is_not_tried_again(graph: GraphTarget) -> None:
    settings = Neo4jSettings.load(neo4j_host=graph.env["NEO4J_HOST"], neo4j_username="nobody", neo4j_password="wrong")

    with pytest.raises(SchemaError, match="Unauthorized"):
        await neo4j.apply(settings)


async def test_an_object_that_cannot_be_made_does_not_stop_the_others(bare_graph: GraphTarget) -> None:
    await bare_graph.rows("CREATE INDEX in_the_way FOR (n:Artist) ON (n.id)")  # a constraint cannot take over a plain index

    outcome = await apply(bare_graph)

    assert (outcome.succeeded, outcome.failed, outcome.reason) == (len(OBJECTS) - 1, 1, Reason.STATEMENT)
    assert outcome.error == "Cannot create artist_id"


async def test_an_index_under_another_name_is_reported(bare_graph: GraphTarget) -> None:
    await bare_graph.rows("CREATE FULLTEXT INDEX other_name FOR (n:Artist) ON EACH [n.name]")

    with pytest.raises(SchemaError, match="artist_name_fulltext") as caught:
        await apply(bare_graph)

    assert caught.value.reason is Reason.INDEXES


class Indexes(Neo4jStore):
    """A graph whose indexes answer as told, one list a look."""

    def __init__(self, *looks: list[dict[str, Any]]) -> None:
        self.looks = list(looks)

    async def rows(self, statement: Cypher, **parameters: Any) -> list[dict[str, Any]]:  # noqa: ARG002 - the signature is the store's
        return self.looks.pop(0) if len(self.looks) > 1 else self.looks[0]


def index(state: str, failure: str = "") -> list[dict[str, Any]]:
    return [{"name": "artist_id", "state": state, "percent": 40.0, "failure": failure}]


async def test_a_populating_index_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neo4j, "POLL_S", 0)
    store = Indexes(index("POPULATING"), index("POPULATING"), index("ONLINE"))

    await neo4j._await_online(store, {"artist_id"}, 5)

    assert len(store.looks) == 1


@pytest.mark.parametrize(
    ("look", "text"),
    [
        (index("POPULATING"), "not online after 0 s: artist_id"),
        (index("FAILED", "disk full"), "Indexes failed: artist_id: disk full"),
        ([], "under other names"),
    ],
)
async def test_an_index_that_is_late_failed_or_missing_is_named(look: list[dict[str, Any]], text: str) -> None:
    with pytest.raises(SchemaError, match=text) as caught:
        await neo4j._await_online(Indexes(look), {"artist_id"}, 0)

    assert caught.value.reason is Reason.INDEXES


def test_names_are_unique() -> None:
    assert len({item.name for item in OBJECTS}) == len(OBJECTS)
