"""How far an import is, and how long it takes."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from common.domain.data_types import Source
from common.domain.health import Reading
from dashboard.imports import Known, newest_run, progress_of
from dashboard.ledger import NOTHING, ImportRun, Ledger
from dashboard.milestones import Milestone, Milestones
from dashboard.models import ImportProgress, ImportState, ServiceStatus, TypeState
from dashboard.pipelines import PIPELINES
from dashboard.rates import RateMeter
from dashboard.services import answered, silent


NOW = datetime(2026, 8, 2, 12, tzinfo=UTC)
BEGAN = NOW - timedelta(minutes=10)
RUN = int(BEGAN.timestamp()) * 1_000_000
DISCOGS = PIPELINES[Source.DISCOGS]
TOTALS = {"masters": 100, "releases": 1_000, "artists": 500, "labels": 200}
HALF = {"masters": 100, "releases": 300, "artists": 500, "labels": 200}


def known(**told: Any) -> Known:
    """What is known of Discogs imports; nothing by default."""
    nothing: dict[str, Any] = {"reading": Reading(answers=True), "graph": NOTHING, "tables": NOTHING, "runs": [], "waiting": 0}
    return Known(pipeline=DISCOGS, **nothing | told)


def reading(**told: Any) -> Reading:
    """An extractor at work on the run."""
    usual: dict[str, Any] = {"state": "running", "run": RUN, "version": "20260801", "read": HALF, "answers": True}
    return Reading(**usual | told)


def consumer(name: str, rates: Mapping[str, float] | None = None, done: tuple[str, ...] = ()) -> ServiceStatus:
    """Health of a consumer."""
    return answered(DISCOGS, name, 200, {"status": "healthy", "rate": dict(rates or {}), "completed_files": list(done)}, NOW)


def told(known: Known, milestones: Mapping[str, Milestone] | None = None, **consumers: ServiceStatus) -> ImportProgress:
    """The import that is known."""
    run = newest_run(known)
    assert run is not None
    graph, tables = consumers.get("graph", consumer("graphinator")), consumers.get("tables", consumer("tableinator"))
    return progress_of(known, run, milestones or {}, graph, tables, NOW)


def ended(state: str = "complete", *, run: int = RUN, counts: Mapping[str, int] | None = None, graph: bool = True) -> ImportRun:
    """An import that the tables have ended."""
    done_at = NOW - timedelta(minutes=1)
    return ImportRun(Source.DISCOGS, "20260801", run, state, counts or TOTALS, done_at, done_at + timedelta(seconds=30) if graph else None)


def test_without_any_trace_there_is_no_import() -> None:
    assert newest_run(known()) is None


def test_a_running_import_is_told_from_both_ledgers_and_the_extractor() -> None:
    progress = told(
        known(
            reading=reading(bytes_read=7, bytes_total=9),
            graph=Ledger(RUN, {"releases": 200, "labels": 200}),
            tables=Ledger(RUN, {"releases": 250, "labels": 190}, rejected={"releases": 3}),
            runs=[ended(run=RUN - 1)],
        ),
        graph=consumer("graphinator", {"releases": 40.0}),
        tables=consumer("tableinator", {"releases": 50.0, "labels": 5.0}),
    )

    releases = progress.types["releases"]
    assert (progress.state, progress.version, progress.started_at) == (ImportState.READING, "20260801", BEGAN)
    assert (progress.bytes_read, progress.bytes_total) == (7, 9)
    assert (releases.read, releases.graph, releases.tables, releases.rejected) == (300, 200, 250, 3)
    assert (releases.expected, releases.is_estimate, releases.published) == (1_000, True, None)
    # The graph is behind: its rate decides.
    assert (releases.rate, releases.eta_seconds, releases.state) == (40.0, round(797 / 40, 1), TypeState.RUNNING)
    assert progress.types["labels"].rate == 5.0
    assert progress.types["masters"].state is TypeState.RUNNING
    assert progress.types["masters"].eta_seconds is None
    assert progress.eta_seconds is None  # masters do not move


def test_the_last_complete_import_tells_what_to_expect_and_never_less_than_was_read() -> None:
    progress = told(
        known(reading=reading(read={"releases": 1_200}), runs=[ended("partial", run=RUN - 1, counts={"releases": 5}), ended(run=RUN - 2)])
    )

    assert progress.types["releases"].expected == 1_200
    assert progress.types["masters"].expected == 100
    assert progress.types["masters"].state is TypeState.WAITING


@pytest.mark.parametrize(("part", "expected", "is_estimate"), [(0.25, 1_200, True), (1.0, 300, True), (0.01, None, True), (0.0, None, True)])
def test_without_an_earlier_import_bytes_tell_what_to_expect(part: float, expected: int | None, is_estimate: bool) -> None:
    progress = told(known(reading=reading(parts={"releases": part})))

    releases = progress.types["releases"]
    assert (releases.expected, releases.is_estimate) == (expected, is_estimate)
    assert progress.eta_seconds is None
    assert progress.progress is None


def test_when_all_types_move_the_whole_has_a_time_left() -> None:
    halves = {name: total // 2 for name, total in TOTALS.items()}
    rates = dict.fromkeys(TOTALS, 10.0)

    progress = told(
        known(reading=reading(read=halves), graph=Ledger(RUN, halves), tables=Ledger(RUN, halves), runs=[ended(run=RUN - 1)]),
        graph=consumer("graphinator", rates),
        tables=consumer("tableinator", dict.fromkeys(rates, 5.0)),
    )

    assert progress.progress == 0.5
    assert progress.rate == 20.0
    assert progress.types["releases"].eta_seconds == 100.0  # level: the slower store's rate
    assert progress.eta_seconds == 100.0


def test_after_reading_the_stores_are_still_writing() -> None:
    halves = {name: total // 2 for name, total in TOTALS.items()}
    waiting = Reading(run=RUN, read=TOTALS, answers=True)

    progress = told(known(reading=waiting, graph=Ledger(RUN, halves), tables=Ledger(RUN, TOTALS), waiting=900))

    assert progress.state is ImportState.WRITING
    assert (progress.types["releases"].expected, progress.types["releases"].is_estimate) == (1_000, False)


def test_when_all_is_stored_what_follows_begins() -> None:
    progress = told(known(graph=Ledger(RUN, TOTALS), tables=Ledger(RUN, TOTALS, announced=TOTALS, version="20260801")))

    assert progress.state is ImportState.FINISHING
    assert (progress.version, progress.progress, progress.eta_seconds) == ("20260801", 1.0, 0.0)
    assert {each.state for each in progress.types.values()} == {TypeState.DONE}
    assert progress.types["releases"].published == 1_000


def test_a_rejected_record_does_not_keep_a_type_from_its_end() -> None:
    stored = TOTALS | {"releases": 998}

    progress = told(
        known(graph=Ledger(RUN, stored, rejected={"releases": 2}, announced=TOTALS), tables=Ledger(RUN, stored, rejected={"releases": 2}))
    )

    assert (progress.types["releases"].state, progress.types["releases"].progress) == (TypeState.DONE, 1.0)


@pytest.mark.parametrize(
    ("word", "state"), [("complete", ImportState.COMPLETE), ("partial", ImportState.PARTIAL), ("incomplete", ImportState.INCOMPLETE)]
)
def test_an_import_is_over_when_both_stores_say_so(word: str, state: ImportState) -> None:
    done_at = NOW - timedelta(seconds=5)

    progress = told(
        known(graph=Ledger(RUN, TOTALS, announced=TOTALS, state="done", done_at=done_at), tables=Ledger(RUN, TOTALS), runs=[ended(word, graph=False)])
    )

    assert (progress.state, progress.ended_at, progress.eta_seconds) == (state, done_at, 0.0)


def test_an_import_that_only_one_store_has_ended_is_not_over() -> None:
    progress = told(known(graph=Ledger(RUN, HALF), tables=Ledger(RUN, TOTALS), runs=[ended(graph=False)]))

    assert progress.state is ImportState.WRITING
    assert progress.types["releases"].graph == 300


def test_an_import_of_long_ago_is_told_from_the_list_of_imports() -> None:
    progress = told(known(runs=[ended()]))

    assert progress.state is ImportState.COMPLETE
    assert (progress.types["artists"].graph, progress.types["artists"].tables, progress.types["artists"].read) == (500, 500, 500)


def test_an_extractor_that_gave_up_is_told_with_its_reason() -> None:
    gave_up = Reading(state="failed", error="disk full", run=RUN, read=HALF, answers=True)

    progress = told(known(reading=gave_up, graph=Ledger(RUN, HALF), tables=Ledger(RUN, HALF)))

    assert (progress.state, progress.error) == (ImportState.FAILED, "disk full")


@pytest.mark.parametrize(("ago_s", "waiting", "state"), [(90, 0, "incomplete"), (90, 5, "writing"), (90, None, "writing"), (5, 0, "writing")])
def test_an_import_that_nobody_reads_and_that_does_not_move_was_given_up(ago_s: int, waiting: int | None, state: str) -> None:
    moved = Milestone(BEGAN, NOW - timedelta(seconds=ago_s), 1)

    progress = told(known(graph=Ledger(RUN, HALF), tables=Ledger(RUN, HALF), waiting=waiting), {"releases": moved})

    assert progress.state.value == state


def test_a_type_that_is_done_has_a_duration_and_an_average() -> None:
    milestone = Milestone(BEGAN, BEGAN + timedelta(seconds=50), 1_000)

    progress = told(
        known(reading=reading(), graph=Ledger(RUN, HALF), tables=Ledger(RUN, HALF)),
        {"artists": milestone},
        graph=consumer("graphinator", done=("artists",)),
        tables=consumer("tableinator", done=("artists",)),
    )

    artists = progress.types["artists"]
    assert (artists.state, artists.duration_seconds, artists.rate, artists.eta_seconds) == (TypeState.DONE, 50.0, 10.0, 0.0)


@pytest.mark.parametrize(("ago_s", "state", "expected"), [(2, TypeState.RUNNING, 500), (15, TypeState.DONE, 450)])
def test_what_consumers_say_is_believed_when_the_ledgers_have_caught_up(ago_s: int, state: TypeState, expected: int) -> None:
    fewer = Ledger(RUN, HALF | {"artists": 450})
    milestone = Milestone(BEGAN, NOW - timedelta(seconds=ago_s), 900)

    progress = told(
        known(reading=reading(), graph=fewer, tables=fewer, runs=[ended(run=RUN - 1)]),
        {"artists": milestone},
        graph=consumer("graphinator", done=("artists", "masters")),
        tables=consumer("tableinator", done=("artists", "masters")),
    )

    artists, masters = progress.types["artists"], progress.types["masters"]
    assert (artists.state, artists.expected) == (state, expected)
    assert (masters.state, masters.expected, masters.is_estimate) == (TypeState.DONE, 100, False)


def test_while_dumps_are_fetched_the_import_before_is_told_as_it_ended() -> None:
    progress = told(known(reading=reading(run=0, version=None, read={}), graph=Ledger(RUN, TOTALS), tables=Ledger(RUN, TOTALS), runs=[ended()]))

    assert (progress.state, progress.started_at) == (ImportState.COMPLETE, BEGAN)


def test_an_extractor_that_started_anew_takes_nothing_back() -> None:
    progress = told(known(reading=Reading(answers=True), graph=Ledger(RUN, HALF), tables=Ledger(RUN, HALF), waiting=9))

    assert (progress.types["releases"].read, progress.types["releases"].expected) == (300, None)


def test_an_import_that_begins_is_not_told_with_the_counts_of_the_one_before() -> None:
    progress = told(known(reading=reading(run=RUN + 1, read={}), graph=Ledger(RUN, TOTALS), tables=Ledger(RUN, TOTALS), runs=[ended()]))

    assert progress.state is ImportState.READING
    assert {(each.graph, each.tables) for each in progress.types.values()} == {(0, 0)}
    assert progress.types["releases"].expected == 1_000


def test_a_silent_consumer_has_no_rate() -> None:
    progress = told(known(reading=reading(), graph=Ledger(RUN, HALF), tables=Ledger(RUN, HALF)), graph=silent("graphinator", "refused"))

    assert progress.types["releases"].rate == 0.0


def test_rates_are_over_the_last_half_minute_and_begin_anew_with_a_new_run() -> None:
    meter = RateMeter(window_s=30)

    assert meter.rates({"a": 100}, 0.0) == {"a": 0.0}
    assert meter.rates({"a": 300}, 10.0) == {"a": 20.0}
    assert meter.rates({"a": 300}, 45.0) == {"a": 0.0}
    assert meter.rates({"a": 5}, 50.0) == {"a": 0.0}
    assert meter.rates({"a": 15}, 52.0) == {"a": 5.0}


def test_depths_may_fall() -> None:
    meter = RateMeter(may_fall=True)
    meter.rates({"q": 100}, 0.0)

    assert meter.rates({"q": 50}, 10.0) == {"q": -5.0}


def test_milestones_note_the_first_and_the_last_move_and_outlive_the_process() -> None:
    milestones = Milestones()
    for seconds, count in ((0, 0), (1, 5), (2, 5), (3, 9)):
        types = milestones.note(Source.DISCOGS, RUN, {"labels": count}, BEGAN + timedelta(seconds=seconds))

    assert types == {"labels": Milestone(BEGAN + timedelta(seconds=1), BEGAN + timedelta(seconds=3), 9)}
    assert types["labels"].duration_s == 2
    again = Milestones.load(milestones.dump())
    assert again.note(Source.DISCOGS, RUN, {"labels": 9}, NOW) == types
    assert again.note(Source.DISCOGS, RUN + 1, {"labels": 0}, NOW) == {}
