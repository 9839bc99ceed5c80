"""Headers on their way through: which are handed on, which are ours to set. Pure."""

from collections.abc import Collection, Iterable
from typing import Final


type Headers = list[tuple[bytes, bytes]]

_OF_ONE_CONNECTION: Final = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
_CLAIMS: Final = frozenset({b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-port", b"x-forwarded-proto", b"x-real-ip"})
"""Who a client says that it is: never handed on."""
_NOT_SENT: Final = _OF_ONE_CONNECTION | _CLAIMS | {b"host", b"content-length", b"expect"}
_NOT_RETURNED: Final = _OF_ONE_CONNECTION | {b"content-length", b"date", b"server"}
_CORS: Final = b"access-control-"
"""Which other pages may read an answer is decided here: the API knows other origins."""


def request_headers(sent: Iterable[tuple[bytes, bytes]], *, client: str, scheme: str, is_stream: bool) -> Headers:
    """What the API gets of a browser's headers, with the client's address and scheme.

    Args:
        is_stream: Asks for the answer as it is: compressed events would be held back until a block is full.
    """
    dropped = _named_by_connection(sent) | _NOT_SENT | ({b"accept-encoding"} if is_stream else set())
    kept = [(name, value) for name, value in sent if name.lower() not in dropped]
    kept += [(b"x-forwarded-for", client.encode()), (b"x-forwarded-proto", scheme.encode())]
    return [*kept, (b"accept-encoding", b"identity")] if is_stream else kept


def response_headers(received: Iterable[tuple[bytes, bytes]], *, is_decoded: bool) -> Headers:
    """What a browser gets of the API's headers.

    Args:
        is_decoded: Whether the body was unpacked on the way, so that its encoding is none any more.
    """
    dropped = _named_by_connection(received) | _NOT_RETURNED | ({b"content-encoding"} if is_decoded else set())
    return [(name, value) for name, value in received if name.lower() not in dropped and not name.lower().startswith(_CORS)]


def client_of(peer: str, sent: Iterable[tuple[bytes, bytes]], trusted: Collection[str]) -> str:
    """Address of the client: the peer's, or, behind proxies that are trusted, the last one that these do not vouch for.

    Read from the right: what a trusted proxy wrote is true, and what stands left of the first other address is only claimed.
    """
    if peer not in trusted:
        return peer
    hops = [hop for value in _values(sent, b"x-forwarded-for") for part in value.split(",") if (hop := part.strip())]
    return next((hop for hop in reversed(hops) if hop not in trusted), peer)


def scheme_of(scheme: str, peer: str, sent: Iterable[tuple[bytes, bytes]], trusted: Collection[str]) -> str:
    """Scheme that the client used: as a trusted proxy says, else the connection's."""
    said = _values(sent, b"x-forwarded-proto") if peer in trusted else []
    return said[-1].strip() if said and said[-1].strip() in ("http", "https") else scheme


def value_of(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str:
    """Values of a header, joined; empty when there is none."""
    return ", ".join(_values(headers, name))


def _values(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> list[str]:
    return [value.decode("latin-1") for each, value in headers if each.lower() == name]


def _named_by_connection(headers: Iterable[tuple[bytes, bytes]]) -> set[bytes]:
    """Headers that `Connection` says are for this connection only."""
    return {part.strip().lower() for name, value in headers if name.lower() == b"connection" for part in value.split(b",")}
