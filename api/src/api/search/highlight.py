"""Names as HTML with `<b>` around what matched. Pure."""

from collections.abc import Collection
from html import escape
import re
from typing import Final
import unicodedata


_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_FOLDED: Final = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŋ": "n"})


def fold(word: str) -> str:
    """A word without case and accents, as near to the database's folding as one needs to mark a match."""
    plain = unicodedata.normalize("NFD", word.lower().translate(_FOLDED))
    return "".join(letter for letter in plain if not unicodedata.combining(letter) and letter.isalnum())


def highlight(name: str, words: Collection[str], beginning: str) -> str:
    """The name, escaped, its matching words in `<b>`.

    Args:
        name: Any text.
        words: Folded words that match as a whole.
        beginning: Folded beginning of a word that matches too; its rest is left plain. Empty: none.
    """
    parts: list[str] = []
    end = 0
    for match in _WORD.finditer(name):
        matched = _matched(match[0], words, beginning)
        if matched:
            parts += [escape(name[end : match.start()], quote=False), "<b>", escape(match[0][:matched], quote=False), "</b>"]
            end = match.start() + matched
    parts.append(escape(name[end:], quote=False))
    return "".join(parts)


def _matched(word: str, words: Collection[str], beginning: str) -> int:
    """Letters of the word that are to be marked."""
    folded = fold(word)
    if folded in words or any(fold(part) in words for part in re.split(r"['’]", word)):
        return len(word)
    if not beginning or not folded.startswith(beginning):
        return 0
    # Letters that fold to none or to two make the beginning shorter or longer than what was typed.
    for length in range(1, len(word) + 1):
        if len(fold(word[:length])) >= len(beginning):
            return length
    return len(word)
