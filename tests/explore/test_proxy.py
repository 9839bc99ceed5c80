"""From the page to the API, over real sockets: what reaches the API, what comes back, and what happens when either side goes away."""

import asyncio
import gzip
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.explore.serving import explore
from tests.explore.upstream import Reply, Seen, Upstream, answer, begin_events, event, upstream
from tests.support.waiting import eventually


SHORT_S = 0.4


def answering(status: int = 200, body: bytes = b"{}", **headers: str) -> Reply:
    """Reply: always this."""

    async def reply(_upstream: Upstream, _seen: Seen, writer: asyncio.StreamWriter) -> None:
        await answer(writer, status, body, **headers)

    return reply


async def silence(_upstream: Upstream, _seen: Seen, _writer: asyncio.StreamWriter) -> None:
    """Reply: none."""
    await asyncio.sleep(3600)


def raw(client: httpx.AsyncClient, target: str, method: str = "GET", **options: Any) -> httpx.Request:
    """A request whose target is sent as it is written, which clients that mean well do not do."""
    return client.build_request(method, "/", extensions={"target": target.encode()}, **options)


async def test_ui_03_repeated_parameters_keep_their_values_and_order(static: Path) -> None:
    async with upstream() as api, explore(api.url, static) as client:
        await client.get("/api/x?formats=Vinyl&formats=CD&b=&a=%2B")

    assert api.last.target == "/api/x?formats=Vinyl&formats=CD&b=&a=%2B"


async def test_ui_04_the_api_sees_the_peer_and_the_page_an_unpacked_body(static: Path) -> None:
    packed = gzip.compress(b'{"a": "' + b"x" * 500 + b'"}')
    async with upstream(answering(body=packed, content_encoding="gzip")) as api, explore(api.url, static) as client:
        got = await client.get("/api/x", headers={"X-Forwarded-For": "1.2.3.4", "X-Forwarded-Proto": "https", "Authorization": "Bearer t"})

    assert api.last.all("x-forwarded-for") == ["127.0.0.1"]
    assert api.last.all("x-forwarded-proto") == ["http"]
    assert api.last.all("authorization") == ["Bearer t"]
    assert got.json() == {"a": "x" * 500}
    assert "content-encoding" not in got.headers
    assert int(got.headers["content-length"]) > 500


async def test_ui_weak_04_behind_a_trusted_proxy_each_client_counts_for_itself(static: Path) -> None:
    async with upstream() as api, explore(api.url, static, trusted_proxies="127.0.0.1") as client:
        await client.get("/api/x", headers={"X-Forwarded-For": "6.6.6.6, 192.0.2.9", "X-Forwarded-Proto": "https"})

    assert api.last.all("x-forwarded-for") == ["192.0.2.9"]
    assert api.last.all("x-forwarded-proto") == ["https"]


async def test_ui_05_an_api_that_is_away_or_silent_is_told_apart(static: Path) -> None:
    async with explore("http://127.0.0.1:1", static) as client:
        away = await client.get("/api/x")
    async with upstream(silence) as api, explore(api.url, static, timeout_s=SHORT_S) as client:
        silent = await client.get("/api/x")
        streamed = await client.post("/api/nlq/query", json={})

    assert (away.status_code, away.json()["error"], away.json()["code"]) == (502, "Upstream service error", "upstream_failed")
    for late in (silent, streamed):
        assert (late.status_code, late.json()["error"], late.json()["code"]) == (504, "Request timed out", "timed_out")
    assert away.headers["x-content-type-options"] == "nosniff"


async def test_an_answer_that_breaks_off_or_never_ends_is_an_error_and_no_short_answer(static: Path) -> None:
    async def broken(_upstream: Upstream, seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n[1, 2")
        await writer.drain()
        if seen.target == "/api/breaks":
            writer.close()
        else:
            await asyncio.sleep(3600)

    async with upstream(broken) as api, explore(api.url, static, timeout_s=SHORT_S) as client:
        assert (await client.get("/api/breaks")).status_code == 502
        assert (await client.get("/api/stalls")).status_code == 504


async def test_ui_06_events_arrive_one_by_one_and_silence_between_them_is_no_timeout(static: Path) -> None:
    go_on = asyncio.Event()

    async def events(_upstream: Upstream, _seen: Seen, writer: asyncio.StreamWriter) -> None:
        await begin_events(writer)
        await event(writer, b"data: 1\n\n")
        await go_on.wait()
        await asyncio.sleep(3 * SHORT_S)  # longer than anything else may be silent
        await event(writer, b"data: 2\n\n")
        await event(writer, b"")

    async with (
        upstream(events) as api,
        explore(api.url, static, timeout_s=SHORT_S) as client,
        client.stream("POST", "/api/nlq/query", json={"query": "q"}, headers={"Accept-Encoding": "gzip"}) as got,
    ):
        pieces = got.aiter_raw()
        first = await anext(pieces)
        go_on.set()
        rest = b"".join([piece async for piece in pieces])

    assert (got.status_code, first, rest) == (200, b"data: 1\n\n", b"data: 2\n\n")
    assert got.headers["content-type"].startswith("text/event-stream")
    assert api.last.all("accept-encoding") == ["identity"]
    assert json.loads(api.last.body) == {"query": "q"}


async def test_ui_weak_03_events_that_are_packed_all_the_same_say_so(static: Path) -> None:
    packed = gzip.compress(b"data: 1\n\n")

    async def events(_upstream: Upstream, _seen: Seen, writer: asyncio.StreamWriter) -> None:
        await begin_events(writer, content_encoding="gzip")
        await event(writer, packed)
        await event(writer, b"")

    async with upstream(events) as api, explore(api.url, static) as client, client.stream("POST", "/api/nlq/query", json={}) as got:
        body = b"".join([piece async for piece in got.aiter_raw()])

    assert (got.headers["content-encoding"], body) == ("gzip", packed)


async def test_a_stream_that_breaks_off_ends_and_the_next_request_is_served(static: Path) -> None:
    async def events(_upstream: Upstream, seen: Seen, writer: asyncio.StreamWriter) -> None:
        if seen.target != "/api/nlq/query":
            await answer(writer)
            return
        await begin_events(writer)
        await event(writer, b"data: 1\n\n")
        writer.close()

    async with upstream(events) as api, explore(api.url, static) as client:
        async with client.stream("POST", "/api/nlq/query", json={}) as got:
            body = b"".join([piece async for piece in got.aiter_raw()])
        assert body == b"data: 1\n\n"
        assert (await client.get("/api/x")).status_code == 200


@pytest.mark.parametrize("path", ["/api/search", "/api/nlq/query"])
async def test_a_browser_that_hangs_up_while_the_api_works_ends_that_work(static: Path, path: str) -> None:
    async with upstream(silence) as api, explore(api.url, static) as client:
        asking = asyncio.create_task(client.post(path, json={}))
        await eventually(lambda: any(each.target == path for each in api.seen))
        asking.cancel()
        await asyncio.wait({asking})
        await asyncio.wait_for(api.hung_up.wait(), 10)


async def test_a_browser_that_hangs_up_in_a_silent_stream_ends_it(static: Path) -> None:
    async def events(_upstream: Upstream, _seen: Seen, writer: asyncio.StreamWriter) -> None:
        await begin_events(writer)
        await event(writer, b"data: 1\n\n")
        await asyncio.sleep(3600)

    async with upstream(events) as api, explore(api.url, static) as client:
        async with client.stream("POST", "/api/nlq/query", json={}) as got:
            await anext(got.aiter_raw())
        await asyncio.wait_for(api.hung_up.wait(), 10)


async def test_ui_07_names_reach_the_api_as_they_were_encoded(static: Path) -> None:
    paths = ["/api/credits/person/AC%2FDC/profile", "/api/node/100%25%3F%23%20a?type=artist", "/api/node/caf%c3%a9%2b+b", "/api/x//y"]
    async with upstream() as api, explore(api.url, static) as client:
        for path in paths:
            assert (await client.send(raw(client, path))).json()["target"] == path


@pytest.mark.parametrize("path", ["/api/%2e%2e/health", "/api/../health", "/api/x/%2e%2E%2fhealth", "/api/./x", "/api/..%5Chealth"])
async def test_ui_07_nothing_outside_api_is_reached_by_dots(static: Path, path: str) -> None:
    async with upstream() as api, explore(api.url, static) as client:
        got = await client.send(raw(client, path))

    assert (got.status_code, got.json()["code"]) == (400, "invalid")
    assert {each.target for each in api.seen} <= {"/health"}  # the service's own look at the API


@pytest.mark.parametrize("path", ["/api/internal/insights/x", "/api/admin/users", "/api/%61dmin/users", "/api%2Finternal/x", "/api/Internal"])
async def test_routes_between_services_and_those_of_operators_are_not_reached(static: Path, path: str) -> None:
    async with upstream() as api, explore(api.url, static) as client:
        got = await client.send(raw(client, path, "POST"))

    assert (got.status_code, got.json()["error"]) == (404, "Not Found")
    assert {each.target for each in api.seen} <= {"/health"}


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH"])
async def test_methods_and_bodies_go_through(static: Path, method: str) -> None:
    async with upstream() as api, explore(api.url, static) as client:
        got = await client.request(method, "/api/x", content=b"body \xc3\xa9")

    assert got.json() == {"method": method, "target": "/api/x", "body": "body é"}
    assert api.last.all("content-length") == ["7"]


async def test_head_is_answered_like_get_without_a_body(static: Path) -> None:
    async def headed(_upstream: Upstream, _seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1234\r\n\r\n")
        await writer.drain()

    async with upstream(headed) as api, explore(api.url, static) as client:
        got = await client.head("/api/x")

    assert (got.status_code, got.headers["content-length"], got.content) == (200, "1234", b"")
    assert api.last.method == "HEAD"


async def test_other_methods_are_refused(static: Path) -> None:
    async with upstream() as api, explore(api.url, static) as client:
        got = await client.request("TRACE", "/api/x")

    assert got.status_code == 405
    assert "GET" in got.headers["allow"]


@pytest.mark.parametrize("status", [204, 304, 404, 429, 500, 503])
async def test_statuses_come_back_as_they_are(static: Path, status: int) -> None:
    body = b"" if status in (204, 304) else b'{"error": "x"}'
    async with upstream(answering(status, body, retry_after="7", x_request_id="r1")) as api, explore(api.url, static) as client:
        got = await client.get("/api/x")

    assert (got.status_code, got.content) == (status, body)
    assert (got.headers["retry-after"], got.headers["x-request-id"]) == ("7", "r1")
    assert len(got.headers.get_list("date")) == 1


async def test_redirects_are_for_the_browser_to_follow(static: Path) -> None:
    async with upstream(answering(307, b"", location="https://www.discogs.com/oauth")) as api, explore(api.url, static) as client:
        got = await client.get("/api/oauth/authorize")

    assert (got.status_code, got.headers["location"]) == (307, "https://www.discogs.com/oauth")


async def test_a_body_beyond_the_bound_is_refused_before_the_api_sees_it(static: Path) -> None:
    async with upstream() as api, explore(api.url, static, max_body_bytes=1024) as client:
        got = await client.post("/api/x", content=b"x" * 1025)

    assert (got.status_code, got.json()["code"]) == (413, "too_large")
    assert {each.target for each in api.seen} <= {"/health"}


async def test_many_requests_at_once_all_get_their_own_answer(static: Path) -> None:
    async with upstream() as api, explore(api.url, static) as client:
        answers = await asyncio.gather(*(client.get(f"/api/node/{number}") for number in range(150)))

    assert [each.json()["target"] for each in answers] == [f"/api/node/{number}" for number in range(150)]


async def test_another_origin_reads_answers_only_when_it_is_let_in(static: Path) -> None:
    async with upstream(answering(access_control_allow_origin="*")) as api, explore(api.url, static, cors_origins="https://a.example") as client:
        let_in = await client.get("/api/x", headers={"Origin": "https://a.example"})
        other = await client.get("/api/x", headers={"Origin": "https://b.example"})
        asked = {"Origin": "https://a.example", "Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "authorization"}
        before = await client.options("/api/x", headers=asked)

    assert let_in.headers["access-control-allow-origin"] == "https://a.example"
    assert "access-control-allow-origin" not in other.headers
    assert before.status_code == 200
    assert {each.method for each in api.seen if each.target != "/health"} == {"GET"}
