"""Releases, masters and versions as pages show them."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from api.entities import release_queries as queries, release_record as read
from api.entities.fields import Record, attribute, entity_id, released, text
from api.entities.models import NamedRef
from api.entities.order import VersionSort, field_of, in_order
from api.entities.release_models import Community, MasterPage, MasterRef, MasterVersion, MasterVersions, Rarity, ReleasePage
from api.entities.texts import Readable, readable
from api.errors import entity_not_found
from common.domain.ids import is_discogs_id
from common.domain.years import parse_year
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore


MAX_VERSIONS: Final = 10_000
"""Versions of one master that are put in order; ten times the largest real one."""


async def release_page(graph: Neo4jStore, postgres: PostgresStore, release_id: str) -> ReleasePage:
    """A release. Raises `NotFound` when neither store knows it."""
    stored, nodes = await asyncio.gather(
        postgres.rows(queries.RELEASE_RECORD, id=release_id, number=as_number(release_id)), graph.rows(queries.RELEASE, id=release_id)
    )
    row, node = stored[0], nodes[0] if nodes else None
    record: Record | None = row["data"]
    if record is None and node is None:
        raise entity_not_found("release", release_id)
    shown = record if record is not None else await _from_graph(graph, release_id, node or {})
    notes = await readable(graph, shown.get("notes"))
    return release_of(release_id, shown, notes, is_stub=record is None).model_copy(
        update={"master": _master(shown, node), "community": _community(row, node), "rarity": _rarity(row)}
    )


def release_of(release_id: str, record: Record, notes: Readable, *, is_stub: bool = False) -> ReleasePage:
    """What a record says of a release."""
    tracks = read.tracks(record)
    return ReleasePage(
        id=release_id,
        title=text(record.get("title")),
        is_stub=is_stub,
        released=released(record.get("released")),
        year=_year(record.get("released")),
        country=text(record.get("country")),
        status=attribute(record, "status"),
        data_quality=text(record.get("data_quality")),
        artists=read.artists(record),
        labels=read.labels(record),
        formats=read.formats(record),
        genres=read.tags(record, "genres", "genre"),
        styles=read.tags(record, "styles", "style"),
        track_count=len(read.playable(tracks)),
        duration_s=read.duration_s(tracks),
        tracks=tracks,
        credits=read.grouped(read.credits(record)),
        companies=read.companies(record),
        series=read.series(record),
        identifiers=read.identifiers(record),
        notes=notes[0],
        notes_parts=notes[1],
        videos=read.videos(record),
        master=None,
        community=None,
        rarity=None,
    )


async def master_page(graph: Neo4jStore, postgres: PostgresStore, master_id: str) -> MasterPage:
    """A master. Raises `NotFound` when neither store knows it."""
    stored, nodes = await asyncio.gather(postgres.rows(queries.MASTER_RECORD, id=master_id), graph.rows(queries.MASTER, id=master_id))
    row, node = stored[0] if stored else None, nodes[0] if nodes else {}
    if row is None and not node:
        raise entity_not_found("master", master_id)
    if row is None:
        (links,) = await graph.rows(queries.MASTER_LINKS, id=master_id)
        record: Record = links | {"title": node["title"], "year": node["year"]}
    else:
        record = row["data"]
    notes = await readable(graph, record.get("notes"))
    return master_of(master_id, record, notes, node, main_title=row["main_title"] if row else None, is_stub=row is None)


def master_of(
    master_id: str, record: Record, notes: Readable, node: Mapping[str, Any], *, main_title: str | None = None, is_stub: bool = False
) -> MasterPage:
    """What a record says of a master, and the graph of its versions."""
    main_id = entity_id(record.get("main_release"))
    return MasterPage(
        id=master_id,
        title=text(record.get("title")),
        is_stub=is_stub,
        year=_year(record.get("year")),
        main_release=None if main_id is None else NamedRef(id=main_id, name=text(main_title) or text(record.get("title")) or ""),
        artists=read.artists(record),
        genres=read.tags(record, "genres", "genre"),
        styles=read.tags(record, "styles", "style"),
        data_quality=text(record.get("data_quality")),
        notes=notes[0],
        notes_parts=notes[1],
        videos=read.videos(record),
        version_count=node.get("version_count", 0),
        first_year=node.get("first_year"),
        last_year=node.get("last_year"),
    )


async def versions(graph: Neo4jStore, postgres: PostgresStore, master_id: str, sort: VersionSort, limit: int, offset: int) -> MasterVersions:
    """A page of a master's releases. Raises `NotFound` when neither store knows the master."""
    rows, stored = await asyncio.gather(
        graph.rows(queries.VERSIONS, id=master_id, most=MAX_VERSIONS), postgres.rows(queries.MASTER_RECORD, id=master_id)
    )
    if not rows and not stored and not await graph.rows(queries.MASTER, id=master_id):
        raise entity_not_found("master", master_id)
    main_id = entity_id(stored[0]["data"].get("main_release")) if stored else None
    by_id = {row["id"]: row for row in rows}
    ordered = in_order(await _sort_keys(postgres, by_id, field_of(sort)), sort)
    page_ids = ordered[offset : offset + limit]
    records = {row["id"]: row for row in await postgres.rows(queries.VERSION_RECORDS, ids=page_ids, numbers=[as_number(key) for key in page_ids])}
    return MasterVersions(
        master_id=master_id,
        total=len(rows),
        offset=offset,
        limit=limit,
        has_more=offset + len(page_ids) < len(rows),
        sort=sort,
        versions=[_version(by_id[key], records[key], main_id) for key in page_ids],
    )


def as_number(key: str) -> int | None:
    """A Discogs id as tables of numbers have it."""
    return int(key) if is_discogs_id(key) else None


async def _sort_keys(postgres: PostgresStore, rows: Mapping[str, dict[str, Any]], field: str) -> list[tuple[str, Any]]:
    """What each version is ordered by; countries and scores are in PostgreSQL only."""
    if field == "country":
        found = {row["id"]: row["key"] for row in await postgres.rows(queries.VERSION_COUNTRIES, ids=list(rows))}
        return [(key, found.get(key)) for key in rows]
    if field == "rarity":
        numbers = [number for number in map(as_number, rows) if number is not None]
        found = {row["id"]: row["key"] for row in await postgres.rows(queries.VERSION_SCORES, numbers=numbers)}
        return [(key, found.get(key)) for key in rows]
    if field == "format":
        return [(key, ", ".join(row["formats"] or ())) for key, row in rows.items()]
    return [(key, row[field]) for key, row in rows.items()]


async def _from_graph(graph: Neo4jStore, release_id: str, node: dict[str, Any]) -> Record:
    links = await graph.rows(queries.RELEASE_LINKS, id=release_id)
    formats = [{"name": name} for name in node.get("formats") or ()]
    released_in = node.get("year")
    return (links[0] if links else {}) | {"title": node.get("title"), "released": released_in, "formats": formats}


def _version(row: dict[str, Any], found: dict[str, Any], main_id: str | None) -> MasterVersion:
    record: Record = found["data"] or {"title": row["title"], "formats": [{"name": name} for name in row["formats"] or ()]}
    labels, formats = read.labels(record), read.formats(record)
    return MasterVersion(
        id=row["id"],
        title=text(record.get("title")),
        year=row["year"],
        released=released(record.get("released")),
        country=text(record.get("country")),
        labels=labels,
        catno=next((label.catno for label in labels if label.catno), text(row["catno"])),
        formats=formats,
        format=read.format_line(formats),
        rarity=found["rarity_score"],
        tier=found["tier"],
        is_main_release=row["id"] == main_id,
    )


def _master(record: Record, node: dict[str, Any] | None) -> MasterRef | None:
    if node is not None and node["master_id"] is not None:
        return MasterRef(id=node["master_id"], title=node["master_title"], version_count=node["version_count"])
    master_id = entity_id(record.get("master_id"))
    return None if master_id is None else MasterRef(id=master_id, title=None, version_count=1)


def _community(row: dict[str, Any], node: dict[str, Any] | None) -> Community | None:
    if row["have_count"] is not None:
        return Community(have=row["have_count"], want=row["want_count"])
    if node is not None and node["have"] is not None:
        return Community(have=node["have"], want=node["want"] or 0)
    return None


def _rarity(row: Mapping[str, Any]) -> Rarity | None:
    if row["rarity_score"] is None:
        return None
    return Rarity(score=row["rarity_score"], tier=row["tier"], hidden_gem_score=row["hidden_gem_score"])


def _year(value: Any) -> int | None:
    return parse_year(text(value), current_year=datetime.now(UTC).year)
