"""The built page, read once: a request can name what is in it and nothing else, whatever its path looks like."""

from collections.abc import Mapping
from dataclasses import dataclass, field
import hashlib
import mimetypes
from pathlib import Path
import re
from typing import Final, Self

from common.web.policy import NONCE_MARK


INDEX: Final = "index.html"
ENCODINGS: Final = {"br": ".br", "gzip": ".gz"}
"""Encodings that files may be there in, the better one first, with the ending of the file's name."""
HASHED: Final = re.compile(r"^assets/.+-[A-Za-z0-9_-]{8,}\.\w+$")
IMMUTABLE: Final = "public, max-age=31536000, immutable"
CHECKED: Final = "public, max-age=3600"

_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}


class NotBuilt(Exception):  # noqa: N818 - named for what it is
    """The page is not there."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"The page has not been built: there is no {folder / INDEX}. `just web-build` makes it, and ./up does")


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the page. `bodies` has it by encoding; `identity` is always there."""

    content_type: str
    cache_control: str
    bodies: Mapping[str, bytes]
    digest: str

    def choose(self, accept_encoding: str) -> tuple[str, bytes]:
        """The smallest form that the client takes: its encoding and the bytes."""
        accepted = accepted_encodings(accept_encoding)
        best = next((encoding for encoding in ENCODINGS if encoding in accepted and encoding in self.bodies), "identity")
        return best, self.bodies[best]

    def etag(self, encoding: str) -> str:
        """Validator of one form: forms of a file differ."""
        return f'"{self.digest}-{encoding}"'


@dataclass(frozen=True, slots=True)
class PageBuild:
    """The page and its files. `parts` is the page's text, cut where the nonce goes."""

    parts: tuple[str, ...]
    assets: Mapping[str, Asset] = field(repr=False)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read a build.

        Raises:
            NotBuilt: there is none.
        """
        try:
            page = (folder / INDEX).read_text(encoding="utf-8")
        except OSError as error:
            raise NotBuilt(folder) from error
        names = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
        packed = {name + ending for name in names for ending in ENCODINGS.values()}
        assets = {name: _asset(name, path) for name, path in names.items() if name not in packed and name != INDEX}
        return cls(tuple(page.split(NONCE_MARK)), assets)

    def page(self, nonce: str) -> str:
        """The page with a nonce."""
        return nonce.join(self.parts)


def accepted_encodings(header: str) -> frozenset[str]:
    """Those of `ENCODINGS` that an `Accept-Encoding` header takes."""
    takes: dict[str, bool] = {}
    for part in header.lower().split(","):
        name, _, weight = part.partition(";")
        takes[name.strip()] = weight.replace(" ", "").rstrip("0.") != "q="
    return frozenset(encoding for encoding in ENCODINGS if takes.get(encoding, takes.get("*", False)))


def _asset(name: str, path: Path) -> Asset:
    body = path.read_bytes()
    bodies = {"identity": body}
    for encoding, ending in ENCODINGS.items():
        packed = path.with_name(path.name + ending)
        if packed.is_file():
            bodies[encoding] = packed.read_bytes()
    content_type = _TYPES.get(path.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    cache_control = IMMUTABLE if HASHED.match(name) else CHECKED
    return Asset(content_type, cache_control, bodies, hashlib.sha256(body).hexdigest()[:20])
