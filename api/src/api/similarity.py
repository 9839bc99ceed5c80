"""How alike two things are: profiles as shares, compared by their angle.

A profile says how often something occurs by key, e.g. releases by style. Keys are ids where there are any, else names.
"""

from collections.abc import Mapping
from math import sqrt


def shares(counts: Mapping[str, float]) -> dict[str, float]:
    """Counts as parts of their sum; empty when there is nothing to share. Counts that are not positive are left out."""
    total = sum(count for count in counts.values() if count > 0)
    return {key: count / total for key, count in counts.items() if count > 0} if total else {}


def cosine(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """Cosine of the angle between two sparse vectors, 0 to 1 for counts or shares; 0 when either is empty or all zero."""
    small, large = (a, b) if len(a) <= len(b) else (b, a)
    # Added in one order, whatever order the stores answered in: the same profiles always give the same score.
    product = sum(small[key] * large[key] for key in sorted(small) if key in large)
    length = _length(a) * _length(b)
    return min(1.0, product / length) if length else 0.0


def _length(vector: Mapping[str, float]) -> float:
    return sqrt(sum(value * value for value in sorted(vector.values())))
