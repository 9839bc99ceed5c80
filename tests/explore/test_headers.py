"""Headers on their way through."""

import pytest

from explore.headers import client_of, request_headers, response_headers, scheme_of


PEER, PROXY = "192.0.2.7", "192.0.2.1"


def forwarded(*values: str) -> list[tuple[bytes, bytes]]:
    """X-Forwarded-For headers."""
    return [(b"X-Forwarded-For", value.encode()) for value in values]


@pytest.mark.parametrize(
    ("peer", "headers", "client"),
    [
        (PEER, [], PEER),
        (PEER, forwarded("1.2.3.4"), PEER),
        (PROXY, [], PROXY),
        (PROXY, forwarded("1.2.3.4"), "1.2.3.4"),
        (PROXY, forwarded("6.6.6.6, 1.2.3.4"), "1.2.3.4"),
        (PROXY, forwarded("6.6.6.6", "1.2.3.4"), "1.2.3.4"),
        (PROXY, forwarded(f"6.6.6.6, 1.2.3.4, {PROXY}"), "1.2.3.4"),
        (PROXY, forwarded(" , ,"), PROXY),
        ("192.0.2.11", forwarded("1.2.3.4"), "192.0.2.11"),
    ],
)
def test_ui_weak_04_only_a_trusted_proxy_says_who_the_client_is(peer: str, headers: list[tuple[bytes, bytes]], client: str) -> None:
    assert client_of(peer, headers, {PROXY}) == client


@pytest.mark.parametrize(
    ("peer", "said", "scheme"), [(PROXY, b"https", "https"), (PROXY, b"ftp", "http"), (PEER, b"https", "http"), (PROXY, None, "http")]
)
def test_only_a_trusted_proxy_says_which_scheme_was_used(peer: str, said: bytes | None, scheme: str) -> None:
    headers = [] if said is None else [(b"x-forwarded-proto", said)]
    assert scheme_of("http", peer, headers, {PROXY}) == scheme


def test_headers_of_the_connection_and_claims_of_the_client_end_here() -> None:
    sent = [
        (b"Host", b"explore"),
        (b"Connection", b"keep-alive, X-Hop"),
        (b"X-Hop", b"1"),
        (b"Content-Length", b"3"),
        (b"Transfer-Encoding", b"chunked"),
        (b"Upgrade", b"h2c"),
        (b"X-Forwarded-For", b"1.2.3.4"),
        (b"Forwarded", b"for=1.2.3.4"),
        (b"X-Real-IP", b"1.2.3.4"),
        (b"Authorization", b"Bearer t"),
        (b"Accept", b"application/json"),
        (b"Accept-Encoding", b"gzip"),
    ]

    kept = request_headers(sent, client=PEER, scheme="https", is_stream=False)

    assert kept == [
        (b"Authorization", b"Bearer t"),
        (b"Accept", b"application/json"),
        (b"Accept-Encoding", b"gzip"),
        (b"x-forwarded-for", PEER.encode()),
        (b"x-forwarded-proto", b"https"),
    ]


def test_ui_weak_03_a_stream_is_asked_for_as_it_is() -> None:
    kept = request_headers([(b"accept-encoding", b"gzip, br")], client=PEER, scheme="http", is_stream=True)

    assert [value for name, value in kept if name == b"accept-encoding"] == [b"identity"]


def test_ui_weak_45_what_a_page_needs_of_an_answers_headers_comes_back() -> None:
    received = [
        (b"Content-Type", b"application/json"),
        (b"Content-Encoding", b"gzip"),
        (b"Content-Length", b"20"),
        (b"Transfer-Encoding", b"chunked"),
        (b"Date", b"now"),
        (b"Connection", b"close, x-inner"),
        (b"X-Inner", b"1"),
        (b"Access-Control-Allow-Origin", b"http://evil"),
        (b"Retry-After", b"7"),
        (b"WWW-Authenticate", b"Bearer"),
        (b"Set-Cookie", b"a=1"),
        (b"Set-Cookie", b"b=2"),
        (b"X-Request-Id", b"r"),
    ]

    kept = response_headers(received, is_decoded=True)

    assert kept == [
        (b"Content-Type", b"application/json"),
        (b"Retry-After", b"7"),
        (b"WWW-Authenticate", b"Bearer"),
        (b"Set-Cookie", b"a=1"),
        (b"Set-Cookie", b"b=2"),
        (b"X-Request-Id", b"r"),
    ]


def test_ui_weak_03_a_packed_body_that_is_handed_on_keeps_the_name_of_its_packing() -> None:
    assert response_headers([(b"content-encoding", b"gzip")], is_decoded=False) == [(b"content-encoding", b"gzip")]
