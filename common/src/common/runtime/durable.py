"""Files that a crash leaves either as they were or as they were to become."""

import os
from pathlib import Path


def write_atomically(path: Path, content: bytes) -> None:
    """Temporary file beside `path`, synced, renamed over it; the folder's sync is best effort.

    Raises:
        OSError: the old file is untouched, the temporary one removed.
    """
    temporary = path.with_name(f"{path.name}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` durable; quietly does nothing where folders cannot be synced."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        pass
    finally:
        os.close(descriptor)
