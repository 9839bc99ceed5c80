"""Keys drawn from the loaded catalogue by degree, the largest among them.

A random release names its artists, labels, genres and people, so an entity is drawn as often as it has releases.
"""

from collections.abc import Iterable, Mapping, Sequence
import random
from typing import Any, Final

import neo4j
import psycopg
from psycopg.rows import DictRow, dict_row

from tests.perftest.plan import Key, Keys


DRAWN_RELEASES: Final = """
    SELECT data_id, data FROM public.releases TABLESAMPLE SYSTEM (%(percent)s) REPEATABLE (%(seed)s) LIMIT %(count)s
"""
LARGEST: Final[Mapping[str, str]] = {
    "artists": "MATCH (n:Artist) WHERE n.name IS NOT NULL RETURN n.id AS id, n.name AS name ORDER BY coalesce(n.release_count, 0) DESC, id LIMIT $count",
    "labels": "MATCH (n:Label) WHERE n.name IS NOT NULL RETURN n.id AS id, n.name AS name ORDER BY coalesce(n.release_count, 0) DESC, id LIMIT $count",
    "genres": "MATCH (n:Genre) RETURN n.name AS id, n.name AS name ORDER BY coalesce(n.release_count, 0) DESC LIMIT $count",
    "styles": "MATCH (n:Style) RETURN n.name AS id, n.name AS name ORDER BY coalesce(n.release_count, 0) DESC LIMIT $count",
    "people": "MATCH (n:Person) WHERE n.credit_count > 0 RETURN n.name AS id, n.name AS name ORDER BY n.credit_count DESC LIMIT $count",
}


def draw(config: Mapping[str, Any]) -> Keys:
    """Keys for a run.

    Args:
        config: `postgres_url`, `neo4j_*`, `keys`, `hubs`, `seed`, and lists of names that are to be among them.
    """
    count, hubs = int(config["keys"]), int(config["hubs"])
    with psycopg.connect(config["postgres_url"], row_factory=dict_row, autocommit=True) as tables:
        releases = _releases(tables, count, int(config["seed"]))
    auth = (config["neo4j_user"], config["neo4j_password"])
    with neo4j.GraphDatabase.driver(config["neo4j_uri"], auth=auth, notifications_min_severity="OFF") as driver, driver.session() as graph:
        largest = {kind: [Key(str(row["id"]), str(row["name"])) for row in graph.run(query, count=hubs)] for kind, query in LARGEST.items()}

    def mixed(kind: str, drawn: Iterable[Key]) -> list[Key]:
        return list(dict.fromkeys([*largest.get(kind, []), *drawn]))[:count]

    data = [row["data"] for row in releases]
    return Keys(
        artists=mixed("artists", _parts(data, "artists")),
        labels=mixed("labels", _parts(data, "labels")),
        releases=[Key(row["data_id"], row["data"].get("title") or "") for row in releases][:count],
        masters=list(dict.fromkeys(Key(str(key), "") for each in data if (key := _master(each))))[:count],
        genres=mixed("genres", _words(data, "genres")),
        styles=mixed("styles", _words(data, "styles")),
        people=mixed("people", (Key(key.name, key.name) for key in _parts(data, "extraartists"))),
    )


def _releases(tables: psycopg.Connection[DictRow], count: int, seed: int) -> Sequence[Mapping[str, Any]]:
    (row,) = tables.execute("SELECT greatest(reltuples, 1)::float8 AS rows FROM pg_class WHERE oid = 'public.releases'::regclass").fetchall()
    # Whole pages are drawn: more than needed, then shuffled.
    percent = min(100.0, 100.0 * 20 * count / row["rows"])
    found = tables.execute(DRAWN_RELEASES, {"percent": percent, "seed": seed, "count": 20 * count}).fetchall()
    random.Random(seed).shuffle(found)
    return found[: 2 * count]


def _parts(data: Iterable[Mapping[str, Any]], field: str) -> list[Key]:
    entries = [entry for each in data for entry in each.get(field) or [] if isinstance(entry, Mapping)]
    return [Key(str(entry["id"]), str(entry["name"])) for entry in entries if entry.get("id") not in (None, "", "0") and entry.get("name")]


def _words(data: Iterable[Mapping[str, Any]], field: str) -> list[Key]:
    return [Key(word, word) for each in data for word in each.get(field) or [] if isinstance(word, str)]


def _master(release: Mapping[str, Any]) -> str | None:
    value = release.get("master_id")
    key = value.get("#text") if isinstance(value, Mapping) else value
    return str(key) if key not in (None, "", "0") else None
