"""Commands on the native stack: small programs under the real supervisor, in a folder of the test's own."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest

from common.runtime.errors import ConfigError
from tests.support.small_stack import HEALTHY, python, sleepers, small_stack
from tests.support.waiting import eventually
from tests.utilities.operations.conftest import Typed
from utilities.operations.native_target import NativeTarget
from utilities.operations.target import NotRunning, Place, find_target
from utilities.stack.credentials import ensure_secrets, read_password
from utilities.stack.native import NativeStack
from utilities.stack.program import log_file
from utilities.stack.servers import SERVERS
from utilities.stack.services import EXTRACTORS, SCHEMA_INIT, SERVICES


@pytest.fixture
def stack(nowhere: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> NativeStack:
    """A stack that was started once and does not run."""
    monkeypatch.setenv("PATH", f"{nowhere}:/usr/bin:/bin")
    made = small_stack(tmp_path / "stack", [])
    ensure_secrets(made.site.layout)
    return made


@pytest.fixture
def running(stack: NativeStack) -> Iterator[NativeStack]:
    """One that runs: graphinator is healthy, an extractor rests, tableinator was not started, schema-init is done."""
    asleep = [name for name in (*SERVERS, *SERVICES, *EXTRACTORS.values()) if name != "graphinator"]
    programs = [python("graphinator", HEALTHY, str(stack.site.ports.graphinator_port)), python(SCHEMA_INIT, "pass"), *sleepers(asleep)]
    stack.supervisor.ensure(programs)
    for name in (*SERVERS, SCHEMA_INIT, *SERVICES, EXTRACTORS["discogs"]):  # type: ignore[index]  # a word of its StrEnum
        if name != "tableinator":
            stack.supervisor.start(name)
    yield stack
    stack.discard()


def stamped(age: timedelta, level: str, event: str) -> str:
    moment = (datetime.now(UTC) - age).isoformat().replace("+00:00", "Z")
    return orjson.dumps({"timestamp": moment, "level": level, "event": event}).decode() + "\n"


async def test_processes_and_health_of_a_running_stack(running: NativeStack) -> None:
    target = find_target()
    assert target.place is Place.NATIVE
    await eventually(lambda: target.health()["graphinator"].status)
    assert target.health()["graphinator"].body == {"status": "healthy"}
    assert target.health()["tableinator"].status is None
    found = {each.name: each for each in target.processes()}
    assert list(found)[: len(SERVERS)] == list(SERVERS)
    assert (found["graphinator"].state, found["graphinator"].is_well) == ("running", True)
    assert (found["graphinator"].up_s or -1) >= 0
    assert (found["tableinator"].state, found["tableinator"].is_well, found["tableinator"].up_s) == ("stopped", False, None)
    assert found["extractor-musicbrainz"].is_well, "an extractor that nobody needs may rest"
    await eventually(lambda: {each.name: each for each in target.processes()}[SCHEMA_INIT].state == "exited (0)")
    assert {each.name: each for each in target.processes()}[SCHEMA_INIT].is_well


def test_credentials_are_those_of_the_stack(stack: NativeStack) -> None:
    settings = find_target(native=True).settings
    ports, layout = stack.site.ports, stack.site.layout
    assert settings.rabbitmq_password.get_secret_value() == read_password(layout, "rabbitmq_password")
    assert settings.postgres_password.get_secret_value() == read_password(layout, "postgres_password")
    assert (settings.rabbitmq_port, settings.management.url) == (ports.rabbitmq_port, f"http://127.0.0.1:{ports.rabbitmq_management_port}")
    assert settings.neo4j_uri == f"bolt://127.0.0.1:{ports.neo4j_bolt_port}"


def test_a_stack_without_its_secrets_can_still_be_asked_for_logs(stack: NativeStack) -> None:
    for file in stack.site.layout.secrets.iterdir():
        file.unlink()
    with pytest.raises(ConfigError, match="POSTGRES_PASSWORD"):
        find_target()


async def test_logs_of_a_stack_that_has_ended_are_read(stack: NativeStack, typed: Typed) -> None:
    log = log_file(stack.site.layout, "graphinator")
    log.write_text(stamped(timedelta(hours=3), "error", "❌ long ago") + stamped(timedelta(minutes=3), "error", "❌ just now"), encoding="utf-8")
    for service in ("extractor-discogs", "extractor-musicbrainz", "tableinator", "brainzgraphinator", "brainztableinator"):
        log_file(stack.site.layout, service).touch()
    ended = await typed("check-errors", 60)
    assert (ended.code, ended.out.count("(x1)"), ended.out.count("No errors found")) == (1, 1, 5)
    assert "❌ just now (x1)" in ended.out
    assert find_target().tail("graphinator", 1) == log.read_text(encoding="utf-8").splitlines()[1:]


def test_an_unknown_service_is_refused(stack: NativeStack) -> None:
    with pytest.raises(ConfigError, match="There is no service 'extractor'"):
        find_target().tail("extractor", 5)


async def test_a_stack_that_has_ended_says_so(stack: NativeStack, typed: Typed) -> None:
    target = find_target()
    assert isinstance(target, NativeTarget)
    with pytest.raises(NotRunning, match=r"The stack does not run\. \./up starts it"):
        target.processes()
    ended = await typed("monitor", "--once")
    assert ended.code == 3
    assert "The stack does not run. ./up starts it" in ended.err


async def test_one_look_at_a_stack_whose_broker_is_away(running: NativeStack, typed: Typed) -> None:
    ended = await typed("monitor", "--once", "--json")
    assert ended.code == 0
    told = ended.json
    assert (told["place"], told["queues"], told["services_error"]) == ("native", None, None)
    assert "cannot be reached" in told["queues_error"]
    assert {"graphinator", "postgres"} <= {service["name"] for service in told["services"]}
    shown = (await typed("monitor", "--once")).out
    assert "Failed to fetch queue data: RabbitMQ's management API" in shown
    assert "tableinator" in shown


async def test_the_report_of_a_stack_whose_servers_are_away(running: NativeStack, typed: Typed) -> None:
    ended = await typed("system-monitor")
    assert ended.code == 1
    assert ended.out.count("unable to tell") == 3
    assert "Neo4j at bolt://127.0.0.1" in ended.out
    assert "PostgreSQL at 127.0.0.1" in ended.out
