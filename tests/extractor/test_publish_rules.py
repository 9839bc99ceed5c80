"""The shipped rules on the wire: what is dropped, changed and only reported."""

import gzip
from pathlib import Path
from typing import Any

import orjson

from common.domain.data_types import DataType
from tests.extractor.support import VERSION, artist, file_name, lay, marker_of, messages, release, run_once, settings_for, small_dump, xml
from tests.support.servers import Broker


RULES = Path(__file__).parents[2] / "extractor" / "extraction-rules.yaml"


async def published(tmp_path: Path, broker: Broker, kind: DataType, records: list[str]) -> tuple[list[dict[str, Any]], Path]:
    """Messages of a type and the folder of its flagged records, after a run with the shipped rules."""
    files = small_dump(1) | {file_name(kind): gzip.compress(xml(kind, records))}
    settings = settings_for(tmp_path / "root", broker, extractor_dump_dir=lay(tmp_path / "dumps", files), data_quality_rules=RULES)
    await run_once(settings)
    return await messages(broker, kind), settings.root / "flagged" / VERSION / kind


async def test_extraction_37_a_record_to_be_skipped_is_kept_aside_and_counted(tmp_path: Path, broker: Broker) -> None:
    skipped = "<artist><id>7</id><name>Old</name><profile>[b]do not use.[/b]</profile></artist>"
    taken, folder = await published(tmp_path, broker, DataType.ARTISTS, [artist(1), skipped, artist(9)])
    assert [message.get("id") for message in taken[:2]] == ["1", "9"]
    assert taken[2]["total_processed"] == 3
    assert taken[3]["published_counts"]["artists"] == 2
    assert orjson.loads((folder / "skipped.jsonl").read_bytes())["record_id"] == "7"
    assert (folder / "7.xml").read_bytes() == skipped.encode()
    assert (folder / "7.json").exists()
    entry = marker_of(tmp_path / "root").processing_phase.progress_by_file[file_name(DataType.ARTISTS)]
    assert (entry.records_extracted, entry.messages_published, entry.records_skipped) == (3, 2, 1)


async def test_extraction_38_filtered_values_change_the_record_and_its_hash(tmp_path: Path, broker: Broker) -> None:
    odd = '<release id="{}"><title>T</title><released>{}</released><genres>{}<genre>Rock</genre></genres></release>'
    taken, _ = await published(
        tmp_path, broker, DataType.RELEASES, [odd.format(1, "0400-01-01", "<genre>1</genre>"), odd.format(1, "1999-01-01", "")]
    )
    assert taken[0]["released"] is None
    assert taken[0]["genres"] == ["Rock"]
    assert taken[0]["sha256"] != taken[1]["sha256"]


async def test_extraction_39_a_record_that_breaks_a_rule_is_published_and_reported(tmp_path: Path, broker: Broker) -> None:
    taken, folder = await published(tmp_path, broker, DataType.RELEASES, ['<release id="5"><released>1999</released></release>', release(6)])
    assert [message.get("id") for message in taken[:2]] == ["5", "6"]
    violation = orjson.loads((folder / "violations.jsonl").read_bytes().splitlines()[0])
    assert (violation["rule"], violation["severity"], violation["record_id"]) == ("missing-title", "error", "5")
    assert "missing-title: 1 errors" in (folder / "report.txt").read_text()
