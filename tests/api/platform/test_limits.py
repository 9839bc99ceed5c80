"""Limits: one window for each route template and client, wherever it is counted."""

import asyncio
from collections.abc import AsyncIterator
import time
from typing import Any
import uuid

import httpx
import pytest

from api.errors import BadRequest
from api.limits import ApiRouter, client_address, limited
from api.models import EntityKey, Model
from tests.support.platform import postgres_of, redis_of, serving
from tests.support.servers import PostgresTarget, TestStack
from tests.support.users import Account, bearer


class Word(Model):
    word: str


router = ApiRouter(prefix="/api/test", tags=["test"])


@router.get("/thing/{key}")
@limited("3/minute")
async def thing(key: EntityKey, number: int = 1) -> Word:
    return Word(word=key)


@router.get("/refusing")
@limited("3/minute")
async def refusing() -> Word:
    raise BadRequest("no")


@router.get("/paged")
@limited("2/minute", pages="4/minute")
async def paged() -> Word:
    return Word(word="page")


@router.get("/twice")
@limited("2/minute", "3/hour")
async def twice() -> Word:
    return Word(word="twice")


@router.get("/plain")
async def plain() -> Word:
    return Word(word="plain")


@router.get("/free")
@limited(None)
async def free() -> Word:
    return Word(word="free")


@router.get("/tuned")
@limited(lambda settings: settings.nlq_rate_limit)
async def tuned() -> Word:
    return Word(word="tuned")


@pytest.fixture(params=["redis", "process"])
async def client(request: pytest.FixtureRequest) -> AsyncIterator[httpx.AsyncClient]:
    """Limits counted in Redis, and in the process while Redis is away."""
    async with serving(router, rate_limit_default="2/minute", nlq_rate_limit="1/minute", **_redis(request)) as served:
        yield served.client


def _redis(request: pytest.FixtureRequest) -> dict[str, Any]:
    if request.param != "redis":
        return {}
    return redis_of(request.getfixturevalue("stack"))


async def test_a_window_belongs_to_the_template_not_to_the_path(client: httpx.AsyncClient) -> None:
    answers = [await client.get(f"/api/test/thing/{number}") for number in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    body = answers[-1].json()
    assert body["error"] == "Rate limit exceeded: 3 per 1 minute"
    assert body["code"] == "rate_limited"


async def test_each_answer_says_what_is_left_once(client: httpx.AsyncClient) -> None:
    answers = [await client.get("/api/test/refusing") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [400, 400, 400, 429]
    assert [answer.headers.get_list("x-ratelimit-remaining") for answer in answers] == [["2"], ["1"], ["0"], ["0"]]
    for answer in answers:
        assert answer.headers.get_list("x-ratelimit-limit") == ["3"]
        assert time.time() < float(answer.headers["x-ratelimit-reset"]) <= time.time() + 61
        assert [1 <= int(value) <= 60 for value in answer.headers.get_list("retry-after")] == [True]


async def test_invalid_requests_do_not_count(client: httpx.AsyncClient) -> None:
    for _ in range(5):
        assert (await client.get("/api/test/thing/a", params={"number": "x"})).status_code == 422

    assert (await client.get("/api/test/thing/a")).headers["x-ratelimit-remaining"] == "2"


async def test_routes_without_a_limit_have_the_default_one_or_none(client: httpx.AsyncClient) -> None:
    assert [(await client.get("/api/test/plain")).status_code for _ in range(3)] == [200, 200, 429]
    assert [(await client.get("/api/test/free")).status_code for _ in range(3)] == [200, 200, 200]
    assert [(await client.get("/api/test/tuned")).status_code for _ in range(2)] == [200, 429]
    assert "x-ratelimit-limit" not in (await client.get("/api/test/free")).headers


async def test_what_the_minute_refuses_does_not_use_up_the_hour(client: httpx.AsyncClient) -> None:
    answers = [await client.get("/api/test/twice") for _ in range(6)]

    assert [answer.status_code for answer in answers] == [200, 200, 429, 429, 429, 429]
    assert answers[0].headers["x-ratelimit-limit"] == "2"
    assert answers[-1].json()["error"] == "Rate limit exceeded: 2 per 1 minute"


async def test_parallel_requests_are_counted_one_by_one(client: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(client.get("/api/test/thing/a") for _ in range(12)))

    assert sorted(answer.status_code for answer in answers) == [200] * 3 + [429] * 9


def _account() -> Account:
    return Account(str(uuid.uuid4()), "a@b.co")


async def test_a_genuine_bearer_has_a_window_of_its_own_and_the_limit_of_pages(client: httpx.AsyncClient) -> None:
    mine, other = _account().headers, _account().headers

    assert [(await client.get("/api/test/paged")).status_code for _ in range(3)] == [200, 200, 429]
    assert [(await client.get("/api/test/paged", headers=mine)).status_code for _ in range(5)] == [200, 200, 200, 200, 429]
    assert (await client.get("/api/test/paged", headers=other)).status_code == 200


async def test_an_invented_bearer_gives_no_new_window(client: httpx.AsyncClient) -> None:
    forged = _account().token(key="not this API's key, however long it may be")
    bearers = ["x", "y.z.a", "dscg_" + "A" * 43, forged]

    answers = [await client.get("/api/test/paged", headers=bearer(token)) for token in bearers]

    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]


@pytest.mark.parametrize(
    ("peer", "forwarded", "statuses"),
    [
        ("127.0.0.1", ["198.51.100.1"], [200] * 4 + [429]),  # the pages' proxy: the limit of pages
        ("127.0.0.1", [], [200, 200, 429, 429, 429]),  # a program on this machine
        ("203.0.113.9", ["198.51.100.1"], [200, 200, 429, 429, 429]),  # anybody can claim to forward
    ],
)
async def test_only_the_trusted_hop_has_the_limit_of_pages(peer: str, forwarded: list[str], statuses: list[int]) -> None:
    headers = [("X-Forwarded-For", value) for value in forwarded]
    async with serving(router, client=(peer, 1)) as served:
        answers = [await served.client.get("/api/test/paged", headers=headers) for _ in range(5)]

    assert [answer.status_code for answer in answers] == statuses


async def test_browsers_behind_the_trusted_hop_are_told_apart_and_cannot_hide() -> None:
    async with serving(router, client=("127.0.0.1", 1)) as served:

        async def ask(forwarded: str) -> int:
            return (await served.client.get("/api/test/thing/a", headers={"X-Forwarded-For": forwarded})).status_code

        # What stands left of the address that the trusted hop saw is the browser's own claim.
        assert [await ask(f"10.0.0.{number}, 198.51.100.1") for number in range(4)] == [200, 200, 200, 429]
        assert await ask("198.51.100.2") == 200


async def test_api_graph_17_the_31st_search_in_a_minute_is_refused(stack: TestStack, postgres: PostgresTarget) -> None:
    async with serving(**postgres_of(postgres), **redis_of(stack)) as served:
        answers = [await served.client.get("/api/search", params={"q": "abc", "offset": number}) for number in range(31)]

    assert [answer.status_code for answer in answers] == [200] * 30 + [429]
    assert answers[-1].json()["error"] == "Rate limit exceeded: 30 per 1 minute"
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60


async def test_limits_can_be_off() -> None:
    async with serving(router, rate_limit_enabled=False) as served:
        answers = [await served.client.get("/api/test/thing/a") for _ in range(5)]

    assert {answer.status_code for answer in answers} == {200}
    assert "x-ratelimit-limit" not in answers[0].headers


@pytest.mark.parametrize(
    ("host", "wanted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("fe80::1%eth0", "fe80::"),
        ("unix:", "unix:"),
    ],
)
def test_one_client_is_one_address_or_one_ipv6_network(host: str, wanted: str) -> None:
    assert client_address({"client": (host, 1)}) == wanted


def test_a_client_without_address_is_one_client() -> None:
    assert client_address({"client": None}) == "unknown"


def test_a_mistyped_limit_is_found_when_the_route_is_made() -> None:
    with pytest.raises(ValueError, match="thirty"):
        limited("thirty a minute")
