"""Containers as Docker's command tells of them, by a command of that name that answers what the test wants."""

from datetime import timedelta
import json
from pathlib import Path
import time

import pytest

from common.runtime.errors import ConfigError
from tests.utilities.operations.stub_docker import StubDocker, container
from utilities.operations.compose import Compose, Container, ports_of, published_health, servers
from utilities.operations.compose_target import ComposeTarget
from utilities.operations.docker import COMMAND_TIMEOUT_S, Docker, DockerFailed, json_documents
from utilities.operations.target import HealthAnswer, NotRunning, Place, RemoteTarget, ask_health, find_target
from utilities.stack.layout import REPOSITORY


@pytest.fixture
def docker(nowhere: Path) -> StubDocker:
    return StubDocker(nowhere)


def project(secret: Path | None = None) -> dict[str, object]:
    return {
        "services": {
            "rabbitmq": {
                "environment": {"RABBITMQ_DEFAULT_USER": "someone", "RABBITMQ_DEFAULT_PASS": "word"},
                "ports": [{"target": 5672, "published": "5680"}, {"target": 15672, "published": "15680"}],
            },
            "postgres": {"environment": {"POSTGRES_DB": "music", "POSTGRES_PASSWORD": None}, "ports": [{"target": 5432, "published": 5433}]},
            "neo4j": {"environment": {"NEO4J_AUTH": "neo4j/pass/with/slashes"}},
            "graphinator": {"environment": {"DISCOGS_EXCHANGE_PREFIX": "x-d"}},
            "api": {"ports": [{"target": 8005, "published": "8105"}]},
            "redis": {"environment": None, "ports": None},
        },
        "secrets": {"postgres_password": {"file": str(secret)}, "redis_password": {"file": "/nowhere/at/all"}} if secret else None,
    }


def test_servers_are_where_the_configuration_says(tmp_path: Path) -> None:
    secret = tmp_path / "postgres_password.txt"
    secret.write_text("from file\n", encoding="utf-8")
    found = servers(project(secret))
    assert (found["rabbitmq_username"], found["rabbitmq_password"], found["rabbitmq_port"]) == ("someone", "word", 5680)
    assert found["rabbitmq_management_port"] == 15680
    assert (found["postgres_database"], found["postgres_password"], found["postgres_username"]) == ("music", "from file", "discogsography")
    assert (found["neo4j_username"], found["neo4j_password"]) == ("neo4j", "pass/with/slashes")
    assert found["discogs_exchange_prefix"] == "x-d"
    assert "redis_password" not in found
    assert published_health(ports_of(project(), [])) == {"api": "http://127.0.0.1:8105/health"}


def test_ports_of_containers_count_more_than_the_configuration() -> None:
    containers = [
        Container("rabbitmq", "running", "healthy", 0, {5672: 6000}),
        Container("api", "running", "", 0, {8005: 9005}),
        Container("neo4j", "running", "", 0),
    ]
    found = servers(project(), containers)
    assert (found["rabbitmq_port"], found.get("rabbitmq_management_port"), found["postgres_port"]) == (6000, None, 5433)
    assert published_health(ports_of(project(), containers)) == {"api": "http://127.0.0.1:9005/health"}


def test_without_a_configuration_servers_are_where_the_development_file_has_them(docker: StubDocker) -> None:
    docker.fail("config", "no such file")
    docker.answer("ps", [])
    settings = find_target(compose=True).settings
    assert (settings.postgres_port, settings.rabbitmq_port, settings.rabbitmq_management_port, settings.redis_port) == (5433, 5672, 15672, 6379)
    assert settings.rabbitmq_password.get_secret_value() == "discogsography"
    assert settings.neo4j_uri == "bolt://127.0.0.1:7687"


def test_the_environment_wins_over_the_configuration(docker: StubDocker, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("mine\n", encoding="utf-8")
    monkeypatch.setenv("RABBITMQ_PASSWORD_FILE", str(tmp_path / "password"))
    monkeypatch.setenv("RABBITMQ_URL", "http://elsewhere:1567/")
    docker.answer("config", project())
    settings = find_target(compose=True).settings
    assert settings.rabbitmq_password.get_secret_value() == "mine"
    assert (settings.management.url, settings.management.username, settings.management.password) == ("http://elsewhere:1567", "someone", "mine")
    assert find_target(compose=True, host="other").settings.rabbitmq_host == "other"


def test_the_overlay_that_a_project_was_started_with_is_used(docker: StubDocker, monkeypatch: pytest.MonkeyPatch) -> None:
    files = f"{REPOSITORY}/docker-compose.yml,{REPOSITORY}/docker-compose.prod.yml"
    docker.answer(
        "ls",
        [
            {"Name": "music", "Status": "running(15)", "ConfigFiles": files},
            {"Name": "other", "Status": "running(3)", "ConfigFiles": "/else/docker-compose.yml"},
            {"Name": "ended", "Status": "exited(15)", "ConfigFiles": f"{REPOSITORY}/docker-compose.yml"},
        ],
    )
    docker.answer("ps", [container("api")])
    target = find_target()
    assert target.place is Place.COMPOSE
    assert docker.files() == {f"music {files.replace(',', ':')}"}
    monkeypatch.setenv("COMPOSE_PROJECT_NAME", "other")
    find_target()
    assert "other /else/docker-compose.yml" in docker.files()
    monkeypatch.setenv("COMPOSE_FILE", "mine.yml")
    find_target()
    assert "other mine.yml" in docker.files()


def test_containers_come_servers_first_and_say_whether_they_are_well(docker: StubDocker) -> None:
    told = [
        container("api", health="unhealthy"),
        container("schema-init", "exited", ""),
        container("graphinator", "exited", "", 1),
        container("neo4j"),
        container("postgres", health="starting"),
    ]
    docker.answer("ps", "\n".join(json.dumps(each) for each in told))
    found = {each.name: (each.state, each.is_well, each.health) for each in find_target(compose=True).processes()}
    assert found == {
        "neo4j": ("running", True, "healthy"),
        "postgres": ("running", True, "starting"),
        "api": ("running", False, "unhealthy"),
        "graphinator": ("exited (1)", False, ""),
        "schema-init": ("exited (0)", True, ""),
    }
    assert list(found)[:2] == ["neo4j", "postgres"]


def test_health_is_asked_from_inside_one_container(docker: StubDocker) -> None:
    docker.answer("ps", [container("explore"), container("graphinator"), container("extractor-discogs"), container("tableinator", "exited", "", 1)])
    docker.answer("exec", '{"status":"healthy"}\n@@200\n\n@@000\nnot json\n@@503\n')
    answers = find_target(compose=True).health()
    assert answers == {
        "extractor-discogs": HealthAnswer(200, {"status": "healthy"}),
        "graphinator": HealthAnswer(None, {}),
        "explore": HealthAnswer(503, {}),
    }
    (call,) = docker.calls("exec")
    assert call.startswith("compose exec -T explore curl --silent --max-time 5")
    assert call.endswith("http://extractor-discogs:8000/health http://graphinator:8001/health http://explore:8007/health")


def test_without_a_container_that_could_ask_nothing_is_known(docker: StubDocker) -> None:
    docker.answer("ps", [container("extractor-discogs")])
    assert find_target(compose=True).health() == {"extractor-discogs": HealthAnswer(None, {})}
    assert docker.calls("exec") == []


def test_logs_are_asked_for_in_minutes_or_lines(docker: StubDocker) -> None:
    docker.answer("logs-api", "one\ntwo\n")
    target = find_target(compose=True)
    assert list(target.logs("api", timedelta(minutes=15))) == ["one", "two"]
    assert target.tail("api", 50) == ["one", "two"]
    assert docker.calls("logs") == [
        "compose logs api --since=15m --no-log-prefix --no-color",
        "compose logs api --tail=50 --no-log-prefix --no-color",
    ]
    docker.fail("logs-api", "no such service: api")
    with pytest.raises(DockerFailed, match=r"docker compose logs api failed \(1\): no such service: api"):
        list(target.logs("api", timedelta(seconds=5)))
    assert "--since=1m" in docker.calls("logs")[-1]


def test_every_order_is_bounded_in_time(docker: StubDocker) -> None:
    target = find_target(compose=True)
    assert isinstance(target, ComposeTarget)
    assert target.compose.docker.timeout_s == COMMAND_TIMEOUT_S == 60
    docker.hang()
    began = time.monotonic()
    with pytest.raises(DockerFailed, match=r"docker compose ps has not ended after 0.2 s"):
        Compose(Docker(timeout_s=0.2)).containers()
    assert time.monotonic() - began < 10


def test_without_docker_there_are_no_containers(nowhere: Path) -> None:
    assert Compose.find_running() is None
    with pytest.raises(DockerFailed, match="docker cannot be run: No such file"):
        find_target(compose=True).processes()


@pytest.mark.parametrize("text", ["{", "[1,", "nothing\nelse"])
def test_an_answer_that_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(DockerFailed, match="cannot be read"):
        json_documents(text)


def test_both_forms_of_lists_are_read() -> None:
    assert json_documents('[{"a":1},{"a":2}]') == json_documents('{"a":1}\n{"a":2}\n') == [{"a": 1}, {"a": 2}]
    assert json_documents("") == []


def test_nothing_runs_anywhere(nowhere: Path) -> None:
    with pytest.raises(NotRunning, match=r"\./up starts a native one, docker compose up -d"):
        find_target()
    with pytest.raises(NotRunning, match="There is no native stack here"):
        find_target(native=True)
    with pytest.raises(ConfigError, match="exclude each other"):
        find_target(native=True, compose=True)


def test_a_broker_elsewhere_can_be_named(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_target(host="big").settings.management.url == "http://big:15672"
    monkeypatch.setenv("RABBITMQ_HOST", "bigger")
    target = find_target()
    assert isinstance(target, RemoteTarget)
    assert (target.settings.rabbitmq_host, target.health()) == ("bigger", {})
    with pytest.raises(NotRunning, match="not known here"):
        target.processes()
    for read in (lambda: target.logs("api", timedelta(minutes=1)), lambda: target.tail("api", 1)):
        with pytest.raises(ConfigError, match="on the host of the stack"):
            read()


def test_a_service_that_does_not_answer_has_no_status() -> None:
    assert ask_health("http://127.0.0.1:1/health") == HealthAnswer(None, {})
