"""What `./up --docker` orders, and what it makes of the answers."""

import json
import os
from pathlib import Path
import shlex
import sys
from typing import Any

import pytest
from typer.testing import CliRunner

from common.domain.data_types import Source
from common.runtime.errors import ConfigError
from common.runtime.state_marker import discogs_marker_path
from tests.utilities.stack import stub_docker
from tests.utilities.stack.test_importing import marker
from utilities.stack import bring_up, cli, containers
from utilities.stack.bring_up import EXIT_NOT_RUNNING
from utilities.stack.containers import ContainerStack, closed_to, project_environment, published_ports, reading_environment
from utilities.stack.engine import container_layout
from utilities.stack.layout import Layout, Remembered, main_layout
from utilities.stack.ports import Ports
from utilities.stack.services import SERVICES, Reading


class Engine:
    """The stub's memory."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.set(containers={}, ill=[], fails={}, markers={}, orders=[])

    def set(self, **told: Any) -> None:
        known = json.loads(self._path.read_text()) if self._path.exists() else {}
        self._path.write_text(json.dumps(known | told))

    @property
    def orders(self) -> list[dict[str, Any]]:
        told: list[dict[str, Any]] = json.loads(self._path.read_text())["orders"]
        return told

    def words(self, order: str) -> list[list[str]]:
        return [each["words"][2:] for each in self.orders if each["words"][:2] == ["compose", order]]


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """An engine that has nothing running."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "docker").write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -S {shlex.quote(stub_docker.__file__)} "$@"\n')
    (folder / "docker").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    monkeypatch.setenv("STUB_STATE", str(tmp_path / "engine.json"))
    for name in (
        "COMPOSE_PROFILES",
        "COMPOSE_PROJECT_NAME",
        "STACK_NAME",
        "NETWORK_PREFIX",
        *(f"STACK_{field.upper()}" for field in Ports.model_fields),
    ):
        monkeypatch.setenv(name, "")  # a stack sets some of them for its process; this puts them back at the end
        monkeypatch.delenv(name)
    return Engine(tmp_path / "engine.json")


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def stack(engine: Engine, tmp_path: Path, said: list[str]) -> ContainerStack:
    return ContainerStack(Layout(root=tmp_path / "stack" / "containers", programs=tmp_path), said.append)


def test_addresses_and_passwords_are_those_of_the_project(stack: ContainerStack) -> None:
    stack.make()
    assert (stack.site.ports.postgres_port, stack.site.ports.neo4j_bolt_port, stack.site.ports.explore_port) == (6433, 8687, 9006)
    assert stack.site.ports.redis_port == Ports().redis_port, "what is not published keeps its number"
    secrets = {path.name: path.read_text() for path in stack.site.layout.secrets.iterdir()}
    assert secrets == {"postgres_password": "of postgres", "neo4j_password": "of neo4j"}


def test_everything_but_the_extractors_is_started_and_waited_for(stack: ContainerStack, engine: Engine, said: list[str]) -> None:
    assert not stack.are_services_up()
    stack.start()
    assert engine.words("up") == [["--detach", "--remove-orphans", *SERVICES]]
    assert engine.orders[-1]["environment"]["COMPOSE_PROFILES"] == "mcp"
    assert [line.split()[0] for line in said] == list(SERVICES)
    assert stack.are_services_up()


def test_a_service_that_does_not_come_up_is_told_with_its_log(stack: ContainerStack, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    engine.set(fails={"secrets": "exited"})
    with pytest.raises(ConfigError, match=r"docker compose up failed \(1\)(.|\n)*last words of secrets"):
        stack.start()
    engine.set(fails={}, containers={}, ill=["graphinator"])
    monkeypatch.setattr(containers, "HEALTHY_TIMEOUT_S", 0.2)
    monkeypatch.setattr(containers, "POLL_S", 0.05)
    with pytest.raises(ConfigError, match=r"graphinator is not healthy after 0 s(.|\n)*last words of graphinator"):
        stack.start()


def test_an_extractor_reads_what_it_is_told(stack: ContainerStack, engine: Engine, tmp_path: Path) -> None:
    readings = {Source.DISCOGS: Reading(dump_dir=tmp_path / "dumps" / "20260701", limit=5, force=True)}
    stack.start_extractor(Source.DISCOGS, readings, anew=True)
    stack.start_extractor(Source.MUSICBRAINZ, readings, anew=False)
    assert engine.words("up") == [
        ["--detach", "--no-deps", "--force-recreate", "extractor-discogs"],
        ["--detach", "--no-deps", "--no-recreate", "extractor-musicbrainz"],
    ]
    discogs = engine.orders[-2]["environment"]
    assert (
        discogs.items()
        >= {
            "DISCOGS_DUMPS": str(tmp_path / "dumps" / "20260701"),
            "DISCOGS_DUMPS_AT": "/dumps/20260701",
            "DISCOGS_DUMP_DIR": "/dumps/20260701",
            "EXTRACTOR_LIMIT": "5",
            "FORCE_REPROCESS": "true",
        }.items()
    )
    assert "DISCOGS_DUMPS" not in engine.orders[-1]["environment"]


@pytest.mark.parametrize(
    ("folder_mode", "file_mode", "closed"),
    [(0o755, 0o644, None), (0o700, 0o644, ""), (0o744, 0o644, ""), (0o755, 0o640, "dump.xml.gz")],
)
def test_dumps_that_the_containers_may_not_read_are_refused(
    stack: ContainerStack, tmp_path: Path, folder_mode: int, file_mode: int, closed: str | None
) -> None:
    """Their user is 1000 here, which owns nothing of this test's."""
    folder = tmp_path / "dumps"
    folder.mkdir()
    (folder / "dump.xml.gz").touch()
    (folder / "dump.xml.gz").chmod(file_mode)
    folder.chmod(folder_mode)
    user = f"{os.geteuid() + 1}:{os.getegid() + 1}"
    assert closed_to(folder, user) == (None if closed is None else folder / closed)
    assert closed_to(folder, f"{os.geteuid()}:{os.getegid() + 1}") is None, "whoever owns them may"
    if os.geteuid() != 0:
        return  # the stub's project has the user 1000, who may be this one
    if closed is None:
        stack.require_readable([Reading(dump_dir=folder), Reading()])
    else:
        with pytest.raises(ConfigError, match=r"run as user 1000\. Open it: chmod -R a\+rX"):
            stack.require_readable([Reading(dump_dir=folder)])


def test_without_dumps_it_downloads() -> None:
    told = reading_environment(Source.MUSICBRAINZ, Reading(site="https://mirror.example.org/"))
    assert (told["MUSICBRAINZ_DUMP_DIR"], told["MUSICBRAINZ_DUMP_URL"]) == ("", "https://mirror.example.org/")


def test_health_is_asked_inside(stack: ContainerStack, engine: Engine) -> None:
    health = stack.health("extractor-discogs")
    assert (health.status, health.body) == (200, {"status": "healthy"})
    assert "http://localhost:8000/health" in engine.words("exec")[-1]


def test_the_run_is_read_from_the_volume(stack: ContainerStack, engine: Engine) -> None:
    stack.make()
    assert stack.read_run(Source.DISCOGS, "20260701", partial=False) is None
    engine.set(markers={discogs_marker_path(Path(), "20260701").name: marker("20260701").decode()})
    stamp = stack.read_run(Source.DISCOGS, "20260701", partial=False)
    assert stamp is not None
    assert stamp.version == "20260701"


def test_a_container_that_is_gone_is_told(stack: ContainerStack, engine: Engine) -> None:
    engine.set(containers={"graphinator": "exited", "tableinator": "running"})
    stack.check_alive(["tableinator"])
    with pytest.raises(ConfigError, match=r"graphinator has died \(exit status 1\)(.|\n)*last words of graphinator"):
        stack.check_alive(["graphinator"])
    with pytest.raises(ConfigError, match=r"postgres has died \(it was removed\)"):
        stack.check_alive(["postgres"])


def test_a_moved_stack_has_names_and_a_network_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    told = project_environment(100, {"COMPOSE_PROFILES": "monitoring"})
    assert told["COMPOSE_PROJECT_NAME"] == told["STACK_NAME"] == "discogsography-100"
    assert told["STACK_API_PORT"] == "8104"
    assert told["NETWORK_PREFIX"] != project_environment(200, {})["NETWORK_PREFIX"]
    assert told["COMPOSE_PROFILES"] == "monitoring,mcp"
    assert project_environment(0, {}) == {"COMPOSE_PROFILES": "mcp"}


def test_ports_that_are_not_published_keep_their_number() -> None:
    assert published_ports({"services": {}}).model_dump() == Ports().model_dump()


# ── the commands ──


@pytest.fixture
def started(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    """A stack that runs in containers."""
    monkeypatch.setenv("STACK_DIR", str(tmp_path / "stack"))
    layout = container_layout(main_layout())
    layout.make()
    Remembered(Ports()).write(layout)
    engine.set(containers=dict.fromkeys(stub_docker.RUNNING, "running"))
    return layout


def command(*arguments: str) -> tuple[int, str]:
    with bring_up.console.capture() as shown:
        code = CliRunner().invoke(cli.app, ["up", *arguments]).exit_code
    return code, shown.get()


def test_the_status_tells_each_container(started: Layout, engine: Engine) -> None:
    code, shown = command("--status")
    assert code == 0
    assert "graphinator" in shown
    assert "healthy" in shown
    assert "127.0.0.1:6433" in shown
    engine.set(containers={"redis": "running"})
    assert command("--status")[0] == EXIT_NOT_RUNNING
    engine.set(containers={})
    assert command("--status") == (EXIT_NOT_RUNNING, "  The stack does not run. ./up starts it\n")


def test_stop_leaves_the_volumes_alone(started: Layout, engine: Engine) -> None:
    assert "the data stays in the volumes" in command("--stop")[1]
    assert engine.words("stop") == [[]]
    assert not engine.words("down")
    assert "Nothing runs" in command("--stop")[1]


def test_wipe_removes_them_when_somebody_says_yes(started: Layout, engine: Engine) -> None:
    assert command("--wipe")[0] != 0
    assert not engine.words("down")
    assert command("--wipe", "--yes")[0] == 0
    assert engine.words("down") == [["--volumes", "--remove-orphans"]]
    assert not started.root.exists()
