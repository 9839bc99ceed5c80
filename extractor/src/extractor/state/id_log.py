"""The published ids of a file that is not finished, appended block by block, so that a resumed run still counts distinct ids.

The marker's checkpoint says how many bytes of the log belong to it; what was appended after the last saved marker is cut off.
"""

import os
from pathlib import Path

from extractor.state.distinct import ITEM_BYTES, DistinctIds


class IdLog:
    """Append-only file beside the marker. Methods block on the disk: call them from a thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.size_bytes = 0

    def restore(self, size_bytes: int) -> DistinctIds | None:
        """The ids of the first `size_bytes`; the rest is cut off. `None` when the log is missing or shorter: the file must start anew."""
        try:
            if size_bytes % ITEM_BYTES or self._path.stat().st_size < size_bytes:
                return None
            ids = DistinctIds()
            with self._path.open("rb") as log:
                left = size_bytes
                while left:
                    piece = log.read(min(left, ITEM_BYTES << 16))
                    if not piece:
                        return None
                    ids.add_packed(piece)
                    left -= len(piece)
        except OSError:
            return None
        self.size_bytes = size_bytes
        return ids

    def start(self) -> None:
        """An empty log.

        Raises:
            OSError: the folder cannot be written.
        """
        self._path.write_bytes(b"")
        self.size_bytes = 0

    def append(self, packed: bytes) -> None:
        """Add ids durably; after an error the log still ends where it ended before.

        Raises:
            OSError: disk full, no permission.
        """
        with self._path.open("r+b") as log:
            log.truncate(self.size_bytes)
            log.seek(self.size_bytes)
            log.write(packed)
            log.flush()
            os.fsync(log.fileno())
        self.size_bytes += len(packed)

    def remove(self) -> None:
        """The file is complete: its log has no use any more."""
        self._path.unlink(missing_ok=True)
