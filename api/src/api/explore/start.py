"""The start page: doors into whatever catalogue is loaded. The choice is a function of the day."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
import hashlib
from typing import Any, Final

from api.concurrency import ask_all
from api.explore import node_queries, table_queries
from api.explore.models import Door, Dump, GraphCounts, HiddenGem, MusicBrainzCounts, Start, StartYear
from api.models import EntityType
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore


DOORS_OF: Final = {EntityType.ARTIST: 3, EntityType.LABEL: 2, EntityType.GENRE: 1, EntityType.STYLE: 2}
"""Doors of each kind, in this order."""
DRAWS: Final = 24
"""Draws of a day."""


async def start(graph: Neo4jStore, postgres: PostgresStore, day: date, draw: int = 0) -> Start:
    """The start page of a day; another draw has other doors."""
    pool, years, gems, dumps, (counts,), (musicbrainz,) = await ask_all(
        [
            postgres.rows(table_queries.DOORS),
            postgres.rows(table_queries.YEARS),
            postgres.rows(table_queries.GEMS),
            postgres.rows(table_queries.DUMPS),
            graph.rows(node_queries.STATS),
            postgres.rows(table_queries.MUSICBRAINZ),
        ]
    )
    of_kind: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in pool:
        of_kind[row["kind"]].append(row)
    chosen = {kind: choose(of_kind[kind], count, day, draw, key=lambda row: row["key"]) for kind, count in DOORS_OF.items()}
    surprises = choose(of_kind["surprise"], 1, day, draw, key=lambda row: row["key"])
    doors, surprise, gem = await asyncio.gather(
        _doors(graph, [(kind, row) for kind, rows in chosen.items() for row in rows]),
        _doors(graph, [(EntityType.ARTIST, row) for row in surprises]),
        _gem(graph, choose(gems, 1, day, draw, key=lambda row: row["id"])),
    )
    return Start(
        day=day,
        doors=doors,
        surprise=surprise[0] if surprise else None,
        years=[StartYear(**row) for row in years],
        hidden_gem=gem,
        dumps=[Dump(**row, date=dump_date(row["version"])) for row in dumps],
        counts=GraphCounts(**counts),
        musicbrainz=MusicBrainzCounts(**musicbrainz),
    )


def choose[T](pool: Sequence[T], count: int, day: date, draw: int = 0, *, key: Callable[[T], str]) -> list[T]:
    """`count` of the pool: the same for all on a day, others on the next, each as often as any other; in the order of the pool.

    Args:
        draw: The draws of a day go through the whole pool before anything comes again.
    """
    shuffled = sorted(range(len(pool)), key=lambda position: hashlib.sha256(f"{day.isoformat()}:{key(pool[position])}".encode()).digest())
    drawn = [shuffled[(draw * count + place) % len(pool)] for place in range(min(count, len(pool)))]
    return [pool[position] for position in sorted(drawn)]


def dump_date(version: str) -> date | None:
    """Date of a dump's version: `20260101`, or `20260101-001500`."""
    try:
        return datetime.strptime(version[:8], "%Y%m%d").date()  # noqa: DTZ007 - a calendar date
    except ValueError:
        return None


async def _doors(graph: Neo4jStore, chosen: Sequence[tuple[EntityType, Mapping[str, Any]]]) -> list[Door]:
    """Doors with the names that the graph has; whoever has none is left out."""
    if not chosen:
        return []
    rows = await graph.rows(node_queries.DOOR_DETAILS, doors=[{"type": kind.value, "key": row["key"]} for kind, row in chosen])
    details = {(row["type"], row["id"]): row for row in rows if row["name"]}
    return [
        Door(
            type=kind,
            id=row["key"],
            name=detail["name"],
            release_count=row["releases"],
            artist_count=detail["artist_count"],
            first_year=row["first_year"],
            peak_year=row["peak_year"],
        )
        for kind, row in chosen
        if (detail := details.get((kind.value, row["key"]))) is not None
    ]


async def _gem(graph: Neo4jStore, chosen: Sequence[Mapping[str, Any]]) -> HiddenGem | None:
    if not chosen:
        return None
    rows = await graph.rows(node_queries.RELEASE_DETAILS, key=chosen[0]["id"])
    return HiddenGem(**chosen[0], **rows[0]) if rows else None
