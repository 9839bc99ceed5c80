"""The end of an import, as the API sees it."""

import asyncio

import psycopg

from api.catalogue.generation import Generation
from api.catalogue.watcher import Watcher
from common.domain.messages import RunStamp
from tests.support.api import Api


RUN = RunStamp("20260101", "2026-01-01T00:00:00.000000Z")
TABLES_DONE = """
    INSERT INTO public.import_runs (source, version, started_at, run, state, tables_done_at)
    VALUES ('discogs', %(version)s, %(started_at)s, %(run)s, 'done', now())
"""


def _watcher(api: Api) -> Watcher:
    return Watcher(api.state.postgres, api.state.graph, Generation(), interval_s=60)


async def _tables_are_done(api: Api) -> None:
    await api.postgres.rows(TABLES_DONE, {"version": RUN.version, "started_at": RUN.started_at, "run": RUN.number})


async def _graph_is(api: Api, state: str) -> None:
    await api.graph.rows(
        "MERGE (c:ExtractionCompletion {key: $key}) SET c.consumer = 'graphinator', c.version = $version, c.started_at = $at, c.state = $state",
        key=f"graphinator:{RUN.version}:{RUN.started_at}",
        version=RUN.version,
        at=RUN.started_at,
        state=state,
    )


async def test_no_generation_begins_before_both_stores_are_done(api: Api) -> None:
    watcher = _watcher(api)

    assert not await watcher.look(), "nothing was imported"
    await _tables_are_done(api)
    assert not await watcher.look(), "the graph knows nothing of it"
    await _graph_is(api, "running")
    assert not await watcher.look(), "the graph is at work"
    assert watcher.generation.current == 0


async def test_a_generation_begins_once_and_listeners_are_told(api: Api) -> None:
    await _tables_are_done(api)
    await _graph_is(api, "done")
    async with await psycopg.AsyncConnection.connect(api.postgres.dsn, autocommit=True) as listener:
        await listener.execute("LISTEN catalogue_generation")

        began = await asyncio.gather(*(_watcher(api).look() for _ in range(3)))

        told = [note.payload async for note in listener.notifies(timeout=1, stop_after=1)]

    assert sum(began) == 1, "three watchers, one beginning"
    assert told == ["1"]
    (row,) = await api.postgres.rows("SELECT generation, graph_done_at IS NOT NULL AS graph_done FROM public.import_runs")
    assert row == {"generation": 1, "graph_done": True}


async def test_a_watcher_that_comes_later_takes_the_current_generation(api: Api) -> None:
    await _tables_are_done(api)
    await _graph_is(api, "done")
    await _watcher(api).look()
    late = _watcher(api)

    assert not await late.look()
    assert late.generation.current == 1


async def test_cached_answers_of_an_older_generation_are_not_found(api: Api) -> None:
    before = api.state.cache.key("trends", "genre", "Rock")
    api.state.generation.current += 1

    assert api.state.cache.key("trends", "genre", "Rock") != before
