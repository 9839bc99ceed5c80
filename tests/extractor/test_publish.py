"""Runs over small dumps against a real broker: what arrives, in which order, and what a failure leaves behind."""

from collections.abc import Callable, Sequence
import gzip
from pathlib import Path
from typing import Any

import orjson
import pytest

from common.domain.data_types import DISCOGS_TYPES, DataType
from common.domain.messages import ExtractionComplete, FileComplete, RunStamp
from common.runtime.errors import DiscogsographyError
from common.runtime.state_marker import StateMarker, Status, discogs_marker_path, write_marker
from extractor.publish.control import ControlChannel
from extractor.run import Outcome, RunFailed
from extractor.settings import ExtractorSettings
from extractor.status import LiveStatus
from tests.extractor.support import (
    PREFIX,
    VERSION,
    artist,
    data_ids,
    file_name,
    kinds,
    label,
    lay,
    marker_of,
    messages,
    run_once,
    settings_for,
    small_dump,
    xml,
)
from tests.support.http_sites import Site, publish_discogs
from tests.support.servers import Broker


def dump_settings(tmp_path: Path, broker: Broker, files: dict[str, bytes], **changes: Any) -> ExtractorSettings:
    return settings_for(tmp_path / "root", broker, extractor_dump_dir=lay(tmp_path / "dumps", files), **changes)


async def unbind(broker: Broker, data_type: DataType) -> None:
    """Take away both queues of a type, so that its exchange routes nowhere."""
    for consumer in ("graphinator", "tableinator"):
        (await broker.management.delete(f"/api/queues/{broker.vhost}/{PREFIX}-{consumer}-{data_type}")).raise_for_status()


async def test_extraction_27_each_queue_holds_the_records_then_the_two_control_messages(tmp_path: Path, broker: Broker) -> None:
    settings = dump_settings(tmp_path, broker, small_dump(3))
    assert await run_once(settings) is Outcome.PUBLISHED
    for kind in DISCOGS_TYPES:
        for consumer in ("graphinator", "tableinator"):
            taken = await broker.get_all(f"{PREFIX}-{consumer}-{kind}")
            bodies = [orjson.loads(body) for body, _ in taken]
            assert kinds(bodies) == ["data"] * 3 + ["file_complete", "extraction_complete"]
            assert {(properties.content_type, properties.content_encoding, properties.delivery_mode) for _, properties in taken} == {
                ("application/json", "UTF-8", 2)
            }
    started_at = marker_of(settings.root).processing_phase.started_at
    assert bodies[-2] == bodies[-2] | {"data_type": "releases", "total_processed": 3, "file": file_name(DataType.RELEASES)}
    counts = {kind.value: 3 for kind in DISCOGS_TYPES}
    assert bodies[-1] == bodies[-1] | {"version": VERSION, "started_at": started_at, "record_counts": counts, "published_counts": counts}
    headers = [properties.headers or {} for _, properties in taken]
    assert [each["version"] for each in headers] == [VERSION] * 5
    assert {each["started_at"] for each in headers} == {started_at}
    assert [each.get("sequence") for each in headers] == [0, 1, 2, None, None]


async def test_extraction_28_without_a_queue_the_file_is_not_complete_and_the_error_is_visible(tmp_path: Path, broker: Broker) -> None:
    settings = dump_settings(tmp_path, broker, small_dump(1), extractor_consumers=())
    with pytest.raises(RunFailed, match="No queue"):
        await run_once(settings)
    marker = marker_of(settings.root)
    assert {entry.status for entry in marker.processing_phase.progress_by_file.values()} == {Status.FAILED}
    assert marker.processing_phase.status is Status.FAILED
    assert marker.processing_phase.errors


async def test_extraction_29_four_durable_fanout_exchanges(tmp_path: Path, broker: Broker) -> None:
    await run_once(dump_settings(tmp_path, broker, small_dump(1)))
    listed = (await broker.management.get(f"/api/exchanges/{broker.vhost}")).json()
    ours = {each["name"]: (each["type"], each["durable"], each["auto_delete"]) for each in listed if each["name"].startswith(PREFIX)}
    ours = {name: facts for name, facts in ours.items() if not name.endswith(".dlx")}
    assert ours == {f"{PREFIX}-{kind}": ("fanout", True, False) for kind in DISCOGS_TYPES}


async def test_extraction_30_a_password_of_odd_characters_from_a_file(tmp_path: Path, broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    user, password = f"odd-{broker.vhost}", "p@ss:w/rd#1"
    (await broker.management.put(f"/api/users/{user}", json={"password": password, "tags": ""})).raise_for_status()
    rights = {"configure": ".*", "write": ".*", "read": ".*"}
    (await broker.management.put(f"/api/permissions/{broker.vhost}/{user}", json=rights)).raise_for_status()
    secret = tmp_path / "password"
    secret.write_text(f"{password}\n")
    monkeypatch.setenv("RABBITMQ_PASSWORD_FILE", str(secret))
    try:
        given = dump_settings(tmp_path, broker, small_dump(1)).model_dump(exclude={"rabbitmq_password"}, exclude_unset=True)
        settings = type(settings_for(tmp_path)).load(**given | {"rabbitmq_username": user})
        assert await run_once(settings) is Outcome.PUBLISHED
    finally:
        await broker.management.delete(f"/api/users/{user}")


async def test_extraction_20_a_complete_version_is_left_alone(tmp_path: Path, broker: Broker) -> None:
    with Site() as site:
        publish_discogs(site, {VERSION: small_dump(2)})
        settings = settings_for(tmp_path, broker, discogs_data_url=site.url)
        assert await run_once(settings) is Outcome.PUBLISHED
        for kind in DISCOGS_TYPES:
            await messages(broker, kind)
        site.requests.clear()
        assert await run_once(settings) is Outcome.SKIPPED
        assert not site.paths("xml.gz")
    for kind in DISCOGS_TYPES:
        assert await messages(broker, kind) == []


async def test_force_publishes_a_complete_version_again(tmp_path: Path, broker: Broker) -> None:
    settings = dump_settings(tmp_path, broker, small_dump(2))
    await run_once(settings)
    first = marker_of(settings.root).processing_phase.started_at
    assert await run_once(settings, force=True) is Outcome.PUBLISHED
    assert marker_of(settings.root).processing_phase.started_at != first
    assert kinds(await messages(broker, DataType.ARTISTS)) == ["data", "data", "file_complete", "extraction_complete"] * 2


async def test_extraction_21_completed_files_are_not_sent_again_and_the_run_keeps_its_start(tmp_path: Path, broker: Broker) -> None:
    settings = dump_settings(tmp_path, broker, small_dump(3))
    marker = StateMarker.new(VERSION)
    marker.start_download(4)
    marker.complete_download()
    marker.start_processing(4)
    for kind, counted in ((DataType.ARTISTS, 3), (DataType.LABELS, 1)):
        marker.start_file_processing(file_name(kind))
        marker.update_file_progress(file_name(kind), records=counted, messages=counted, batches=1)
    marker.complete_file_processing(file_name(DataType.ARTISTS), 3)
    settings.root.mkdir()
    write_marker(discogs_marker_path(settings.root, VERSION), marker.encode())
    live = LiveStatus(settings.source)
    await run_once(settings, live=live)
    artists, labels = await messages(broker, DataType.ARTISTS), await messages(broker, DataType.LABELS)
    assert kinds(artists) == ["extraction_complete"]
    assert kinds(labels) == ["data"] * 3 + ["file_complete", "extraction_complete"]
    assert artists[0]["started_at"] == marker.processing_phase.started_at
    assert artists[0]["record_counts"] == {kind.value: 3 for kind in DISCOGS_TYPES}
    assert live.health()["extraction_progress"]["total"] == 12


async def test_extraction_23_only_the_file_with_other_bytes_is_processed_again(
    tmp_path: Path, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_arguments: object) -> None:
        raise DiscogsographyError("not now")

    files = small_dump(2)
    with Site() as site:
        publish_discogs(site, {VERSION: files})
        settings = settings_for(tmp_path, broker, discogs_data_url=site.url)
        with monkeypatch.context() as patched:
            patched.setattr(ControlChannel, "extraction_complete", refuse)
            with pytest.raises(DiscogsographyError, match="not now"):
                await run_once(settings)
        files[file_name(DataType.LABELS)] = small_dump(5)[file_name(DataType.LABELS)]
        publish_discogs(site, {VERSION: files})
        for kind in DISCOGS_TYPES:
            await messages(broker, kind)
        await run_once(settings)
    assert kinds(await messages(broker, DataType.LABELS)) == ["data"] * 5 + ["file_complete", "extraction_complete"]
    for kind in (DataType.ARTISTS, DataType.MASTERS, DataType.RELEASES):
        assert kinds(await messages(broker, kind)) == ["extraction_complete"]


async def test_extraction_25_a_file_complete_that_the_broker_refuses_leaves_the_file_open(
    tmp_path: Path, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = dump_settings(tmp_path, broker, small_dump(2))
    real = ControlChannel.file_complete

    async def broken(self: ControlChannel, message: FileComplete, data_type: DataType, run: RunStamp) -> None:
        if data_type is DataType.LABELS:
            await unbind(broker, data_type)
        await real(self, message, data_type, run)

    with monkeypatch.context() as patched:
        patched.setattr(ControlChannel, "file_complete", broken)
        with pytest.raises(RunFailed, match="labels"):
            await run_once(settings)
    assert marker_of(settings.root).processing_phase.progress_by_file[file_name(DataType.LABELS)].status is Status.FAILED
    assert "extraction_complete" not in kinds(await messages(broker, DataType.ARTISTS))
    await run_once(settings)
    labels = await messages(broker, DataType.LABELS)
    assert kinds(labels)[-2:] == ["file_complete", "extraction_complete"]
    assert labels[-1]["published_counts"]["labels"] == 2
    assert kinds(await messages(broker, DataType.ARTISTS)) == ["extraction_complete"]


async def test_extraction_26_an_extraction_complete_that_the_broker_refuses_is_all_that_is_sent_again(
    tmp_path: Path, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = dump_settings(tmp_path, broker, small_dump(2))
    real = ControlChannel.extraction_complete

    async def broken(self: ControlChannel, message: ExtractionComplete, types: Sequence[DataType], run: RunStamp) -> None:
        await unbind(broker, DataType.LABELS)
        await real(self, message, types, run)

    with monkeypatch.context() as patched:
        patched.setattr(ControlChannel, "extraction_complete", broken)
        with pytest.raises(DiscogsographyError, match="labels"):
            await run_once(settings)
    marker = marker_of(settings.root)
    assert marker.summary.overall_status is not Status.COMPLETED
    assert marker.publishing_phase.errors
    # All four exchanges were tried, though the second failed.
    assert kinds(await messages(broker, DataType.RELEASES))[-1] == "extraction_complete"
    for kind in (DataType.ARTISTS, DataType.MASTERS):
        assert kinds(await messages(broker, kind))[-1] == "extraction_complete"
    await run_once(settings)
    for kind in DISCOGS_TYPES:
        assert kinds(await messages(broker, kind)) == ["extraction_complete"]
    assert marker_of(settings.root).summary.overall_status is Status.COMPLETED


@pytest.mark.parametrize(
    ("kind", "records"),
    [
        (DataType.ARTISTS, [artist(1), "<artist><id>2</id><name>x</nam></artist>", artist(3), artist(4)]),
        (
            DataType.LABELS,
            [label(1), '<label><id>2</id><name>x</nam><sublabels><label id="9">Nine</label></sublabels></label>', label(3), label(4)],
        ),
    ],
)
async def test_extraction_07_a_malformed_record_costs_only_itself_on_the_wire(
    tmp_path: Path, broker: Broker, kind: DataType, records: list[str]
) -> None:
    settings = dump_settings(tmp_path, broker, small_dump(1) | {file_name(kind): gzip.compress(xml(kind, records))})
    live = LiveStatus(settings.source)
    await run_once(settings, live=live)
    taken = await messages(broker, kind)
    assert data_ids(taken) == ["1", "3", "4"]
    assert taken[3]["total_processed"] == 3
    assert taken[-1]["malformed_counts"] == {kind.value: 1}
    assert live.health()["malformed"] == {file_name(kind): 1}
    assert marker_of(settings.root).processing_phase.progress_by_file[file_name(kind)].records_malformed == 1


def many_malformed() -> bytes:
    return gzip.compress(xml(DataType.LABELS, ["<label><id>2</id><name>x</nam></label>", label(1)] * 200 + [label(3)] * 400))


def cut_in_the_gzip_stream() -> bytes:
    whole = small_dump({DataType.LABELS: 3000})[file_name(DataType.LABELS)]
    return whole[: len(whole) // 2]


def cut_in_the_xml() -> bytes:
    return gzip.compress(xml(DataType.LABELS, [label(number) for number in range(1, 300)])[:-30])


@pytest.mark.parametrize("broken", [many_malformed, cut_in_the_gzip_stream, cut_in_the_xml])
async def test_extraction_08_a_broken_file_fails_and_is_never_called_complete(tmp_path: Path, broker: Broker, broken: Callable[[], bytes]) -> None:
    files = small_dump(2) | {file_name(DataType.LABELS): broken()}
    settings = dump_settings(tmp_path, broker, files)
    with pytest.raises(RunFailed, match="labels"):
        await run_once(settings)
    assert set(kinds(await messages(broker, DataType.LABELS))) <= {"data"}
    assert kinds(await messages(broker, DataType.ARTISTS)) == ["data", "data", "file_complete"]
    entry = marker_of(settings.root).processing_phase.progress_by_file[file_name(DataType.LABELS)]
    assert entry.status is Status.FAILED
    assert entry.error
    # Its checkpoint may lie behind the fault; the next run must come to the same end all the same.
    with pytest.raises(RunFailed, match="labels"):
        await run_once(settings)
    assert set(kinds(await messages(broker, DataType.LABELS))) <= {"data"}


async def test_all_members_of_a_gzip_file_are_read(tmp_path: Path, broker: Broker) -> None:
    whole = xml(DataType.ARTISTS, [artist(number) for number in range(1, 101)])
    two = gzip.compress(whole[:700]) + gzip.compress(whole[700:])
    settings = dump_settings(tmp_path, broker, small_dump(1) | {file_name(DataType.ARTISTS): two})
    await run_once(settings)
    assert len(data_ids(await messages(broker, DataType.ARTISTS))) == 100


async def test_published_counts_are_distinct_ids(tmp_path: Path, broker: Broker) -> None:
    doubled = gzip.compress(xml(DataType.ARTISTS, [artist(1), artist(2), artist(1, "later")]))
    settings = dump_settings(tmp_path, broker, small_dump(1) | {file_name(DataType.ARTISTS): doubled})
    await run_once(settings)
    last = (await messages(broker, DataType.ARTISTS))[-1]
    assert last["record_counts"]["artists"] == 3
    assert last["published_counts"]["artists"] == 2


async def test_a_limited_run_publishes_the_first_records_and_says_that_it_is_partial(tmp_path: Path, broker: Broker) -> None:
    settings = dump_settings(tmp_path, broker, small_dump(50), extractor_limit=7)
    await run_once(settings)
    taken = await messages(broker, DataType.RELEASES)
    assert data_ids(taken) == [str(number) for number in range(1, 8)]
    assert taken[-1]["partial"] is True
    assert taken[-1]["published_counts"]["releases"] == 7
    assert not discogs_marker_path(settings.root, VERSION).exists()
    assert await run_once(settings) is Outcome.SKIPPED
    full = settings.model_copy(update={"extractor_limit": None})
    assert await run_once(full) is Outcome.PUBLISHED


async def test_a_folder_without_all_types_is_partial(tmp_path: Path, broker: Broker) -> None:
    settings = dump_settings(tmp_path, broker, {file_name(DataType.ARTISTS): small_dump(2)[file_name(DataType.ARTISTS)]})
    await run_once(settings)
    last = (await messages(broker, DataType.LABELS))[-1]
    assert last["partial"] is True
    assert last["record_counts"] == {"artists": 2, "labels": 0, "masters": 0, "releases": 0}


async def test_a_broker_that_refuses_the_credentials_is_a_clear_error(tmp_path: Path, broker: Broker) -> None:
    settings = dump_settings(tmp_path, broker, small_dump(1), rabbitmq_password="wrong")
    with pytest.raises(DiscogsographyError, match="REFUSED"):
        await run_once(settings)
