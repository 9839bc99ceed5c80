import socket

import pytest

from common.runtime.errors import ConfigError
from utilities.stack.ports import LOOPBACK, Ports, is_free, require_free


DOCUMENTED = {
    "postgres_port": 5433,
    "neo4j_http_port": 7474,
    "neo4j_bolt_port": 7687,
    "rabbitmq_port": 5672,
    "rabbitmq_management_port": 15672,
    "rabbitmq_metrics_port": 15692,
    "redis_port": 6379,
    "extractor_discogs_port": 8000,
    "extractor_musicbrainz_port": 8012,
    "graphinator_port": 8001,
    "tableinator_port": 8002,
    "brainztableinator_port": 8010,
    "brainzgraphinator_port": 8011,
}


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Ports.model_fields:
        monkeypatch.delenv(f"STACK_{name.upper()}", raising=False)


def test_the_ports_are_the_documented_ones() -> None:
    assert DOCUMENTED.items() <= Ports().model_dump().items()


def test_no_two_programs_share_a_port() -> None:
    ports = list(Ports().model_dump().values())
    assert len(set(ports)) == len(ports)


def test_one_port_is_moved_by_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STACK_POSTGRES_PORT", "15999")
    assert Ports().postgres_port == 15999


def test_an_offset_moves_every_port() -> None:
    moved = Ports().shifted(100).model_dump()
    assert moved == {name: port + 100 for name, port in Ports().model_dump().items()}


def test_an_offset_that_leaves_the_range_is_refused_by_name() -> None:
    with pytest.raises(ConfigError, match="epmd_port 84369"):
        Ports().shifted(60_000)


def test_a_taken_port_is_reported_with_its_holder_and_the_way_out() -> None:
    with socket.socket() as holder:
        holder.bind((LOOPBACK, 0))
        holder.listen()
        port = holder.getsockname()[1]
        assert not is_free(port)
        with pytest.raises(ConfigError, match=rf"port {port} \(Redis\) is taken by .*--port-offset"):
            require_free({"Redis": port})
    assert is_free(port)
