"""Input that nobody would type: what the document allows, what it forbids, and syntax of every store in every text parameter.

Never a 5xx, never a slow query, and every answer as the document says.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
import time
from typing import Any, Final
from urllib.parse import quote

import httpx
from hypothesis import HealthCheck, Phase, given, settings, strategies as st
import pytest
import schemathesis
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import content_type_conformance, not_a_server_error, response_schema_conformance, status_code_conformance
import uvicorn

from tests.support.api import INTERNAL_SECRET, Api
from tests.support.collections import own
from tests.support.openapi import CATALOGUE, NEEDED, SAMPLES, operations
from tests.support.users import seed_account
from tests.support.waiting import eventually


SLOW_S: Final = 10.0
"""Far above what a request takes on a small catalogue, so that only a query that ran away is slow, however busy the machine is."""
AWAY: Final = ("/api/nlq/query", "/api/insights/")
"""Routes whose service is off in these tests: they answer 503."""
SENDS_CALLS: Final = ("/api/internal/insights/community-enrichment",)
CHECKS: Final = [response_schema_conformance, status_code_conformance, content_type_conformance]

NASTY: Final = (
    "",
    "   ",
    "'",
    '"; DROP TABLE users; --',
    "%' OR '1'='1",
    "\\",
    "%_%",
    "}) RETURN 1 //",
    "$user_id",
    "`",
    "a* OR b:* AND NOT (c~ d^2",
    "[1 TO *]",
    "/.*(a+)+$/",
    "!!! && || ~^:()[]{}",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "-1",
    "99999999999999999999999999",
    "1e309",
    "NaN",
    "null",
    "\x00",
    "a\nb\r\tc",
    "\x7f",
    "é\u0301ﬀ\u200b\ufeff\ue02f",
    "𝕏" * 40,
    "Z\u0335\u0321" * 60,
    "a" * 5000,
    " ".join("abcdefghij"),
    "the of and",
)
NO_NUMBERS: Final = ("", "'", "1e309", "NaN", "-99999999999999999999999999", "\x00")
"""For parameters that are numbers or words of a list."""


type Operation = APIOperation[Any, Any, Any, Any]
type AnyCase = Case[Any]


@asynccontextmanager
async def _listening(api: Api) -> AsyncIterator[str]:
    server = uvicorn.Server(uvicorn.Config(api.app, port=0, lifespan="off", log_config=None, access_log=False))
    task = asyncio.create_task(server.serve())
    await eventually(lambda: server.started)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await task


NO_HTTP: Final = b"Invalid HTTP request received."
"""What the server says to a request that it cannot read: the application never sees it."""


@pytest.fixture
async def loaded(api: Api) -> Api:
    """A catalogue in which samples name something, and a signed-in user with a collection."""
    await api.load(CATALOGUE)
    account = await seed_account(api.postgres)
    await own(api.graph, account.id, [(str(number), {"date_added": "2020-01-01T00:00:00", "rating": 3}) for number in range(1, 11)])
    api.client.headers.update({**account.headers, "X-Internal-Secret": INTERNAL_SECRET})
    return api


@pytest.mark.parametrize("examples", [1, pytest.param(100, marks=[pytest.mark.long, pytest.mark.timeout(1800)])])
async def test_generated_requests_get_documented_answers(loaded: Api, examples: int) -> None:
    schema = schemathesis.openapi.from_dict(loaded.app.openapi())
    async with _listening(loaded) as url:
        headers = dict(loaded.client.headers)
        failures = await asyncio.to_thread(lambda: [text for each in _operations(schema) for text in _try(each, url, headers, examples)])

    assert not failures, "\n\n".join(failures)


def _operations(schema: Any) -> Iterator[Operation]:
    for result in schema.get_all_operations():
        operation = result.ok()
        if operation.path not in SENDS_CALLS:
            yield operation


def _try(operation: Operation, url: str, headers: dict[str, str], examples: int) -> Iterator[str]:
    checks = CHECKS if operation.path.startswith(AWAY) else [*CHECKS, not_a_server_error]
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        if mode is GenerationMode.NEGATIVE and not (operation.query or operation.path_parameters or operation.body):
            continue  # there is nothing that could be wrong

        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=examples < 10,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode), known=st.booleans())
        def run(case: AnyCase, known: bool) -> None:
            if known:
                _fill_in(case)
            response = case.call(base_url=url, headers=headers, timeout=60)
            if response.status_code == 400 and response.content == NO_HTTP:
                return
            case.validate_response(response, checks=checks)
            assert response.elapsed < SLOW_S, f"took {response.elapsed} s"

        try:
            run()
        except (Exception, BaseExceptionGroup) as error:  # several failed checks come as a group
            yield f"{operation.method.upper()} {operation.path} ({mode.value}): {error}"


def _fill_in(case: AnyCase) -> None:
    """Let the request be about something that there is."""
    for parameters in (case.path_parameters, case.query):
        for name in list(parameters or {}):
            if name in SAMPLES:
                parameters[name] = SAMPLES[name]
    if case.path in NEEDED and case.query is not None:
        case.query.update(NEEDED[case.path])


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.long)])
async def test_syntax_of_stores_in_any_text_parameter_is_only_text(loaded: Api, every: int) -> None:
    """The short form sends a quarter of the texts to each parameter, another one to the next, so that each text is sent to many."""
    document = loaded.app.openapi()
    requests = list(_with_nasty_texts(document))[::every]
    gate = asyncio.Semaphore(16)

    async def ask(where: str, method: str, path: str, query: dict[str, str]) -> str | None:
        async with gate:
            began = time.monotonic()
            answer = await loaded.client.request(method, path, params=query)
            took_s = time.monotonic() - began
        if answer.status_code >= 500 or took_s > SLOW_S:
            return f"{where}: {answer.status_code} after {took_s:.1f} s: {answer.text[:200]}"
        return None

    failures = [text for text in await asyncio.gather(*(ask(*request) for request in requests)) if text]

    assert len(requests) * every > 1000
    assert failures == []
    assert (await loaded.client.get("/api/user/collection/stats")).json()["total"] == 10  # nothing was changed either


def _with_nasty_texts(document: dict[str, Any]) -> Iterator[tuple[str, str, str, dict[str, str]]]:
    for operation in operations(document):
        if operation.method != "GET" or operation.template.startswith((*AWAY, *SENDS_CALLS)):
            continue
        for parameter in document["paths"][operation.template]["get"].get("parameters", []):
            name = parameter["name"]
            for text in NASTY if _takes_text(parameter["schema"]) else NO_NUMBERS:
                where = f"{operation} {name}={text[:30]!r}"
                if parameter["in"] == "query":
                    yield where, "GET", operation.path, operation.query | {name: text}
                elif text:
                    path = operation.template
                    for each in document["paths"][operation.template]["get"]["parameters"]:
                        if each["in"] == "path":
                            value = text if each["name"] == name else SAMPLES[each["name"]]
                            path = path.replace(f"{{{each['name']}}}", quote(value, safe=""))
                    yield where, "GET", path, operation.query


def _takes_text(schema: dict[str, Any]) -> bool:
    return any(each.get("type") == "string" and "enum" not in each for each in schema.get("anyOf", [schema]))


async def test_bytes_that_are_no_text_are_refused_or_read_as_replacements(loaded: Api) -> None:
    paths = ("/api/node/%ff?type=artist", "/api/search?q=%ff%fe%fd", "/api/node/%ed%a0%80?type=artist", "/api/search?q=abc&types=%00")

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=loaded.app), base_url="http://api", headers=loaded.client.headers) as client:
        answers = [await client.get(path) for path in paths]

    assert {answer.status_code for answer in answers} <= {200, 400, 404, 422}
