"""Which parser serves a worker: the source decides once, at the worker's start."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from common.domain.data_types import DataType, Source
from extractor.blocks import ParsedBlock
from extractor.rules import load_rules
from extractor.state.links import LinkReader, pack_links


class Parser:
    """Blocks of one source to message bodies."""

    def __init__(self, parse: Callable[[DataType, bytes], ParsedBlock]) -> None:
        self.block = parse

    @classmethod
    def load(cls, source: str, rules_path: str | None, links_path: str | None) -> "Parser":
        """The parser of a source with its rules and, for MusicBrainz, the map from MBIDs to Discogs ids.

        Raises:
            ConfigError: the rules file is wrong.
        """
        # Imported here, so that a worker holds one reader only.
        rules = load_rules(Path(rules_path)) if rules_path else None
        if Source(source) is Source.DISCOGS:
            from extractor.discogs.parse import parse_block as parse_discogs

            return cls(lambda data_type, data: parse_discogs(data, data_type, rules))
        from extractor.musicbrainz.parse import parse_block as parse_musicbrainz

        lookup = _lookup(links_path)
        return cls(lambda data_type, data: parse_musicbrainz(data, data_type, lookup, rules))

    @staticmethod
    def links(data_type: DataType, data: bytes) -> bytes:
        """Discogs links of a block of MusicBrainz lines, packed (see `state.links`)."""
        from extractor.musicbrainz.parse import discogs_link

        # Most lines link nowhere near Discogs, and looking for the text costs a hundredth of decoding the line.
        lines = (line for line in data.split(b"\n") if b"discogs.com" in line)
        return pack_links(link for line in lines if (link := discogs_link(line, data_type)) is not None)


def _lookup(links_path: str | None) -> Callable[[str, str], int | None]:
    if links_path is None:
        return lambda _target_type, _mbid: None

    @cache
    def reader() -> LinkReader:
        # Opened at the first look-up: the workers that make the map are those that read it afterwards.
        return LinkReader(Path(links_path))

    return lambda target_type, mbid: reader().lookup(target_type, mbid)
