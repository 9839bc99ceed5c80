"""Missing programs and missing space. Package managers are small scripts on the path, run as the real ones are."""

from collections.abc import Callable
import os
from pathlib import Path
import subprocess

import pytest

from common.runtime.errors import ConfigError
from utilities.stack import install
from utilities.stack.install import ensure_jars, ensure_packages, folder_bytes, missing_packages, require_space
from utilities.stack.layout import Layout
from utilities.stack.servers import neo4j, rabbitmq


ORDINARY_USER = 1000
JARS = 225

type Tool = Callable[[str, str], None]


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(root=tmp_path / "stack", programs=tmp_path / "programs")


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tool:
    """Makes a program of the given name the first on the path."""
    folder = tmp_path / "tools"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    def make(name: str, script: str) -> None:
        (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (folder / name).chmod(0o755)

    return make


@pytest.fixture
def without_rabbitmq(tmp_path: Path, tool: Tool, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine that lacks RabbitMQ alone, for an ordinary user; the folder that its package would bring."""
    scripts = tmp_path / "lib" / "rabbitmq"
    monkeypatch.setattr(rabbitmq, "SCRIPTS", scripts)
    monkeypatch.setattr(os, "geteuid", lambda: ORDINARY_USER)
    for name in ("mvn", "epmd", "redis-server", "apt-get"):
        tool(name, "exit 0")
    if missing_packages(Layout(root=tmp_path, programs=tmp_path)) != ["rabbitmq-server"]:
        pytest.skip("PostgreSQL is not installed here")
    return scripts


def test_nobody_is_asked_when_nothing_is_missing(without_rabbitmq: Path, layout: Layout) -> None:
    without_rabbitmq.mkdir(parents=True)
    ensure_packages(layout, lambda _: pytest.fail("said"), lambda _: pytest.fail("asked"))


def test_without_rights_the_packages_and_the_command_are_named(without_rabbitmq: Path, layout: Layout) -> None:
    with pytest.raises(ConfigError, match=r"no rights to install them: rabbitmq-server\. Run once: sudo apt-get install .* rabbitmq-server"):
        ensure_packages(layout, lambda _: None, lambda _: False)


def test_a_sudo_that_wants_a_password_nobody_types_is_told_with_its_words(without_rabbitmq: Path, layout: Layout, tool: Tool) -> None:
    tool("sudo", 'echo "sudo: a password is required ($1)"; exit 1')
    with pytest.raises(ConfigError, match=r"ended with 1 and rabbitmq-server is still missing(.|\n)*a password is required \(-n\)"):
        ensure_packages(layout, lambda _: None, lambda _: True)


def test_what_is_missing_is_installed_with_sudo_when_that_is_allowed(without_rabbitmq: Path, layout: Layout, tool: Tool) -> None:
    tool("sudo", f'echo "$@"; mkdir -p "{without_rabbitmq}"')
    asked: list[str] = []

    def yes(question: str) -> bool:
        asked.append(question)
        return True

    ensure_packages(layout, lambda _: None, yes)
    assert asked == ["Install rabbitmq-server with sudo? Their services will not be started."]
    assert (layout.logs / "install.log").read_text().rstrip().endswith("install-packages.sh rabbitmq-server")


def test_a_system_without_apt_is_told_what_to_install(
    without_rabbitmq: Path, layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tools" / "apt-get").unlink()
    monkeypatch.setenv("PATH", str(tmp_path / "tools"))
    with pytest.raises(ConfigError, match=r"missing: rabbitmq-server\. There is no apt-get here"):
        ensure_packages(layout, lambda _: None, lambda _: True)


@pytest.mark.parametrize(
    ("user", "here", "wanted"),
    [
        (0, (), ["light-browser"]),
        (0, ("browser",), ["light-browser"]),
        (0, ("light-browser",), []),
        (ORDINARY_USER, ("browser",), []),
    ],
)
def test_root_gets_the_lighter_browser_and_others_take_the_one_that_is_here(
    without_rabbitmq: Path, layout: Layout, tool: Tool, monkeypatch: pytest.MonkeyPatch, user: int, here: tuple[str, ...], wanted: list[str]
) -> None:
    without_rabbitmq.mkdir(parents=True)
    monkeypatch.setattr(install, "BROWSER_PROGRAMS", ("light-browser", "browser"))
    monkeypatch.setattr(os, "geteuid", lambda: user)
    for name in here:
        tool(name, "exit 0")
    asked: list[str] = []

    def apt(command: list[str], **_options: object) -> subprocess.CompletedProcess[bytes]:
        asked.extend(command[2:])
        if not here:
            tool("light-browser", "exit 0")
        return subprocess.CompletedProcess(command, 100)  # one that fails is no reason to stop while another browser is here

    monkeypatch.setattr(subprocess, "run", apt)
    ensure_packages(layout, lambda _: None, lambda _: False, browser=True)
    assert asked == wanted


def test_jars_are_fetched_once(layout: Layout, tool: Tool) -> None:
    tool("mvn", f'for a in "$@"; do case $a in -DoutputDirectory=*) cd "${{a#*=}}" ;; esac; done\nfor i in $(seq {JARS}); do : >"$i.jar"; done')
    said: list[str] = []
    ensure_jars(layout, said.append)
    ensure_jars(layout, said.append)
    assert len(said) == 1
    target = layout.programs / f"neo4j-{neo4j.VERSION}"
    assert len(list(target.glob("*.jar"))) == JARS
    assert f"<version>{neo4j.VERSION}</version>" in (target / "pom.xml").read_text()


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("echo cannot resolve host; exit 1", "0 jars came(.|\n)*cannot resolve host"),
        ("exit 0", "0 jars came"),
        ("sleep 60", "did not fetch Neo4j within"),
    ],
)
def test_jars_that_do_not_come_are_told_with_mavens_words(
    layout: Layout, tool: Tool, monkeypatch: pytest.MonkeyPatch, script: str, words: str
) -> None:
    monkeypatch.setattr(install, "DOWNLOAD_TIMEOUT_S", 2)
    tool("mvn", script)
    with pytest.raises(ConfigError, match=words):
        ensure_jars(layout, lambda _: None)
    assert not (layout.programs / f"neo4j-{neo4j.VERSION}").exists(), "a cut-off copy is not taken for a whole one"


def test_too_little_space_is_told_before_there_is_a_folder(layout: Layout, tmp_path: Path) -> None:
    require_space(layout, 1, "Nothing much")
    with pytest.raises(ConfigError, match=rf"The world needs 1,000,000,000,000 MB, and {tmp_path} has [\d,]+ MB free"):
        require_space(layout, 10**12, "The world")


def test_a_folder_is_counted_by_what_it_takes_on_the_disk(tmp_path: Path) -> None:
    assert folder_bytes(tmp_path / "nowhere") == 0
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file").write_bytes(os.urandom(100_000))
    (tmp_path / "lost").symlink_to(tmp_path / "gone")
    with (tmp_path / "sparse").open("wb") as file:
        file.truncate(10**9)
    assert 100_000 <= folder_bytes(tmp_path) < 1_000_000
