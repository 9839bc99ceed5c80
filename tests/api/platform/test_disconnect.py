"""A client that hangs up frees what it held."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send
import uvicorn

from api.dependencies import Graph, Postgres
from api.limits import ApiRouter
from api.middleware.disconnect import CancelOnDisconnect
from api.models import Model
from api.settings import ApiSettings
from common.stores.statement import Cypher, Sql
from tests.support.api import api_settings
from tests.support.platform import serving
from tests.support.servers import GraphTarget, PostgresTarget, TestStack
from tests.support.waiting import eventually


class Client:
    """The server's side of one connection, in the test's hands."""

    def __init__(self, *parts: bytes, headers: list[tuple[bytes, bytes]] | None = None) -> None:
        self.scope: Scope = {"type": "http", "method": "POST", "headers": headers or []}
        self.sent: list[Message] = []
        self._events: asyncio.Queue[Message] = asyncio.Queue()
        for number, part in enumerate(parts, 1):
            self._events.put_nowait({"type": "http.request", "body": part, "more_body": number < len(parts)})

    def hang_up(self) -> None:
        self._events.put_nowait({"type": "http.disconnect"})

    async def receive(self) -> Message:
        return await self._events.get()

    async def send(self, message: Message) -> None:
        self.sent.append(message)


type App = Callable[[Scope, Receive, Send], Awaitable[None]]


class Handler:
    """An application that reads the body, then waits for ever, or answers."""

    def __init__(self, *, reads: bool = True, answers: bool = False, then_waits: bool = True, fails: bool = False) -> None:
        self.reads, self.answers, self.then_waits, self.fails = reads, answers, then_waits, fails
        self.began, self.cancelled, self.ended = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.release = asyncio.Event()
        self.body = b""

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        while self.reads:
            message = await receive()
            self.body += message.get("body", b"")
            if not message.get("more_body", False):
                break
        if self.answers:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"x"})
        self.began.set()
        try:
            if self.then_waits:
                await self.release.wait()
        except asyncio.CancelledError:
            self.cancelled.set()
            if self.fails:
                raise RuntimeError("the store complains of the cancelled query") from None
            raise
        self.ended.set()


BODY = [(b"content-length", b"2")]


@pytest.mark.parametrize(
    ("client", "reads"), [(lambda: Client(b""), False), (lambda: Client(b"", b""), True), (lambda: Client(b"a", b"b", headers=BODY), True)]
)
@pytest.mark.parametrize("fails", [False, True])
async def test_the_handler_is_cancelled(client: Callable[[], Client], reads: bool, fails: bool) -> None:
    connection, handler = client(), Handler(reads=reads, fails=fails)
    serving_it = asyncio.create_task(CancelOnDisconnect(handler)(connection.scope, connection.receive, connection.send))
    await handler.began.wait()

    connection.hang_up()

    await asyncio.wait_for(serving_it, 5)
    assert handler.cancelled.is_set()
    assert connection.sent == []


async def test_a_body_is_read_whole_before_the_client_is_watched() -> None:
    connection, handler = Client(b"a", b"b", headers=BODY), Handler(answers=True, then_waits=False)

    await CancelOnDisconnect(handler)(connection.scope, connection.receive, connection.send)

    assert handler.body == b"ab"
    assert [message["type"] for message in connection.sent] == ["http.response.start", "http.response.body"]


async def test_what_runs_after_the_answer_is_not_cancelled() -> None:
    connection, handler = Client(b""), Handler(answers=True)
    serving_it = asyncio.create_task(CancelOnDisconnect(handler)(connection.scope, connection.receive, connection.send))
    await handler.began.wait()

    connection.hang_up()
    await asyncio.sleep(0)
    handler.release.set()

    await asyncio.wait_for(serving_it, 5)
    assert handler.ended.is_set() and not handler.cancelled.is_set()


async def test_a_handler_that_waits_for_the_end_is_told_of_it() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        assert (await receive())["type"] == "http.request"
        with suppress(asyncio.CancelledError):
            assert (await receive())["type"] == "http.disconnect"

    connection = Client(b"")
    connection.hang_up()

    await asyncio.wait_for(CancelOnDisconnect(app)(connection.scope, connection.receive, connection.send), 5)


async def test_who_hangs_up_before_asking_is_not_served() -> None:
    connection, handler = Client(), Handler()
    connection.hang_up()

    await CancelOnDisconnect(handler)(connection.scope, connection.receive, connection.send)

    assert not handler.began.is_set()


async def test_a_server_that_ends_the_request_ends_the_handler() -> None:
    connection, handler = Client(b""), Handler()
    serving_it = asyncio.create_task(CancelOnDisconnect(handler)(connection.scope, connection.receive, connection.send))
    await handler.began.wait()

    serving_it.cancel()

    with pytest.raises(asyncio.CancelledError):
        await serving_it
    assert handler.cancelled.is_set()


async def test_what_a_handler_raises_is_raised() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise ZeroDivisionError

    connection = Client(b"")
    with pytest.raises(ZeroDivisionError):
        await CancelOnDisconnect(app)(connection.scope, connection.receive, connection.send)


class Done(Model):
    rows: int


router = ApiRouter(prefix="/api/test", tags=["test"])

SLOW_CYPHER = Cypher(name="test.slow", timeout_s=60, text="UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN sum(a * b % 7) AS x")
SLOW_SQL = Sql(name="test.slow", timeout_s=60, text="SELECT 1 AS slow_test FROM pg_sleep(60)")


@router.get("/graph")
async def slow_graph(graph: Graph) -> Done:
    return Done(rows=len(await graph.rows(SLOW_CYPHER)))


@router.get("/tables")
async def slow_tables(postgres: Postgres) -> Done:
    return Done(rows=len(await postgres.rows(SLOW_SQL)))


_STORES = {name for name in ApiSettings.model_fields if name.startswith(("postgres", "neo4j", "redis"))}


@asynccontextmanager
async def _listening(settings: dict[str, Any]) -> AsyncIterator[int]:
    async with serving(router, **settings) as served:
        server = uvicorn.Server(uvicorn.Config(served.app, port=0, lifespan="off", log_config=None))
        task = asyncio.create_task(server.serve())
        await eventually(lambda: server.started)
        yield server.servers[0].sockets[0].getsockname()[1]
        server.should_exit = True
        await task


RUNNING_IN_GRAPH = """
    SHOW TRANSACTIONS YIELD currentQuery
    WHERE currentQuery CONTAINS 'a * b % 7' AND NOT currentQuery CONTAINS 'SHOW'
    RETURN count(*) AS running
"""
RUNNING_IN_TABLES = """
    SELECT count(*) AS running FROM pg_stat_activity
    WHERE query LIKE '%slow_test FROM%' AND pid <> pg_backend_pid() AND state = 'active'
"""


@pytest.mark.parametrize("store", ["graph", "tables"])
async def test_a_query_of_a_client_that_hung_up_is_ended_in_its_store(
    stack: TestStack, postgres: PostgresTarget, graph: GraphTarget, store: str
) -> None:
    async def running() -> int:
        found: int = await (graph.value(RUNNING_IN_GRAPH) if store == "graph" else postgres.value(RUNNING_IN_TABLES))
        return found

    async def is_idle() -> bool:
        return await running() == 0

    async with _listening(api_settings(stack, postgres, graph).model_dump(include=_STORES)) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET /api/test/{store} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        await eventually(running, what="the query runs")
        writer.close()
        await eventually(is_idle, what="the query has ended")
