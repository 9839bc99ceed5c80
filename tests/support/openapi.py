"""A good request for every operation of the API document."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

from tests.support.api import INTERNAL_SECRET


SAMPLES: Final[Mapping[str, str]] = {
    "artist_id": "1",
    "before_year": "2000",
    "category": "releases",
    "entity_id": "1",
    "entity_type": "artist",
    "from_name": "Ann",
    "genre": "Rock",
    "id": "1",
    "ids": "1,2",
    "label_id": "10",
    "master_id": "90",
    "milestones": "25",
    "month": "1",
    "name": "Ann",
    "node_id": "1",
    "person1": "Ann",
    "person2": "Bob",
    "q": "Ann",
    "release_id": "1",
    "role": "engineering",
    "to_name": "Bob",
    "token": "AAAAAAAAAAAAAAAA",
    "type": "artist",
    "year": "2015",
}
"""A value for each parameter, by its name; they fit the catalogue below."""

NEEDED: Final[Mapping[str, Mapping[str, str]]] = {
    "/api/explore": {"name": "Ann", "type": "artist"},
    "/api/expand": {"node_id": "Ann"},
    "/api/trends": {"name": "Ann", "type": "artist"},
    "/api/path": {"from_name": "Ann", "to_name": "Bob"},
}
"""Parameters that the document calls optional because one of several must be there."""

BODIES: Final[Mapping[str, Any]] = {
    "/api/graph/nodes": {"nodes": [{"type": "artist", "id": "1"}]},
    "/api/graph/edges": {"nodes": [{"type": "artist", "id": "1"}, {"type": "release", "id": "1"}]},
    "/api/nlq/query": {"query": "Who is Ann?"},
    "/api/snapshot": {"nodes": [{"type": "artist", "id": "1"}], "center": {"type": "artist", "id": "1"}},
}


def _release(number: int, year: str | None, artists: list[str], genre: str, style: str) -> dict[str, Any]:
    return {
        "id": str(number),
        "title": f"T{number}",
        "artists": [{"id": artist, "name": {"1": "Ann", "2": "Bob", "3": "Cid"}[artist]} for artist in artists],
        "labels": [{"id": "10" if number < 7 else "11", "name": "Lab" if number < 7 else "Mab", "catno": f"L {number}"}],
        "extraartists": [{"id": "2", "name": "Bob", "role": "Producer"}, {"name": "Eve", "role": "Mastered By"}],
        "genres": [genre],
        "styles": [style],
        "formats": [{"name": "LP", "qty": "1"}],
        "country": "UK",
        **({"released": year} if year else {}),
        **({"master_id": "90"} if number < 3 else {}),
    }


CATALOGUE: Final[Mapping[str, list[dict[str, Any]]]] = {
    "artists": [{"id": "1", "name": "Ann"}, {"id": "2", "name": "Bob"}, {"id": "3", "name": "Cid"}],
    "labels": [{"id": "10", "name": "Lab"}, {"id": "11", "name": "Mab"}],
    "masters": [{"id": "90", "title": "Master", "year": 1990, "artists": [{"id": "1", "name": "Ann"}]}],
    "releases": [
        _release(number, None if number == 5 else str(1985 + 3 * number), ["1", "2"] if number % 2 else ["1", "3"], genre, style)
        for number, (genre, style) in enumerate([("Rock", "Punk"), ("Jazz", "Bop"), ("Funk / Soul", "Disco")] * 4, 1)
    ],
}
"""A small catalogue in which every sample names something."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation with a request for it."""

    method: str
    template: str
    path: str
    query: dict[str, str]
    json: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.template}"


def operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    """A good request for each operation. Fails for a parameter that has no sample: add it to `SAMPLES`."""
    for template, methods in document["paths"].items():
        for method, operation in methods.items():
            path, query = template, dict(NEEDED.get(template, {}))
            for parameter in operation.get("parameters", []):
                if parameter["required"]:
                    value = SAMPLES[parameter["name"]]
                    if parameter["in"] == "path":
                        path = path.replace(f"{{{parameter['name']}}}", quote(value, safe=""))
                    else:
                        query[parameter["name"]] = value
            headers = {"X-Internal-Secret": INTERNAL_SECRET} if "/internal/" in template else {}
            yield Operation(method.upper(), template, path, query, BODIES.get(template), headers)
