"""One record that an XML 1.0 parser refuses, rewritten so that it is taken, and what was rewritten is restored afterwards.

Dumps hold what XML 1.0 forbids: bare ampersands, names of entities that nobody declares, control characters (raw or as `&#1;`), bytes
that are no UTF-8. Nothing of that is a reason to lose a record. Characters that cannot pass are moved to private-use code points that
the record does not use itself; what looks like a reference and is none gets its ampersand escaped.
"""

from dataclasses import dataclass, field
import re
from typing import Any, Final

from extractor.discogs.markup import MARKUP_PATTERN


_MARKUP: Final = re.compile(MARKUP_PATTERN)
_REFERENCE: Final = re.compile(r"&(?:(?P<named>amp|lt|gt|apos|quot);|#(?P<number>[^;&<\s]*);)?")
_ATTRIBUTE: Final = re.compile(r"""([^\s=]+)(\s*=\s*)("[^"]*"|'[^']*')""")
_FORBIDDEN_CHARACTERS: Final = "".join(map(chr, [*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF]))
_FORBIDDEN: Final = re.compile(f"[{re.escape(_FORBIDDEN_CHARACTERS)}]")
_PRIVATE: Final = re.compile("[\U000f0000-\U0010ffff]")
_WINDOW_BITS: Final = 6  # 64 code points hold the 31 characters
_WINDOWS: Final = range(0xF0000 >> _WINDOW_BITS, 0x10FFC0 >> _WINDOW_BITS)
_REPLACEMENT: Final = "\ufffd"

# XML names are kept as written, but a parser that knows namespaces rewrites some. These two name characters, which Unicode will never
# assign, keep it from recognising a prefix or a declaration.
_COLON: Final = "\U000efffd"
_PLAIN: Final = "\U000efffc"


@dataclass(slots=True)
class Repaired:
    """Text that a parser takes, and how to get back to what was meant."""

    text: str
    replaced_bytes: bool
    moved: dict[int, str] = field(default_factory=dict)
    renamed: bool = False

    def restore(self, value: Any) -> Any:
        """The value read from `text` with the original characters and names."""
        return _restore(value, self.moved, self.renamed) if self.moved or self.renamed else value


def repair(data: bytes) -> Repaired | None:
    """Rewrite one record; `None` if it uses so many private code points that no free ones are left."""
    text = data.decode("utf-8", "replace")
    used = {ord(character) >> _WINDOW_BITS for character in _PRIVATE.findall(text)}
    used |= {code >> _WINDOW_BITS for match in _REFERENCE.finditer(text) if (code := _code_point(match["number"])) is not None}
    window = next((window for window in _WINDOWS if window not in used), None)
    if window is None:
        return None
    return _Rewriter(window << _WINDOW_BITS).rewrite(text, replaced_bytes=_REPLACEMENT in text and _REPLACEMENT.encode() not in data)


class _Rewriter:
    def __init__(self, base: int) -> None:
        self._home = {character: chr(base + index) for index, character in enumerate(_FORBIDDEN_CHARACTERS)}
        self._moved: dict[int, str] = {}
        self._renamed = False

    def rewrite(self, text: str, *, replaced_bytes: bool) -> Repaired:
        parts: list[str] = []
        position = 0
        for match in _MARKUP.finditer(text):
            parts.append(self._content(text[position : match.start()]))
            parts.append(self._markup(match))
            position = match.end()
        parts.append(self._content(text[position:]))
        return Repaired("".join(parts), replaced_bytes, self._moved, self._renamed)

    def _markup(self, match: re.Match[str]) -> str:
        if match["start"] is not None:
            attributes = _ATTRIBUTE.sub(self._attribute, match["attributes"])
            return f"<{self._name(match['start'])}{attributes}{match['empty']}>"
        if match["end"] is not None:
            return f"</{self._name(match['end'])}>"
        if match["cdata"] is not None:
            return f"<![CDATA[{_FORBIDDEN.sub(self._move, match['cdata'])}]]>"
        return ""  # comments and instructions carry nothing, and a "--" inside a comment would be a fault

    def _name(self, name: str) -> str:
        safe = name.replace(":", _COLON)
        if safe == "xmlns":
            safe += _PLAIN
        self._renamed |= safe != name
        return safe

    def _attribute(self, match: re.Match[str]) -> str:
        value = match[3]
        if all(self._is_good(reference) for reference in _REFERENCE.finditer(value)):
            value = self._content(value)
        else:  # as the reference reader does: one bad reference leaves the whole value as it is written
            value = _FORBIDDEN.sub(self._move, value.replace("&", "&amp;"))
        return f"{self._name(match[1])}{match[2]}{value}"

    def _content(self, text: str) -> str:
        text = _REFERENCE.sub(self._reference, text)
        return _FORBIDDEN.sub(self._move, text).replace("]]>", "]]&gt;")

    def _is_good(self, match: re.Match[str]) -> bool:
        return match["named"] is not None or _code_point(match["number"]) is not None

    def _reference(self, match: re.Match[str]) -> str:
        if match["named"] is not None:
            return match[0]
        if match["number"] is None:
            return "&amp;"
        code = _code_point(match["number"])
        if code is None:
            return _REPLACEMENT
        return chr(code) if chr(code) in _FORBIDDEN_CHARACTERS else match[0]  # the former are moved right after

    def _move(self, match: re.Match[str]) -> str:
        home = self._home[match[0]]
        self._moved[ord(home)] = match[0]
        return home


def _code_point(number: str | None) -> int | None:
    """The character that a numeric reference names, `None` where there is none such (NUL, surrogates, beyond Unicode, no number)."""
    if number is None:
        return None
    digits, base = (number[1:], 16) if number[:1] == "x" else (number, 10)
    if not digits.isascii() or not digits.isalnum():
        return None
    try:
        code = int(digits, base) if len(digits) < _MAX_DIGITS else int(digits.lstrip("0")[:_MAX_DIGITS] or "0", base)
    except ValueError:
        return None
    return code if 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else None


_MAX_DIGITS: Final = 64  # enough to be beyond Unicode; a longer number is not worth computing


def _restore(value: Any, moved: dict[int, str], renamed: bool) -> Any:
    if isinstance(value, str):
        return value.translate(moved)
    if isinstance(value, list):
        return [_restore(item, moved, renamed) for item in value]
    if isinstance(value, dict):
        return {_restored_name(key) if renamed else key: _restore(item, moved, renamed) for key, item in value.items()}
    return value


def _restored_name(key: str) -> str:
    return key.replace(_COLON, ":").replace(_PLAIN, "")
