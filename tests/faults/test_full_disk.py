"""A disk that is really full where the extractor keeps its state: a small file system of the test's own."""

import asyncio
from collections.abc import AsyncIterator
import os
from pathlib import Path
from typing import Final

import pytest

from common.domain.data_types import Source
from tests.faults.conftest import Expected
from tests.support.pipeline import Pipeline


pytestmark = pytest.mark.timeout(240)

SIZE: Final = "64k"


async def run(*command: str) -> int:
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL)
    return await process.wait()


@pytest.fixture
async def tiny_disk(tmp_path: Path) -> AsyncIterator[Path]:
    """A mounted file system of 64 KiB."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    if os.geteuid() != 0 or await run("mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)) != 0:
        pytest.skip("may not mount a file system")
    yield folder
    await run("umount", "-l", str(folder))


async def test_the_run_fails_with_a_clear_error_and_goes_on_when_there_is_room(pipe: Pipeline, discogs_only: Expected, tiny_disk: Path) -> None:
    pipe.state = tiny_disk
    await pipe.start("graphinator", "tableinator")
    filler = tiny_disk / "filler"
    with filler.open("wb") as file:
        for _ in range(16):
            try:
                file.write(b"x" * 4096)
                file.flush()
            except OSError:
                break
    process = await pipe.begin(Source.DISCOGS, discogs_only.catalogue.discogs)
    assert await process.wait(60) == 1
    assert "No space left on device" in process.text()
    assert "Traceback" not in process.text()
    filler.unlink()
    await pipe.until_done(await pipe.extract(Source.DISCOGS, discogs_only.catalogue.discogs))
    await discogs_only.assert_stored(pipe)
