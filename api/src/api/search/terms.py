"""From what somebody typed to the queries of PostgreSQL's text search. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
import re
from typing import Final


MAX_WORDS: Final = 12
"""Words of a query that are looked for; more say nothing new."""
MIN_CODE: Final = 3
_NUMBERED: Final = re.compile(r"\S\s*\(\d+\)\s*$")


@dataclass(frozen=True, slots=True)
class Reading:
    """A text in the forms that documents are compared in (migration 0008_search).

    Attributes:
        text: As typed.
        folded: Words without accents, case and punctuation.
        key: The same without leading article and blanks.
        code: The text as a catalogue number or barcode.
        words: Words to look for.
        joined: Words when punctuation inside of them is left out: "acdc" of "AC/DC".
        completions: Words that the last word may be the beginning of.
        documents: How many documents hold one of these.
        corrections: Words that may have been meant, by typed word.
    """

    text: str
    folded: str
    key: str
    code: str
    words: Sequence[str]
    joined: Sequence[str]
    completions: Sequence[str] = ()
    documents: int = 0
    corrections: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def is_bare(self) -> bool:
        """Whether it has no leading article."""
        return self.folded.replace(" ", "") == self.key

    @property
    def is_numbered(self) -> bool:
        """Whether it ends in the number that tells namesakes apart: `Nirvana (2)`."""
        return _NUMBERED.search(self.text) is not None

    @property
    def number(self) -> str:
        """The code, empty where it cannot be one: catalogue numbers and barcodes hold a digit."""
        return self.code if len(self.code) >= MIN_CODE and any(letter.isdigit() for letter in self.code) else ""

    @property
    def looked_for(self) -> list[str]:
        """The first words, as they were typed."""
        return sorted(self.words, key=self.folded.find)[:MAX_WORDS]

    @property
    def last(self) -> str:
        """The word that is still being typed."""
        return self.folded.rpartition(" ")[2]

    def whole(self) -> str:
        """Query for exactly these words."""
        return self._query(lambda word: [word])

    def typed(self, weights: str = "") -> str:
        """Query for these words, the last one completed. `weights`: only in these parts of a document, e.g. `A`."""
        return self._query(lambda word: [word, *self.completions] if word == self.last else [word], weights)

    def meant(self) -> str:
        """As `typed`, or with corrected words."""
        corrected = self._query(lambda word: [word, *self.corrections.get(word, ())])
        return f"({self.typed()}) | ({corrected})" if self.corrections and corrected else self.typed()

    def _query(self, forms: Callable[[str], Iterable[str]], weights: str = "") -> str:
        plain = " & ".join(_any_of(forms(word), weights) for word in self.looked_for)
        if not plain or set(self.joined) == set(self.words):
            return plain
        together = " & ".join(_any_of([word], weights) for word in self.joined[:MAX_WORDS])
        return f"({plain}) | ({together})" if together else plain


def _any_of(words: Iterable[str], weights: str) -> str:
    return "(" + " | ".join(dict.fromkeys(_lexeme(word) + (f":{weights}" if weights else "") for word in words)) + ")"


def _lexeme(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
