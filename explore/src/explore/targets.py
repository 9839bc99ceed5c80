"""Which paths are handed to the API, and in which form: the bytes that the browser sent, never a path that was decoded and put together again.

Pure. What a path means is judged after decoding, since that is how the API will read it.
"""

from dataclasses import dataclass
import re
from typing import Final
from urllib.parse import unquote_to_bytes


PREFIX: Final = b"/api/"
CLOSED: Final = frozenset({b"internal", b"admin"})
"""First segments below `/api` that are nobody's business out here: calls between services, and what operators do."""
STREAMED: Final = b"nlq/query"
"""The one path whose answer may take for ever, a step at a time."""
_SEPARATORS: Final = re.compile(rb"[/\\]+")
_DOTS: Final = frozenset({b".", b".."})


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes.

    Attributes:
        raw: Path and query for the request line.
        is_stream: Whether the answer may come as a stream of events that is silent for long.
    """

    raw: bytes
    is_stream: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """A request that goes nowhere: the status and the reason."""

    status: int
    reason: str


NOT_FOUND: Final = Refused(404, "Not Found")
DOT_SEGMENT: Final = Refused(400, "A path must not hold . or .. as a segment")


def target_of(raw_path: bytes, query: bytes) -> Target | Refused:
    """Judge a request.

    Args:
        raw_path: As it was sent, percent-encoded, without query.
        query: As it was sent, without `?`.
    """
    segments = [segment for segment in _SEPARATORS.split(unquote_to_bytes(raw_path)) if segment]
    if _DOTS & set(segments):
        return DOT_SEGMENT
    # An encoded slash before the first segment would name a route of another prefix to a server that decodes it.
    if not raw_path.startswith(PREFIX) or segments[:1] != [b"api"] or len(segments) < 2:
        return NOT_FOUND
    if segments[1].lower() in CLOSED:
        return NOT_FOUND
    is_stream = unquote_to_bytes(raw_path.removeprefix(PREFIX)).strip(b"/") == STREAMED
    return Target(raw_path + (b"?" + query if query else b""), is_stream)
