"""Faults hit a whole import of a sample catalogue that is large enough to be in the middle of something."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from tests.pipeline.catalogues import Catalogue, sample
from tests.support.oracle_graph import ExpectedGraph, Messages, expected_graph
from tests.support.oracle_rows import expected_rows
from tests.support.pipeline import Pipeline, pipeline
from tests.support.servers import Broker, GraphTarget, PostgresTarget
from tests.support.stored import assert_none, holds, read_rows, rows_differences
from tests.support.waiting import eventually


RELEASES = 600
SLOW = {
    # Many small pieces, so that a kill always falls between them and inside one.
    "NEO4J_BATCH_SIZE": "20",
    "POSTGRES_BATCH_SIZE": "20",
    "BLOCK_BYTES": "8192",
    "QUEUE_SIZE": "50",
    "STATE_SAVE_INTERVAL": "20",
}


@dataclass(frozen=True, slots=True)
class Expected:
    """A catalogue and what the oracle makes of it. `messages` are Discogs', `next_messages` those of the month after."""

    catalogue: Catalogue
    messages: Messages
    next_messages: Messages
    musicbrainz: Messages
    graph: ExpectedGraph = field(repr=False)

    async def assert_stored(self, pipe: Pipeline) -> None:
        """Both stores hold the whole catalogue, enrichment that waits for its node a moment later, and nothing is dead-lettered."""
        await eventually(partial(holds, pipe.graph, self.graph), interval_s=0.5, tolerate=(AssertionError,))
        rows = expected_rows(self.messages, self.musicbrainz)
        assert_none(rows_differences(await read_rows(pipe.postgres, rows), rows))
        assert await pipe.dead_letters() == {}


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Expected:
    """A sample catalogue with both sources."""
    made = sample(tmp_path_factory.mktemp("faults"), RELEASES)
    discogs, following, musicbrainz = made.messages()
    return Expected(made, discogs, following, musicbrainz, expected_graph(discogs, musicbrainz))


@pytest.fixture(scope="session")
def discogs_only(catalogue: Expected) -> Expected:
    """The same catalogue before MusicBrainz is imported."""
    return Expected(catalogue.catalogue, catalogue.messages, catalogue.next_messages, {}, expected_graph(catalogue.messages, {}))


@pytest.fixture
async def pipe(broker: Broker, postgres: PostgresTarget, graph: GraphTarget, tmp_path: Path) -> AsyncIterator[Pipeline]:
    """A pipeline that works in many small steps."""
    async with pipeline(broker, postgres, graph, tmp_path / "state", **SLOW) as pipe:
        yield pipe
