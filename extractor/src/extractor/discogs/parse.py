"""A block of a Discogs dump to the messages of its records.

The usual case is one call of the XML parser for the whole block. A block that it refuses is cut by `RecordScanner`, and each record is
read alone, repaired if need be, so a fault costs at most the record it is in.
"""

from functools import cached_property
from typing import Any, Final

from lxml import etree
import orjson

from common.domain.data_types import DataType
from extractor.blocks import ParsedBlock
from extractor.discogs.element import ForeignName, JsonValue, read_element
from extractor.discogs.markup import Kind, RecordScanner, Span
from extractor.discogs.normalise import NORMALISE
from extractor.discogs.repair import repair
from extractor.message import message_body
from extractor.rules.engine import RuleSet, TypeRules
from extractor.rules.verdict import Flagged, Verdict, keeps_files


UNKNOWN_ID: Final = "unknown"


def _parser() -> etree.XMLParser:
    """Entities are never expanded, nothing is fetched; sizes are bounded by the block, so libxml2's own limits are off."""
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


_PARSER: Final = _parser()


def parse_block(data: bytes, data_type: DataType, rules: RuleSet | None = None) -> ParsedBlock:
    """Read a block of whole records.

    Any bytes are taken: what is no record of the type is dropped and, if it should have been one, counted as malformed.
    """
    reader = _BlockReader(data, data_type, rules.of(data_type) if rules else None)
    if not reader.read_whole():
        reader.read_one_by_one()
    return reader.block


class _Unreadable(Exception):  # noqa: N818 - handled in this module
    pass


class _BlockReader:
    def __init__(self, data: bytes, data_type: DataType, rules: TypeRules | None) -> None:
        self._data = data
        self._tag = data_type.singular
        self._normalise = NORMALISE[data_type]
        self._rules = rules
        self.block = ParsedBlock()
        self._scanner = RecordScanner(self._tag.encode(), data_type.value.encode())
        self._bytes = _RecordBytes(data, self._tag.encode(), self._scanner)

    def read_whole(self) -> bool:
        """Read the block in one go; `False`, with nothing done, if it is not made of well-formed records only."""
        data = self._data
        if b"xmlns" in data or b"<xml:" in data:  # a name that the parser would rewrite
            return False
        tag = self._tag
        try:
            root = etree.fromstring(b"<r>%b</r>" % data, _PARSER)
            self._bytes.expect(len(root))
            for index, record in enumerate(root):
                if record.tag != tag:
                    break
                self._take(read_element(record), index)
            else:
                return True
        except (etree.XMLSyntaxError, ForeignName, RecursionError):
            pass
        # Rare enough to begin again rather than to keep all values until the last one is known to be good.
        self.block = ParsedBlock()
        return False

    def read_one_by_one(self) -> None:
        """Read each record alone, after a fault somewhere in the block."""
        for span in self._scanner.scan(self._data, final=True).spans:
            if span.kind is Kind.MALFORMED:
                self._drop(span, "tags do not match")
            elif span.kind is Kind.RECORD:
                self._read_span(span)

    def _read_span(self, span: Span) -> None:
        data = self._data[span.start : span.end]
        try:
            value = self._value(data)
        except (etree.XMLSyntaxError, RecursionError, _Unreadable) as error:
            self._drop(span, "nested too deep" if isinstance(error, RecursionError) else str(error))
            return
        self._take(value, data)

    def _value(self, data: bytes) -> JsonValue:
        """Value of one record, which is repaired if the parser refuses it as it is."""
        if b"xmlns" not in data and b"<xml:" not in data:
            try:
                return read_element(etree.fromstring(data, _PARSER))
            except (etree.XMLSyntaxError, ForeignName):
                pass
        repaired = repair(data)
        if repaired is None:
            raise _Unreadable("private-use characters of all kinds")
        if repaired.replaced_bytes:
            self.block.note(f"Bytes that are not UTF-8 replaced: {_excerpt(data)}")
        value: JsonValue = repaired.restore(read_element(etree.fromstring(repaired.text.encode(), _PARSER)))
        return value

    def _drop(self, span: Span, reason: str) -> None:
        self.block.malformed += 1
        self.block.note(f"Malformed {self._tag} dropped ({reason}): {_excerpt(self._data[span.start : span.end])}")

    def _take(self, value: JsonValue, source: int | bytes) -> None:
        """One record through rules, normal form and hash.

        Args:
            value: The record; text or nothing is not one, and is passed over.
            source: Its bytes, or its position in the block, by which they can be found.
        """
        if not isinstance(value, dict):
            return
        block = self.block
        block.parsed += 1
        if "@id" in value:
            record_id = value["@id"]
            value.pop("id", None)
        else:
            record_id = value.get("id")
            if not isinstance(record_id, str):
                record_id = UNKNOWN_ID
        try:
            if self._rules is not None and (verdict := self._rules.judge(value)) is not None:
                block.flagged.append(self._flag(verdict, record_id, value, source))
                if verdict.skip is not None:
                    block.skipped += 1
                    return
            self._normalise(value)
            body = message_body(value, record_id)
        except orjson.JSONEncodeError as error:
            block.parsed -= 1
            block.malformed += 1
            block.note(f"Malformed {self._tag} {record_id} dropped ({error})")
            return
        block.bodies.append(body)
        block.ids.append(record_id)

    def _flag(self, verdict: Verdict, record_id: str, value: dict[str, Any], source: int | bytes) -> Flagged:
        if not keeps_files(verdict):
            return Flagged.brief(verdict, record_id)
        return Flagged.of(verdict, record_id, self._bytes[source] if isinstance(source, int) else source, value)


class _RecordBytes:
    """The bytes of records of a well-formed block by position; looked for only when a record is flagged."""

    def __init__(self, data: bytes, tag: bytes, scanner: RecordScanner) -> None:
        self._data = data
        self._open, self._close = b"<" + tag, b"</" + tag
        self._scanner = scanner
        self._count = 0

    def expect(self, count: int) -> None:
        """How many records the parser found."""
        self._count = count

    def __getitem__(self, index: int) -> bytes:
        if self._lines is not None:
            return self._open + self._lines[index].rstrip()
        span = self._spans[index]
        return self._data[span.start : span.end]

    @cached_property
    def _lines(self) -> list[bytes] | None:
        """What follows `<tag` at each line start, if that is exactly one whole record each, as in all real dumps."""
        before, *lines = (b"\n" + self._data).split(b"\n" + self._open)
        if before.strip() or len(lines) != self._count or any(line.count(self._open) + 1 != line.count(self._close) for line in lines):
            return None
        return lines

    @cached_property
    def _spans(self) -> list[Span]:
        return [span for span in self._scanner.scan(self._data, final=True).spans if span.kind is Kind.RECORD]


def _excerpt(data: bytes) -> str:
    return data[:_EXCERPT_BYTES].decode("utf-8", "replace")


_EXCERPT_BYTES: Final = 120
