"""The markup of Discogs profiles and notes: bold and links, and references to entities by name or by id.

    [b]text[/b]  [i]text[/i]  [u]text[/u]  [a=Name]  [a123]  [l=Name]  [l123]  [r=123]  [r123]  [m=123]  [m123]  [url=address]text[/url]

`parse` reads it; `finish` puts the names of entities in place, once the graph has said what they are called. What is no markup stays text:
`[Uncredited]` is as common as `[b]`, and `[A3]` is a side of a record.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
import re
from typing import Final

from api.entities.models import TextPart
from api.models import EntityType


type Reference = tuple[EntityType, str]
"""Kind of entity, and its id or its name."""

TYPES: Final = {"a": EntityType.ARTIST, "l": EntityType.LABEL, "r": EntityType.RELEASE, "m": EntityType.MASTER}
STYLES: Final = {"b": "bold", "i": "italic", "u": "underline", "s": "strikethrough"}
ID_DIGITS: Final = 18

_TAG: Final = re.compile(
    r"\[(?:"
    r"(?P<close>/)?(?P<style>[bius]|quote)"
    r"|(?P<type>(?-i:[alrm]))(?:=(?P<name>[^\[\]\r\n]{1,500})|(?P<id>[0-9]{1,18}))"
    r"|url(?:=(?P<url>[^\[\]\s]{1,2000}))?"
    r"|(?P<endurl>/url)"
    r"|(?:user|u|g|t|n|topic|guideline)=(?P<other>[^\[\]\r\n]{1,500})"
    r")\]",
    re.IGNORECASE,
)
_DISCOGS: Final = re.compile(
    r"https?://(?:www\.)?discogs\.com/(?:[^/?#]{1,300}/){0,2}(artist|label|release|master)/([0-9]{1,18})(?:[-?#/].*)?", re.IGNORECASE
)
_WEB: Final = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text of one appearance that means one thing."""

    text: str | None
    """`None`: the name of the entity, which is still to be found."""
    styles: tuple[str, ...] = ()
    type: EntityType | None = None
    id: str | None = None
    name: str | None = None
    url: str | None = None


def parse(text: str) -> list[Piece]:
    """Pieces of a marked-up text, in order. Time grows with its length; a tag without its partner is dropped."""
    tags = list(_TAG.finditer(text))
    closed = _closed_links(tags)
    pieces: list[Piece] = []
    styles: list[str] = []
    link: str | None = None
    linked = False
    position = 0
    for number, tag in enumerate(tags):
        _add(pieces, text[position : tag.start()], styles, link, is_address=linked and link is None)
        position = tag.end()
        if style := tag["style"]:
            _toggle(styles, style.lower(), closes=bool(tag["close"]))
        elif kind := tag["type"]:
            pieces.append(_entity(TYPES[kind], tag["id"] or tag["name"], tuple(styles), by_id=tag["id"] is not None))
        elif tag["other"]:
            _add(pieces, tag["other"], styles, link)
        elif tag["endurl"]:
            link, linked = None, False
        elif number in closed:
            link, linked = tag["url"], True
        elif tag["url"]:
            _add(pieces, tag["url"], styles, tag["url"])
    _add(pieces, text[position:], styles, link)
    return _joined(pieces)


def references(pieces: Sequence[Piece]) -> tuple[set[Reference], set[Reference]]:
    """What a text refers to whose name or id it does not say: by id, and by name."""
    ids = {(piece.type, piece.id) for piece in pieces if piece.type and piece.id and piece.text is None}
    names = {(piece.type, piece.name) for piece in pieces if piece.type and piece.name and piece.id is None}
    return ids, names


def finish(pieces: Sequence[Piece], names: Mapping[Reference, str], ids: Mapping[Reference, str]) -> tuple[str, list[TextPart]]:
    """The plain text, and its parts for a page.

    Args:
        names: Names of entities by id; one that is missing is called by its type and number.
        ids: Ids by name; what is missing is a name without a link.
    """
    parts = []
    for piece in pieces:
        entity_id = piece.id
        if piece.type and piece.name and entity_id is None:
            entity_id = ids.get((piece.type, piece.name))
        text = piece.text
        if text is None:
            known = names.get((piece.type, entity_id)) if piece.type and entity_id else None
            text = piece.name or known or f"{piece.type} {entity_id}"
        parts.append(TextPart(text=text, styles=list(piece.styles), type=piece.type, id=entity_id, url=piece.url))
    return "".join(part.text for part in parts), parts


def _closed_links(tags: Sequence[re.Match[str]]) -> set[int]:
    """Which opening link tags have an end before the next one opens."""
    closed: set[int] = set()
    open_tag: int | None = None
    for number, tag in enumerate(tags):
        if tag["endurl"]:
            if open_tag is not None:
                closed.add(open_tag)
            open_tag = None
        elif not (tag["style"] or tag["type"] or tag["other"]):
            open_tag = number
    return closed


def _toggle(styles: list[str], tag: str, *, closes: bool) -> None:
    style = STYLES.get(tag)
    if style is None:
        return
    if closes and style in styles:
        styles.remove(style)
    elif not closes and style not in styles:
        styles.append(style)


def _entity(entity_type: EntityType, key: str, styles: tuple[str, ...], *, by_id: bool) -> Piece:
    # Releases and masters are always meant by their number, whichever form the tag has; artists and labels can have a number for a name.
    number = key.strip()
    if by_id or (entity_type in (EntityType.RELEASE, EntityType.MASTER) and number.isascii() and number.isdigit() and len(number) <= ID_DIGITS):
        return Piece(None, styles, entity_type, id=number)
    return Piece(None, styles, entity_type, name=key)


def _add(pieces: list[Piece], text: str, styles: Sequence[str], link: str | None, *, is_address: bool = False) -> None:
    if not text:
        return
    address = text.strip() if is_address else link
    piece = Piece(text, tuple(styles))
    if address and (entity := _DISCOGS.fullmatch(address)):
        piece = replace(piece, type=EntityType(entity[1].lower()), id=entity[2])
    elif address and _WEB.fullmatch(address):
        piece = replace(piece, url=address)
    pieces.append(piece)


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Neighbours of one appearance and meaning as one piece."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last is not None and last.text is not None and piece.text is not None and replace(last, text=piece.text) == piece:
            joined[-1] = replace(last, text=last.text + piece.text)
        else:
            joined.append(piece)
    return joined
