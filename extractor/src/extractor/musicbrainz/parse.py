"""A block of a MusicBrainz dump, one JSON object a line, to the messages of its records."""

from typing import Any

import orjson

from common.domain.data_types import DataType
from extractor.blocks import MalformedDump, ParsedBlock
from extractor.message import message_body
from extractor.musicbrainz.links import linked_discogs_id, relations_of
from extractor.musicbrainz.normalise import DiscogsIds, normalise
from extractor.rules.engine import RuleSet
from extractor.rules.verdict import Flagged, keeps_files


def parse_block(data: bytes, data_type: DataType, discogs_ids: DiscogsIds, rules: RuleSet | None = None) -> ParsedBlock:
    """Read a block of whole lines.

    Lines that are not JSON are dropped and counted as malformed, however many there are; they do not count as parsed. Rules see a
    record as it stands in the dump.

    Raises:
        MalformedDump: Bytes that are not UTF-8: the file is damaged.
    """
    block = ParsedBlock()
    type_rules = rules.of(data_type) if rules else None
    for line in data.split(b"\n"):
        try:
            value = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            _refuse(line, str(error), block)
            continue
        entity: dict[str, Any] = value if isinstance(value, dict) else {}
        block.parsed += 1
        verdict = type_rules.judge(entity) if type_rules is not None else None
        try:
            record = normalise(entity, data_type, discogs_ids)
            record_id: str = record["id"]
            if verdict is not None:
                block.flagged.append(Flagged.of(verdict, record_id, line, entity) if keeps_files(verdict) else Flagged.brief(verdict, record_id))
                if verdict.skip is not None:
                    block.skipped += 1
                    continue
            body = message_body(record, record_id)
        except orjson.JSONEncodeError as error:
            block.parsed -= 1
            block.malformed += 1
            block.note(f"Line dropped ({error}): {_excerpt(line)}")
            continue
        block.bodies.append(body)
        block.ids.append(record_id)
    return block


def discogs_link(line: bytes, data_type: DataType) -> tuple[str, int] | None:
    """MBID and Discogs id of a line that has both, for the map that relations are looked up in. Bad lines have none."""
    if b"discogs" not in line:
        return None
    try:
        entity = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(entity, dict) or not isinstance(mbid := entity.get("id"), str):
        return None
    found = linked_discogs_id(relations_of(entity), data_type)
    return None if found is None else (mbid, found)


def _refuse(line: bytes, reason: str, block: ParsedBlock) -> None:
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        raise MalformedDump(f"Not UTF-8: {error}") from error
    if text and not text.isspace():
        block.malformed += 1
        block.note(f"Line is not JSON ({reason}): {_excerpt(line)}")


def _excerpt(line: bytes) -> str:
    return line[:120].decode("utf-8", "replace")
