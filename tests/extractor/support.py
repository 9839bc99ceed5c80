"""Dumps of a few records, settings with tiny waits, and runs of the extractor against a test's own broker."""

from collections.abc import Mapping, Sequence
import gzip
import json
from pathlib import Path
from typing import Any

import orjson

from common.domain.data_types import DISCOGS_TYPES, DataType, Source
from common.messaging.intake import MAX_PREFETCH, Delivery, Intake
from common.runtime.state_marker import StateMarker, load_marker
from extractor.run import Outcome, Run
from extractor.settings import ExtractorSettings
from extractor.sources import dump_source
from extractor.status import LiveStatus
from tests.support.servers import Broker
from tests.support.waiting import eventually


VERSION = "20260101"
PREFIX = "discogsography-discogs"


def artist(number: int, name: str | None = None) -> str:
    return f"<artist><id>{number}</id><name>{name or f'Artist {number}'}</name></artist>"


def label(number: int) -> str:
    return f"<label><id>{number}</id><name>Label {number}</name></label>"


def master(number: int) -> str:
    return f'<master id="{number}"><title>Master {number}</title><year>1999</year></master>'


def release(number: int) -> str:
    return f'<release id="{number}"><title>Release {number}</title><released>1999-01-01</released></release>'


MAKE = {DataType.ARTISTS: artist, DataType.LABELS: label, DataType.MASTERS: master, DataType.RELEASES: release}


def xml(data_type: DataType, records: Sequence[str]) -> bytes:
    """A whole dump, a record a line."""
    return f"<{data_type}>\n{'\n'.join(records)}\n</{data_type}>\n".encode()


def file_name(data_type: DataType, version: str = VERSION) -> str:
    return f"discogs_{version}_{data_type}.xml.gz"


def small_dump(counts: int | Mapping[DataType, int] = 3, version: str = VERSION) -> dict[str, bytes]:
    """File name -> gzip bytes of all four types."""
    return {
        file_name(kind, version): gzip.compress(
            xml(kind, [MAKE[kind](number) for number in range(1, 1 + (counts if isinstance(counts, int) else counts.get(kind, 3)))])
        )
        for kind in DISCOGS_TYPES
    }


def lay(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def settings_for(root: Path, broker: Broker | None = None, **changes: Any) -> ExtractorSettings:
    """Settings over a data root, with waits that suit tests and one worker."""
    values: dict[str, Any] = {
        "discogs_root": root,
        "musicbrainz_root": root,
        "extractor_workers": 1,
        "request_gap": 0,
        "download_retry_initial": 0.01,
        "failure_cooldown_secs": 0,
        "unroutable_give_up": 0.5,
        "publish_give_up": 20,
        "health_port": 0,
        "block_bytes": 4096,
    }
    if broker is not None:
        values |= {
            "rabbitmq_host": broker.host,
            "rabbitmq_port": broker.port,
            "rabbitmq_username": broker.username,
            "rabbitmq_password": broker.password,
            "rabbitmq_vhost": broker.vhost,
        }
    return ExtractorSettings.load(**(values | changes))


async def run_once(settings: ExtractorSettings, *, force: bool = False, live: LiveStatus | None = None) -> Outcome:
    """One run with the source that the settings name."""
    live = live or LiveStatus(settings.source)
    live.begin()
    return await Run(settings, dump_source(settings), live, force=force).execute()


def marker_of(root: Path, version: str = VERSION) -> StateMarker:
    """The stored marker."""
    marker = load_marker(root / f".extraction_status_{version}.json")
    assert marker is not None
    return marker


async def messages(broker: Broker, data_type: DataType, consumer: str = "graphinator", prefix: str = PREFIX) -> list[dict[str, Any]]:
    """Everything in a consumer's queue, taken out."""
    queue = f"{prefix}-{consumer}-{data_type}"
    expected = await broker.queue_depth(queue)
    taken: list[Delivery] = []
    intake = await Intake.open(
        broker.url,
        {data_type: queue},
        consumer_tag=lambda _kind: "test",
        prefetch=MAX_PREFETCH,
        on_delivery=taken.append,
        on_lost=lambda _error: None,
        on_lost_type=lambda _kind, _error: None,
        connection_name="test",
    )
    try:
        await eventually(lambda: len(taken) >= expected, what=f"{expected} messages of {queue}")
        if taken:
            intake.ack_through(data_type, taken[-1].generation, taken[-1].tag)
    finally:
        await intake.close()
    return [orjson.loads(delivery.body) for delivery in taken]


def data_ids(taken: Sequence[Mapping[str, Any]]) -> list[str]:
    """Ids of the records among messages."""
    return [message["id"] for message in taken if message["type"] == "data"]


def kinds(taken: Sequence[Mapping[str, Any]]) -> list[str]:
    """`type` of each message."""
    return [message["type"] for message in taken]


def environment(settings: ExtractorSettings) -> dict[str, str]:
    """The environment that gives a process these settings."""
    found: dict[str, str] = {}
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if value is None:
            continue
        if hasattr(value, "get_secret_value"):
            value = value.get_secret_value()
        if isinstance(value, tuple):
            value = ",".join(value)
        found[name.upper()] = value.value if isinstance(value, Source) else str(value)
    return found


def events(output: str) -> list[dict[str, Any]]:
    """Log lines of a process."""
    return [json.loads(line) for line in output.splitlines() if line.startswith("{")]
