"""`./up --docker` as an operator types it: a folder of dumps, the same again, the next month over it, and the end.

The tests share one stack and stand in the order in which it lives.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
import os
from pathlib import Path
import shutil
import subprocess
import sys
from typing import Final

import pytest

from tests.containers.conftest import MEMORY
from tests.containers.engine import run
from tests.containers.platform import REPOSITORY
from utilities.stack.bring_up import EXIT_NOT_RUNNING


pytestmark = pytest.mark.long

UP_S: Final = 1800
OFFSET: Final = 9000
PROJECT: Final = f"discogsography-{OFFSET}"
RELEASES: Final = 300


@dataclass(frozen=True, slots=True)
class Up:
    """The command of a checkout, and the stack that it makes."""

    environment: Mapping[str, str]

    def type(self, *arguments: str, expected: int = 0) -> str:
        """Type `./up` with arguments; what it says."""
        done = subprocess.run(
            [str(REPOSITORY / "up"), *arguments],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=UP_S,
            env={**os.environ, **self.environment},
        )
        assert done.returncode == expected, done.stdout[-8000:]
        return done.stdout

    def sql(self, query: str) -> str:
        """One value out of PostgreSQL."""
        psql = ["psql", "-U", "discogsography", "-d", "discogsography", "-h", "localhost", "-tAc", query]
        return run(["exec", f"{PROJECT}-postgres", *psql]).stdout.strip()


@pytest.fixture(scope="module")
def up(images: Mapping[str, str], for_this_machine: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """The command with a folder and a project of its own; all of it is gone at the end."""
    own = {"STACK_DIR": str(tmp_path_factory.mktemp("stack")), "COMPOSE_FILE": f"docker-compose.yml:{for_this_machine}"}
    yield Up({**images, **MEMORY, **own})
    run(["compose", "--project-name", PROJECT, "--profile", "*", "down", "--volumes", "--remove-orphans"], timeout_s=UP_S, cwd=REPOSITORY)


@pytest.fixture(scope="module")
def dumps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two months of a small catalogue, each in a folder."""
    folder = tmp_path_factory.mktemp("dumps")
    program = Path(sys.executable).with_name("sample-catalogue")
    for month in ("this", "next"):
        subprocess.run([program, "--releases", str(RELEASES), "--month", month, "--out", folder / month, "--quiet"], check=True)
    return folder


def test_a_folder_that_the_containers_may_not_read_is_refused_before_anything_starts(up: Up, dumps: Path, tmp_path: Path) -> None:
    shutil.copytree(dumps / "this", tmp_path / "closed")
    (tmp_path / "closed").chmod(0o700)
    said = up.type("--docker", f"--port-offset={OFFSET}", "--dumps", str(tmp_path / "closed"), expected=1)
    assert "1000" in said
    assert "chmod" in said
    assert run(["ps", "--all", "--quiet", "--filter", f"label=com.docker.compose.project={PROJECT}"]).stdout == ""


def test_dumps_of_a_folder_are_imported(up: Up, dumps: Path) -> None:
    said = up.type("--docker", f"--port-offset={OFFSET}", "--dumps", str(dumps / "this"))
    assert "discogs 20260101: " in said
    assert "rejected" not in said
    assert up.sql("SELECT count(*) FROM releases") == str(RELEASES)
    assert int(up.sql("SELECT count(*) FROM musicbrainz.artists")) > 0
    assert up.sql("SELECT count(*) FROM import_runs WHERE graph_done_at IS NOT NULL AND tables_done_at IS NOT NULL") == "2"


def test_a_second_time_changes_nothing(up: Up) -> None:
    """Without an argument: it knows that it is of containers, and which ports it has."""
    said = up.type()
    assert said.count("was imported before") == 2
    assert up.sql("SELECT count(*) FROM import_runs") == "2"
    status = up.type("--status")
    assert status.count("healthy") >= 13
    assert f"http://127.0.0.1:{8006 + OFFSET}" in status


def test_the_next_month_goes_over_it(up: Up, dumps: Path) -> None:
    before = up.sql("SELECT count(*) FROM releases")
    said = up.type("--dumps", str(dumps / "next"))
    assert "was imported before" not in said
    after = up.sql("SELECT count(*) FROM releases")
    assert after != before
    assert "discogs 20260201: " in said


def test_a_look_at_the_first_records_removes_nothing(up: Up, dumps: Path) -> None:
    before = up.sql("SELECT count(*) FROM releases")
    said = up.type("--dumps", str(dumps / "next"), "--limit", "20")
    assert "Done" in said
    assert up.sql("SELECT count(*) FROM releases") == before


def test_stopped_it_keeps_its_data_and_wiped_it_keeps_nothing(up: Up) -> None:
    before = up.sql("SELECT count(*) FROM releases")
    assert "the data stays" in up.type("--stop")
    up.type("--status", expected=EXIT_NOT_RUNNING)
    assert "In the stores" in up.type()
    assert up.sql("SELECT count(*) FROM releases") == before
    assert "Deleted" in up.type("--wipe", "--yes")
    for kind in ("container", "volume"):
        left = run([kind, "ls", *(["--all"] if kind == "container" else []), "--quiet", "--filter", f"label=com.docker.compose.project={PROJECT}"])
        assert left.stdout == "", kind
