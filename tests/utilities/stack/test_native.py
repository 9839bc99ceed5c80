"""Programs that die, lag, hold ports: told in one message each, with the end of the log. The supervisor is real, the programs are small."""

from collections.abc import Callable, Iterator
import os
from pathlib import Path
import socket

import psutil
import pytest
from rich.console import Console

from common.domain.data_types import Source
from common.runtime.errors import ConfigError
from tests.support.small_stack import HEALTHY, SLEEP, python, sleepers, small_stack
from tests.support.waiting import eventually
from utilities.stack import importing, native
from utilities.stack.control import ServerControl
from utilities.stack.importing import Importer
from utilities.stack.native import NativeStack
from utilities.stack.program import ROOT_MARK
from utilities.stack.servers import SERVERS
from utilities.stack.services import EXTRACTORS, SERVICES, Reading, service_programs
from utilities.stack.stores import Stores


SAYS_AND_ENDS = "import sys; print('the disk is on fire'); sys.exit(7)"


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def stack(tmp_path: Path, said: list[str]) -> Iterator[NativeStack]:
    stack = small_stack(tmp_path / "small stack", said)
    yield stack
    stack.discard()


def test_a_taken_port_is_told_before_anything_is_started(stack: NativeStack) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", stack.site.ports.redis_port))
        holder.listen()
        with pytest.raises(ConfigError, match=rf"port {stack.site.ports.redis_port} \(Redis\) is taken by .*--port-offset 100"):
            stack.start_servers()
    assert not stack.supervisor.is_running()
    assert not any(stack.site.layout.data.iterdir())


def test_a_port_of_a_program_that_runs_is_no_obstacle(stack: NativeStack) -> None:
    port = stack.site.ports.graphinator_port
    stack.supervisor.ensure([python("graphinator", HEALTHY, str(port)), *sleepers([name for name in SERVICES if name != "graphinator"])])
    assert not stack.are_services_up()
    stack.start_services(["graphinator"])
    stack._require_ports()
    for name in SERVICES:
        stack.supervisor.start(name)
    assert stack.are_services_up()


def test_a_schema_that_was_made_is_told_with_its_time(stack: NativeStack, said: list[str]) -> None:
    stack.supervisor.ensure([python("schema-init", "")])
    stack.init_schema()
    assert said[-1].startswith("Schemas are in place")


def test_a_schema_that_was_not_made_ends_all_with_the_end_of_its_log(stack: NativeStack) -> None:
    stack.supervisor.ensure([python("schema-init", SAYS_AND_ENDS)])
    with pytest.raises(ConfigError, match=r"schema-init ended with 7\. The end of .*schema-init\.log:\nthe disk is on fire"):
        stack.init_schema()


def test_a_schema_that_takes_for_ever_is_given_up(stack: NativeStack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native, "SCHEMA_TIMEOUT_S", 0.5)
    stack.supervisor.ensure([python("schema-init", SLEEP)])
    with pytest.raises(ConfigError, match="schema-init has not ended"):
        stack.init_schema()


def test_services_are_ready_when_they_say_that_they_are_healthy(stack: NativeStack, said: list[str]) -> None:
    stack.supervisor.ensure([python("graphinator", HEALTHY, str(stack.site.ports.graphinator_port))])
    stack.start_services(["graphinator"])
    assert said[-1].startswith("graphinator is ready")


@pytest.mark.parametrize(("settled_s", "how"), [(0, "exit status 7"), (2, "it ends as soon as it is started")])
def test_a_service_that_died_is_told_with_the_end_of_its_log(stack: NativeStack, settled_s: int, how: str) -> None:
    stack.supervisor.ensure([python("graphinator", SAYS_AND_ENDS, settled_s=settled_s)])
    with pytest.raises(ConfigError, match=rf"graphinator has died \({how}\)\. The end of .*:\nthe disk is on fire"):
        stack.start_services(["graphinator"])


def test_a_service_that_never_answers_is_given_up(stack: NativeStack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native, "SERVICE_TIMEOUT_S", 0.5)
    stack.supervisor.ensure([python("graphinator", "print('thinking', flush=True); " + SLEEP)])
    with pytest.raises(ConfigError, match=r"graphinator does not answer after 0 s \(graphinator says nothing\)(.|\n)*thinking"):
        stack.start_services(["graphinator"])


def test_an_extractor_without_news_is_told_after_its_silence(stack: NativeStack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "SILENT_S", 0.5)
    monkeypatch.setattr(stack, "start_extractor", lambda *_, **__: stack.supervisor.start("extractor-discogs"))
    stack.supervisor.ensure(sleepers(["extractor-discogs", *SERVICES]))
    for name in SERVICES:
        stack.supervisor.start(name)
    stores: Stores = object.__new__(Stores)  # never asked: there is no run yet
    with pytest.raises(ConfigError, match=r"extractor-discogs has not answered for"):
        Importer(stack, stores, Console(quiet=True)).run({Source.DISCOGS: Reading()}, {}, anew=False)


def test_everything_is_stopped_services_first_and_the_data_stays(stack: NativeStack, said: list[str]) -> None:
    names = ["postgres", "graphinator", "extractor-discogs"]
    stack.supervisor.ensure(sleepers([*SERVERS, *SERVICES, *EXTRACTORS.values(), "schema-init"]))
    for name in names:
        stack.supervisor.start(name)
    (stack.site.layout.data / "kept").touch()
    assert stack.stop()
    assert said == ["Stopping extractor-discogs", "Stopping graphinator", "Stopping postgres"]
    assert not stack.stop(), "nothing runs any more"
    assert (stack.site.layout.data / "kept").exists()


def test_a_wipe_leaves_downloaded_programs_alone(stack: NativeStack) -> None:
    root = stack.site.layout.root
    (root / "programs").mkdir()
    (root / "stray").touch()
    stack.supervisor.ensure(sleepers(["redis"]))
    stack.supervisor.start("redis")
    stack.wipe()
    assert [path.name for path in root.iterdir()] == ["programs"]


def has_ended(pid: int) -> bool:
    """Whether a process is over; one that its adopter has not collected yet is."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


async def test_what_died_while_the_supervisor_was_gone_too_is_cleaned_up(stack: NativeStack) -> None:
    stack.supervisor.ensure(sleepers(["redis"]))
    stack.supervisor.start("redis")
    pid = stack.supervisor.processes()["redis"].pid
    # While a child becomes its program, its environment cannot be read.
    await eventually(lambda: psutil.Process(pid).name() == "sleep" and ROOT_MARK in psutil.Process(pid).environ())
    os.kill(int((stack.site.layout.root / "supervisord.pid").read_text()), 9)
    await eventually(lambda: not stack.supervisor.is_running())
    assert not stack.stop()
    await eventually(lambda: has_ended(pid), what="the orphan has ended")


async def test_a_server_of_a_folder_is_stopped_killed_and_given_up_when_it_does_not_answer(
    stack: NativeStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("utilities.stack.control.READY_TIMEOUT_S", 0.5)
    stack.supervisor.ensure(sleepers(["redis"]))
    control = ServerControl(stack.site.layout.root)
    with pytest.raises(ConfigError, match="redis does not answer"):
        control.start("redis")
    control.kill("redis")
    assert stack.supervisor.processes()["redis"].state.is_down
    control.stop("redis")


def test_a_folder_without_a_stack_has_no_servers_to_order(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="There is no stack in"):
        ServerControl(tmp_path)


Environment = Callable[[Source, Reading], dict[str, str]]


@pytest.fixture
def environment(stack: NativeStack) -> Environment:
    """What an extractor is given for a reading."""

    def of(source: Source, reading: Reading) -> dict[str, str]:
        programs = {program.name: program for program in service_programs(stack.site, {source: reading})}
        return dict(programs[EXTRACTORS[source]].environment)

    return of


def test_an_extractor_is_told_what_to_read(environment: Environment) -> None:
    told = environment(Source.DISCOGS, Reading(Path("/srv/my dumps"), 10, force=True))
    assert (told["EXTRACTOR_DUMP_DIR"], told["EXTRACTOR_LIMIT"], told["FORCE_REPROCESS"]) == ("/srv/my dumps", "10", "true")


def test_an_extractor_that_downloads_is_told_where_from(environment: Environment) -> None:
    told = environment(Source.DISCOGS, Reading(site="http://127.0.0.1:1/"))
    assert told["DISCOGS_DATA_URL"] == "http://127.0.0.1:1/"
    assert "EXTRACTOR_DUMP_DIR" not in told
    assert environment(Source.MUSICBRAINZ, Reading())["MUSICBRAINZ_DUMP_URL"].startswith("https://data.metabrainz.org/")


def test_no_password_is_in_any_start_script(stack: NativeStack) -> None:
    for program in service_programs(stack.site, {}):
        names = [name for name in program.environment if "PASSWORD" in name]
        assert all(name.endswith("_FILE") for name in names), program.name
