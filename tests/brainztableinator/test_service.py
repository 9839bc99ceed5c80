"""Acceptance checks of the tables chapter for brainztableinator: the real process on a real broker and a real database."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

import pytest

from tests.support.servers import Broker, PostgresTarget
from tests.support.services import Service, running
from tests.support.waiting import eventually


PREFIX: Final = "discogsography-musicbrainz"
TYPES: Final = ("artists", "labels", "release-groups", "releases")
WAIT_S: Final = 30.0
POOL_MAX: Final = 4

MEMBER: Final = "11111111-1111-4111-8111-111111111111"
BAND: Final = "22222222-2222-4222-8222-222222222222"
OTHER: Final = "33333333-3333-4333-8333-333333333333"


def exchange(data_type: str) -> str:
    return f"{PREFIX}-{data_type}"


def dlq(data_type: str) -> str:
    return f"{PREFIX}-brainztableinator-{data_type}.dlq"


@pytest.fixture
async def brainztableinator(broker: Broker, postgres: PostgresTarget) -> AsyncIterator[Service]:
    env = {
        **broker.env,
        **postgres.env,
        "POSTGRES_BATCH_FLUSH_INTERVAL": "0.2",
        "CONSUMER_CANCEL_DELAY": "0",
        "POSTGRES_POOL_MAX_SIZE": str(POOL_MAX),
    }
    async with running("brainztableinator", env=env) as started:
        yield started


def entity(mbid: str, **fields: Any) -> dict[str, Any]:
    return {"type": "data", "id": mbid, "sha256": "", "name": "N", "relations": [], "external_links": []} | fields


def membership(target: str, direction: str, **fields: Any) -> dict[str, Any]:
    return {
        "type": "member of band",
        "target_type": "artist",
        "target_mbid": target,
        "direction": direction,
        "attributes": ["guitar"],
        "begin_date": "1979",
        "end_date": None,
        "ended": False,
    } | fields


async def stored(postgres: PostgresTarget, table: str, mbid: str) -> dict[str, Any] | None:
    found = await postgres.rows(f"SELECT * FROM musicbrainz.{table} WHERE mbid = %s", (mbid,))
    return found[0] if found else None


async def relationships(postgres: PostgresTarget) -> list[dict[str, Any]]:
    return await postgres.rows(
        "SELECT source_mbid::text AS source, target_mbid::text AS target, source_entity_type, target_entity_type, relationship_type, begin_date,"
        " attributes, from_source, from_target FROM musicbrainz.relationships ORDER BY begin_date, target_entity_type"
    )


async def dead(broker: Broker, data_type: str, messages: int) -> list[Any]:
    async def has() -> bool:
        return await broker.queue_depth(dlq(data_type)) == messages

    await eventually(has, WAIT_S)
    return await broker.get_all(dlq(data_type))


async def test_tables_12_it_consumes_from_quorum_queues_within_its_pool(broker: Broker, postgres: PostgresTarget, brainztableinator: Service) -> None:
    mbids = [f"00000000-0000-4000-8000-{n:012d}" for n in range(1_000)]
    await broker.publish_many(exchange("releases"), [entity(mbid) for mbid in mbids])

    async def all_stored() -> bool:
        open_connections = await postgres.value(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'brainztableinator'"
        )
        assert open_connections <= POOL_MAX
        return bool(await postgres.value("SELECT count(*) FROM musicbrainz.releases") == len(mbids))

    await eventually(all_stored, WAIT_S)


async def test_tables_30_nulls_have_the_defaults_of_their_columns(broker: Broker, postgres: PostgresTarget, brainztableinator: Service) -> None:
    life_span = {"begin": "1979", "end": None, "ended": None}
    await broker.publish(exchange("artists"), entity(MEMBER, life_span=life_span, aliases=None, tags=None, gender=None, area=None))
    row = await eventually(partial(stored, postgres, "artists", MEMBER), WAIT_S)
    assert (row["ended"], row["aliases"], row["tags"], row["begin_date"], row["end_date"]) == (False, [], [], "1979", None)
    assert (row["gender"], row["area"], row["sort_name"], row["disambiguation"]) == (None, None, None, None)


async def test_tables_31_both_ends_of_a_membership_make_one_row(broker: Broker, postgres: PostgresTarget, brainztableinator: Service) -> None:
    await broker.publish(exchange("artists"), entity(MEMBER, relations=[membership(BAND, "forward")]))
    await broker.publish(exchange("artists"), entity(BAND, relations=[membership(MEMBER, "backward")]))
    await eventually(partial(stored, postgres, "artists", BAND), WAIT_S)
    (row,) = await relationships(postgres)
    assert (row["source"], row["target"], row["from_source"], row["from_target"]) == (MEMBER, BAND, True, True)


async def test_tables_32_memberships_that_differ_in_dates_are_two_rows_and_stay_two(
    broker: Broker, postgres: PostgresTarget, brainztableinator: Service
) -> None:
    both = [membership(BAND, "forward"), membership(BAND, "forward", begin_date="1990")]
    for name in ("first import", "second import"):
        await broker.publish(exchange("artists"), entity(MEMBER, name=name, relations=both))

    async def imported_twice() -> bool:
        row = await stored(postgres, "artists", MEMBER)
        return row is not None and row["name"] == "second import"

    await eventually(imported_twice, WAIT_S)
    assert [row["begin_date"] for row in await relationships(postgres)] == ["1979", "1990"]


async def test_tables_33_the_underscored_entity_type_is_stored_with_a_hyphen(
    broker: Broker, postgres: PostgresTarget, brainztableinator: Service
) -> None:
    await broker.publish(exchange("release-groups"), entity(MEMBER, relations=[membership(BAND, "forward", target_type="release_group")]))
    await eventually(partial(stored, postgres, "release_groups", MEMBER), WAIT_S)
    (row,) = await relationships(postgres)
    assert (row["source_entity_type"], row["target_entity_type"]) == ("release-group", "release-group")


async def test_tables_34_a_relation_without_a_target_is_left_out(broker: Broker, postgres: PostgresTarget, brainztableinator: Service) -> None:
    await broker.publish(exchange("artists"), entity(MEMBER, relations=[membership("", "forward"), membership(BAND, "forward")]))
    await eventually(partial(stored, postgres, "artists", MEMBER), WAIT_S)
    assert [row["target"] for row in await relationships(postgres)] == [BAND]
    assert await broker.queue_depth(f"{PREFIX}-brainztableinator-artists") == 0
    assert await broker.queue_depth(dlq("artists")) == 0


async def test_tables_35_an_id_that_is_no_mbid_is_dead_lettered(broker: Broker, postgres: PostgresTarget, brainztableinator: Service) -> None:
    await broker.publish(exchange("artists"), entity("unknown"))
    await dead(broker, "artists", 1)
    assert await postgres.value("SELECT count(*) FROM musicbrainz.artists") == 0


async def test_tables_36_a_record_without_a_name_is_dead_lettered_after_one_delivery(
    broker: Broker, postgres: PostgresTarget, brainztableinator: Service
) -> None:
    await broker.publish(exchange("artists"), entity(MEMBER, name=None))
    ((_, properties),) = await dead(broker, "artists", 1)
    assert (properties.headers["x-death"][0]["reason"], properties.headers["x-death"][0]["count"]) == ("rejected", 1)
    assert not properties.headers.get("x-delivery-count")


async def test_tables_37_large_discogs_ids_are_stored(broker: Broker, postgres: PostgresTarget, brainztableinator: Service) -> None:
    await broker.publish(exchange("releases"), entity(MEMBER, discogs_release_id=3_000_000_000))
    row = await eventually(partial(stored, postgres, "releases", MEMBER), WAIT_S)
    assert row["discogs_release_id"] == 3_000_000_000


async def test_a_complete_run_removes_vanished_entities_with_what_hangs_on_them(
    broker: Broker, postgres: PostgresTarget, brainztableinator: Service
) -> None:
    many = [f"00000000-0000-4000-8000-{n:012d}" for n in range(30)]
    link = {"service": "wikidata", "url": "https://www.wikidata.org/wiki/Q1"}
    runs: list[list[bytes | dict[str, Any]]] = [
        [
            *(entity(mbid) for mbid in many),
            entity(MEMBER, relations=[membership(BAND, "forward")], external_links=[link]),
            entity(OTHER, relations=[membership(MEMBER, "backward"), membership(BAND, "forward")]),
        ],
        [*(entity(mbid) for mbid in many), entity(OTHER, relations=[membership(MEMBER, "backward"), membership(BAND, "forward")])],
    ]
    for month, records in enumerate(runs, 3):
        started = datetime(2026, month, 5, tzinfo=UTC).isoformat().replace("+00:00", "Z")
        headers = {"version": f"20260{month}01-000000", "started_at": started}
        await broker.publish_many(exchange("artists"), records, headers)
        complete = {"type": "extraction_complete", "started_at": started, "version": headers["version"], "record_counts": {"artists": len(records)}}
        await broker.publish(exchange("artists"), complete, headers)

        async def outcome(version: str) -> str | None:
            found = await postgres.rows("SELECT outcome FROM import_signals WHERE version = %s", (version,))
            return found[0]["outcome"] if found else None

        assert await eventually(partial(outcome, headers["version"]), WAIT_S) == "complete"
    assert await stored(postgres, "artists", MEMBER) is None
    assert await postgres.value("SELECT count(*) FROM musicbrainz.artists") == 31
    assert {(row["source"], row["target"]) for row in await relationships(postgres)} == {(MEMBER, OTHER), (OTHER, BAND)}
    assert await postgres.value("SELECT count(*) FROM musicbrainz.external_links") == 0
