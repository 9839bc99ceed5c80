"""Which form of the stack `./up` takes: on a machine with an engine, without one, with one that has no images."""

from collections.abc import Callable
from pathlib import Path

import pytest

from common.runtime.errors import ConfigError
from utilities.stack.engine import Form, choose, container_layout, engine_problem, image_problem
from utilities.stack.layout import Layout


READY = """
case "$*" in
"compose version --short") echo 2.26.1 ;;
"info "*) echo 28.2.2 ;;
*"config --images") printf 'redis:7\\nplatform/api:latest\\n' ;;
*"pull "*) echo "no route to the registry" >&2; exit 1 ;;
"image inspect "*) exit "${IMAGES:-0}" ;;
esac
"""
SILENT = 'case "$*" in "compose version --short") echo 2.26.1 ;; *) echo "Cannot connect to the Docker daemon" >&2; exit 1 ;; esac'
NO_COMPOSE = "exit 1"

type Docker = Callable[[str], None]


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """A stack that was never started."""
    root = tmp_path / "stack"
    root.mkdir()
    return Layout(root=root, programs=tmp_path / "programs")


@pytest.fixture
def docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Docker:
    """Puts a program of this name on the path, which says what the test wants."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    monkeypatch.delenv("STACK_DIR", raising=False)

    def put(script: str) -> None:
        (folder / "docker").write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (folder / "docker").chmod(0o755)

    return put


def told(layout: Layout, *, native: bool = False, docker: bool = False, begins: bool = True, said: list[str] | None = None, **shell: str) -> Form:
    return choose(layout, (said if said is not None else []).append, native=native, docker=docker, begins=begins, environment=shell)


def test_an_engine_with_images_runs_containers(layout: Layout, docker: Docker) -> None:
    docker(READY)
    assert engine_problem() is None
    assert told(layout) is Form.CONTAINERS
    assert told(layout, native=True) is Form.NATIVE
    assert told(layout, docker=True) is Form.CONTAINERS
    assert told(layout, begins=False) is Form.NATIVE, "asking how a stack is that was never started pulls nothing"
    assert told(layout, STACK_DIR="/somewhere") is Form.NATIVE


def test_images_that_cannot_be_had_mean_processes_and_a_word(layout: Layout, docker: Docker, monkeypatch: pytest.MonkeyPatch) -> None:
    docker(READY)
    monkeypatch.setenv("IMAGES", "1")
    assert image_problem() == "no route to the registry"
    said: list[str] = []
    assert told(layout, said=said) is Form.NATIVE
    assert said == ["A container engine answers, and its images cannot be had (no route to the registry): ordinary processes instead"]
    assert told(layout, docker=True) is Form.CONTAINERS, "they may be built"


def test_a_stack_stays_what_it_is(layout: Layout, docker: Docker) -> None:
    docker(READY)
    state = container_layout(layout).state_file
    state.parent.mkdir()
    state.write_text("{}", encoding="utf-8")
    assert told(layout, begins=False) is Form.CONTAINERS
    layout.state_file.write_text("{}", encoding="utf-8")
    assert told(layout) is Form.NATIVE


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        (SILENT, r"No container engine answers \(Cannot connect to the Docker daemon\)\. Start it"),
        (NO_COMPOSE, "without its plugin compose"),
    ],
)
def test_without_an_engine_only_who_asks_for_containers_is_refused(layout: Layout, docker: Docker, script: str, problem: str) -> None:
    docker(script)
    assert told(layout) is Form.NATIVE
    with pytest.raises(ConfigError, match=rf"{problem}.*Leave --docker out for ordinary processes"):
        told(layout, docker=True)
    state = container_layout(layout).state_file
    state.parent.mkdir()
    state.write_text("{}", encoding="utf-8")
    with pytest.raises(ConfigError, match=rf"The stack of this folder runs in containers\. .*{problem}"):
        told(layout)


def test_a_machine_without_docker_is_told_so(layout: Layout, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert told(layout) is Form.NATIVE
    with pytest.raises(ConfigError, match="The program docker is not installed"):
        told(layout, docker=True)
