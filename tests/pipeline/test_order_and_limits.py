"""Imports that come in another order than usual, or bring a part only."""

from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

import pytest

from common.domain.data_types import Source
from tests.pipeline.catalogues import sample
from tests.support.oracle_graph import Messages, expected_graph
from tests.support.oracle_rows import expected_rows
from tests.support.pipeline import Pipeline, pipeline
from tests.support.servers import Broker, GraphTarget, PostgresTarget
from tests.support.stored import CATALOGUE, assert_none, graph_differences, holds, read_graph, read_rows, rows_differences
from tests.support.waiting import eventually


LIMIT: Final = 30

pytestmark = pytest.mark.timeout(300)


async def assert_rows(postgres: PostgresTarget, discogs: Messages) -> None:
    expected = expected_rows(discogs, {})
    assert_none(rows_differences(await read_rows(postgres, expected), expected))


async def import_discogs(pipe: Pipeline, dumps: Path, *arguments: str) -> None:
    await pipe.until_done(await pipe.extract(Source.DISCOGS, dumps, *arguments))


async def test_musicbrainz_before_discogs_ends_in_the_same_graph(
    tmp_path: Path, broker: Broker, postgres: PostgresTarget, graph: GraphTarget
) -> None:
    catalogue = sample(tmp_path)
    discogs, _, musicbrainz = catalogue.messages()
    expected = expected_graph(discogs, musicbrainz)
    async with pipeline(broker, postgres, graph, tmp_path / "state") as pipe:
        await pipe.start("graphinator", "tableinator", "brainzgraphinator", "brainztableinator")
        await pipe.until_done(await pipe.extract(Source.MUSICBRAINZ, catalogue.musicbrainz))
        assert await graph.value("MATCH (n) WHERE labels(n)[0] IN $labels RETURN count(n)", labels=CATALOGUE) == 0
        linked = {key for by_id in musicbrainz.values() for key, message in by_id.items() if any(is_link(*item) for item in message.items())}
        assert {row["mbid"] for row in await graph.rows("MATCH (p:PendingEnrichment) RETURN p.mbid AS mbid")} == linked
        await import_discogs(pipe, catalogue.discogs)
        await eventually(partial(holds, graph, expected), interval_s=0.5, tolerate=(AssertionError,))
        assert await pipe.dead_letters() == {}


def is_link(name: str, value: object) -> bool:
    """Whether a field of a MusicBrainz message links it to Discogs."""
    return name.startswith("discogs_") and value is not None


def first_records(messages: Messages) -> Messages:
    """What `--limit` leaves of a dump."""
    return {data_type: dict(islice(by_id.items(), LIMIT)) for data_type, by_id in messages.items()}


async def test_a_limited_import_brings_the_first_records_and_removes_none(
    tmp_path: Path, broker: Broker, postgres: PostgresTarget, graph: GraphTarget
) -> None:
    catalogue = sample(tmp_path)
    this, following, _ = catalogue.messages()
    async with pipeline(broker, postgres, graph, tmp_path / "state") as pipe:
        await pipe.start("graphinator", "tableinator")
        await import_discogs(pipe, catalogue.discogs, "--limit", str(LIMIT))
        await assert_rows(postgres, first_records(this))
        assert_none(graph_differences(await read_graph(graph), expected_graph(first_records(this), {})))

        await import_discogs(pipe, catalogue.discogs)
        await assert_rows(postgres, this)
        assert_none(graph_differences(await read_graph(graph), expected_graph(this, {})))
        records = "MATCH (n) WHERE n.sha256 IS NOT NULL RETURN labels(n)[0] AS label, n.id AS id"
        before = {(row["label"], row["id"]) for row in await graph.rows(records)}

        await import_discogs(pipe, catalogue.discogs_next, "--limit", str(LIMIT))
        limited = first_records(following)
        await assert_rows(postgres, {data_type: {**this[data_type], **limited[data_type]} for data_type in this})
        assert {(row["label"], row["id"]) for row in await graph.rows(records)} >= before
        assert [row["partial"] for row in await postgres.rows("SELECT partial FROM import_runs ORDER BY run")] == [True, False, True]
        assert "the dump is partial" in pipe.running["graphinator"][0].text()
        assert await pipe.dead_letters() == {}
