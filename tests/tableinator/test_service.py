"""Acceptance checks of the tables chapter for tableinator: the real process on a real broker and a real database."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from functools import partial
import json
import random
import string
from typing import Any, Final

import httpx
import orjson
import pytest

from common.runtime.marks import Mark
from tests.support.servers import Broker, PostgresTarget
from tests.support.services import Service, running, service
from tests.support.waiting import eventually, steadily


PREFIX: Final = "discogsography-discogs"
TYPES: Final = ("artists", "labels", "masters", "releases")
SHA: Final = "a" * 64
WAIT_S: Final = 30.0


def exchange(data_type: str) -> str:
    return f"{PREFIX}-{data_type}"


def queue(data_type: str) -> str:
    return f"{PREFIX}-tableinator-{data_type}"


def dlq(data_type: str) -> str:
    return f"{queue(data_type)}.dlq"


@pytest.fixture
def start(broker: Broker, postgres: PostgresTarget) -> Callable[..., AbstractAsyncContextManager[Service]]:
    """Starts tableinator with short times; keyword arguments are further variables."""

    def start(**variables: str) -> AbstractAsyncContextManager[Service]:
        return running(
            "tableinator",
            env={**broker.env, **postgres.env, "POSTGRES_BATCH_FLUSH_INTERVAL": "0.2", "CONSUMER_CANCEL_DELAY": "0", **variables},
        )

    return start


@pytest.fixture
async def tableinator(start: Callable[..., AbstractAsyncContextManager[Service]]) -> AsyncIterator[Service]:
    async with start() as started:
        yield started


async def row(postgres: PostgresTarget, table: str, data_id: str) -> dict[str, Any] | None:
    found = await postgres.rows(f"SELECT * FROM {table} WHERE data_id = %s", (data_id,))
    return found[0] if found else None


async def count(postgres: PostgresTarget, table: str) -> int:
    return int(await postgres.value(f"SELECT count(*) FROM {table}"))


def record(data_id: str, **fields: Any) -> dict[str, Any]:
    return {"type": "data", "id": data_id, "sha256": SHA, **fields}


def extraction_complete(counts: dict[str, Any], started_at: datetime | None, *, version: str = "20260301", **fields: Any) -> dict[str, Any]:
    message = {"type": "extraction_complete", "version": version, "timestamp": "2026-03-05T14:00:00Z", "record_counts": counts, **fields}
    return message | ({"started_at": started_at.isoformat().replace("+00:00", "Z")} if started_at else {})


async def test_tables_10_missing_variables_are_named_and_the_process_fails(broker: Broker, postgres: PostgresTarget) -> None:
    env = {key: value for key, value in postgres.env.items() if key not in ("POSTGRES_USERNAME", "POSTGRES_DATABASE")}
    failing = service("tableinator", env={**broker.env, **env})
    await failing.start()
    assert await failing.wait(WAIT_S) != 0
    assert "Missing required environment variables: POSTGRES_USERNAME, POSTGRES_DATABASE" in failing.text()


async def test_tables_11_the_topology_is_declared_with_one_consumer_a_queue(broker: Broker, tableinator: Service) -> None:
    async def consumers() -> bool:
        queues = {item["name"]: item for item in (await broker.management.get(f"/api/queues/{broker.vhost}")).json()}
        return all(queues.get(queue(kind), {}).get("consumers") == 1 for kind in TYPES)

    await eventually(consumers, WAIT_S)
    queues = {item["name"]: item for item in (await broker.management.get(f"/api/queues/{broker.vhost}")).json()}
    assert set(queues) == {queue(kind) for kind in TYPES} | {dlq(kind) for kind in TYPES}
    for kind in TYPES:
        assert queues[queue(kind)]["type"] == "quorum"
        assert queues[queue(kind)]["arguments"] == {
            "x-queue-type": "quorum",
            "x-dead-letter-exchange": f"{queue(kind)}.dlx",
            "x-delivery-limit": 20,
        }
        assert queues[dlq(kind)]["type"] == "classic"
        assert queues[dlq(kind)]["durable"]
    exchanges = {item["name"]: item for item in (await broker.management.get(f"/api/exchanges/{broker.vhost}")).json()}
    for name in (*(exchange(kind) for kind in TYPES), *(f"{queue(kind)}.dlx" for kind in TYPES)):
        assert (exchanges[name]["type"], exchanges[name]["durable"], exchanges[name]["auto_delete"]) == ("fanout", True, False)


async def test_tables_13_a_master_is_stored_with_an_integer_year(broker: Broker, postgres: PostgresTarget, tableinator: Service) -> None:
    await broker.publish(exchange("masters"), {"id": "10", "sha256": SHA, "title": "M", "year": "1969"})
    stored = await eventually(lambda: row(postgres, "masters", "10"), WAIT_S)
    assert stored["hash"] == SHA
    assert stored["data"] == {"id": "10", "sha256": SHA, "title": "M", "year": 1969}


async def test_tables_14_an_implausible_or_absent_year_is_null(broker: Broker, postgres: PostgresTarget, tableinator: Service) -> None:
    await broker.publish(exchange("masters"), record("1", year="0"))
    await broker.publish(exchange("releases"), record("1"))
    await broker.publish(exchange("releases"), record("2", released="0400-01-01"))
    for table, data_id in (("masters", "1"), ("releases", "1"), ("releases", "2")):
        stored = await eventually(partial(row, postgres, table, data_id), WAIT_S)
        assert stored["data"]["year"] is None


async def test_tables_15_an_unchanged_record_is_only_sighted_again(broker: Broker, postgres: PostgresTarget, tableinator: Service) -> None:
    await broker.publish(exchange("labels"), record("1", name="first"))
    before = await eventually(lambda: row(postgres, "labels", "1"), WAIT_S)
    await broker.publish(exchange("labels"), record("1", name="same hash, other text"))

    async def sighted_again() -> bool:
        after = await row(postgres, "labels", "1")
        return after is not None and after["updated_at"] > before["updated_at"]

    await eventually(sighted_again, WAIT_S)
    after = await row(postgres, "labels", "1")
    assert after is not None
    assert (after["data"], after["hash"]) == (before["data"], before["hash"])


async def test_tables_16_a_changed_record_replaces_its_row(broker: Broker, postgres: PostgresTarget, tableinator: Service) -> None:
    await broker.publish(exchange("labels"), record("1", name="old"))
    await eventually(lambda: row(postgres, "labels", "1"), WAIT_S)
    await broker.publish(exchange("labels"), record("1", name="new") | {"sha256": "b" * 64})

    async def replaced() -> bool:
        stored = await row(postgres, "labels", "1")
        return stored is not None and stored["hash"] == "b" * 64

    await eventually(replaced, WAIT_S)
    assert (await row(postgres, "labels", "1") or {})["data"]["name"] == "new"
    assert await count(postgres, "labels") == 1


async def test_tables_17_unreadable_messages_are_dead_lettered_and_the_consumer_goes_on(
    broker: Broker, postgres: PostgresTarget, tableinator: Service
) -> None:
    bad: list[bytes | dict[str, Any]] = [b"not json", b"[1]", {"name": "no id"}, {"id": ""}, {"id": None}]
    await broker.publish_many(exchange("artists"), bad)
    await broker.publish(exchange("artists"), record("1", name="good"))
    await eventually(lambda: row(postgres, "artists", "1"), WAIT_S)
    await until_depth(broker, dlq("artists"), len(bad))
    dead = await broker.get_all(dlq("artists"))
    assert {body for body, _ in dead} == {item if isinstance(item, bytes) else orjson.dumps(item) for item in bad}
    deaths: list[Any] = [properties.headers and properties.headers["x-death"] for _, properties in dead]
    assert [death[0]["reason"] for death in deaths] == ["rejected"] * len(bad)
    assert await count(postgres, "artists") == 1
    assert tableinator.is_running


async def until_depth(broker: Broker, name: str, depth: int) -> None:
    async def reached() -> bool:
        return await broker.queue_depth(name) == depth

    await eventually(reached, WAIT_S, what=f"{name} holds {depth}")


async def test_tables_18_one_nul_among_fifty_is_dead_lettered_alone(broker: Broker, postgres: PostgresTarget, tableinator: Service) -> None:
    records: list[bytes | dict[str, Any]] = [record(str(n), name=f"artist {n}") for n in range(1, 51)]
    records.insert(25, b'{"type":"data","id":"99","sha256":"x","name":"nul \\u0000 here"}')
    await broker.publish_many(exchange("artists"), records)
    await until_depth(broker, dlq("artists"), 1)
    await eventually(lambda: _is(count(postgres, "artists"), 50), WAIT_S)
    assert await row(postgres, "artists", "99") is None


async def _is(value: Any, expected: int) -> bool:
    return bool(await value == expected)


async def test_tables_19_an_oversized_title_does_not_block_its_queue(broker: Broker, postgres: PostgresTarget, tableinator: Service) -> None:
    random_title = "".join(random.Random(19).choices(string.ascii_letters + string.digits, k=4_000))
    await broker.publish_many(exchange("releases"), [record("1", title=random_title), record("2", title="normal")])
    await eventually(lambda: row(postgres, "releases", "2"), WAIT_S)
    await until_depth(broker, dlq("releases"), 1)
    assert await row(postgres, "releases", "1") is None


async def test_tables_21_file_complete_waits_for_everything_before_it(
    broker: Broker, postgres: PostgresTarget, start: Callable[..., AbstractAsyncContextManager[Service]]
) -> None:
    async with start(CONSUMER_CANCEL_DELAY="1", POSTGRES_BATCH_FLUSH_INTERVAL="60") as tableinator:
        await broker.publish_many(exchange("labels"), [record(str(n), name=f"label {n}") for n in range(1, 151)])
        await broker.publish(exchange("labels"), {"type": "file_complete", "data_type": "labels", "total_processed": 150, "file": "x"})

        async def completed() -> bool:
            return "labels" in (await tableinator.health()).get("completed_files", [])

        await eventually(completed, WAIT_S)
        assert await count(postgres, "labels") == 150
        await broker.publish(exchange("labels"), extraction_complete({"labels": 150}, None))

        async def cancelled() -> bool:
            return "labels" not in (await tableinator.health()).get("active_consumers", ["labels"])

        await eventually(cancelled, WAIT_S)
        assert await broker.queue_depth(queue("labels")) == 0


async def test_tables_22_without_a_cancel_delay_consumers_stay(broker: Broker, tableinator: Service) -> None:
    for kind in TYPES:
        await broker.publish(exchange(kind), {"type": "file_complete", "data_type": kind, "total_processed": 0, "file": "x"})
        await broker.publish(exchange(kind), extraction_complete({kind: 0}, None))

    async def all_complete() -> bool:
        return set((await tableinator.health()).get("completed_files", [])) == set(TYPES)

    await eventually(all_complete, WAIT_S)

    async def all_active() -> bool:
        return set((await tableinator.health())["active_consumers"]) == set(TYPES)

    await steadily(all_active, 2.0)


async def complete_everything(broker: Broker, tableinator: Service) -> None:
    for kind in TYPES:
        await broker.publish(exchange(kind), {"type": "file_complete", "data_type": kind, "total_processed": 0, "file": "x"})
        await broker.publish(exchange(kind), extraction_complete(dict.fromkeys(TYPES, 0), None))

    async def is_disconnected() -> bool:
        health = await tableinator.health()
        return health.get("status") == "healthy" and health["active_consumers"] == [] and set(health["completed_files"]) == set(TYPES)

    await eventually(is_disconnected, WAIT_S)


IDLE: Final = {"CONSUMER_CANCEL_DELAY": "0.5", "QUEUE_CHECK_INTERVAL": "1", "STUCK_CHECK_INTERVAL": "1"}


async def test_tables_23_an_idle_consumer_disconnects_and_stays_healthy(
    broker: Broker, start: Callable[..., AbstractAsyncContextManager[Service]]
) -> None:
    async with start(**IDLE) as tableinator:
        await complete_everything(broker, tableinator)

        async def has_no_connection() -> bool:
            return (await broker.management.get(f"/api/vhosts/{broker.vhost}/connections")).json() == [] or await _only_ours(broker)

        await eventually(has_no_connection, WAIT_S)


async def _only_ours(broker: Broker) -> bool:
    """Whether no connection names tableinator: the test's own publishing connection is one, too."""
    connections = (await broker.management.get(f"/api/vhosts/{broker.vhost}/connections")).json()
    return not any("tableinator" in str(item.get("client_properties", {}).get("connection_name", "")) for item in connections)


async def test_tables_24_a_late_record_brings_all_consumers_back(
    broker: Broker, postgres: PostgresTarget, start: Callable[..., AbstractAsyncContextManager[Service]]
) -> None:
    async with start(**IDLE) as tableinator:
        await complete_everything(broker, tableinator)
        await broker.publish(exchange("masters"), record("1", title="late"))
        await eventually(lambda: row(postgres, "masters", "1"), WAIT_S)

        async def all_back() -> bool:
            return set((await tableinator.health())["active_consumers"]) == set(TYPES)

        await eventually(all_back, WAIT_S)


async def rows_sighted(postgres: PostgresTarget, table: str, *, stale: int, total: int, boundary: datetime) -> None:
    async with await postgres.connect() as connection, connection.cursor() as cursor:
        await cursor.executemany(
            f"INSERT INTO {table} (data_id, hash, data, updated_at) VALUES (%s, '', '{{}}', %s)",
            [(str(n), boundary - timedelta(hours=1) if n <= stale else boundary + timedelta(seconds=1)) for n in range(1, total + 1)],
        )


async def settled(postgres: PostgresTarget, kind: str, version: str = "20260301") -> str | None:
    found = await postgres.rows(
        "SELECT outcome FROM import_signals WHERE consumer = 'tableinator' AND data_type = %s AND version = %s", (kind, version)
    )
    return found[0]["outcome"] if found else None


PAST: Final = datetime(2026, 3, 5, 10, tzinfo=UTC)


async def left_after(broker: Broker, postgres: PostgresTarget, *, stale: int, counts: dict[str, Any]) -> int:
    """Labels that a signal leaves of 100, so many of which were last sighted before the run began."""
    await rows_sighted(postgres, "labels", stale=stale, total=100, boundary=PAST)
    await broker.publish(exchange("labels"), extraction_complete(counts, PAST))
    await eventually(lambda: settled(postgres, "labels"), WAIT_S)
    assert await broker.queue_depth(queue("labels")) == 0
    return await count(postgres, "labels")


async def test_tables_25_exactly_the_stale_rows_are_deleted(broker: Broker, postgres: PostgresTarget, tableinator: Service) -> None:
    assert await left_after(broker, postgres, stale=5, counts={"labels": 95}) == 95
    assert await postgres.value("SELECT min(data_id::int) FROM labels") == 6


async def test_tables_26_a_purge_of_most_of_a_table_is_refused_with_an_error(broker: Broker, postgres: PostgresTarget, tableinator: Service) -> None:
    assert await left_after(broker, postgres, stale=90, counts={"labels": 10}) == 100
    logged = json.loads(next(line for line in tableinator.text().splitlines() if Mark.GUARD in line))
    assert (logged["level"], logged["stale"], logged["total"], logged["fraction"]) == ("error", 90, 100, 0.9)
    assert (await tableinator.health())["purges"] == {"labels": "vetoed"}


async def test_tables_27_the_cap_is_a_setting(
    broker: Broker, postgres: PostgresTarget, start: Callable[..., AbstractAsyncContextManager[Service]]
) -> None:
    async with start(PURGE_MAX_DELETE_FRACTION="0.9"):
        assert await left_after(broker, postgres, stale=89, counts={"labels": 11}) == 11


async def test_the_default_cap_is_a_tenth(broker: Broker, postgres: PostgresTarget, tableinator: Service) -> None:
    assert await left_after(broker, postgres, stale=10, counts={"labels": 90}) == 100


async def test_tables_28_without_a_count_that_adds_up_nothing_is_deleted(broker: Broker, postgres: PostgresTarget, tableinator: Service) -> None:
    counts = {"artists": 0, "labels": None, "masters": 94}  # and none of releases
    for kind in TYPES:
        await rows_sighted(postgres, kind, stale=5, total=100, boundary=PAST)
        await broker.publish(exchange(kind), extraction_complete(counts, PAST))
    for kind in TYPES:
        await eventually(partial(settled, postgres, kind), WAIT_S)
        assert await count(postgres, kind) == 100
        assert await broker.queue_depth(queue(kind)) == 0


async def test_tables_28_without_a_start_time_nothing_is_deleted(broker: Broker, postgres: PostgresTarget, tableinator: Service) -> None:
    await rows_sighted(postgres, "labels", stale=5, total=100, boundary=PAST)
    await broker.publish(exchange("labels"), extraction_complete({"labels": 95}, None))
    await eventually(lambda: settled(postgres, "labels"), WAIT_S)
    assert await count(postgres, "labels") == 100


async def test_tables_29_a_reject_without_an_id_stops_one_purge_and_not_the_next(
    broker: Broker, postgres: PostgresTarget, tableinator: Service
) -> None:
    for month, extra in (("20260301", [b'{"type":"data","name":"no id"}']), ("20260401", [])):
        started = datetime.now(UTC)
        headers = {"version": month, "started_at": started.isoformat().replace("+00:00", "Z")}
        last = 20 if month == "20260301" else 19
        records: list[bytes | dict[str, Any]] = [record(str(n), name=f"label {n}") for n in range(1, last + 1)]
        await broker.publish_many(exchange("labels"), [*records, *extra], headers)
        counts = {"labels": last + len(extra)}
        await broker.publish(exchange("labels"), extraction_complete(counts, started, version=month, published_counts=counts), headers)
        outcome = await eventually(partial(settled, postgres, "labels", month), WAIT_S)
        assert outcome == ("incomplete" if extra else "complete")
        if extra:
            await postgres.rows("INSERT INTO labels (data_id, hash, data) VALUES ('777', '', '{}')")
            assert await count(postgres, "labels") == 21
    assert {item["data_id"] for item in await postgres.rows("SELECT data_id FROM labels")} == {str(n) for n in range(1, 20)}


async def test_a_rejected_record_keeps_its_older_row(broker: Broker, postgres: PostgresTarget, tableinator: Service) -> None:
    await postgres.rows("INSERT INTO labels (data_id, hash, data) SELECT n::text, 'old', '{}' FROM generate_series(1, 40) AS n")
    started = datetime.now(UTC)
    headers = {"version": "20260301", "started_at": started.isoformat().replace("+00:00", "Z")}
    records: list[bytes | dict[str, Any]] = [record(str(n), name=f"label {n}") for n in range(3, 41)]
    await broker.publish_many(exchange("labels"), [b'{"id":"1","name":"\\u0000"}', *records], headers)
    counts = {"labels": 39}
    await broker.publish(exchange("labels"), extraction_complete(counts, started, published_counts=counts), headers)
    assert await eventually(lambda: settled(postgres, "labels"), WAIT_S) == "complete"
    assert {item["data_id"] for item in await postgres.rows("SELECT data_id FROM labels WHERE hash = 'old'")} == {"1"}
    assert await count(postgres, "labels") == 39


async def test_a_finished_run_is_marked_for_readers(broker: Broker, postgres: PostgresTarget, tableinator: Service) -> None:
    started = datetime.now(UTC)
    headers = {"version": "20260301", "started_at": started.isoformat().replace("+00:00", "Z")}
    counts = dict.fromkeys(TYPES, 1)
    for kind in TYPES:
        await broker.publish(exchange(kind), record("1", name="x", title="x"), headers)
        await broker.publish(exchange(kind), extraction_complete(counts, started, published_counts=counts), headers)

    async def marked() -> list[dict[str, Any]]:
        return await postgres.rows("SELECT * FROM import_runs WHERE tables_done_at IS NOT NULL")

    (run,) = await eventually(marked, WAIT_S)
    assert (run["source"], run["version"], run["state"], run["partial"], run["graph_done_at"]) == ("discogs", "20260301", "complete", False, None)
    assert run["started_at"] == started
    assert run["counts"]["releases"] == {"published": 1, "seen": 1, "rejected": 0, "outcome": "complete"}


async def test_tables_38_health_answers_before_and_while_running(broker: Broker, postgres: PostgresTarget) -> None:
    env = {**broker.env, **postgres.env, "STARTUP_DELAY": "2"}
    async with running("tableinator", env=env, healthy=False) as tableinator, httpx.AsyncClient(trust_env=False, timeout=WAIT_S) as client:
        url = f"http://127.0.0.1:{tableinator.port}"

        async def answers() -> Any:
            return (await client.get(f"{url}/health")).json()

        first = await eventually(answers, WAIT_S, tolerate=(httpx.HTTPError,))
        assert first["status"] == "starting"
        assert (await client.get(f"{url}/health")).status_code == 503
        await tableinator.until_healthy()
        answer = await client.get(f"{url}/health")
        assert answer.status_code == 200
        assert answer.json().keys() >= {
            *("status", "service", "current_task", "progress", "message_counts", "last_message_time", "active_consumers"),
            *("completed_files", "timestamp"),
        }
        assert answer.json()["service"] == "tableinator"
        for path in ("/health?x=1", "/x"):
            assert (await client.get(url + path)).status_code == 404


async def test_messages_of_an_older_run_do_not_replace_newer_rows(broker: Broker, postgres: PostgresTarget, tableinator: Service) -> None:
    newer = {"version": "20260401", "started_at": "2026-04-01T00:00:00Z"}
    older = {"version": "20260301", "started_at": "2026-03-01T00:00:00Z"}
    await broker.publish(exchange("labels"), record("1", name="newer"), newer)
    await eventually(lambda: row(postgres, "labels", "1"), WAIT_S)
    await broker.publish(exchange("labels"), record("1", name="older") | {"sha256": "b" * 64}, older)
    await broker.publish(exchange("labels"), record("2", name="after"), older)
    await eventually(lambda: row(postgres, "labels", "2"), WAIT_S)
    assert (await row(postgres, "labels", "1") or {})["data"]["name"] == "newer"


async def test_the_later_of_two_records_in_a_file_wins_in_whatever_order_they_come(
    broker: Broker, postgres: PostgresTarget, tableinator: Service
) -> None:
    run = {"version": "20260401", "started_at": "2026-04-01T00:00:00Z"}
    await broker.publish(exchange("labels"), record("1", name="later"), {**run, "sequence": 9})
    await eventually(lambda: row(postgres, "labels", "1"), WAIT_S)
    await broker.publish(exchange("labels"), record("1", name="earlier") | {"sha256": "b" * 64}, {**run, "sequence": 3})
    await broker.publish(exchange("labels"), record("2", name="after"), {**run, "sequence": 10})
    await eventually(lambda: row(postgres, "labels", "2"), WAIT_S)
    assert (await row(postgres, "labels", "1") or {})["data"]["name"] == "later"
    seen = await postgres.value("SELECT sum(seen) FROM import_progress WHERE consumer = 'tableinator' AND data_type = 'labels'")
    assert seen == 2
