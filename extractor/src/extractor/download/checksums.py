"""SHA-256 of files, and the lists of them that both sites publish."""

import asyncio
import hashlib
from pathlib import Path
import re
import threading
from typing import Final


_LINE: Final = re.compile(r"^([0-9a-fA-F]{64})\s+\*?(\S.*?)\s*$")
_PIECE: Final = 1 << 22


def parse_checksums(text: str) -> dict[str, str]:
    """Hash (lower case) by base name. Lines of another form are ignored; the caller decides what an empty result means."""
    found = (_LINE.match(line) for line in text.splitlines())
    return {match.group(2).rsplit("/", 1)[-1]: match.group(1).lower() for match in found if match}


async def hash_file(path: Path) -> "hashlib._Hash":
    """SHA-256 over a file, to be continued or read out; made in a thread, stops soon when the caller is cancelled.

    Raises:
        OSError: the file cannot be read.
    """
    stop = threading.Event()
    try:
        return await asyncio.to_thread(_hash, path, stop)
    finally:
        stop.set()


async def sha256_file(path: Path) -> str:
    """SHA-256 of a file, hex. Raises: as `hash_file`."""
    return (await hash_file(path)).hexdigest()


def _hash(path: Path, stop: threading.Event) -> "hashlib._Hash":
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while not stop.is_set() and (piece := file.read(_PIECE)):
            digest.update(piece)
    return digest
