"""Everything at once: both sources, two processes of each consumer, and kills at random moments of both months."""

import asyncio
from functools import partial
import random
from typing import Final

import pytest

from common.domain.data_types import Source
from tests.faults.conftest import Expected
from tests.faults.test_killed import CONSUMERS
from tests.support.oracle_graph import expected_graph
from tests.support.oracle_rows import expected_rows
from tests.support.pipeline import Import, Pipeline
from tests.support.stored import assert_none, holds, read_rows, rows_differences
from tests.support.waiting import eventually


pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]

KILLS: Final = 6


async def kill_at_random(pipe: Pipeline, rng: random.Random, kills: int) -> None:
    """Kill processes of any consumer, each replaced at once."""
    for _ in range(kills):
        await asyncio.sleep(rng.uniform(0.2, 1.0))
        consumer = rng.choice(CONSUMERS)
        victim = pipe.running[consumer].pop(rng.randrange(2))
        await victim.kill()
        await pipe.start(consumer)


async def extract_with_kills(pipe: Pipeline, expected: Expected, source: Source, rng: random.Random, kills: int, *, following: bool) -> Import:
    """Extract, the extractor killed a few times on the way."""
    dumps = expected.catalogue.musicbrainz if source is Source.MUSICBRAINZ else expected.catalogue.discogs
    for _ in range(kills):
        process = await pipe.begin(source, expected.catalogue.discogs_next if following else dumps)
        await asyncio.sleep(rng.uniform(1.0, 3.0))
        if process.is_running:
            await process.kill()
    return await pipe.extract(source, expected.catalogue.discogs_next if following else dumps)


@pytest.mark.parametrize("seed", range(1, 11))
async def test_two_months_with_kills_end_as_without(pipe: Pipeline, catalogue: Expected, seed: int) -> None:
    rng = random.Random(seed)
    following = catalogue.next_messages
    await pipe.start(*CONSUMERS, *CONSUMERS)
    discogs, musicbrainz, _ = await asyncio.gather(
        extract_with_kills(pipe, catalogue, Source.DISCOGS, rng, KILLS // 2, following=False),
        extract_with_kills(pipe, catalogue, Source.MUSICBRAINZ, rng, KILLS // 2, following=False),
        kill_at_random(pipe, rng, KILLS),
    )
    await asyncio.gather(pipe.until_done(discogs), pipe.until_done(musicbrainz))
    await eventually(partial(holds, pipe.graph, catalogue.graph), interval_s=1, tolerate=(AssertionError,))
    await catalogue.assert_stored(pipe)

    again, _ = await asyncio.gather(
        extract_with_kills(pipe, catalogue, Source.DISCOGS, rng, KILLS // 2, following=True),
        kill_at_random(pipe, rng, KILLS),
    )
    await pipe.until_done(again)
    expected = expected_graph(following, catalogue.musicbrainz, earlier=catalogue.graph)
    await eventually(partial(holds, pipe.graph, expected), interval_s=1, tolerate=(AssertionError,))
    rows = expected_rows(following, catalogue.musicbrainz)
    assert_none(rows_differences(await read_rows(pipe.postgres, rows), rows))
    assert await pipe.dead_letters() == {}
