"""A small imported stack is backed up, restored into an empty one, and is the same in every row, node, edge, index and marker."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
import json
from pathlib import Path
import signal
import subprocess
import sys
from typing import Any

import neo4j
import psycopg
import pytest

from common.domain.data_types import Source
from common.runtime.errors import ConfigError
from tests.pipeline.catalogues import sample
from tests.support.pipeline import pipeline
from tests.support.real_data import REPOSITORY
from tests.support.schema import cloned_database
from tests.support.servers import Broker, GraphTarget, PostgresTarget, TestStack
from tests.support.waiting import PATIENCE_S, eventually
from tests.utilities.backup.platform import BrokenAtTables, ServersOfTests
from utilities.backup.creating import UNFINISHED, create
from utilities.backup.manifest import GRAPH, TABLES, Manifest
from utilities.backup.restoring import restore


ALL = ("graphinator", "tableinator", "brainzgraphinator", "brainztableinator")

pytestmark = [pytest.mark.fault, pytest.mark.timeout(600)]  # the graph is stopped and started


@pytest.fixture
async def platform(stack: TestStack, postgres: PostgresTarget, graph: GraphTarget, tmp_path: Path) -> ServersOfTests:
    """The test's own stores as a stack."""
    stack.require_control()
    assert stack.control is not None
    return ServersOfTests(stack.control, tmp_path / "state", database=postgres.database, graph=graph.server.name)


@pytest.fixture
async def empty(platform: ServersOfTests, stack: TestStack, postgres_template: str, tmp_path: Path) -> AsyncIterator[ServersOfTests]:
    """The same graph with another, migrated database."""
    async with cloned_database(stack, postgres_template) as database:
        yield ServersOfTests(stack.control or Path(), tmp_path / "other state", database=database, graph=platform.addresses_graph)


async def tables_of(postgres: PostgresTarget) -> dict[str, Any]:
    """Every row of every table, and the definitions of all indexes and constraints."""
    names = await postgres.rows(
        "SELECT n.nspname || '.' || quote_ident(c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relkind = 'r' AND n.nspname IN ('public', 'musicbrainz', 'insights', 'catalogue')"
    )
    rows = {row["name"]: Counter(each["row"] for each in await postgres.rows(f"SELECT t::text AS row FROM {row['name']} t")) for row in names}
    indexes = await postgres.rows("SELECT indexdef FROM pg_indexes WHERE schemaname NOT LIKE 'pg_%'")
    # What a check says is spelled otherwise once it was restored: casts are written out.
    constraints = await postgres.rows(
        "SELECT conrelid::regclass::text AS t, CASE contype WHEN 'c' THEN conname::text ELSE pg_get_constraintdef(oid) END AS d FROM pg_constraint"
    )
    return {**rows, "indexes": {row["indexdef"] for row in indexes}, "constraints": Counter((row["t"], row["d"]) for row in constraints)}


async def graph_of(graph: GraphTarget) -> dict[str, Any]:
    """Every node and edge with its properties and types of values, and the schema."""
    nodes = {
        row["i"]: json.dumps([row["l"], sorted((key, repr(value)) for key, value in row["p"].items())])
        for row in await graph.rows("MATCH (n) RETURN elementId(n) AS i, labels(n) AS l, properties(n) AS p")
    }
    edges = await graph.rows("MATCH (a)-[e]->(b) RETURN elementId(a) AS a, type(e) AS t, properties(e) AS p, elementId(b) AS b")
    schema = await graph.rows("SHOW INDEXES YIELD name, type, labelsOrTypes, properties, state")
    return {
        "nodes": Counter(nodes.values()),
        "edges": Counter((nodes[row["a"]], row["t"], repr(sorted(row["p"].items())), nodes[row["b"]]) for row in edges),
        "schema": {repr(row) for row in schema},
    }


async def answering(graph: GraphTarget) -> None:
    """The test's own connections died with the server that was stopped: asking until one answers makes new ones."""
    await eventually(lambda: graph.value("RETURN 1"), tolerate=(neo4j.exceptions.DriverError,))


async def test_a_restored_stack_is_the_one_that_was_backed_up(
    platform: ServersOfTests, empty: ServersOfTests, broker: Broker, postgres: PostgresTarget, graph: GraphTarget, tmp_path: Path
) -> None:
    catalogue = sample(tmp_path, 60)
    async with pipeline(broker, postgres, graph, platform.state) as pipe:
        await pipe.start(*ALL)
        dumps = {Source.DISCOGS: catalogue.discogs, Source.MUSICBRAINZ: catalogue.musicbrainz}
        for run in await asyncio.gather(*(pipe.extract(source, folder) for source, folder in dumps.items())):
            await pipe.until_done(run)
    (platform.state / "discogs" / "discogs_20260101_releases.xml.gz").write_bytes(b"a dump, which is not part of a backup")
    tables, nodes = await tables_of(postgres), await graph_of(graph)
    markers = {path.relative_to(platform.state): path.read_bytes() for path in platform.state.rglob("*.json")}
    assert markers
    assert nodes["nodes"]
    assert sum(tables["public.releases"].values())

    made = create(platform, tmp_path / "backups", lambda _text: None)
    assert platform.done == ["stop neo4j", "start neo4j"], "the graph alone was away"
    assert [path.name for path in (tmp_path / "backups").iterdir()] == [made.folder.name]
    assert set(made.manifest.files) == {TABLES, GRAPH, "discogs-state.tar", "musicbrainz-state.tar"}
    assert made.manifest == Manifest.read(made.folder)
    assert made.manifest.counts.tables["public.releases"] == sum(tables["public.releases"].values())
    assert made.manifest.counts.nodes["Release"] > 0
    passwords = [path.read_bytes().strip() for path in platform.secrets.iterdir()]
    for path in made.folder.iterdir():
        assert not any(password in path.read_bytes() for password in passwords), f"{path.name} holds a secret"

    with pytest.raises(ConfigError, match=r"The stack is not empty\. --replace deletes"):
        restore(platform, made.folder, lambda _text: None, replace=False, jobs=1)
    assert platform.done == ["stop neo4j", "start neo4j"], "a refusal stops nothing"

    await answering(graph)
    await graph.wipe()
    restored = restore(empty, made.folder, lambda _text: None, replace=False, jobs=2)
    assert restored.differences == ()
    assert restored.notes == ()
    assert empty.done == ["stop services", "stop neo4j", "start neo4j", "migrate", "start api"]
    await answering(graph)
    assert await tables_of(replace(postgres, database=empty.addresses.database)) == tables
    assert await graph_of(graph) == nodes
    assert {path.relative_to(empty.state): path.read_bytes() for path in empty.state.rglob("*.json")} == markers
    assert not list(empty.state.rglob("*.xml.gz"))
    assert empty.remembered == {"origin": "sample", "readings": {}}

    spoiled = made.folder / TABLES
    spoiled.write_bytes(spoiled.read_bytes()[:-1])
    with pytest.raises(ConfigError, match=r"is damaged: postgres\.dump has"):
        restore(empty, made.folder, lambda _text: None, replace=True, jobs=1)
    assert await graph_of(graph) == nodes, "a damaged backup is found before anything is touched"


async def test_what_fails_half_way_leaves_the_present_tables(
    platform: ServersOfTests, postgres: PostgresTarget, graph: GraphTarget, tmp_path: Path
) -> None:
    await postgres.rows("INSERT INTO public.artists (data_id, hash, data) VALUES ('1', 'h', '{}')")
    broken = BrokenAtTables(platform.root, platform.state, database=postgres.database, graph=graph.server.name)
    made = create(broken, tmp_path, lambda _text: None, under_way="discogs 20260101", anyway=True)
    assert not made.manifest.is_whole
    assert set(made.manifest.files) == {TABLES, GRAPH}, "markers of an import under way would skip what the stores lack"
    await postgres.rows("INSERT INTO public.artists (data_id, hash, data) VALUES ('2', 'h', '{}')")
    later = made.manifest.model_copy(update={"counts": made.manifest.counts.model_copy(update={"tables": {"public.things_to_come": 0}})})
    later.write(made.folder)
    with pytest.raises(ConfigError, match=r"A later version made this backup: public\.things_to_come is unknown here"):
        restore(broken, made.folder, lambda _text: None, replace=True, jobs=1)
    made.manifest.write(made.folder)
    broken.done.clear()
    with pytest.raises(ConfigError, match="false ended with 1"):
        restore(broken, made.folder, lambda _text: None, replace=True, jobs=1)
    assert await postgres.value("SELECT count(*) FROM public.artists") == 2
    assert broken.done == ["stop services", "start api"]
    async with await psycopg.AsyncConnection.connect(postgres.stack.postgres_dsn("postgres")) as connection:
        left = await (await connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", (f"{postgres.database}_%",))).fetchall()
    assert left == []


async def test_a_backup_during_an_import_is_refused(platform: ServersOfTests, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"discogs 20260101 is being imported.*--anyway"):
        create(platform, tmp_path / "backups", lambda _text: None, under_way="discogs 20260101")
    assert not (tmp_path / "backups").exists()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "terminated"])
async def test_nothing_that_looks_complete_is_left_by_one_that_did_not_end(platform: ServersOfTests, tmp_path: Path, number: signal.Signals) -> None:
    told = {
        **{"root": str(platform.root), "state": str(platform.state), "parent": str(tmp_path / "backups")},
        **{"database": platform.addresses.database, "graph": platform.addresses_graph},
    }
    command = [sys.executable, "-m", "tests.utilities.backup.platform", json.dumps(told)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as running:
        await eventually(lambda: [path for path in (tmp_path / "backups").glob("*/*") if path.stat().st_size])
        running.send_signal(number)
        said, _ = running.communicate(timeout=PATIENCE_S)
    left = list((tmp_path / "backups").iterdir())
    if number is signal.SIGTERM:
        assert left == []
        assert said.splitlines()[-1] == "start neo4j"
        assert running.returncode == 128 + signal.SIGTERM
    else:
        (folder,) = left
        assert folder.name.endswith(UNFINISHED)
        with pytest.raises(ConfigError, match="is no complete backup"):
            Manifest.read(folder)
