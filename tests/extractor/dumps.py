"""Small dumps for tests of the extractor."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson

from common.domain.data_types import DataType
from extractor.blocks import Block, ParsedBlock
from extractor.discogs.parse import parse_block
from extractor.discogs.splitter import Splitter
from extractor.rules import RuleSet, load_rules


MESSAGES = Path(__file__).parent.parent / "data" / "messages"
SHIPPED_RULES = Path(__file__).parents[2] / "extractor" / "extraction-rules.yaml"


def shipped_rules(current_year: int = 2026) -> RuleSet:
    return load_rules(SHIPPED_RULES, current_year=current_year)


def dump(data_type: DataType, records: Iterable[bytes | str], *, separator: bytes = b"\n") -> bytes:
    """A Discogs dump of the records, each on lines of its own."""
    root = data_type.value.encode()
    parts = [record.encode() if isinstance(record, str) else record for record in records]
    return separator.join([b"<%b>" % root, *parts, b"</%b>" % root])


def cut(data: bytes, data_type: DataType, *, chunk_bytes: int = 1 << 16, block_bytes: int = 1 << 20) -> list[Block]:
    """Blocks of a dump fed in pieces."""
    splitter = Splitter(data_type, block_bytes=block_bytes)
    blocks = [block for start in range(0, len(data), chunk_bytes) for block in splitter.feed(data[start : start + chunk_bytes])]
    return blocks + splitter.close()


def merged(parts: Iterable[ParsedBlock]) -> ParsedBlock:
    """Several parsed blocks as one."""
    whole = ParsedBlock()
    for part in parts:
        whole.bodies += part.bodies
        whole.ids += part.ids
        whole.parsed += part.parsed
        whole.skipped += part.skipped
        whole.malformed += part.malformed
        whole.problems += part.problems
        whole.flagged += part.flagged
    return whole


def read(data: bytes, data_type: DataType, *, rules: RuleSet | None = None, chunk_bytes: int = 1 << 16, block_bytes: int = 1 << 20) -> ParsedBlock:
    """A whole dump, cut and parsed."""
    return merged(parse_block(block.data, data_type, rules) for block in cut(data, data_type, chunk_bytes=chunk_bytes, block_bytes=block_bytes))


def read_records(data_type: DataType, *records: bytes | str, rules: RuleSet | None = None) -> ParsedBlock:
    """Records in a dump of their own."""
    return read(dump(data_type, records), data_type, rules=rules)


def message(data_type: DataType, record: bytes | str, rules: RuleSet | None = None) -> dict[str, Any]:
    """The message of a single record."""
    parsed = read_records(data_type, record, rules=rules)
    assert len(parsed.bodies) == 1, parsed
    body: dict[str, Any] = orjson.loads(parsed.bodies[0])
    return body


def expected_message(name: str) -> dict[str, Any]:
    """The published form of an example, by file name."""
    form: dict[str, Any] = orjson.loads((MESSAGES / f"{name}.json").read_bytes())
    return form
