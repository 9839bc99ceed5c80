"""Families, their sums over processes, their text."""

from hypothesis import given, strategies as st
import pytest

from common.runtime.metrics import Across, Distribution, Recorder, Snapshot, counter, gauge, histogram, lasting, merged, snapshot_text
from tests.support.scraping import Scrape


BOUNDS = (0.1, 1.0, 10.0)
WRITTEN = counter("test_written_total", "Records written.", "type")
SLOWEST = gauge("test_slowest_seconds", "The slowest.", across=Across.MAX)
HEALTHY = gauge("test_healthy", "1 while all are.", across=Across.MIN)
WAITING = gauge("test_waiting", "Records that wait.")
SECONDS = histogram("test_seconds", "Times.", buckets=BOUNDS)
FAMILIES = (WRITTEN, SLOWEST, HEALTHY, WAITING, SECONDS)


def distribution(*values: float) -> Distribution:
    made = Distribution(BOUNDS)
    for value in values:
        made.observe(value)
    return made


def of_process(written: float, slowest: float, healthy: float, waiting: float, *seconds: float) -> Snapshot:
    return {
        WRITTEN.name: {("artists",): written},
        SLOWEST.name: {(): slowest},
        HEALTHY.name: {(): healthy},
        WAITING.name: {(): waiting},
        SECONDS.name: {(): distribution(*seconds)},
    }


def test_names_carry_the_prefix_and_counters_their_suffix() -> None:
    assert WRITTEN.name == "discogsography_test_written_total"
    assert SECONDS.samples == tuple(f"discogsography_test_seconds_{part}" for part in ("bucket", "count", "sum"))
    with pytest.raises(ValueError, match="_total"):
        counter("test_written", "Records written.")


def test_processes_add_up_by_the_kind_of_figure() -> None:
    whole = merged(FAMILIES, [of_process(5, 2.0, 1, 10, 0.05, 20), of_process(7, 9.0, 0, 1, 0.1, 3)])
    assert whole[WRITTEN.name] == {("artists",): 12}
    assert (whole[SLOWEST.name], whole[HEALTHY.name], whole[WAITING.name]) == ({(): 9.0}, {(): 0}, {(): 11})
    assert whole[SECONDS.name] == {(): distribution(0.05, 20, 0.1, 3)}


def test_series_of_one_process_alone_are_kept() -> None:
    other: Snapshot = {WRITTEN.name: {("labels",): 3}}
    assert merged(FAMILIES, [of_process(5, 0, 1, 0), other])[WRITTEN.name] == {("artists",): 5, ("labels",): 3}


def test_only_what_was_counted_lasts() -> None:
    assert set(lasting(FAMILIES, of_process(5, 2.0, 1, 10, 0.5))) == {WRITTEN.name, SECONDS.name}


@given(st.lists(st.floats(0, 100), max_size=30))
def test_a_histogram_holds_every_value_once(values: list[float]) -> None:
    told = Scrape(snapshot_text(FAMILIES, lambda: {SECONDS.name: {(): distribution(*values)}})().decode())
    assert told.value(f"{SECONDS.name}_count") == len(values)
    assert told.value(f"{SECONDS.name}_sum") == pytest.approx(sum(values))
    for bound in BOUNDS:
        assert told.value(f"{SECONDS.name}_bucket", le=str(bound)) == sum(value <= bound for value in values)


def test_the_text_has_every_family_also_before_anything_happened() -> None:
    Scrape(snapshot_text(FAMILIES, dict)().decode()).tells_exactly(FAMILIES)


def test_what_is_recorded_reads_as_what_is_snapshot() -> None:
    recorder = Recorder()
    recorder.counter(WRITTEN).labels("artists").inc(5)
    recorder.gauge(WAITING).set(2)
    recorder.histogram(SECONDS).observe(0.5)
    told = Scrape(recorder.text().decode())
    told.tells_exactly((WRITTEN, WAITING, SECONDS))
    assert told.value(WRITTEN.name, type="artists") == 5
    assert told.value(f"{SECONDS.name}_bucket", le="0.1") == 0
    assert told.value(f"{SECONDS.name}_bucket", le="1.0") == 1
    assert told.value("process_resident_memory_bytes") > 0
