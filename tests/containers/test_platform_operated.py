"""Commands of operators on real containers: found by themselves, asked through ports and from inside."""

import json
import subprocess
from typing import Any, Final

import httpx

from common.messaging.topology import dlq_name
from tests.containers.platform import STORES, Platform, operator
from tests.support.waiting import eventually


QUEUE: Final = "discogsography-discogs-graphinator-artists"
DLQ: Final = dlq_name(QUEUE)
BROKER_USER: Final = ("discogsography", "discogsography")


def told(done: subprocess.CompletedProcess[str], expected: int = 0) -> Any:
    """The document that a command printed."""
    assert done.returncode == expected, done.stdout + done.stderr
    return json.loads(done.stdout)


def test_a_look_tells_every_service_and_both_imports(up: Platform) -> None:
    seen = told(operator(up, "monitor", "--once"))
    assert seen["place"] == "compose"
    names = {each["name"] for each in seen["services"]}
    assert set(up.own()) <= names


def test_the_report_has_every_section(up: Platform) -> None:
    report = told(operator(up, "system-monitor"))
    assert [name for name, section in report.items() if name != "place" and section["error"]] == []
    rows = {row["name"]: row for row in report["processes"]["rows"]}
    assert set(rows) >= {*STORES, *up.own()}


def test_queues_and_logs_are_read(up: Platform) -> None:
    queues = told(operator(up, "check-queues"))["queues"]
    assert {QUEUE, DLQ} <= {each["queue"]["name"] for each in queues}
    errors = operator(up, "check-errors", "60", "--all")
    assert errors.returncode == 0, errors.stdout


async def test_a_record_that_cannot_be_stored_is_found_put_back_and_deleted(up: Platform) -> None:
    address = up.url("RABBITMQ_MANAGEMENT", "/api/exchanges/%2F/amq.default/publish")
    message = {"properties": {"delivery_mode": 2}, "routing_key": QUEUE, "payload": "no record", "payload_encoding": "string"}
    assert httpx.post(address, json=message, auth=BROKER_USER, trust_env=False).json() == {"routed": True}

    def letters() -> int:
        found = {row["queue"]: row["dead_letters"] for row in told(operator(up, "dlq", "list"))["queues"]}
        return int(found.get(DLQ, 0))

    await eventually(letters, 120, interval_s=1, what="a dead letter")
    assert "no record" in operator(up, "dlq", "peek", DLQ, "--body").stdout
    told(operator(up, "dlq", "replay", DLQ))
    await eventually(lambda: letters() == 1, 120, interval_s=1, what="refused again")
    told(operator(up, "dlq", "purge", DLQ, "--yes"))
    assert letters() == 0
