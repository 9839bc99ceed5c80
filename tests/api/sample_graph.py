"""The sample graph of the acceptance checks: artists A, B, C; r1 by A and B in 1990, r2 by A without a year, r3 by B and C in 1995."""

from typing import Any, Final


A: Final = {"id": "1", "name": "A"}
B: Final = {"id": "2", "name": "B"}
C: Final = {"id": "3", "name": "C"}
SAMPLE: Final[dict[str, list[dict[str, Any]]]] = {
    "artists": [A, B, C],
    "releases": [
        {"id": "11", "title": "r1", "released": "1990", "artists": [A, B]},
        {"id": "12", "title": "r2", "artists": [A]},
        {"id": "13", "title": "r3", "released": "1995", "artists": [B, C]},
    ],
}
