"""Which requests reach the API, judged as the API would read them."""

from urllib.parse import unquote_to_bytes

from hypothesis import given, strategies as st
import pytest

from explore.targets import DOT_SEGMENT, NOT_FOUND, Refused, Target, target_of


@pytest.mark.parametrize(
    "path",
    [
        b"/api/credits/person/AC%2FDC/profile",
        b"/api/node/100%25%20Pure%3F%23",
        b"/api/style/caf%C3%A9",
        b"/api/a//b",
        b"/api/nlq/query",
        b"/api/node/...",
        b"/api/node/a.b",
        b"/api/x/%252e%252e/health",
        b"/api/internals",
        b"/api/node/internal",
    ],
)
def test_ui_weak_01_what_is_below_api_goes_on_byte_for_byte(path: bytes) -> None:
    assert target_of(path, b"a=1&a=%32+b") == Target(path + b"?a=1&a=%32+b", is_stream=path == b"/api/nlq/query")


@pytest.mark.parametrize(
    "path",
    [
        b"/api/..",
        b"/api/../health",
        b"/api/%2e%2e/health",
        b"/api/%2E./health",
        b"/api/.%2e%2fhealth",
        b"/api/%2e%2e%2fhealth",
        b"/api/x/..%5c..%5chealth",
        b"/api/./search",
        b"/api/search/%2e",
        b"/api/..\\health",
    ],
)
def test_ui_weak_02_dot_segments_are_refused_however_they_are_written(path: bytes) -> None:
    assert target_of(path, b"") == DOT_SEGMENT


@pytest.mark.parametrize(
    "path",
    [
        b"/api/internal/insights/run",
        b"/api/internal",
        b"/api/admin",
        b"/api/admin/users",
        b"/api/%69nternal/insights",
        b"/api/INTERNAL/x",
        b"/api//internal/x",
        b"/api/%2Finternal/x",
        b"/api%2Finternal/x",
        b"/api/internal%2Fx",
        b"/api/\\admin/x",
    ],
)
def test_internal_routes_and_those_of_operators_are_not_there(path: bytes) -> None:
    assert target_of(path, b"") == NOT_FOUND


@pytest.mark.parametrize("path", [b"/api", b"/api/", b"/api//", b"/health", b"/%61pi/search", b"/api%2Fsearch", b"//api/search", b"/apis/x"])
def test_what_is_not_below_api_is_not_there(path: bytes) -> None:
    assert target_of(path, b"") == NOT_FOUND


@pytest.mark.parametrize(
    ("path", "is_stream"), [(b"/api/nlq/query", True), (b"/api/nlq/query/", True), (b"/api/nlq/status", False), (b"/api/nlq/query/x", False)]
)
def test_one_path_may_stream(path: bytes, is_stream: bool) -> None:
    assert target_of(path, b"") == Target(path, is_stream)


@given(st.lists(st.sampled_from([b".", b"%2e", b"%2E", b"/", b"%2f", b"\\", b"%5C", b"api", b"internal", b"admin", b"x", b"%", b"%25"]), max_size=12))
def test_nothing_leaves_api_and_nothing_closed_is_reached(parts: list[bytes]) -> None:
    path = b"/api/" + b"".join(parts)

    target = target_of(path, b"")

    if isinstance(target, Refused):
        return
    assert target.raw == path
    # As a server that decodes a path, takes each kind of slash for one, and resolves dots would read it.
    stack: list[bytes] = []
    for segment in unquote_to_bytes(path).replace(b"\\", b"/").split(b"/"):
        if segment == b"..":
            stack = stack[:-1]
        elif segment not in (b"", b"."):
            stack.append(segment)
    assert stack[0] == b"api"
    assert stack[1] not in (b"internal", b"admin")
