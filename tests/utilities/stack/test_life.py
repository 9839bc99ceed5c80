"""The life of a stack, as a person lives it with `./up`: real servers, in a folder with a space, beside the ones of this run."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
import lzma
import os
from pathlib import Path
import shutil
import subprocess
import sys

import psutil
import pytest

from tests.support.http_sites import Site, publish_discogs, publish_musicbrainz
from tests.support.servers import TestStack
from tests.support.waiting import eventually
from utilities.sample.cli import SAMPLE_MARK, THIS_MONTH as DATE
from utilities.stack.layout import REPOSITORY, Layout
from utilities.stack.ports import Ports, is_free
from utilities.stack.program import ROOT_MARK
from utilities.stack.supervisor import Supervisor, end_leftovers


COMMAND_S = 300
PORT_OFFSETS = range(7_000, 7_091, 15)
"""Beside the documented ports and those of `./test`, and below the range of outgoing connections."""


@dataclass(frozen=True)
class Up:
    """`./up` on a stack of the test's own."""

    root: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: str | Path, expected: int = 0) -> str:
        with self._started(*arguments) as running:
            out, _ = running.communicate(timeout=COMMAND_S)
        assert running.returncode == expected, out
        return out

    def killed_when(self, words: str, *arguments: str | Path) -> None:
        """The command until it has said something, then SIGKILL."""
        with self._started(*arguments) as running:
            assert running.stdout is not None
            assert any(words in line for line in running.stdout), f"it ended without saying {words!r}"
            running.kill()

    def _started(self, *arguments: str | Path) -> subprocess.Popen[str]:
        command = [str(Path(sys.executable).with_name("stack")), "up", *map(str, arguments)]
        environment = {**os.environ, "STACK_DIR": str(self.root), **self.environment}
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True, env=environment)


def free_offset() -> int:
    """An offset whose ports nobody holds: another run of this test may be under way."""
    return next(offset for offset in PORT_OFFSETS if all(map(is_free, Ports().shifted(offset).model_dump().values())))


def pids(root: Path) -> dict[str, int]:
    layout = Layout(root=root, programs=root)
    return {name: info.pid for name, info in Supervisor(layout).processes().items() if info.pid}


def marked(root: Path) -> list[psutil.Process]:
    """Processes that carry the stack's mark."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(ROOT_MARK) == str(root):
                found.append(process)
        except psutil.Error:
            continue
    return found


@contextmanager
def publishing(dumps: Path) -> Iterator[tuple[Site, Site]]:
    """The dumps of a folder on stand-ins for both sites."""
    with Site() as discogs, Site() as musicbrainz:
        publish_discogs(discogs, {DATE: {path.name: path.read_bytes() for path in dumps.glob("discogs_*.xml.gz")}})
        lines = {path.name.removesuffix(".jsonl.xz"): lzma.decompress(path.read_bytes()) for path in dumps.rglob("*.jsonl.xz")}
        publish_musicbrainz(musicbrainz, {f"{DATE}-000000": lines})
        yield discogs, musicbrainz


def cut_off(dumps: Path, folder: Path) -> Path:
    """The dumps of another month, the last file of which is half as long as it was."""
    folder.mkdir()
    for path in dumps.glob("discogs_*.xml.gz"):
        shutil.copy(path, folder / path.name.replace(DATE, "20260301"))
    releases = folder / "discogs_20260301_releases.xml.gz"
    os.truncate(releases, releases.stat().st_size // 2)
    return folder


@pytest.fixture
def root(stack: TestStack, tmp_path: Path) -> Iterator[Path]:
    """Folder of a stack of the test's own, in a path with a space; nothing of it runs afterwards."""
    stack.require_control()  # the programs are here, and there is memory for a second stack
    root = tmp_path / "a stack"
    yield root
    end_leftovers(Layout(root=root, programs=root))


@pytest.fixture
def dumps(tmp_path: Path) -> Path:
    """A sample catalogue, as dump files."""
    folder = tmp_path / "dumps"
    sample = [str(Path(sys.executable).with_name("sample-catalogue")), "--releases", "60", "--out", str(folder), "--quiet"]
    subprocess.run(sample, check=True, capture_output=True, timeout=COMMAND_S)
    return folder


@pytest.mark.integration
@pytest.mark.timeout(600)
def test_a_stack_is_killed_started_again_imports_stops_and_goes(root: Path, dumps: Path) -> None:
    up, offset = Up(root), ("--port-offset", str(free_offset()))
    assert "does not run" in up("--status", expected=3)
    up.killed_when("Redis is ready", "--dumps", dumps, *offset)
    told = up("--dumps", dumps, *offset)
    assert "60 Release" in told
    assert "60 public.releases" in told

    before = pids(root)
    told = up()
    assert "was imported before" in told
    assert pids(root) == before, "a second call leaves everything alone"
    assert "graphinator" in up("--status")
    assert "other ports" in up("--port-offset", "1", expected=1)

    up("--stop")
    assert marked(root) == []
    assert (root / "data" / "postgres").is_dir()
    assert "Nothing was deleted" in up("--wipe", expected=1), "nobody said yes"
    up("--wipe", "--yes")
    assert list(root.iterdir()) == []


@pytest.mark.long
@pytest.mark.integration
@pytest.mark.timeout(900)
async def test_other_imports_into_a_running_stack(root: Path, dumps: Path, tmp_path: Path) -> None:
    """Real over sample, downloads, a supervisor that was killed, a dump that is cut off."""
    up, offset = Up(root), ("--port-offset", str(free_offset()))
    assert "60 Release" in up("--dumps", dumps, *offset)
    (dumps / SAMPLE_MARK).unlink()
    assert "hold a sample catalogue, and this import is real" in up("--dumps", dumps, expected=1)

    os.kill(int((root / "supervisord.pid").read_text()), 9)
    await eventually(lambda: not Supervisor(Layout(root=root, programs=root)).is_running())
    assert "60 Release" in up(), "a stack whose supervisor was killed is started again, its data there"

    with publishing(dumps) as (discogs, musicbrainz):
        real = Up(root, {"DISCOGS_DATA_URL": discogs.url, "MUSICBRAINZ_DUMP_URL": musicbrainz.url, "REQUEST_GAP": "0"})
        assert "Nothing was started" in real("--discogs", expected=1), "nobody said yes"
        told = real("--discogs", "--musicbrainz", "--replace", "--limit", "20", "--yes")
        assert "the first 20 records of each type" in told
        assert "20 public.releases" in told
        assert "20 musicbrainz.releases" in told
        asked = len(discogs.requests) + len(musicbrainz.requests)
        assert "was imported before" in up()
        assert len(discogs.requests) + len(musicbrainz.requests) == asked, "what was downloaded is not asked for again"

    cut = cut_off(dumps, tmp_path / "cut off")
    assert "The discogs import failed" in up("--dumps", cut, expected=1)


def test_the_commands_run_from_this_checkout() -> None:
    assert (REPOSITORY / "up").stat().st_mode & 0o111
    assert (REPOSITORY / "test").stat().st_mode & 0o111
