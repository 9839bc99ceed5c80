"""Taste, measured from the graph. Each question wants a collection of some size, and says so."""

import asyncio
from collections import defaultdict
from typing import Any, Final

from api.catalogue.hubs import find_hub, member_page
from api.catalogue.hubs_models import HUB_RELEASES
from api.catalogue.placeholders import PLACEHOLDER_ARTISTS
from api.error_handlers import timeout_text
from api.errors import Unprocessable
from api.models import EntityType
from api.taste import measures, queries
from api.taste.card import Card, render
from api.taste.models import BlindSpot, BlindSpots, Cell, Fingerprint, Heatmap, Obscurity
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore


MIN_COPIES: Final = 10
TOP_ARTISTS: Final = 20
TOP: Final = 5


async def heatmap(graph: Neo4jStore, user_id: str) -> Heatmap:
    """Genres by decades."""
    async with timeout_text(_timed_out("Taste heatmap")):
        copies = await _enough(graph, user_id)
        return Heatmap(cells=await _cells(graph, user_id), total=copies)


async def fingerprint(graph: Neo4jStore, postgres: PostgresStore, user_id: str) -> Fingerprint:
    """All measures."""
    async with timeout_text(_timed_out("Taste fingerprint")):
        await _enough(graph, user_id)
        cells, collectors, added, spots = await asyncio.gather(
            _cells(graph, user_id),
            graph.rows(queries.COLLECTORS, user_id=user_id),
            graph.rows(queries.ADDED, user_id=user_id),
            _blind_spots(graph, postgres, user_id, TOP),
        )
    return Fingerprint(
        heatmap=cells,
        obscurity=_obscurity(collectors),
        drift=measures.drift(added),
        blind_spots=spots,
        peak_decade=measures.peak_decade(cells),
    )


async def blind_spots(graph: Neo4jStore, postgres: PostgresStore, user_id: str, limit: int) -> BlindSpots:
    """Genres that the user's artists work in and the user owns nothing of."""
    async with timeout_text(_timed_out("Blind spots")):
        await _enough(graph, user_id)
        return BlindSpots(blind_spots=await _blind_spots(graph, postgres, user_id, limit))


async def card(graph: Neo4jStore, user_id: str) -> str:
    """The picture."""
    async with timeout_text(_timed_out("Taste card")):
        await _enough(graph, user_id)
        cells, collectors, added, labels = await asyncio.gather(
            _cells(graph, user_id),
            graph.rows(queries.COLLECTORS, user_id=user_id),
            graph.rows(queries.ADDED, user_id=user_id),
            graph.rows(queries.TOP_LABELS, user_id=user_id, limit=TOP),
        )
    return render(
        Card(
            peak_decade=measures.peak_decade(cells),
            obscurity=_obscurity(collectors).score,
            genres=measures.top_genres(cells, TOP),
            labels=[(row["name"], row["count"]) for row in labels],
            drift=measures.drift(added),
        )
    )


async def _enough(graph: Neo4jStore, user_id: str) -> int:
    (row,) = await graph.rows(queries.COPIES, user_id=user_id)
    copies: int = row["copies"]
    if copies < MIN_COPIES:
        raise Unprocessable(f"Collection must have at least {MIN_COPIES} items (currently {copies})")
    return copies


async def _cells(graph: Neo4jStore, user_id: str) -> list[Cell]:
    return [Cell(**row) for row in await graph.rows(queries.CELLS, user_id=user_id)]


def _obscurity(collectors: list[dict[str, Any]]) -> Obscurity:
    return measures.obscurity([(row["users"], row["have"]) for row in collectors for _ in range(row["releases"])])


async def _blind_spots(graph: Neo4jStore, postgres: PostgresStore, user_id: str, limit: int) -> list[BlindSpot]:
    artists, owned = await asyncio.gather(
        graph.rows(queries.TOP_ARTISTS, user_id=user_id, placeholders=list(PLACEHOLDER_ARTISTS), limit=TOP_ARTISTS),
        graph.rows(queries.OWNED_GENRES, user_id=user_id),
    )
    names = [row["name"] for row in owned]
    small = [row["id"] for row in artists if row["releases"] < HUB_RELEASES]
    large = [row["id"] for row in artists if row["releases"] >= HUB_RELEASES]
    rows, *genres_of_large = await asyncio.gather(
        graph.rows(queries.ARTISTS_GENRES, artist_ids=small, owned=names), *(_hub_genres(postgres, artist) for artist in large)
    )
    overlap: defaultdict[str, list[str]] = defaultdict(list)
    examples: dict[str, str | None] = {}
    for row in rows:
        overlap[row["genre"]] += row["artists"]
        examples[row["genre"]] = row["example"]
    for artist, genres in zip(large, genres_of_large, strict=True):
        for genre in genres - set(names):
            overlap[genre].append(artist)
    ranked = sorted(overlap, key=lambda genre: (-len(overlap[genre]), genre))[:limit]
    titles = await asyncio.gather(*(_example(graph, genre, overlap[genre], examples) for genre in ranked))
    return [BlindSpot(genre=genre, artist_overlap=len(overlap[genre]), example_release=title) for genre, title in zip(ranked, titles, strict=True)]


async def _hub_genres(postgres: PostgresStore, artist_id: str) -> set[str]:
    """Genres of an artist with too many releases to walk over."""
    hub = await find_hub(postgres, EntityType.ARTIST, artist_id)
    if hub is None:
        return set()
    return {key.id for key in (await member_page(postgres, hub, "genres", limit=100)).keys}


async def _example(graph: Neo4jStore, genre: str, artists: list[str], known: dict[str, str | None]) -> str | None:
    if known.get(genre) is not None:
        return known[genre]
    rows: list[dict[str, Any]] = await graph.rows(queries.EXAMPLE, artist_id=artists[0], genre=genre)
    return rows[0]["title"] if rows else None


def _timed_out(what: str) -> str:
    return f"{what} query timed out — collection may be too large"
