"""Alerts and events: what crosses a threshold is told once."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dashboard.alerts import Alerts, Change
from dashboard.events import EventLog
from dashboard.models import Alert, AlertKind, BrokerInfo, CacheInfo, Event, ImportState, Severity, Subject, SystemMetrics, TypeState
from dashboard.rules import Observation, Rules, Trend, observe, rules_of
from dashboard.settings import DashboardSettings
from tests.dashboard.support import canned
from tests.dashboard.support.canned_site import NOWHERE


NOW = datetime(2026, 8, 2, 12, tzinfo=UTC)
QUIET = Trend({}, {})


@pytest.fixture
def rules() -> Rules:
    """With a threshold of 60,000 messages."""
    return rules_of(DashboardSettings.load(**NOWHERE, dashboard_alert_queue_messages=60_000, dashboard_alert_batch_p95_ms=400))


def depth(value: float) -> Observation:
    """A queue's depth."""
    return Observation(AlertKind.QUEUE_DEPTH, Subject.QUEUE, "q", value, "Queue q over 60,000", f"{value} waiting", "wait")


def fired(changes: list[Change]) -> list[bool]:
    """Which way alerts went."""
    return [change.has_fired for change in changes]


def test_ui_weak_39_crossing_a_threshold_is_told_once_and_what_hovers_around_it_neither_comes_nor_goes(rules: Rules) -> None:
    alerts = Alerts(rules)
    depths = [100, 59_999, 60_000, 61_000, 59_000, 60_500, 48_001, 47_999, 59_000, 60_001]

    told = [fired(alerts.judge([depth(value)], NOW + timedelta(seconds=2 * second))) for second, value in enumerate(depths)]

    assert told == [[], [], [True], [], [], [], [], [False], [], [True]]


def test_an_alert_keeps_its_identity_and_age_and_follows_the_value(rules: Rules) -> None:
    alerts = Alerts(rules)
    alerts.judge([depth(60_000)], NOW)
    (first,) = alerts.active
    alerts.judge([depth(70_000)], NOW + timedelta(seconds=30))
    (second,) = alerts.active

    assert (second.id, second.since) == (first.id, NOW)
    assert second.detail == "70000 waiting"


def test_what_must_last_is_forgotten_when_it_ends_early(rules: Rules) -> None:
    alerts = Alerts(rules)

    def down(value: float) -> Observation:
        return Observation(AlertKind.SERVICE_DOWN, Subject.SERVICE, "api", value, "t", "d", "a")

    seen = [(0, 1.0), (14, 1.0), (15, 0.0), (16, 1.0), (30, 1.0), (31, 1.0), (32, 0.0)]
    told = [fired(alerts.judge([down(value)], NOW + timedelta(seconds=second))) for second, value in seen]

    assert told == [[], [], [], [], [], [True], [False]]


def test_what_nobody_observed_stays_as_it_is(rules: Rules) -> None:
    alerts = Alerts(rules)
    alerts.judge([depth(99_000)], NOW)

    assert alerts.judge([], NOW + timedelta(hours=1)) == []
    assert len(alerts.active) == 1


def test_critical_ones_come_first_and_then_the_newest(rules: Rules) -> None:
    alerts = Alerts(rules)
    dead = Observation(AlertKind.DEAD_LETTERS, Subject.QUEUE, "q.dlq", 3, "3 dead letters", "why", "look")
    alerts.judge([dead, depth(60_000)], NOW)
    alerts.judge([Observation(AlertKind.QUEUE_DEPTH, Subject.QUEUE, "r", 80_000, "r", "d", "a")], NOW + timedelta(seconds=5))

    assert [(alert.severity, alert.name) for alert in alerts.active] == [
        (Severity.CRITICAL, "q.dlq"),
        (Severity.WARNING, "r"),
        (Severity.WARNING, "q"),
    ]


def observed(metrics: SystemMetrics, rules: Rules, trend: Trend = QUIET) -> Mapping[str, Observation]:
    """What is observed above its threshold, by key."""
    return {seen.key: seen for seen in observe(metrics, rules, trend) if seen.value >= rules[seen.kind].fires_at}


def test_an_import_at_full_speed_is_observed_with_words_that_say_what_to_do(rules: Rules) -> None:
    queue = "discogsography-discogs-tableinator-releases"

    found = observed(canned.importing(NOW), rules, Trend({queue: 266.0}, {}))

    assert set(found) == {f"queue_depth:{queue}", "slow_batches:tableinator", "dead_letters:discogsography-discogs-graphinator-releases.dlq"}
    deep = found[f"queue_depth:{queue}"]
    assert deep.title == "Queue tableinator-releases over 60,000"
    assert deep.detail == "64,802 waiting, growing 266/s; at this rate 600,000 come in 34 min"
    assert deep.action.endswith("more processes of its consumer shorten it")
    dead = found["dead_letters:discogsography-discogs-graphinator-releases.dlq"]
    assert (dead.title, dead.detail) == (
        "3 dead letters in graphinator-releases",
        'last reason: year "19986" out of range, record 2549617',
    )
    assert "`just dlq peek graphinator-releases`" in dead.action


def test_slow_writes_of_long_ago_are_no_matter(rules: Rules) -> None:
    at_rest = canned.idle(NOW)
    tables = at_rest.pipelines["discogs"].services[2].model_copy(update={"batch_p95_ms": 9_000.0, "rate": 0.0})
    services = [*at_rest.pipelines["discogs"].services[:2], tables]
    pipelines = {"discogs": at_rest.pipelines["discogs"].model_copy(update={"services": services})}

    assert observed(at_rest.model_copy(update={"pipelines": pipelines}), rules) == {}


def test_services_and_stores_that_are_away_are_observed(rules: Rules) -> None:
    away = canned.stores_down(NOW)
    found = observed(away, rules)

    assert set(found) == {"store_down:PostgreSQL", "store_down:Neo4j", "store_down:RabbitMQ", "store_down:Redis"}
    assert found["store_down:Redis"].severity is Severity.WARNING
    postgres = found["store_down:PostgreSQL"]
    assert (postgres.detail, postgres.error) == ("It does not run, or not where the dashboard looks for it", canned.REFUSED["postgres"])
    assert set(observed(canned.SCENARIOS["unknown"](NOW), rules)) == {"service_down:tableinator"}
    assert set(observed(canned.SCENARIOS["degraded"](NOW), rules)) == {"service_unhealthy:graphinator"}


def test_an_extractor_is_missed_only_when_it_was_there(rules: Rules) -> None:
    metrics = canned.with_statuses("unknown", "healthy", "healthy")(NOW)

    assert observed(metrics, rules) == {}
    assert set(observed(metrics, rules, Trend({}, {}, frozenset({"extractor-discogs"})))) == {"service_down:extractor-discogs"}


def test_a_store_that_runs_out_of_connections_is_observed(rules: Rules) -> None:
    quiet = canned.idle(NOW)
    full = quiet.databases[0].model_copy(update={"connection_count": 95})

    assert set(observed(quiet.model_copy(update={"databases": [full, quiet.databases[1]]}), rules)) == {"connections:PostgreSQL"}


def test_an_import_that_does_not_move_and_one_that_failed_are_observed(rules: Rules) -> None:
    stalled = observed(canned.importing(NOW), rules, Trend({}, {"discogs": NOW - timedelta(minutes=6)}))
    failed = observed(canned.failed(NOW), rules)

    assert stalled["import_stalled:discogs"].detail == "no record was stored for 6 min"
    assert stalled["import_stalled:discogs"].title == "Discogs import 20260801 does not move"
    assert (failed["import_failed:discogs"].title, failed["import_failed:discogs"].detail) == (
        "Discogs import 20260801 failed",
        "disk full: /discogs-data",
    )


@pytest.mark.parametrize(("growth", "words"), [(-50.0, "shrinking 50/s"), (0.2, "70,000 waiting"), (5_300.0, "at this rate 600,000 come in 2 min")])
def test_growth_is_told(rules: Rules, growth: float, words: str) -> None:
    queue = canned.PREFIXES["discogs"] + "-graphinator-releases"
    metrics = canned.importing(NOW)
    pipeline = metrics.pipelines["discogs"]
    deep = [each.model_copy(update={"messages": 70_000}) if each.name == queue else each for each in pipeline.queues]
    metrics = metrics.model_copy(update={"pipelines": {"discogs": pipeline.model_copy(update={"queues": deep})}})

    assert observed(metrics, rules, Trend({queue: growth}, {}))[f"queue_depth:{queue}"].detail.endswith(words)


def alert_of(severity: Severity = Severity.WARNING) -> Alert:
    """One alert."""
    return canned.alert(AlertKind.QUEUE_DEPTH, severity, "Queue q over 5", "6 waiting", NOW, Subject.QUEUE, "q", "wait")


def test_alerts_that_come_and_go_are_events() -> None:
    log = EventLog()

    log.note([Change(alert_of(), has_fired=True)], [], NOW)
    log.note([Change(alert_of(), has_fired=False)], [], NOW)

    assert [(event.severity, event.text) for event in log.newest] == [
        (Severity.INFO, "Over: Queue q over 5"),
        (Severity.WARNING, "Queue q over 5: 6 waiting"),
    ]
    assert log.newest[0].id > log.newest[1].id


def test_steps_of_an_import_are_events_and_what_was_so_before_is_none() -> None:
    log = EventLog()
    running = canned.running_import(NOW)
    releases = running.types["releases"].model_copy(update={"state": TypeState.DONE, "graph": 19_300_000, "tables": 19_300_000})
    labels = running.types["labels"].model_copy(update={"state": TypeState.WAITING})
    earlier = running.model_copy(update={"types": running.types | {"labels": labels}})
    written = running.model_copy(update={"state": ImportState.WRITING, "types": running.types | {"releases": releases}})
    began_again = running.model_copy(update={"started_at": NOW, "version": "20260901"})

    def texts(**changed: Any) -> list[str]:
        return [event.text for event in log.note([], [changed["to"]], NOW)]

    assert texts(to=earlier) == []
    assert texts(to=running) == ["labels complete: 2,409,117 records"]
    assert texts(to=written) == ["Discogs import 20260801 is read; the stores are still taking records", "releases complete: 19,300,000 records"]
    assert texts(to=written) == []
    assert texts(to=began_again) == ["Discogs import 20260901 started"]
    assert texts(to=canned.failed(NOW).imports[0]) == ["Discogs import 20260801 failed: disk full: /discogs-data"]


def test_the_log_keeps_the_newest_fifty_and_takes_up_where_it_was() -> None:
    kept = [Event(id=number, at=NOW, severity=Severity.INFO, text=str(number)) for number in range(60)]
    log = EventLog(kept)

    assert [log.newest[0].id, log.newest[-1].id, len(log.newest)] == [59, 10, 50]
    (event,) = log.note([Change(alert_of(), has_fired=True)], [], NOW)
    assert event.id == int(NOW.timestamp() * 1000)
    assert len(log.newest) == 50


def test_unknown_figures_are_not_observed(rules: Rules) -> None:
    away = canned.assembled(
        NOW,
        {},
        broker=BrokerInfo(status="healthy", error=None, messages=0, dead_letters=0),
        cache=CacheInfo(status="healthy", error=None, hit_rate=None, memory_bytes=0),
    )

    assert {seen.kind for seen in observe(away, rules, QUIET)} == {AlertKind.STORE_DOWN, AlertKind.CONNECTIONS}
