from contextlib import suppress
from datetime import UTC, datetime
import os
import pty
import signal
import subprocess
from typing import Any

import pytest
from rich.console import Console

from common.domain.data_types import DataType
from common.messaging.management import QueueState
from common.messaging.topology import declare_consumer_queues, queue_name
from tests.support.servers import Broker
from tests.support.waiting import eventually
from tests.utilities.operations.conftest import Typed
from utilities.operations.imports import ConsumerPart, ImportProgress, TypeProgress
from utilities.operations.look import Look, ServiceLine, service_line
from utilities.operations.monitor import page
from utilities.operations.target import ProcessState
from utilities.stack.layout import REPOSITORY


DISCOGSOGRAPHY = str(REPOSITORY / ".venv" / "bin" / "discogsography")
YELLOW = "\x1b[33m"


def queue(name: str, ready: int = 0, unacknowledged: int = 0) -> QueueState:
    return QueueState(name, ready + unacknowledged, ready, unacknowledged, 1, None, None, None, "running", "quorum")


def seen(**changes: Any) -> Look:
    told: dict[str, Any] = {
        "at": datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC),
        "place": "native",
        "services": [],
        "services_error": None,
        "imports": [],
        "queues": [],
        "queues_error": None,
        "dead_letters": {},
    }
    return Look(**{**told, **changes})


def shown(look: Look, *, colours: bool = False) -> str:
    console = Console(width=140, force_terminal=colours, color_system="standard" if colours else None, highlight=False)
    with console.capture() as captured:
        console.print(page(look))
    return captured.get()


def test_operations_21_a_queue_with_unacknowledged_messages_is_marked() -> None:
    lines = shown(seen(queues=[queue("d-a", ready=1200), queue("d-b", ready=1, unacknowledged=2)]), colours=True).splitlines()
    (quiet,) = [line for line in lines if "d-a" in line]
    (busy,) = [line for line in lines if "d-b" in line]
    assert YELLOW in busy
    assert YELLOW not in quiet
    assert "1,200" in quiet
    assert "1,203" in next(line for line in lines if "total" in line and "unacked" not in line)


async def test_operations_21_a_broker_without_queues_is_not_one_that_is_away(
    at_broker: Broker, typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = await typed("monitor", "--once")
    assert ended.code == 0
    assert "No queues declared yet" in ended.out
    monkeypatch.setenv("RABBITMQ_URL", "http://127.0.0.1:1")
    away = await typed("monitor", "--once")
    assert away.code == 3
    assert "Failed to fetch queue data: RabbitMQ's management API at http://127.0.0.1:1 cannot be reached" in away.out
    assert "No queues declared yet" not in away.out


async def test_operations_21_the_keyboard_ends_it_cleanly(at_broker: Broker) -> None:
    """In a terminal of its own; with looks that fail, which end nothing."""
    master, slave = pty.openpty()
    environment = {**os.environ, "RABBITMQ_URL": "http://127.0.0.1:1", "TERM": "xterm"}
    process = subprocess.Popen(
        [DISCOGSOGRAPHY, "monitor", "--interval", "0.1"], stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True
    )
    os.close(slave)
    os.set_blocking(master, False)
    told = b""

    def read() -> bytes:
        nonlocal told
        with suppress(BlockingIOError, OSError):
            told += os.read(master, 65_536)
        return told

    try:
        await eventually(lambda: read().count(b"Failed to fetch queue data") >= 2, what="two looks")
        process.send_signal(signal.SIGINT)
        await eventually(lambda: (read(), process.poll())[1] is not None, what="its end")
    finally:
        process.kill()
        process.wait()
    assert b"Monitoring stopped." in read()
    os.close(master)
    assert process.returncode == 0


async def test_operations_weak_20_queues_are_those_of_the_configured_prefixes(
    at_broker: Broker, typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    await declare_consumer_queues(at_broker.url, "x-d", "graphinator", [DataType.ARTISTS])
    await declare_consumer_queues(at_broker.url, "discogsography-discogs", "graphinator", [DataType.ARTISTS])
    monkeypatch.setenv("DISCOGS_EXCHANGE_PREFIX", "x-d")
    told = (await typed("monitor", "--once", "--json")).json
    assert [each["name"] for each in told["queues"]] == ["x-d-graphinator-artists", "x-d-graphinator-artists.dlq"]


def test_empty_queues_of_dead_letters_take_no_room() -> None:
    text = shown(seen(queues=[queue("d-a"), queue("d-a.dlq"), queue("d-b.dlq", ready=1)]))
    assert "d-a.dlq" not in text
    assert "d-b.dlq" in text


async def test_every_look_is_a_line_of_json(at_broker: Broker) -> None:
    process = subprocess.Popen([DISCOGSOGRAPHY, "monitor", "--interval", "0.1", "--json"], stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stdout is not None
    try:
        lines = [process.stdout.readline() for _ in range(2)]
        process.send_signal(signal.SIGINT)
        rest = process.communicate(timeout=30)[0]
    finally:
        process.kill()
    assert all(line.startswith('{"at":"20') and line.endswith("}\n") for line in lines)
    assert "stopped" not in rest
    assert process.returncode == 0


def test_imports_show_what_is_read_what_waits_and_how_long_it_takes() -> None:
    line = TypeProgress("artists", 12345, [ConsumerPart("graphinator", 99, 1500.0), ConsumerPart("tableinator", 0, 2500.0)])
    told = ImportProgress("discogs", "running", "20260101", 0.254, 12345, 1500.0, 185.0, [line], ["graphinator: maintenance"])
    text = shown(seen(imports=[told], dead_letters={"d.dlq": 3}))
    assert "discogs 20260101, running, 25.4 % read, 12,345 records, 1,500 records/s, about 3 min 5 s left" in text
    assert "graphinator waiting" in text
    assert "graphinator: maintenance" in text
    assert "d.dlq  3" in text


def test_services_show_their_state_and_those_that_are_not_well_stand_out() -> None:
    lines = [ServiceLine("api", "running", True, "healthy", "", 65.0), ServiceLine("graphinator", "running", False, "unhealthy", "STUCK", None)]
    text = shown(seen(services=lines, queues=[queue("d")]))
    assert "1 min 5 s" in text
    assert "STUCK" in text
    assert "No dead letters" in text
    assert "\x1b[31mgraphinator" in shown(seen(services=lines), colours=True)
    assert "nobody knows" in shown(seen(services_error="nobody knows"))


@pytest.mark.parametrize(("status", "is_well"), [("healthy", True), ("starting", True), ("unhealthy", False)])
def test_what_a_service_says_of_itself_counts(status: str, is_well: bool) -> None:
    assert service_line(ProcessState("api", "running", is_well=True), {"status": status, "current_task": "x"}).is_well is is_well


def test_a_look_is_well_when_everything_is() -> None:
    well = ServiceLine("api", "running", True, "healthy", "", None)
    assert seen(services=[well]).is_well
    assert not seen(services=[well], queues=None).is_well
    assert not seen(services=[ServiceLine("api", "exited (1)", False, "", "", None)]).is_well
    assert queue_name("d", "graphinator", DataType.ARTISTS) == "d-graphinator-artists"
