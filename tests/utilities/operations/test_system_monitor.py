from pathlib import Path

import pytest

from common.domain.data_types import DataType
from common.messaging.topology import declare_consumer_queues
from tests.support.servers import Broker, GraphTarget, PostgresTarget
from tests.utilities.operations.conftest import Typed
from tests.utilities.operations.stub_docker import StubDocker, container
from utilities.operations.settings import OperatorSettings
from utilities.operations.stores import largest_labels, largest_tables
from utilities.operations.system_monitor import short_name, size


async def test_operations_22_queues_lose_the_configured_prefix(
    at_broker: Broker, graph: GraphTarget, postgres: PostgresTarget, nowhere: Path, typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole report: containers by a docker that answers from files, the servers for real."""
    docker = StubDocker(nowhere)
    docker.answer("ps", [container("postgres"), container("graphinator")])
    docker.answer("exec", '{"status":"healthy","current_task":"Idle"}\n@@200\n')
    docker.answer("logs-graphinator", "\n".join(f'{{"level":"error","timestamp":"t","event":"❌ {number}"}}' for number in range(7)))
    for name, value in {**graph.env, **postgres.env, "DISCOGS_EXCHANGE_PREFIX": "x-d"}.items():
        monkeypatch.setenv(name, value)
    await declare_consumer_queues(at_broker.url, "x-d", "graphinator", [DataType.ARTISTS])
    await declare_consumer_queues(at_broker.url, "discogsography-musicbrainz", "brainztableinator", [DataType.RELEASE_GROUPS])
    await declare_consumer_queues(at_broker.url, "discogsography-discogs", "graphinator", [DataType.ARTISTS])
    await graph.rows("UNWIND range(1, 3) AS n CREATE (:Artist {id: toString(n)})")

    ended = await typed("system-monitor", "--json")
    told = ended.json
    assert {section: told[section]["error"] for section in told if section != "place"} == dict.fromkeys(
        ("processes", "queues", "graph", "tables", "errors")
    )
    assert ended.code == 0
    assert [row["queue"] for row in told["queues"]["rows"]] == [
        "mb-brainztableinator-release-groups",
        "mb-brainztableinator-release-groups.dlq",
        "graphinator-artists",
        "graphinator-artists.dlq",
    ]
    assert {"label": "Artist", "nodes": 3} in told["graph"]["rows"]
    assert {"name", "size_bytes", "rows"} == set(told["tables"]["rows"][0])
    assert len(told["tables"]["rows"]) == 10
    assert [row["error"] for row in told["errors"]["rows"]] == [f"❌ {number}" for number in range(2, 7)]
    assert {row["name"]: (row["state"], row["health"], row["task"]) for row in told["processes"]["rows"]} == {
        "postgres": ("running", "healthy", ""),
        "graphinator": ("running", "healthy", "Idle"),
    }
    shown = (await typed("system-monitor")).out
    assert "  graphinator-artists" in shown
    assert "x-d-" not in shown
    assert "Artist" in shown


async def test_a_container_that_is_not_well_and_servers_that_are_away(nowhere: Path, typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    docker = StubDocker(nowhere)
    docker.answer("ps", [container("graphinator", "exited", "", 1)])
    docker.fail("logs-graphinator", "gone")
    for name in ("RABBITMQ_MANAGEMENT_PORT", "NEO4J_PORT", "POSTGRES_PORT"):
        monkeypatch.setenv(name, "1")
    ended = await typed("system-monitor", "--compose")
    assert ended.code == 1
    assert "exited (1)" in ended.out
    assert ended.out.count("unable to tell: ") == 3
    assert "unable to read its log: docker compose logs graphinator failed (1): gone" in ended.out


async def test_the_largest_come_first(graph: GraphTarget, postgres: PostgresTarget) -> None:
    await graph.rows("UNWIND range(1, 4) AS n CREATE (:`Odd ``label``` {id: n}) CREATE (:Label {id: toString(n)})")
    found = OperatorSettings.over({name.lower(): value for name, value in {**graph.env, **postgres.env}.items()})
    labels = largest_labels(found)
    assert [row["nodes"] for row in labels] == sorted((row["nodes"] for row in labels), reverse=True)
    assert {"label": "Odd `label`", "nodes": 4} in labels
    sizes = [row["size_bytes"] for row in largest_tables(found)]
    assert sizes == sorted(sizes, reverse=True)


def test_names_are_short() -> None:
    settings = OperatorSettings.over(
        {"postgres_host": "p", "postgres_username": "u", "postgres_password": "w", "postgres_database": "d", "neo4j_host": "n"},
        neo4j_username="u",
        neo4j_password="w",
        discogs_exchange_prefix="x-d",
        musicbrainz_exchange_prefix="x-d-mb",
    )
    assert short_name("x-d-graphinator-artists", settings) == "graphinator-artists"
    assert short_name("x-d-mb-brainzgraphinator-labels", settings) == "mb-brainzgraphinator-labels"
    assert short_name("else", settings) == "else"


@pytest.mark.parametrize(("count", "text"), [(12, "12 bytes"), (12_345, "12 kB"), (3_400_000, "3.4 MB"), (1.2e9, "1.2 GB"), (5e12, "5.0 TB")])
def test_sizes_are_readable(count: float, text: str) -> None:
    assert size(count) == text
