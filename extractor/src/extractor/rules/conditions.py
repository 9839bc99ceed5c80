"""What is asked of a single value: tests made from the parameters of a rule."""

from collections.abc import Callable, Collection
import re
from typing import Final


type Test = Callable[[str], bool]

_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_COMPACT_DATE: Final = re.compile(r"([0-9]{4})(?:0[0-9]|1[0-2])(?:[0-2][0-9]|3[01])?")
_DATE_SEPARATORS: Final = re.compile(r"[-/. T]")
_LOOK_AROUND: Final = re.compile(r"\(\?(?:=|!|<=|<!|P=|\()|(?<!\\)(?:\\\\)*\\[1-9]")
_MARKUP: Final = r"\[/?(?:b|i|u|s|url(?:=[^\]]*)?)\]"  # Discogs' markup that shapes text; [a=...] and [l=...] hold names and stay
_MEMO_ENTRIES: Final = 4096
_MEMO_LENGTH: Final = 64


class Memo(dict[str, bool]):
    """Remembers a test's answers for short values: genres, dates and years repeat by the million. Bounded."""

    def __init__(self, test: Test) -> None:
        self._test = test

    def __missing__(self, value: str) -> bool:
        answer = self._test(value)
        if len(value) <= _MEMO_LENGTH:
            if len(self) >= _MEMO_ENTRIES:
                self.clear()
            self[value] = answer
        return answer


def as_number(value: str) -> float | None:
    """A value that is a number as a whole."""
    return float(value) if _NUMBER.fullmatch(value) else None


def leading_year(value: str) -> float | None:
    """A number, or what a date begins with: `1998` for `1998`, `1998-05-00`, `1998/5`, `199805` and `19980523`."""
    compact = _COMPACT_DATE.fullmatch(value)
    if compact:
        return float(compact[1])
    number = as_number(value)
    return as_number(_DATE_SEPARATORS.split(value, maxsplit=1)[0]) if number is None else number


def outside(low: float | None, high: float | None, number_of: Callable[[str], float | None]) -> Test:
    """Whether a value is below or above the bounds; what is no number is not."""

    def test(value: str) -> bool:
        number = number_of(value)
        return number is not None and ((low is not None and number < low) or (high is not None and number > high))

    return test


def length_outside(low: int | None, high: int | None) -> Test:
    """Whether a value has fewer or more characters than the bounds."""
    return lambda value: (low is not None and len(value) < low) or (high is not None and len(value) > high)


def not_in(values: Collection[str]) -> Test:
    """Whether a value is missing from a list, letter by letter."""
    known = frozenset(values)
    return lambda value: value not in known


def matches(pattern: str) -> Test:
    """Whether a pattern is found anywhere in a value.

    Raises:
        ValueError: Not a pattern, or one with look-around or back-references, which the rule language leaves out.
    """
    if _LOOK_AROUND.search(pattern):
        raise ValueError("look-around and back-references are not supported")
    try:
        search = re.compile(_strict_end(pattern)).search
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(str(error)) from error
    return lambda value: search(value) is not None


def _strict_end(pattern: str) -> str:
    r"""`$` meaning the very end, as rule files mean it; Python's also matches before a last line feed."""
    if "(?m" in pattern:
        return pattern
    out: list[str] = []
    in_class = escaped = False
    for character in pattern:
        if not escaped:
            in_class = (in_class or character == "[") and character != "]"
        out.append(r"\Z" if character == "$" and not escaped and not in_class else character)
        escaped = character == "\\" and not escaped
    return "".join(out)


def contains(text: str) -> Test:
    """Whether a value has `text` in it, in any case."""
    wanted = text.lower()
    return lambda value: wanted in value.lower()


def opens_with(text: str) -> Test:
    """Whether a value begins with `text`, in any case, markup, blanks and punctuation before it aside: `[b]*** Do not use` does."""
    words = r"\s+".join(re.escape(word) for word in text.split())
    found = re.compile(rf"(?:{_MARKUP}|[\W_])*+{words}(?!\w)", re.IGNORECASE).match
    return lambda value: found(value) is not None
