"""One file from a site to disk: beside its final name until it is whole and verified, continued where a broken transfer ended."""

import asyncio
from collections.abc import Callable
import hashlib
import os
from pathlib import Path
import time
from typing import BinaryIO, Final

import httpx

from common.runtime.durable import sync_folder
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from extractor.download.checksums import hash_file
from extractor.download.polite import PoliteClient, RequestFailed


PROGRESS_EVERY_S: Final = 10.0
WRITE_BYTES: Final = 1 << 20

log = get_logger(__name__)


class Transfer:
    """A download into `<name>.part`; `<name>.part.etag` remembers which bytes the part belongs to."""

    def __init__(self, client: PoliteClient, url: str, target: Path, on_bytes: Callable[[int], None] = lambda _size: None) -> None:
        self._client = client
        self._url = url
        self._target = target
        self._part = target.with_name(f"{target.name}.part")
        self._tag = target.with_name(f"{target.name}.part.etag")
        self._on_bytes = on_bytes

    async def fetch(self) -> str:
        """One attempt; the SHA-256 of the complete part. What arrived before an error stays for the next attempt.

        Raises:
            RequestFailed: no usable answer, or the body broke off.
            OSError: the disk refused.
        """
        have, validator = await asyncio.to_thread(self._begun)
        headers = {"Range": f"bytes={have}-", "If-Range": validator} if have and validator else {}
        async with self._client.stream(self._url, headers) as response:
            if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                self.discard()
                raise RequestFailed(f"GET {self._url}: the part on disk is longer than the file")
            if not response.is_success:
                raise RequestFailed(f"GET {self._url}: status {response.status_code}")
            resumed = response.status_code == httpx.codes.PARTIAL_CONTENT
            digest = await hash_file(self._part) if resumed else hashlib.sha256()
            await asyncio.to_thread(self._remember, response.headers.get("etag") or response.headers.get("last-modified"))
            if resumed:
                log.info(Mark.DOWNLOADING, "Transfer goes on", file=self._target.name, offset_bytes=have)
            with self._part.open("ab" if resumed else "wb") as file:
                received = await self._receive(response, file, digest)
        expected = response.headers.get("content-length")
        if expected is not None and int(expected) != received:
            raise RequestFailed(f"GET {self._url}: {received} bytes came, {expected} were announced")
        return digest.hexdigest()

    async def _receive(self, response: httpx.Response, file: BinaryIO, digest: "hashlib._Hash") -> int:
        received, started, reported = 0, time.monotonic(), time.monotonic()
        waiting: list[bytes] = []
        waiting_bytes = 0

        def write(pieces: list[bytes]) -> None:
            for piece in pieces:
                digest.update(piece)
                file.write(piece)

        try:
            async for piece in response.aiter_raw():
                received += len(piece)
                waiting.append(piece)
                waiting_bytes += len(piece)
                self._on_bytes(len(piece))
                if waiting_bytes >= WRITE_BYTES:
                    await asyncio.to_thread(write, waiting)
                    waiting, waiting_bytes = [], 0
                if time.monotonic() - reported >= PROGRESS_EVERY_S:
                    reported = time.monotonic()
                    rate = received / (reported - started) / 1e6
                    log.info(Mark.DOWNLOADING, "Downloading", file=self._target.name, received_mb=received // 1_000_000, mb_per_s=round(rate, 1))
        finally:
            # Also after an error: what came is worth keeping for the next attempt.
            write(waiting)
            file.flush()
        await asyncio.to_thread(os.fsync, file.fileno())
        return received

    def accept(self) -> None:
        """The part is verified: it takes its final name."""
        self._part.replace(self._target)
        self._tag.unlink(missing_ok=True)
        sync_folder(self._target.parent)

    def discard(self) -> None:
        """Forget what came."""
        self._part.unlink(missing_ok=True)
        self._tag.unlink(missing_ok=True)

    def _begun(self) -> tuple[int, str]:
        try:
            # Weak validators do not promise equal bytes, so they must not continue a file.
            tag = self._tag.read_text(encoding="utf-8")
            return (self._part.stat().st_size, tag) if tag and not tag.startswith("W/") else (0, "")
        except OSError:
            return 0, ""

    def _remember(self, validator: str | None) -> None:
        if validator:
            self._tag.write_text(validator, encoding="utf-8")
        else:
            self._tag.unlink(missing_ok=True)
