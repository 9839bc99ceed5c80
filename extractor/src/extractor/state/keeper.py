"""Keeps a run's marker on disk: at the steps of the run, and beside it every second or so many records."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from common.runtime.errors import describe_exception
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from common.runtime.state_marker import StateMarker, utc_now, write_marker


SAVE_INTERVAL_S: Final = 1.0

log = get_logger(__name__)


class Checkpointed(Protocol):
    """A file being processed."""

    async def store_checkpoint(self, marker: StateMarker, /) -> None:
        """Write how far it is into the marker's entry, after what the checkpoint relies on is on disk."""
        ...


class MarkerKeeper:
    """Owner of one marker and its file."""

    def __init__(self, marker: StateMarker, path: Path, *, save_every_records: int, clock: Callable[[], datetime] = utc_now) -> None:
        self.marker = marker
        self.path = path
        self.clock = clock
        self._every = save_every_records
        self._since_save = 0
        self._due = asyncio.Event()
        self._lock = asyncio.Lock()
        self._open: list[Checkpointed] = []
        self._saving: set[asyncio.Future[None]] = set()

    def track(self, file: Checkpointed) -> None:
        """Include a file's checkpoint in every save from now on."""
        self._open.append(file)

    def untrack(self, file: Checkpointed) -> None:
        """The file ended."""
        self._open.remove(file)

    def progressed(self, records: int) -> None:
        """Records were confirmed: a save is due within a second, at once after many."""
        self._since_save += records
        if self._since_save >= self._every:
            self._due.set()

    async def save(self) -> None:
        """Store all checkpoints and the marker.

        Raises:
            OSError: disk full, no permission; the file on disk is the last good one.
        """
        # A save goes on when its caller is cancelled: ids that were taken for the log but not counted in it would be missing for ever.
        saving = asyncio.ensure_future(self._save())
        self._saving.add(saving)
        saving.add_done_callback(self._saving.discard)
        await asyncio.shield(saving)

    async def _save(self) -> None:
        async with self._lock:
            self._since_save = 0
            self._due.clear()
            for file in tuple(self._open):
                await file.store_checkpoint(self.marker)
            encoded = self.marker.encode(self.clock)
            await asyncio.to_thread(write_marker, self.path, encoded)

    async def try_save(self) -> bool:
        """Save where a failure must not stop the work: it is logged, and the next save tries again."""
        try:
            await self.save()
        except OSError as error:
            log.warning(Mark.WARNING, "State marker not saved", path=str(self.path), error=describe_exception(error))
            return False
        return True

    async def keep_saving(self) -> None:
        """Save while there is progress; runs beside the files until cancelled."""
        while True:
            try:
                async with asyncio.timeout(SAVE_INTERVAL_S):
                    await self._due.wait()
            except TimeoutError:
                pass
            if self._since_save:
                await self.try_save()
