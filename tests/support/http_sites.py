"""Small real HTTP servers that stand in for the Discogs website and the MusicBrainz dump site."""

from collections.abc import Callable, Mapping
import contextlib
from dataclasses import dataclass, field
import hashlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
import io
import lzma
import tarfile
import threading
import time
from types import TracebackType
from typing import Self
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it came."""

    path: str
    headers: Mapping[str, str]
    at: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What a path answers. `cut_after` bytes the connection breaks; `slow_s` passes before each piece of 64 KiB."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut_after: int | None = None
    slow_s: float = 0.0


class Site:
    """A server on a free port; paths are matched with their query. Several answers are given in turn, the last one for ever."""

    def __init__(self) -> None:
        self.requests: list[Seen] = []
        self._answers: dict[str, list[Answer]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """Base, ending in a slash."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    def answer(self, path: str, *answers: Answer | bytes | str) -> None:
        """Set what a path (with leading slash) answers."""
        self._answers[path] = [each if isinstance(each, Answer) else Answer(each.encode() if isinstance(each, str) else each) for each in answers]

    def paths(self, holding: str = "") -> list[str]:
        """Paths asked for so far, those that hold a text."""
        return [seen.path for seen in self.requests if holding in seen.path]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _next(self, path: str) -> Answer:
        answers = self._answers.get(path, [Answer(status=404)])
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def _handler(site) -> Callable[..., BaseHTTPRequestHandler]:  # noqa: N805 - `self` is the handler's
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.requests.append(Seen(self.path, dict(self.headers), time.monotonic()))
                answer = site._next(self.path)
                body, status = answer.body, answer.status
                etag = f'"{hashlib.md5(answer.body).hexdigest()}"'  # a name for the bytes
                wanted = self.headers.get("Range", "")
                if wanted.startswith("bytes=") and self.headers.get("If-Range") == etag and status == 200:
                    body, status = body[int(wanted[6:-1]) :], 206
                self.send_response(status)
                for name, value in {"ETag": etag, "Content-Length": str(len(body)), **answer.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                sent = body if answer.cut_after is None else body[: answer.cut_after]
                for start in range(0, len(sent), 65536):
                    if answer.slow_s:
                        time.sleep(answer.slow_s)
                    self.wfile.write(sent[start : start + 65536])
                if answer.cut_after is not None:
                    self.close_connection = True
                    self.connection.close()

            def log_message(self, *_arguments: object) -> None:
                pass

            def handle(self) -> None:
                with contextlib.suppress(OSError, ValueError):  # the client went away, which some tests do on purpose
                    super().handle()

        return Handler


def sha256(data: bytes) -> str:
    """Hex digest."""
    return hashlib.sha256(data).hexdigest()


def discogs_link(key: str) -> str:
    """As the website links to a file."""
    return f'<a href="?download={quote(key, safe="")}">x</a>'


def publish_discogs(site: Site, versions: Mapping[str, Mapping[str, bytes]], *, checksums: bool = True) -> None:
    """Lay out front page, year pages and files. `versions`: version -> file name -> bytes; a CHECKSUM file is made unless given."""
    years: dict[str, list[str]] = {}
    for version, files in versions.items():
        whole = dict(files)
        name = f"discogs_{version}_CHECKSUM.txt"
        if checksums and name not in whole:
            whole[name] = "".join(f"{sha256(data)} *{each}\n" for each, data in files.items()).encode()
        for each, data in whole.items():
            key = f"data/{version[:4]}/{each}"
            years.setdefault(version[:4], []).append(key)
            site.answer(f"/?download={quote(key, safe='')}", data)
    site.answer("/", "".join(f'<a href="?prefix=data%2F{year}%2F">{year}/</a>' for year in years))
    for year, keys in years.items():
        site.answer(f"/?prefix=data%2F{year}%2F", "".join(discogs_link(key) for key in keys))


def tarball(entity: str, content: bytes) -> bytes:
    """A MusicBrainz tarball with its usual companions around the data."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in (("TIMESTAMP", b"2026"), (f"mbdump/{entity}", content), ("COPYING", b"CC0")):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return lzma.compress(buffer.getvalue(), preset=0)


def publish_musicbrainz(site: Site, versions: Mapping[str, Mapping[str, bytes]]) -> None:
    """Lay out the index and, per version, tarballs made from entity -> lines, with their SHA256SUMS."""
    site.answer("/", "".join(f'<a href="{version}/">{version}/</a>' for version in versions))
    for version, entities in versions.items():
        balls = {f"{entity}.tar.xz": tarball(entity, lines) for entity, lines in entities.items()}
        site.answer(f"/{version}/SHA256SUMS", "".join(f"{sha256(data)} *{name}\n" for name, data in balls.items()))
        for name, data in balls.items():
            site.answer(f"/{version}/{name}", data)
