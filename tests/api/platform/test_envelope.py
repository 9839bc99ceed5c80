"""What holds for every answer: headers, ids, one error shape, bounds."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Query
import httpx
import psycopg
from pydantic import SecretStr
import pytest
from starlette.responses import StreamingResponse

from api.errors import BadRequest, NotFound
from api.limits import ApiRouter, limited
from api.models import Body, EntityKey, Model
from tests.support.platform import serving


SECURITY = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "geolocation=(), microphone=(), camera=()",
}


class Echo(Model):
    text: str


class Login(Body):
    email: str
    password: SecretStr


router = ApiRouter(prefix="/api/test", tags=["test"])


@router.get("/echo/{key}")
async def echo(key: EntityKey, number: Annotated[int, Query(ge=1)] = 1) -> Echo:
    return Echo(text=key)


@router.post("/login")
async def login(body: Login) -> Echo:
    return Echo(text=body.email)


@router.get("/refused")
async def refused() -> Echo:
    raise NotFound("Artist 'X' not found", headers={"X-More": "1"}, hint="try another")


@router.get("/bug")
async def bug() -> Echo:
    raise ZeroDivisionError("a text that must not reach the client")


@router.get("/group/{kind}")
async def group(kind: str) -> Echo:
    inner: list[Exception] = [psycopg.OperationalError("away"), BadRequest("no such thing")]
    raise ExceptionGroup("several", [*inner, ZeroDivisionError()] if kind == "bug" else inner)


@router.get("/broken-stream")
async def broken_stream() -> StreamingResponse:
    async def parts() -> AsyncIterator[bytes]:
        yield b"begun"
        raise ZeroDivisionError

    return StreamingResponse(parts())


@router.get("/unlimited")
@limited(None)
async def unlimited() -> Echo:
    return Echo(text="x" * 10)


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with serving(router, max_body_bytes=65_536) as served:
        yield served.client


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/test/echo/a", 200),
        ("GET", "/api/test/echo/a?number=0", 422),
        ("GET", "/api/test/refused", 404),
        ("GET", "/api/test/bug", 500),
        ("GET", "/api/nowhere", 404),
        ("DELETE", "/api/test/refused", 405),
        ("POST", "/api/test/login", 422),
        ("HEAD", "/api/test/echo/a", 200),
        ("GET", "/health", 200),
        ("GET", "/openapi.json", 200),
        ("OPTIONS", "/api/test/echo/a", 405),
    ],
)
async def test_every_answer_has_security_headers_and_an_id(client: httpx.AsyncClient, method: str, path: str, status: int) -> None:
    answer = await client.request(method, path, headers={"X-Request-ID": "my-id.1"})

    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in SECURITY} == SECURITY
    assert answer.headers["x-request-id"] == "my-id.1"
    if status >= 400 and method != "HEAD":
        body = answer.json()
        assert {"error", "detail", "code", "request_id"} <= set(body)
        assert body["request_id"] == "my-id.1"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "a\tb", "ü", 'a"b'])
async def test_an_id_that_could_harm_a_log_is_replaced(client: httpx.AsyncClient, given: str) -> None:
    answer = await client.get("/health", headers={b"X-Request-ID": given.encode("latin-1")})

    assert len(answer.headers["x-request-id"]) == 32


async def test_a_refusal_keeps_the_keys_of_both_old_shapes(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/test/refused", headers={"X-Request-ID": "i"})

    text = "Artist 'X' not found"
    assert answer.json() == {"error": text, "detail": text, "code": "not_found", "request_id": "i", "hint": "try another"}
    assert answer.headers["x-more"] == "1"


async def test_a_bug_says_nothing_of_itself(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/test/bug", headers={"Origin": "http://localhost:8003"})

    assert answer.json() | {"request_id": ""} == {
        "error": "Internal Server Error",
        "detail": "Internal Server Error",
        "code": "internal",
        "request_id": "",
    }
    assert answer.headers["access-control-allow-origin"] == "http://localhost:8003"


async def test_of_several_failures_the_client_is_told_its_own_unless_one_is_a_bug(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/test/group/expected")).status_code == 400
    assert (await client.get("/api/test/group/bug")).status_code == 500


async def test_an_answer_that_breaks_in_the_middle_is_not_completed() -> None:
    async with serving(router) as served:
        transport = httpx.ASGITransport(app=served.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
            with pytest.raises(ZeroDivisionError):
                await client.get("/api/test/broken-stream")


async def test_invalid_input_is_named_but_never_repeated(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/test/login", json={"email": 1, "password": ["hunter2"]})

    assert answer.status_code == 422
    assert "hunter2" not in answer.text
    assert [problem["loc"] for problem in answer.json()["detail"]] == [["body", "email"], ["body", "password"]]
    assert all(set(problem) == {"type", "loc", "msg"} for problem in answer.json()["detail"])
    assert answer.json()["code"] == "invalid"


@pytest.mark.parametrize("body", [b"{", b"", b"[]", b'"x"', b"\xff\xfe", b"\x80abc", b"[" * 900, b"[" * 60_000])
async def test_a_body_that_is_no_object_is_invalid(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post("/api/test/login", content=body, headers={"Content-Type": "application/json"})

    assert answer.status_code == 422


async def test_an_announced_body_beyond_the_bound_is_refused_unread(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/test/login", content=b"x" * 70_000)

    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"
    assert answer.headers["x-frame-options"] == "DENY"


async def test_a_streamed_body_beyond_the_bound_is_refused_when_it_passes_it(client: httpx.AsyncClient) -> None:
    sent = 0

    async def parts() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(1000):
            sent += 1
            yield b"x" * 10_000

    answer = await client.post("/api/test/login", content=parts(), headers={"Content-Type": "application/json"})

    assert answer.status_code == 413
    assert sent < 10


async def test_a_body_of_the_largest_size_is_read(client: httpx.AsyncClient) -> None:
    body = b'{"email": "a", "password": "b"}'.ljust(65_536)

    assert (await client.post("/api/test/login", content=body, headers={"Content-Type": "application/json"})).status_code == 200


async def test_head_answers_as_get_without_a_body(client: httpx.AsyncClient) -> None:
    answer = await client.head("/api/test/unlimited")

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(len((await client.get("/api/test/unlimited")).content))
    assert (await client.head("/api/test/login")).status_code == 405


async def test_a_trailing_slash_leads_to_the_path_without_it(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/test/refused/?a=1")

    assert answer.status_code == 307
    assert answer.headers["location"] == "http://api/api/test/refused?a=1"


@pytest.mark.parametrize(
    ("encoded", "key"),
    [("Funk%20%2F%20Soul", "Funk / Soul"), ("AC%2fDC", "AC/DC"), ("a%3Fb%23c%25d", "a?b#c%d"), ("%C3%A9", "é"), ("%2F", "/"), ("a%252Fb", "a%2Fb")],
)
async def test_names_with_any_letter_reach_their_handler(client: httpx.AsyncClient, encoded: str, key: str) -> None:
    answer = await client.get(f"/api/test/echo/{encoded}")

    assert (answer.status_code, answer.json()) == (200, {"text": key})


@pytest.mark.parametrize("encoded", ["a%00b", "%0a", "%7f", "%ff", "%ed%a0%80", "x" * 501])
async def test_names_that_no_store_takes_are_invalid(client: httpx.AsyncClient, encoded: str) -> None:
    answer = await client.get(f"/api/test/echo/{encoded}")

    assert answer.status_code in (200, 422)
    assert answer.status_code == 422 or "�" in answer.text  # a byte that is no UTF-8 is a replacement character


@pytest.mark.parametrize("origin", ["http://localhost:3000", "http://localhost:8003", "http://localhost:8006"])
async def test_local_pages_may_call_in_development(client: httpx.AsyncClient, origin: str) -> None:
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
    answer = await client.options("/api/test/login", headers=asked)

    assert (answer.status_code, answer.text) == (200, "OK")
    assert answer.headers["access-control-allow-origin"] == origin
    assert answer.headers["access-control-allow-methods"] == "GET, POST, PUT, DELETE, OPTIONS"
    assert answer.headers["access-control-max-age"] == "600"
    assert "access-control-allow-credentials" not in answer.headers
    assert answer.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    ("changes", "origin", "allowed"),
    [
        ({}, "http://evil.example", False),
        ({"environment": "production"}, "http://localhost:8003", False),
        ({"environment": "production", "cors_origins": "https://a.example, https://b.example"}, "https://b.example", True),
        ({"cors_origins": "https://a.example"}, "http://localhost:8003", False),
    ],
)
async def test_who_else_may_call_is_a_setting(changes: dict[str, Any], origin: str, allowed: bool) -> None:
    async with serving(**changes) as served:
        preflight = await served.client.options("/health", headers={"Origin": origin, "Access-Control-Request-Method": "GET"})
        simple = await served.client.get("/health", headers={"Origin": origin})

    assert (preflight.status_code, preflight.text) == ((200, "OK") if allowed else (400, "Disallowed CORS origin"))
    assert simple.headers.get("access-control-allow-origin") == (origin if allowed else None)
