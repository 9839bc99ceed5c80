"""Which words a misspelt word may have meant. Pure."""

from collections.abc import Iterable
from typing import Final


MAX_CORRECTIONS: Final = 5
MIN_LETTERS: Final = 3


def corrections(typed: str, known: Iterable[tuple[str, int]]) -> list[str]:
    """Words a typo or two away, the nearest first, then the most frequent.

    Args:
        typed: One word, folded.
        known: Words and in how many documents they are.
    """
    allowed = 1 if len(typed) < 5 else 2
    if len(typed) < MIN_LETTERS or typed.isdigit():
        return []
    near = [(distance(typed, word, allowed), -documents, word) for word, documents in known if word != typed]
    return [word for far, _, word in sorted(near) if far <= allowed][:MAX_CORRECTIONS]


def distance(a: str, b: str, most: int) -> int:
    """Letters that were left out, added, changed or swapped with their neighbour; anything beyond `most` is `most + 1`."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, start=1):
        before, above, row = row, before, [i]
        for j, other in enumerate(b, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
