"""Which requests the load test makes: every GET route of the graph, with keys drawn from the loaded catalogue. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Key:
    """An entity: `id` is its name for genres, styles and people."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Keys:
    """Entities of each kind, the largest first."""

    artists: Sequence[Key] = ()
    labels: Sequence[Key] = ()
    releases: Sequence[Key] = ()
    masters: Sequence[Key] = ()
    genres: Sequence[Key] = ()
    styles: Sequence[Key] = ()
    people: Sequence[Key] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """One GET."""

    path: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Test:
    """A named series of requests to one route; `name` is `category/what`."""

    __test__ = False

    name: str
    requests: Sequence[Request]


def segment(text: str) -> str:
    """One path segment."""
    return quote(text, safe="")


ROLES: Final = ("mastering", "production", "engineering")


def plan(keys: Keys, *, year: int, roles: Sequence[str] = ROLES) -> list[Test]:
    """All tests; one without keys is left out."""
    tests = [
        *_catalogue(year),
        *_named(keys),
        *_artists(keys.artists),
        *_labels(keys.labels),
        *_people(keys.people, roles),
        *_records(keys),
    ]
    return [test for test in tests if test.requests]


def _catalogue(year: int) -> list[Test]:
    def one(name: str, path: str, **params: Any) -> Test:
        return Test(name, [Request(path, params)] * 20)

    return [
        one("explore/year-range", "/api/explore/year-range"),
        one("explore/genre-emergence", "/api/explore/genre-emergence", before_year=year),
        one("explore/start", "/api/explore/start"),
        one("explore/genre-tree", "/api/genre-tree"),
        one("explore/graph-stats", "/api/graph/stats"),
        *(
            one(f"insights/{topic}", f"/api/insights/{topic}")
            for topic in ("top-artists", "label-longevity", "this-month", "data-completeness", "status")
        ),
        one("rarity/leaderboard", "/api/rarity/leaderboard"),
        one("rarity/hidden-gems", "/api/rarity/hidden-gems"),
        one("musicbrainz/enrichment-status", "/api/enrichment/status"),
        one("nlq/suggestions", "/api/nlq/suggestions"),
    ]


def _named(keys: Keys) -> list[Test]:
    kinds = {"artist": keys.artists, "label": keys.labels, "genre": keys.genres, "style": keys.styles}
    categories = {
        "artist": ("releases", "labels", "aliases"),
        "label": ("releases", "artists", "genres"),
        "genre": ("releases", "artists", "labels", "styles"),
        "style": ("releases", "artists", "labels", "genres"),
    }
    tests: list[Test] = []
    for kind, found in kinds.items():
        tests += [
            Test(f"search/{kind}", [Request("/api/search", {"q": key.name}) for key in found if len(key.name) >= 3]),
            Test(f"autocomplete/{kind}", [Request("/api/autocomplete", {"q": key.name[:5], "type": kind}) for key in found if len(key.name) >= 5]),
            Test(f"explore/{kind}", [Request("/api/explore", {"id": key.id, "name": key.name, "type": kind}) for key in found]),
            Test(f"trends/{kind}", [Request("/api/trends", {"name": key.name, "type": kind}) for key in found]),
            Test(f"node/{kind}", [Request(f"/api/node/{segment(key.id)}", {"type": kind}) for key in found]),
        ]
        for category in categories[kind]:
            wanted = {"type": kind, "category": category, "limit": 50}
            tests.append(Test(f"expand/{kind}-{category}", [Request("/api/expand", {"node_id": key.id, **wanted}) for key in found]))
        wanted = {"type": kind, "category": "releases", "limit": 50, "before_year": 1995}
        tests.append(Test(f"expand/{kind}-releases-before", [Request("/api/expand", {"node_id": key.id, **wanted}) for key in found]))
    return tests


def _artists(artists: Sequence[Key]) -> list[Test]:
    return [
        _series("artist/page", artists, lambda key: Request(f"/api/artist/{key.id}")),
        _series("artist/people", artists, lambda key: Request(f"/api/artist/{key.id}/people")),
        _series("artist/musicbrainz", artists, lambda key: Request(f"/api/artist/{key.id}/relationships")),
        _series("artist/external-links", artists, lambda key: Request(f"/api/artist/{key.id}/external-links")),
        _series("network/collaborators", artists, lambda key: Request(f"/api/collaborators/{key.id}", {"limit": 20})),
        _series("network/depth-1", artists, lambda key: Request(f"/api/network/artist/{key.id}/collaborators", {"depth": 1})),
        _series("network/depth-2", artists, lambda key: Request(f"/api/network/artist/{key.id}/collaborators", {"depth": 2})),
        _series("network/centrality", artists, lambda key: Request(f"/api/network/artist/{key.id}/centrality")),
        _series("network/cluster", artists, lambda key: Request(f"/api/network/cluster/{key.id}", {"limit": 50})),
        _series("recommend/similar", artists, lambda key: Request(f"/api/recommend/similar/artist/{key.id}", {"limit": 5})),
        _series("rarity/artist", artists, lambda key: Request(f"/api/rarity/artist/{key.id}")),
        _series("influence/from", artists, lambda key: Request(f"/api/influence/artist/{key.id}", {"direction": "from"})),
        _pairs("path/artists", artists, lambda a, b: Request("/api/path", {"from_id": a.id, "from_name": a.name, "to_id": b.id, "to_name": b.name})),
        _pairs("compare/artists", artists, lambda a, b: Request("/api/compare/artists", {"ids": f"{a.id},{b.id}"})),
    ]


def _labels(labels: Sequence[Key]) -> list[Test]:
    return [
        _series("label/page", labels, lambda key: Request(f"/api/label/{key.id}")),
        _series("label/releases", labels, lambda key: Request(f"/api/label/{key.id}/releases")),
        _series("label/dna", labels, lambda key: Request(f"/api/label/{key.id}/dna")),
        _series("label/similar", labels, lambda key: Request(f"/api/label/{key.id}/similar", {"limit": 5})),
        _series("rarity/label", labels, lambda key: Request(f"/api/rarity/label/{key.id}")),
        _pairs("label/dna-compare", labels, lambda a, b: Request("/api/label/dna/compare", {"ids": f"{a.id},{b.id}"})),
        _pairs("compare/labels", labels, lambda a, b: Request("/api/compare/labels", {"ids": f"{a.id},{b.id}"})),
    ]


def _people(people: Sequence[Key], roles: Sequence[str]) -> list[Test]:
    def path(key: Key, suffix: str = "") -> str:
        return f"/api/credits/person/{segment(key.name)}{suffix}"

    return [
        _series("credits/person", people, lambda key: Request(path(key))),
        _series("credits/timeline", people, lambda key: Request(path(key, "/timeline"))),
        _series("credits/profile", people, lambda key: Request(path(key, "/profile"))),
        _series("credits/connections", people, lambda key: Request(f"/api/credits/connections/{segment(key.name)}", {"depth": 1, "limit": 30})),
        Test("credits/autocomplete", [Request("/api/credits/autocomplete", {"q": key.name[:4], "limit": 10}) for key in people]),
        _pairs("credits/shared", people, lambda a, b: Request("/api/credits/shared", {"person1": a.name, "person2": b.name})),
        Test("credits/top", [Request(f"/api/credits/role/{role}/top", {"limit": 20}) for role in roles] * 7),
    ]


def _records(keys: Keys) -> list[Test]:
    return [
        _series("release/page", keys.releases, lambda key: Request(f"/api/release/{key.id}")),
        _series("release/credits", keys.releases, lambda key: Request(f"/api/credits/release/{key.id}")),
        _series("release/rarity", keys.releases, lambda key: Request(f"/api/rarity/{key.id}")),
        _series("node/release", keys.releases, lambda key: Request(f"/api/node/{key.id}", {"type": "release"})),
        _series("master/page", keys.masters, lambda key: Request(f"/api/master/{key.id}")),
        _series("master/versions", keys.masters, lambda key: Request(f"/api/master/{key.id}/versions")),
    ]


def _series(name: str, keys: Sequence[Key], request: Callable[[Key], Request]) -> Test:
    return Test(name, [request(key) for key in keys])


def _pairs(name: str, keys: Sequence[Key], request: Callable[[Key, Key], Request]) -> Test:
    return Test(name, [request(a, b) for a, b in pairwise(keys)])
