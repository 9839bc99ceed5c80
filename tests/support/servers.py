"""The real servers that integration tests talk to, and what each test owns of them: a vhost, a database, an empty graph."""

import asyncio
from collections.abc import Mapping, Sequence
import contextlib
from dataclasses import dataclass, field
import json
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractConnection
import httpx
import neo4j
import orjson
from pamqp.commands import Basic
import psycopg
from psycopg.rows import DictRow, dict_row
import pytest


@dataclass(frozen=True, slots=True)
class GraphServer:
    """One Neo4j, which holds one graph. `name` is what `TestStack.stop` and `start` know it by."""

    uri: str
    username: str
    password: str
    name: str = "neo4j"

    @property
    def env(self) -> dict[str, str]:
        """`NEO4J_*`."""
        return {"NEO4J_HOST": self.uri, "NEO4J_USERNAME": self.username, "NEO4J_PASSWORD": self.password}


@dataclass(frozen=True, slots=True)
class TestStack:
    """Addresses and credentials of the servers, as the file named by `TEST_STACK` tells them.

    `control` is the folder of the stack that the servers belong to; absent when they are not ours to stop. `neo4j_more` are further graph
    servers, so that several tests can have a graph at the same time.
    """

    __test__ = False  # not a test class

    postgres: Mapping[str, Any]
    rabbitmq: Mapping[str, Any]
    redis: Mapping[str, Any]
    neo4j: Mapping[str, Any]
    neo4j_more: Sequence[Mapping[str, Any]] = ()
    control: Path | None = None

    @classmethod
    def read(cls, path: Path) -> Self:
        """The stack that a `TEST_STACK` file describes."""
        told = json.loads(path.read_text(encoding="utf-8"))
        control = Path(told["control"]) if told.get("control") else None
        more = told.get("neo4j_more", [])
        return cls(told["postgres"], told["rabbitmq"], told["redis"], told["neo4j"], more, control)

    @property
    def graphs(self) -> list[GraphServer]:
        """All graph servers, the first one first."""
        return [GraphServer(**each) for each in (self.neo4j, *self.neo4j_more)]

    @property
    def can_control(self) -> bool:
        """Whether tests may stop, kill and restart these servers."""
        return self.control is not None

    def require_control(self) -> None:
        """Skip the test when the servers are not ours to stop."""
        if not self.can_control:
            pytest.skip("these servers may not be stopped: run under ./test")

    async def stop(self, server: str) -> None:
        """Orderly stop of `postgres`, `rabbitmq`, `redis` or of a graph by its name; back when it has ended."""
        await self._order("stop", server)

    async def start(self, server: str) -> None:
        """Start a stopped server; back when it answers."""
        await self._order("start", server)

    async def restart(self, server: str) -> None:
        """Stop and start."""
        await self._order("stop", server)
        await self._order("start", server)

    async def kill(self, server: str) -> None:
        """SIGKILL to a server; it stays down until `start`."""
        await self._order("kill", server)

    async def _order(self, order: str, server: str) -> None:
        self.require_control()
        from utilities.stack.control import ServerControl

        assert self.control is not None
        await asyncio.to_thread(getattr(ServerControl(self.control), order), server)

    @property
    def postgres_env(self) -> dict[str, str]:
        """`POSTGRES_*` of the administrative database."""
        return {
            "POSTGRES_HOST": str(self.postgres["host"]),
            "POSTGRES_PORT": str(self.postgres["port"]),
            "POSTGRES_USERNAME": self.postgres["username"],
            "POSTGRES_PASSWORD": self.postgres["password"],
            "POSTGRES_DATABASE": self.postgres["database"],
        }

    @property
    def neo4j_env(self) -> dict[str, str]:
        """`NEO4J_*` of the first graph server. A test that holds a graph takes `GraphTarget.env`: it may be another one."""
        return self.graphs[0].env

    @property
    def redis_url(self) -> str:
        """`redis://…/0`, with the password where there is one."""
        password = self.redis.get("password")
        secret = f":{quote(password, safe='')}@" if password else ""
        return f"redis://{secret}{self.redis['host']}:{self.redis['port']}/0"

    def postgres_dsn(self, database: str) -> str:
        """Connection string of one database of the server."""
        return psycopg.conninfo.make_conninfo(
            host=self.postgres["host"],
            port=self.postgres["port"],
            user=self.postgres["username"],
            password=self.postgres["password"],
            dbname=database,
            connect_timeout=10,
        )


@dataclass(slots=True)
class Broker:
    """One test's virtual host on the real RabbitMQ."""

    host: str
    port: int
    management_port: int
    username: str
    password: str
    vhost: str
    _connection: AbstractConnection | None = field(default=None, repr=False)
    _management: httpx.AsyncClient | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """AMQP URL of the virtual host."""
        return f"amqp://{quote(self.username, safe='')}:{quote(self.password, safe='')}@{self.host}:{self.port}/{quote(self.vhost, safe='')}"

    @property
    def env(self) -> dict[str, str]:
        """`RABBITMQ_*` for a process under test."""
        return {
            "RABBITMQ_HOST": self.host,
            "RABBITMQ_PORT": str(self.port),
            "RABBITMQ_USERNAME": self.username,
            "RABBITMQ_PASSWORD": self.password,
            "RABBITMQ_VHOST": self.vhost,
            "RABBITMQ_MANAGEMENT_HOST": self.host,
            "RABBITMQ_MANAGEMENT_PORT": str(self.management_port),
        }

    @property
    def management(self) -> httpx.AsyncClient:
        """Client of the management API, e.g. `await broker.management.get(f"/api/queues/{broker.vhost}")`."""
        if self._management is None:
            base_url = f"http://{self.host}:{self.management_port}"
            self._management = httpx.AsyncClient(base_url=base_url, auth=(self.username, self.password), timeout=30, trust_env=False, verify=False)
        return self._management

    async def channel(self, *, confirms: bool = True) -> AbstractChannel:
        """A channel of the test's own connection, which is opened again after a restart of the broker. The caller closes the channel."""
        if self._connection is None or self._connection.is_closed:
            self._connection = await aio_pika.connect(self.url, timeout=15)
        return await self._connection.channel(publisher_confirms=confirms, on_return_raises=True)

    async def publish(self, exchange: str, body: bytes | dict[str, Any], headers: Mapping[str, Any] | None = None, *, routing_key: str = "") -> None:
        """Publish one persistent, confirmed message; with exchange `""` to the queue named by `routing_key`."""
        await self.publish_many(exchange, [body], headers, routing_key=routing_key)

    async def publish_many(
        self, exchange: str, bodies: list[bytes | dict[str, Any]], headers: Mapping[str, Any] | None = None, *, routing_key: str = ""
    ) -> None:
        """Publish messages in order, all confirmed on return; one that no queue takes is an error."""
        channel = await self.channel()
        try:
            target = await channel.get_exchange(exchange, ensure=False) if exchange else channel.default_exchange
            for body in bodies:
                raw = body if isinstance(body, bytes) else orjson.dumps(body)
                message = aio_pika.Message(
                    raw,
                    headers=dict(headers or {}),
                    content_type="application/json",
                    content_encoding="UTF-8",
                    delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
                )
                await target.publish(message, routing_key, mandatory=True)
        finally:
            await channel.close()

    async def queue_depth(self, name: str) -> int:
        """Messages ready in a queue, by a passive declare: exact at this moment, deliveries that await their ack not among them."""
        channel = await self.channel()
        try:
            queue = await channel.declare_queue(name, passive=True)
            return queue.declaration_result.message_count or 0
        finally:
            if not channel.is_closed:
                await channel.close()

    async def get_all(self, name: str) -> list[tuple[bytes, Basic.Properties]]:
        """Take every ready message of a queue, in order, each acked."""
        channel = await self.channel()
        taken: list[tuple[bytes, Basic.Properties]] = []
        try:
            queue = await channel.declare_queue(name, passive=True)
            while (message := await queue.get(fail=False, timeout=10)) is not None:
                await message.ack()
                taken.append((message.body, message.properties))
        finally:
            await channel.close()
        return taken

    async def open(self) -> None:
        """Make the virtual host and give the user all rights in it."""
        (await self.management.put(f"/api/vhosts/{self.vhost}")).raise_for_status()
        rights = {"configure": ".*", "write": ".*", "read": ".*"}
        (await self.management.put(f"/api/permissions/{self.vhost}/{self.username}", json=rights)).raise_for_status()

    async def close(self) -> None:
        """Remove the virtual host with everything in it."""
        with contextlib.suppress(Exception):  # a broker that a fault test left down takes its connections along
            if self._connection is not None:
                await self._connection.close()
        with contextlib.suppress(httpx.HTTPError):
            await self.management.delete(f"/api/vhosts/{self.vhost}")
        await self.management.aclose()


@dataclass(frozen=True, slots=True)
class PostgresTarget:
    """One test's database, cloned from a template that `schema-init` migrated."""

    stack: TestStack
    database: str

    @property
    def env(self) -> dict[str, str]:
        """`POSTGRES_*` for a process under test."""
        return {**self.stack.postgres_env, "POSTGRES_DATABASE": self.database}

    @property
    def dsn(self) -> str:
        """Connection string."""
        return self.stack.postgres_dsn(self.database)

    async def connect(self) -> psycopg.AsyncConnection[DictRow]:
        """An autocommit connection with dictionary rows; the caller closes it (it is an async context manager)."""
        return await psycopg.AsyncConnection.connect(self.dsn, autocommit=True, row_factory=dict_row)

    async def rows(self, sql: str, parameters: Mapping[str, Any] | tuple[Any, ...] | None = None) -> list[dict[str, Any]]:
        """Rows of one statement."""
        async with await self.connect() as connection:
            cursor = await connection.execute(sql.encode(), parameters)
            return await cursor.fetchall() if cursor.description else []

    async def value(self, sql: str, parameters: Mapping[str, Any] | tuple[Any, ...] | None = None) -> Any:
        """First column of the only row."""
        (row,) = await self.rows(sql, parameters)
        return next(iter(row.values()))


@dataclass(slots=True)
class GraphTarget:
    """The one graph of a server, empty but for its schema, while one test holds it.

    Nobody else uses that server meanwhile, so the test may stop it: `await stack.stop(graph.server.name)`.
    """

    stack: TestStack
    driver: neo4j.AsyncDriver
    server: GraphServer

    @property
    def env(self) -> dict[str, str]:
        """`NEO4J_*` for a process under test."""
        return self.server.env

    async def rows(self, cypher: str, **parameters: Any) -> list[dict[str, Any]]:
        """Rows of one statement, run as an auto-commit transaction."""
        async with self.driver.session() as session:
            result = await session.run(cypher, parameters)
            return [record.data() async for record in result]

    async def value(self, cypher: str, **parameters: Any) -> Any:
        """First column of the only row."""
        (row,) = await self.rows(cypher, **parameters)
        return next(iter(row.values()))

    async def wipe(self) -> None:
        """Remove every node and relationship; the schema stays."""
        # Edges first: one hub with its edges may be more than a transaction holds.
        await self.rows("MATCH ()-[e]->() CALL (e) { DELETE e } IN TRANSACTIONS OF 20000 ROWS")
        await self.rows("MATCH (n) CALL (n) { DELETE n } IN TRANSACTIONS OF 20000 ROWS")
