"""From dump files to both stores: every message, node, edge and row is what the oracle reads from the files."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest

from common.domain.data_types import DISCOGS_TYPES, TYPES_OF, DataType, Source
from common.domain.messages import RunStamp
from common.messaging.intake import Delivery
from tests.pipeline.catalogues import Catalogue, real, sample
from tests.support.oracle import discogs_messages, musicbrainz_messages
from tests.support.oracle_graph import Messages, expected_graph
from tests.support.oracle_rows import expected_rows
from tests.support.pipeline import Import, Pipeline, Tap, controls, pipeline, records
from tests.support.servers import Broker, GraphTarget, PostgresTarget
from tests.support.stored import Graph, assert_graph, assert_none, holds, keys_differ, read_graph, read_rows, rows_differences, values_differ
from tests.support.waiting import eventually


ALL: Final = ("graphinator", "tableinator", "brainzgraphinator", "brainztableinator")
ROW_STAMPS: Final = frozenset({"updated_at", "run", "sequence"})

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(params=["sample", pytest.param("real", marks=pytest.mark.long)])
def catalogue(request: pytest.FixtureRequest, tmp_path: Path) -> Catalogue:
    return real() if request.param == "real" else sample(tmp_path)


def assert_wire(taken: Mapping[DataType, list[Delivery]], expected: Messages, run: Import) -> None:
    """Each record once and as the oracle has it, then the two control messages."""
    published = {data_type.value: len(expected[data_type]) for data_type in taken}
    for data_type, deliveries in taken.items():
        messages = records(deliveries)
        assert max(Counter(message["id"] for message in messages).values()) == 1
        found = {message["id"]: message for message in messages}
        differences = keys_differ(data_type, found, expected[data_type])
        for key in found.keys() & expected[data_type].keys():
            differences += values_differ(f"{data_type} {key}", found[key], expected[data_type][key])
        assert_none(differences)
        assert {delivery.run for delivery in deliveries} == {RunStamp(run.version, run.started_at)}
        assert len({delivery.sequence for delivery in deliveries[:-2]}) == len(messages)
        file_complete, extraction_complete = controls(deliveries)
        assert (file_complete["type"], file_complete["total_processed"]) == ("file_complete", extraction_complete["record_counts"][data_type])
        assert extraction_complete["published_counts"] == published
        assert "partial" not in extraction_complete


async def assert_rows(postgres: PostgresTarget, discogs: Messages, musicbrainz: Messages) -> None:
    expected = expected_rows(discogs, musicbrainz)
    assert_none(rows_differences(await read_rows(postgres, expected), expected))


async def import_run(pipe: Pipeline, tap: Tap, source: Source, dumps: Path, expected: Messages, *arguments: str) -> Import:
    """Import a dump and check the wire."""
    run = await pipe.extract(source, dumps, *arguments)
    await pipe.until_done(run)
    assert_wire(await tap.take(), expected, run)
    return run


async def snapshot(pipe: Pipeline, tables: list[str]) -> tuple[Graph, Mapping[str, Mapping[Any, dict[str, Any]]]]:
    return await read_graph(pipe.graph), await read_rows(pipe.postgres, tables)


def without(stamps: frozenset[str], things: Mapping[Any, dict[str, Any]]) -> dict[Any, dict[str, Any]]:
    return {key: {name: value for name, value in thing.items() if name not in stamps} for key, thing in things.items()}


async def test_real_dumps(tmp_path: Path, broker: Broker, postgres: PostgresTarget, graph: GraphTarget) -> None:
    """One import of each source; the months after it are the long form of the next test."""
    catalogue = real()
    this, musicbrainz = discogs_messages(catalogue.discogs)[0], musicbrainz_messages(catalogue.musicbrainz)
    async with pipeline(broker, postgres, graph, tmp_path / "state") as pipe:
        taps = {source: await Tap(broker, source).open() for source in Source}
        await pipe.start(*ALL)
        await asyncio.gather(
            import_run(pipe, taps[Source.DISCOGS], Source.DISCOGS, catalogue.discogs, this),
            import_run(pipe, taps[Source.MUSICBRAINZ], Source.MUSICBRAINZ, catalogue.musicbrainz, musicbrainz),
        )
        expected = expected_graph(this, musicbrainz)
        await eventually(partial(holds, graph, expected), interval_s=0.5, tolerate=(AssertionError,))
        await assert_rows(postgres, this, musicbrainz)
        assert await pipe.dead_letters() == {}


async def test_two_months_and_the_same_again(
    tmp_path: Path, catalogue: Catalogue, broker: Broker, postgres: PostgresTarget, graph: GraphTarget
) -> None:
    this, following, musicbrainz = catalogue.messages()
    async with pipeline(broker, postgres, graph, tmp_path / "state") as pipe:
        taps = {source: await Tap(broker, source).open() for source in Source}
        await pipe.start(*ALL)

        await import_run(pipe, taps[Source.DISCOGS], Source.DISCOGS, catalogue.discogs, this)
        await import_run(pipe, taps[Source.MUSICBRAINZ], Source.MUSICBRAINZ, catalogue.musicbrainz, musicbrainz)
        first = expected_graph(this, musicbrainz)
        await assert_graph(graph, first)
        await assert_rows(postgres, this, musicbrainz)

        before = await snapshot(pipe, list(expected_rows(this, musicbrainz)))
        run = await import_run(pipe, taps[Source.DISCOGS], Source.DISCOGS, catalogue.discogs_next, following)
        second = expected_graph(following, musicbrainz, earlier=first)
        await eventually(partial(holds, graph, second), interval_s=0.5, tolerate=(AssertionError,))
        await assert_rows(postgres, following, musicbrainz)
        after = await snapshot(pipe, list(before[1]))
        assert_untouched(before, after, this, following)

        again, _ = await asyncio.gather(
            import_run(pipe, taps[Source.DISCOGS], Source.DISCOGS, catalogue.discogs_next, following, "--force-reprocess"),
            import_run(pipe, taps[Source.MUSICBRAINZ], Source.MUSICBRAINZ, catalogue.musicbrainz, musicbrainz, "--force-reprocess"),
        )
        assert again.version == run.version
        assert again.started_at > run.started_at
        assert_only_stamps(after, await snapshot(pipe, list(before[1])))

        assert await pipe.dead_letters() == {}
        assert (
            await graph.value("MATCH (n:Artist|Label|Master|Release|Person|Genre|Style) WHERE coalesce(n.name, n.title) IS NULL RETURN count(n)") == 0
        )
        await assert_done_once(pipe, imports=3)


def assert_untouched(before: Any, after: Any, this: Messages, following: Messages) -> None:
    """Records that both months have with one hash: their rows and their own edges are the same objects as before."""
    for data_type in DISCOGS_TYPES:
        kept = [key for key, message in following[data_type].items() if this[data_type].get(key, {}).get("sha256") == message["sha256"]]
        assert kept
        rows = [without(ROW_STAMPS, {key: snap[1][f"public.{data_type}"][key] for key in kept}) for snap in (before, after)]
        assert rows[0] == rows[1]
        assert all(after[1][f"public.{data_type}"][key]["updated_at"] > before[1][f"public.{data_type}"][key]["updated_at"] for key in kept)
    kept_releases = {
        ("Release", key) for key in following["releases"] if this["releases"].get(key, {}).get("sha256") == following["releases"][key]["sha256"]
    }
    edges = [{snap[0].identities[edge] for edge in snap[0].edges if edge[1] in kept_releases} for snap in (before, after)]
    assert edges[0] == edges[1]


def assert_only_stamps(before: Any, after: Any) -> None:
    """Nothing but stamps has moved, and every record's stamp has."""
    (old_graph, old_rows), (new_graph, new_rows) = before, after
    assert old_graph.identities == new_graph.identities
    assert old_graph.edges == new_graph.edges
    assert without(frozenset({"run", "mb_run"}), old_graph.nodes) == without(frozenset({"run", "mb_run"}), new_graph.nodes)
    for node, properties in new_graph.nodes.items():
        if "sha256" in properties:
            assert properties["run"] > old_graph.nodes[node]["run"]
        if "mbid" in properties:
            assert properties["mb_run"] > old_graph.nodes[node]["mb_run"]
    for table, rows in new_rows.items():
        assert without(frozenset({"updated_at", "run"}), old_rows[table]) == without(frozenset({"updated_at", "run"}), rows), table
        if "hash" in next(iter(rows.values())):
            assert all(
                row["updated_at"] > old_rows[table][key]["updated_at"] and row["run"] > old_rows[table][key]["run"] for key, row in rows.items()
            )


async def assert_done_once(pipe: Pipeline, *, imports: int) -> None:
    """What follows an import happened once an import, and the import is marked."""
    graphinator = pipe.running["graphinator"][0].text()
    assert graphinator.count("Maintenance done") == imports
    assert [row["state"] for row in await pipe.graph.rows("MATCH (c:ExtractionCompletion {consumer: 'graphinator'}) RETURN c.state AS state")] == [
        "done"
    ] * imports
    runs = await pipe.postgres.rows("SELECT * FROM import_runs ORDER BY run")
    assert Counter(row["source"] for row in runs) == {"discogs": imports, "musicbrainz": 2}
    assert all(row["tables_done_at"] is not None and not row["partial"] for row in runs)
    assert all(set(row["counts"]) == {str(kind) for kind in TYPES_OF[Source(row["source"])]} for row in runs)
