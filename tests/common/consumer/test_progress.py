"""Progress lines and idle mode, by an injected clock."""

from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from common.consumer.engine import Engine
from common.consumer.progress import ProgressReporter
from common.consumer.settings import EngineSettings
from common.domain.data_types import DataType
from tests.common.consumer.fake_store import FakeDatabase, Note, fake_spec


ARTISTS, LABELS = DataType.ARTISTS, DataType.LABELS
NOW = 1_000_000.0


@pytest.fixture
async def engine() -> Engine[Note]:
    engine: Engine[Note] = Engine(fake_spec(FakeDatabase()), EngineSettings.load(startup_idle_timeout=30, idle_log_interval=300))
    engine.started_at = 0.0
    return engine


@pytest.fixture
def lines() -> Iterator[list[str]]:
    found: list[str] = []
    with capture_logs() as entries:

        class Lines(list[str]):
            """Events since the last look."""

            def __eq__(self, other: object) -> bool:
                events = [entry["event"] for entry in entries]
                entries.clear()
                return events == other

            __hash__ = None

        yield Lines(found)


async def test_idle_mode_is_quiet_until_messages_come(engine: Engine[Note], lines: list[str]) -> None:
    reporter = ProgressReporter(engine)
    reporter.report(20.0, NOW)
    assert lines == [
        "📊 PostgreSQL Progress: 0 total messages processed (Artists: 0, Labels: 0, Masters: 0, Releases: 0)",
        "⏳ Waiting for messages to process...",
    ]
    reporter.report(30.0, NOW)
    assert lines == ["😴 No messages so far: entering idle mode"]
    reporter.report(60.0, NOW)
    assert lines == []
    reporter.report(331.0, NOW)
    assert lines == ["😴 Idle: no messages yet"]
    engine.lanes[ARTISTS].received = 5
    reporter.report(340.0, NOW)
    assert lines == ["🔄 Messages again: leaving idle mode"]


@pytest.mark.parametrize(
    ("age_s", "line"),
    [
        (1.0, "✅ All consumers actively processing"),
        (60.0, "⚠️ Slow consumers detected: ['artists']"),
        (121.0, "⚠️ Stalled consumers detected: ['artists']"),
    ],
)
async def test_pace(engine: Engine[Note], lines: list[str], age_s: float, line: str) -> None:
    engine.lanes[ARTISTS].received = 5
    engine.lanes[ARTISTS].last_message_at = NOW - age_s
    engine.lanes[LABELS].received = 7
    engine.lanes[LABELS].last_message_at = NOW - 500
    engine.lanes[LABELS].is_completed = True
    ProgressReporter(engine).report(20.0, NOW)
    assert lines == [
        "📊 PostgreSQL Progress: 12 total messages processed (Artists: 5, ✅ Labels: 7, Masters: 0, Releases: 0)",
        line,
        "🔧 Canceled consumers: ['labels']",
    ]


async def test_silent_when_all_types_are_complete(engine: Engine[Note], lines: list[str]) -> None:
    for lane in engine.lanes.values():
        lane.is_completed = True
    ProgressReporter(engine).report(20.0, NOW)
    assert lines == []
