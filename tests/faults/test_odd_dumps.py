"""Dump files with things that a parser, a broker or a store could choke on, through the whole pipeline."""

import asyncio
import gzip
from pathlib import Path
from typing import Final

import psutil
import pytest

from common.domain.data_types import DataType, Source
from tests.support.discogs_dumps import dump_bytes, file_name, write_dump
from tests.support.oracle import discogs_messages
from tests.support.oracle_graph import expected_graph
from tests.support.oracle_rows import expected_rows
from tests.support.pipeline import Pipeline, Tap, controls, records
from tests.support.stored import assert_graph, assert_none, read_rows, rows_differences


pytestmark = pytest.mark.timeout(240)

BOMB: Final = b"""<?xml version="1.0"?>
<!DOCTYPE releases [
<!ENTITY a "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">
<!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;">
<!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;">
<!ENTITY file SYSTEM "file:///etc/passwd">
]>
"""
HUGE: Final = 5_000_000
PEAK_MB: Final = 400


def artist(number: int, *, name: str = "Anna", profile: str = "") -> str:
    return f"<artist><id>{number}</id><name>{name}</name><profile>{profile}</profile></artist>"


def release(number: int, title: str = "Title", notes: str = "") -> str:
    return (
        f'<release id="{number}"><title>{title}</title><notes>{notes}</notes><genres><genre>Jazz</genre></genres>'
        "<artists><artist><id>1</id><name>Anna</name></artist></artists></release>"
    )


async def until_written(pipe: Pipeline, dumps: Path) -> None:
    await pipe.start("graphinator", "tableinator")
    await pipe.until_done(await pipe.extract(Source.DISCOGS, dumps))


async def test_a_bomb_a_huge_record_bad_bytes_and_a_second_member(pipe: Pipeline, tmp_path: Path) -> None:
    odd = write_dump(
        tmp_path / "odd",
        {
            "artists": [artist(1), artist(2, profile="z" * HUGE), artist(3)],
            "labels": [b"<label><id>1</id><name>Caf\xe9 \xff</name></label>", "<label><id>2</id><name>Next</name></label>"],
            "releases": [release(1, "&f;"), release(2, "&file;"), release(3)],
        },
        prolog={"releases": BOMB},
    )
    masters = dump_bytes("masters", [f'<master id="{number}"><title>M</title></master>' for number in range(1, 1001)])
    (odd / file_name("masters")).write_bytes(gzip.compress(masters[:20_000]) + gzip.compress(masters[20_000:]))
    tap = await Tap(pipe.broker, Source.DISCOGS).open()
    await pipe.start("graphinator", "tableinator")
    process = await pipe.begin(Source.DISCOGS, odd)
    peak = 0.0
    async with asyncio.timeout(60):
        while process.is_running:
            peak = max([peak, *memory_mb(process.pid)])
            await asyncio.sleep(0.02)
    assert await process.wait(1) == 0, process.tail()
    await pipe.until_done(pipe.latest(Source.DISCOGS))
    print(f"largest own process {peak:.0f} MB")
    assert peak < PEAK_MB

    taken = {data_type: {message["id"]: message for message in records(deliveries)} for data_type, deliveries in (await tap.take()).items()}
    assert [message["title"] for message in taken[DataType.RELEASES].values()] == ["&f;", "&file;", "Title"]
    assert taken[DataType.LABELS]["1"]["name"] == "Caf\ufffd \ufffd"
    assert len(taken[DataType.MASTERS]) == 1000
    assert len(taken[DataType.ARTISTS]["2"]["profile"]) == HUGE
    counted = "SELECT (SELECT count(*) FROM artists) AS a, (SELECT count(*) FROM labels) AS l, (SELECT count(*) FROM masters) AS m"
    assert await pipe.postgres.rows(counted) == [{"a": 3, "l": 2, "m": 1000}]
    assert await pipe.postgres.value("SELECT length(data->>'profile') FROM artists WHERE data_id = '2'") == HUGE
    assert await pipe.postgres.value("SELECT data->>'title' FROM releases WHERE data_id = '1'") == "&f;"
    assert await pipe.graph.value("MATCH (n:Artist|Label|Master|Release) WHERE n.sha256 IS NOT NULL RETURN count(n)") == 3 + 2 + 1000 + 3
    assert await pipe.graph.value("MATCH (n:Label {id: '1'}) RETURN n.name") == "Caf\ufffd \ufffd"
    assert await pipe.dead_letters() == {}


def memory_mb(pid: int) -> list[float]:
    """Resident memory of a process and of its workers."""
    try:
        parent = psutil.Process(pid)
        return [each.memory_info().rss / 1e6 for each in (parent, *parent.children(recursive=True))]
    except psutil.NoSuchProcess:
        return []


async def test_a_truncated_dump_removes_nothing_and_is_completed_by_a_whole_one(pipe: Pipeline, tmp_path: Path) -> None:
    everything = {
        "artists": [artist(1)],
        "labels": ["<label><id>1</id><name>One</name></label>"],
        "masters": ['<master id="1"><title>One</title></master>'],
        "releases": [release(number, notes=str(number) * 50) for number in range(1, 2001)],
    }
    whole = write_dump(tmp_path / "whole", everything)
    following = write_dump(tmp_path / "next", everything | {"releases": everything["releases"][:-20]}, version="20260401")
    path = following / file_name("releases", "20260401")
    good = path.read_bytes()
    await until_written(pipe, whole)

    path.write_bytes(good[: len(good) // 2])
    await pipe.extract(Source.DISCOGS, following, code=1)
    broken = pipe.latest(Source.DISCOGS)
    for consumer in ("graphinator", "tableinator"):
        assert broken.started_at not in await pipe.states(consumer)
    assert await pipe.postgres.value("SELECT count(*) FROM releases") == 2000

    path.write_bytes(good)
    run = await pipe.extract(Source.DISCOGS, following)
    assert run.started_at == broken.started_at, "the run goes on"
    await pipe.until_done(run)
    messages = discogs_messages(following)[0]
    await assert_graph(pipe.graph, expected_graph(messages, {}))
    rows = expected_rows(messages, {})
    assert_none(rows_differences(await read_rows(pipe.postgres, rows), rows))
    assert await pipe.dead_letters() == {}


async def test_references_without_ids_and_marked_records(pipe: Pipeline, tmp_path: Path) -> None:
    """What real dumps are full of: parents without an id, id 0, credits without a role, records that are not to be used."""
    dumps = write_dump(
        tmp_path / "odd",
        {
            "artists": [
                artist(1),
                "<artist><id>2</id><name>Duo</name><members><name id='1'>Anna</name><name id='0'>Nobody</name><name>No Id</name></members></artist>",
                artist(3, profile="[b]DO NOT USE[/b] this."),
                artist(4, profile="Some say DO NOT USE this."),
            ],
            "labels": [
                "<label><id>10</id><name>Ten</name><parentLabel>Parent Without Id</parentLabel></label>",
                "<label><id>11</id><name>Eleven</name><parentLabel id='10'>Ten</parentLabel><sublabels><label>No Id</label></sublabels></label>",
                "<label><id>12</id><name>Twelve</name><profile>DO NOT USE.</profile></label>",
            ],
            "masters": ['<master id="20"><title>Twenty</title><year>0</year><main_release>30</main_release></master>'],
            "releases": [
                '<release id="30"><title>Thirty</title><master_id>0</master_id><released>1850</released>'
                "<artists><artist><id>0</id><name>Nobody</name></artist><artist><id>1</id><name>Anna</name></artist></artists>"
                "<labels><label name='Twelve' catno='T 1' id='12'/><label name='Not On Label' catno='none'/></labels>"
                "<extraartists><artist><id>1</id><name>Anna</name><role></role></artist>"
                "<artist><id></id><name>Bo</name><role>Producer</role></artist>"
                "<artist><id>99</id><name>Cy</name><role>Bass</role></artist></extraartists>"
                "<genres><genre>Jazz</genre><genre>1234</genre></genres><styles><style>Bop</style></styles></release>"
            ],
        },
    )
    tap = await Tap(pipe.broker, Source.DISCOGS).open()
    await until_written(pipe, dumps)
    messages, skipped = discogs_messages(dumps)
    assert skipped == {"artists": 1, "labels": 1}
    taken = await tap.take()
    for data_type, deliveries in taken.items():
        assert {message["id"]: message for message in records(deliveries)} == messages[data_type]
        file_complete, complete = controls(deliveries)
        assert file_complete["total_processed"] == complete["record_counts"][data_type] == len(messages[data_type]) + skipped[data_type]
        assert complete["published_counts"][data_type] == len(messages[data_type])
    await assert_graph(pipe.graph, expected_graph(messages, {}))
    rows = expected_rows(messages, {})
    assert_none(rows_differences(await read_rows(pipe.postgres, rows), rows))
    nameless = "MATCH (n:Artist|Label|Master|Release|Person|Genre|Style) WHERE coalesce(n.name, n.title) IS NULL RETURN count(n)"
    assert await pipe.graph.value(nameless) == 0
    assert await pipe.dead_letters() == {}
