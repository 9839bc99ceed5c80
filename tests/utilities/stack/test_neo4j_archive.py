"""The archive that makes starts of Neo4j cheap: in use where it is, and its absence hinders nobody."""

from pathlib import Path

import psutil
import pytest

from tests.support.servers import TestStack
from utilities.stack.install import ensure_archive
from utilities.stack.layout import REPOSITORY, Layout, Memory
from utilities.stack.ports import Ports
from utilities.stack.servers import neo4j
from utilities.stack.servers.base import Site
from utilities.stack.servers.neo4j_archive import archive_of, made_archive


SERVER = "some-server"


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    layout = Layout(root=tmp_path / "stack", programs=tmp_path / "programs")
    layout.programs.mkdir()
    return layout


def java(tmp_path: Path, script: str) -> list[str]:
    """A virtual machine that does what a script does."""
    program = tmp_path / "java"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    return [str(program)]


def test_the_servers_of_this_run_use_the_one_of_this_checkout(stack: TestStack) -> None:
    stack.require_control()
    archive = archive_of(Layout(root=stack.control or Path(), programs=REPOSITORY / ".stack" / "programs"), neo4j.SERVER)
    assert archive.exists()
    servers = [each for each in psutil.process_iter(["cmdline"]) if f"--home-dir={stack.control}/data/neo4j" in (each.info["cmdline"] or [])]
    assert servers
    assert all(str(archive) in {each.path for each in server.memory_maps()} for server in servers), "the machine took it, and did not pass it over"


def test_one_that_is_there_is_not_made_again(layout: Layout, tmp_path: Path) -> None:
    archive_of(layout, SERVER).touch()
    said: list[str] = []
    assert made_archive(layout, SERVER, java(tmp_path, "exit 1"), [], said.append) is None
    assert said == []


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("exit 3", "exit status 3"),
        ('[ "$1" = -Xshare:dump ] || exit 4', "the server ended with 4"),
    ],
)
def test_why_there_is_none_is_told_and_nothing_half_made_is_left(layout: Layout, tmp_path: Path, script: str, words: str) -> None:
    problem = made_archive(layout, SERVER, java(tmp_path, script), ["server"], lambda _: None)
    assert words in (problem or "")
    assert not archive_of(layout, SERVER).exists()
    assert not list(layout.programs.glob("*.new"))


def test_a_stack_starts_without_one(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neo4j, "make_archive", lambda _layout, _say: "no room for it")
    said: list[str] = []
    ensure_archive(layout, said.append)
    assert said == ["Neo4j will start more slowly than it could. no room for it"]
    assert not any("SharedArchiveFile" in word for word in neo4j.Neo4j().admin(Site(layout, Ports(), Memory()), "help").argv)
