"""Bytes of dump files: every member is read, no damage passes."""

from concurrent.futures import ThreadPoolExecutor
import gzip
import lzma
from pathlib import Path

import pytest

from extractor.reader import CorruptDump, DumpReader
from tests.support.http_sites import tarball


DATA = b"".join(b"<artist><id>%d</id></artist>\n" % number for number in range(60_000))
GZIP, XZ, TAR = gzip.compress(DATA), lzma.compress(DATA, preset=0), tarball("artist", DATA)


def read(folder: Path, name: str, content: bytes, skip: int = 0) -> bytes:
    path = folder / name
    path.write_bytes(content)
    reader = DumpReader(path, skip=skip)
    try:
        return b"".join(iter(reader.read, b""))
    finally:
        reader.close()


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        pytest.param("a.xml", DATA, DATA, id="plain"),
        pytest.param("a.xml.gz", GZIP, DATA, id="gzip"),
        pytest.param("a.xml.gz", GZIP + GZIP, DATA * 2, id="two members"),
        pytest.param("a.xml.gz", GZIP + bytes(500) + GZIP + bytes(9), DATA * 2, id="padding"),
        pytest.param("a.jsonl.xz", XZ, DATA, id="xz"),
        pytest.param("a.jsonl.xz", XZ + bytes(8) + XZ, DATA * 2, id="two xz streams"),
        pytest.param("artist.tar.xz", TAR, DATA, id="tar"),
    ],
)
def test_a_whole_file_is_read_to_its_end(tmp_path: Path, name: str, content: bytes, expected: bytes) -> None:
    assert read(tmp_path, name, content) == expected
    assert read(tmp_path, name, content, skip=1_234_567) == expected[1_234_567:]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("a.xml.gz", GZIP[:-9], id="gzip cut in its data"),
        pytest.param("a.xml.gz", GZIP[:-4], id="gzip cut in its trailer"),
        pytest.param("a.xml.gz", GZIP[:-8] + b"\1\2\3\4" + GZIP[-4:], id="gzip with another check sum"),
        pytest.param("a.xml.gz", GZIP + b"garbage", id="garbage behind gzip"),
        pytest.param("a.xml.gz", GZIP + GZIP[:50], id="second member cut"),
        pytest.param("a.xml.gz", b"<artists>", id="not gzip"),
        pytest.param("a.jsonl.xz", XZ[:-9], id="xz cut"),
        pytest.param("a.jsonl.xz", XZ[:2000] + b"\1\2\3" + XZ[2003:], id="xz damaged"),
        pytest.param("a.jsonl.xz", XZ + b"garbage", id="garbage behind xz"),
        pytest.param("artist.tar.xz", TAR[:-40], id="tar cut"),
        pytest.param("label.tar.xz", TAR, id="tar of another entity"),
        pytest.param("artist.tar.xz", XZ, id="not tar"),
    ],
)
def test_damage_is_an_error_and_never_an_end(tmp_path: Path, name: str, content: bytes) -> None:
    with pytest.raises(CorruptDump):
        read(tmp_path, name, content)


def test_a_checkpoint_behind_the_end_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorruptDump, match="shorter"):
        read(tmp_path, "a.xml.gz", GZIP, skip=len(DATA) + 1)


def test_skipping_can_be_stopped(tmp_path: Path) -> None:
    path = tmp_path / "a.xml.gz"
    path.write_bytes(GZIP * 100)
    reader = DumpReader(path, skip=len(DATA) * 99)
    with ThreadPoolExecutor(1) as thread:
        reading = thread.submit(reader.read)
        reader.stop()
        with pytest.raises(InterruptedError):
            reading.result(10)
    assert reader.position < path.stat().st_size // 2
    reader.close()
