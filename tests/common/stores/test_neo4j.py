"""Neo4j through the store, on a real server."""

from collections.abc import AsyncIterator
import time
from typing import Any
from urllib.parse import urlsplit

from neo4j import AsyncTransaction, TrustAll, TrustSystemCAs
from neo4j.exceptions import ServiceUnavailable
import pytest

from common.runtime.errors import ConfigError
from common.runtime.settings import Neo4jSettings
from common.stores import neo4j as module
from common.stores.neo4j import Neo4jStore, open_neo4j, tls_arguments
from common.stores.neo4j_errors import classify_neo4j
from common.stores.statement import Cypher
from tests.common.stores.relay import relay_to
from tests.support.servers import GraphTarget
from tests.support.waiting import eventually


ONE = Cypher("test.one", "RETURN $value AS value", timeout_s=5)
LONG = Cypher("test.long", "UNWIND range(1, 1000000000) AS n OPTIONAL MATCH (x:StoreTest {n: n}) RETURN count(x) AS n", timeout_s=0.5)
CREATE = Cypher("test.create", "UNWIND range(1, $n) AS n CREATE (:StoreTest {n: n})", timeout_s=10)
COUNT = Cypher("test.count", "MATCH (n:StoreTest) RETURN count(n) AS n", timeout_s=10)


def settings_for(target: GraphTarget, **changes: Any) -> Neo4jSettings:
    return Neo4jSettings.load(**{name.lower(): value for name, value in target.env.items()} | changes)


@pytest.fixture
async def store(graph: GraphTarget) -> AsyncIterator[Neo4jStore]:
    async with open_neo4j(settings_for(graph)) as opened:
        yield opened


def settings(**values: Any) -> Neo4jSettings:
    return Neo4jSettings.load(**{"neo4j_host": "graph", "neo4j_username": "u", "neo4j_password": "p"} | values)


def test_tls_is_off_unless_asked_for() -> None:
    assert tls_arguments(settings(neo4j_tls_verify="false")) == {}


def test_tls_verifies_unless_told_not_to() -> None:
    verified = tls_arguments(settings(neo4j_tls_enabled="true"))
    trusting = tls_arguments(settings(neo4j_tls_enabled="yes", neo4j_tls_verify="no"))

    assert (verified["encrypted"], type(verified["trusted_certificates"])) == (True, TrustSystemCAs)
    assert (trusting["encrypted"], type(trusting["trusted_certificates"])) == (True, TrustAll)


@pytest.mark.parametrize("values", [{"neo4j_host": "neo4j+s://graph", "neo4j_tls_enabled": "true"}, {"neo4j_host": "ftp://graph"}])
async def test_settings_that_contradict_each_other_are_a_config_error(values: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="NEO4J_HOST"):
        async with open_neo4j(settings(**values)):
            pass


async def test_rows_are_dictionaries_and_execute_counts(store: Neo4jStore) -> None:
    assert await store.rows(ONE, value=[1, None]) == [{"value": [1, None]}]
    assert (await store.execute(CREATE, n=3)).nodes_created == 3


async def test_inner_transactions_are_allowed(store: Neo4jStore) -> None:
    await store.execute(CREATE, n=10)
    remove = Cypher("test.remove", "MATCH (n:StoreTest) CALL (n) { DELETE n } IN TRANSACTIONS OF 3 ROWS", timeout_s=10)

    assert (await store.auto_commit(remove)).nodes_deleted == 10


async def test_the_server_ends_a_statement_that_takes_too_long(store: Neo4jStore) -> None:
    started = time.monotonic()
    with pytest.raises(Exception, match="TransactionTimedOut") as caught:
        await store.rows(LONG)

    assert time.monotonic() - started < 60, "without an end it takes many minutes"
    assert classify_neo4j(caught.value) == "transient"


async def test_a_write_is_committed_once_and_gives_back_its_result(store: Neo4jStore) -> None:
    async def work(transaction: AsyncTransaction) -> str:
        await transaction.run(CREATE.text, n=2)
        return "done"

    assert await store.write("test.write", work) == "done"
    assert await store.rows(COUNT) == [{"n": 2}]


async def test_a_write_that_raises_is_rolled_back_and_not_repeated(store: Neo4jStore) -> None:
    runs = 0

    async def work(transaction: AsyncTransaction) -> None:
        nonlocal runs
        runs += 1
        await transaction.run(CREATE.text, n=2)
        raise ServiceUnavailable("as if the server had gone")  # the driver's own loop would repeat it for 30 s

    with pytest.raises(ServiceUnavailable):
        await store.write("test.write", work)

    assert runs == 1
    assert await store.rows(COUNT) == [{"n": 0}]


async def test_opening_does_not_need_the_server_and_use_finds_it_again(graph: GraphTarget) -> None:
    target = urlsplit(graph.env["NEO4J_HOST"])
    async with relay_to(target.hostname or "", target.port or 7687) as relay:
        relay.down()
        async with open_neo4j(settings_for(graph, neo4j_host=f"bolt://127.0.0.1:{relay.port}")) as store:
            with pytest.raises(ServiceUnavailable):
                await store.probe()
            await relay.up()
            await eventually(lambda: answers(store))
            relay.down()
            with pytest.raises(Exception, match=r".") as caught:
                await store.probe()
            assert classify_neo4j(caught.value) == "transient"
            await relay.up()
            await eventually(lambda: answers(store))


async def test_a_server_that_falls_silent_does_not_hold_the_caller(graph: GraphTarget, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CLIENT_GRACE_S", 0.3)
    target = urlsplit(graph.env["NEO4J_HOST"])
    async with (
        relay_to(target.hostname or "", target.port or 7687) as relay,
        open_neo4j(settings_for(graph, neo4j_host=f"bolt://127.0.0.1:{relay.port}")) as store,
    ):
        await store.probe()
        relay.freeze()
        started = time.monotonic()
        with pytest.raises(TimeoutError) as caught:
            await store.rows(Cypher("test.frozen", "RETURN 1 AS n", timeout_s=0.2))
        assert time.monotonic() - started < 20
        assert classify_neo4j(caught.value) == "transient"
        relay.thaw()


async def answers(store: Neo4jStore) -> bool:
    try:
        await store.probe()
    except Exception as error:
        assert classify_neo4j(error) == "transient", error
        return False
    return True
