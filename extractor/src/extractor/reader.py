"""Bytes of a dump file: gzip, xz, tar.xz or plain, told apart by name. A file that ends early or does not match its check sums is an error.

Blocking; one object is used by one thread at a time.
"""

from collections.abc import Iterator
import io
import lzma
from pathlib import Path
import tarfile
from typing import Final

from isal import isal_zlib

from common.runtime.errors import DiscogsographyError


COMPRESSED_PIECE: Final = 1 << 18
PIECE: Final = 1 << 20
_GZIP: Final = 16 + isal_zlib.MAX_WBITS
_GZIP_ERROR: Final[type[Exception]] = isal_zlib.error  # type: ignore[assignment]  # the stub says instance, it is the class


class CorruptDump(DiscogsographyError):  # noqa: N818 - named for what it is
    """The file is truncated or damaged; nothing of it may be taken as complete."""


class DumpReader:
    """Iterates over the decompressed bytes of a file; `position` and `size_bytes` are on the compressed side."""

    def __init__(self, path: Path, *, skip: int = 0) -> None:
        """
        Args:
            skip: Decompressed bytes to leave out at the start.
        """
        self.size_bytes = path.stat().st_size
        self._path = path
        self._file = path.open("rb", buffering=0)
        self._skip = skip
        self._stopped = False
        self._pieces = self._open()

    @property
    def position(self) -> int:
        """Compressed bytes read so far."""
        return 0 if self._file.closed else self._file.tell()

    def read(self) -> bytes:
        """The next piece of about a megabyte; empty at the end.

        Raises:
            CorruptDump: truncated or damaged file.
            OSError: the disk fails, or `stop` was called.
        """
        for piece in self._pieces:
            if self._stopped:
                raise InterruptedError(f"{self._path.name}: reading was stopped")
            if not self._skip:
                return piece
            left = piece[self._skip :]
            self._skip -= len(piece) - len(left)
            if left:
                return left
        if self._skip:
            raise CorruptDump(f"{self._path.name}: shorter than the checkpoint says")
        return b""

    def stop(self) -> None:
        """Let a `read` that runs in another thread end soon: one that skips gigabytes takes minutes."""
        self._stopped = True

    def close(self) -> None:
        """Release the file."""
        self._file.close()

    def _open(self) -> Iterator[bytes]:
        name = self._path.name
        if name.endswith(".gz"):
            return self._gzip()
        if name.endswith((".tar.xz", ".txz")):
            return self._tar()
        if name.endswith(".xz"):
            return self._xz()
        return self._plain()

    def _plain(self) -> Iterator[bytes]:
        while piece := self._file.read(PIECE):
            yield piece

    def _gzip(self) -> Iterator[bytes]:
        """All members; zero bytes after the last one are padding, as gzip(1) takes them."""
        member = None
        data = b""
        while True:
            if not data:
                data = self._file.read(COMPRESSED_PIECE)
            if member is None:
                data = data.lstrip(b"\0")
                if not data:
                    if self._file.tell() >= self.size_bytes:
                        return
                    continue
                member = isal_zlib.decompressobj(_GZIP)
            try:
                piece = member.decompress(data, PIECE)
            except _GZIP_ERROR as error:
                raise CorruptDump(f"{self._path.name}: {error}") from error
            if piece:
                yield piece
            elif not data and not member.eof:
                raise CorruptDump(f"{self._path.name}: the gzip stream ends early")
            if member.eof:
                data, member = member.unused_data, None
            else:
                data = member.unconsumed_tail

    def _xz(self) -> Iterator[bytes]:
        stream = lzma.LZMADecompressor(lzma.FORMAT_XZ)
        while True:
            data = self._file.read(COMPRESSED_PIECE) if stream.needs_input else b""
            if not data and stream.needs_input:
                raise CorruptDump(f"{self._path.name}: the xz stream ends early")
            try:
                piece = stream.decompress(data, PIECE)
            except lzma.LZMAError as error:
                raise CorruptDump(f"{self._path.name}: {error}") from error
            if piece:
                yield piece
            while stream.eof:
                rest = stream.unused_data.lstrip(b"\0")
                while not rest:
                    more = self._file.read(COMPRESSED_PIECE)
                    if not more:
                        return
                    rest = more.lstrip(b"\0")
                stream = lzma.LZMADecompressor(lzma.FORMAT_XZ)
                try:
                    piece = stream.decompress(rest, PIECE)
                except lzma.LZMAError as error:
                    raise CorruptDump(f"{self._path.name}: {error}") from error
                if piece:
                    yield piece

    def _tar(self) -> Iterator[bytes]:
        """The member `mbdump/<entity>` of a MusicBrainz tarball; the rest is read too, so that damage behind it is seen."""
        entity = self._path.name.split(".", 1)[0]
        found = False
        stream = self._xz()
        try:
            with tarfile.open(fileobj=PieceStream(stream), mode="r|") as archive:
                for member in archive:
                    content = archive.extractfile(member) if is_entity_member(member.name, entity) and not found else None
                    if content is None:
                        continue
                    found = True
                    while piece := content.read(PIECE):
                        yield piece
        except tarfile.TarError as error:
            raise CorruptDump(f"{self._path.name}: {error}") from error
        for _ in stream:
            pass
        if not found:
            raise CorruptDump(f"{self._path.name}: holds no mbdump/{entity}")


def is_entity_member(name: str, entity: str) -> bool:
    """Whether a tar member is the data of an entity: its path ends with the components `mbdump/<entity>`."""
    return name.split("/")[-2:] == ["mbdump", entity]


class PieceStream(io.RawIOBase):
    """A readable file over pieces of bytes, for tarfile."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the stub asks for any writable buffer
        if not self._left:
            self._left = memoryview(next(self._pieces, b""))
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size
