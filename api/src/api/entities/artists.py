"""Artists as pages show them, and who works with them."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from api.catalogue import hubs
from api.catalogue.hubs_models import MEMBERS_KEPT, Hub
from api.entities import artist_queries as queries, queries as common_queries
from api.entities.artist_models import ArtistCounts, ArtistOrigin, ArtistPage, ArtistPeople, ArtistPerson, RelatedArtist, RoleCount
from api.entities.fields import Record, entity_id, inner_texts, items, text, web_address
from api.entities.texts import Readable, readable
from api.entities.work import work_of
from api.errors import entity_not_found
from api.models import EntityType, YearCount
from common.domain.credit_roles import categorize_role
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore


MAX_RELATED: Final = 200
MAX_STYLES: Final = 50
MAX_ROLES: Final = 10
MAX_COUNTED_RECORDS: Final = 500
"""Releases of an artist whose records are looked at for their countries."""


async def artist_page(graph: Neo4jStore, postgres: PostgresStore, artist_id: str) -> ArtistPage:
    """An artist. Raises `NotFound` when neither store knows it."""
    nodes, stored, related, hub = await asyncio.gather(
        graph.rows(queries.ARTIST, id=artist_id),
        postgres.rows(common_queries.ARTIST_RECORD, id=artist_id),
        graph.rows(queries.RELATED, id=artist_id),
        hubs.find_hub(postgres, EntityType.ARTIST, artist_id),
    )
    if not nodes and not stored:
        raise entity_not_found("artist", artist_id)
    node: Mapping[str, Any] = nodes[0] if nodes else {}
    record: Record = stored[0]["data"] if stored else {}
    releases = node.get("releases") or 0
    profile, work = await asyncio.gather(readable(graph, record.get("profile")), work_of(graph, postgres, EntityType.ARTIST, artist_id, hub))
    titles, labels, countries = await _sizes(graph, postgres, artist_id, releases, hub)
    page = artist_of(artist_id, record, profile, node, related, is_stub=not stored)
    return page.model_copy(
        update={
            "first_year": node.get("first_year") or (work.years[0].year if work.years else None),
            "last_year": node.get("last_year") or (work.years[-1].year if work.years else None),
            "counts": page.counts.model_copy(update={"titles": titles, "labels": labels, "countries": countries}),
            "years": work.years,
            "genres": work.genres,
            "styles": work.styles[:MAX_STYLES],
        }
    )


def artist_of(
    artist_id: str, record: Record, profile: Readable, node: Mapping[str, Any], related: Sequence[Mapping[str, Any]], *, is_stub: bool = False
) -> ArtistPage:
    """What a record and the graph's node say of an artist; nothing about its releases.

    Args:
        artist_id: Its id.
        record: Its record, empty when none is stored.
        profile: The record's profile, read.
        node: A row of `queries.ARTIST`, empty when the graph has none.
        related: Rows of `queries.RELATED`.
        is_stub: Whether there is no record.
    """
    members, groups, aliases = (_related(related, record, relation) for relation in ("members", "groups", "aliases"))
    origin = _origin(node)
    return ArtistPage(
        id=artist_id,
        name=text(record.get("name")) or text(node.get("name")),
        is_stub=is_stub,
        real_name=text(record.get("realname")),
        name_variations=inner_texts(record, "namevariations", "name"),
        profile=profile[0],
        profile_parts=profile[1],
        urls=[url for value in inner_texts(record, "urls", "url") if (url := web_address(value))],
        data_quality=text(record.get("data_quality")),
        area=origin.area if origin else None,
        musicbrainz=origin,
        first_year=node.get("first_year"),
        last_year=node.get("last_year"),
        counts=ArtistCounts(
            releases=node.get("releases") or 0,
            titles=None,
            labels=None,
            countries=None,
            members=len(members),
            groups=len(groups),
            aliases=len(aliases),
        ),
        years=[],
        genres=[],
        styles=[],
        members=members[:MAX_RELATED],
        groups=groups[:MAX_RELATED],
        aliases=aliases[:MAX_RELATED],
    )


async def artist_people(graph: Neo4jStore, postgres: PostgresStore, artist_id: str, *, limit: int, offset: int) -> ArtistPeople:
    """Who is credited on an artist's releases. Raises `NotFound` when the graph does not know the artist."""
    nodes, hub = await asyncio.gather(graph.rows(queries.ARTIST, id=artist_id), hubs.find_hub(postgres, EntityType.ARTIST, artist_id))
    if not nodes:
        raise entity_not_found("artist", artist_id)
    if hub is not None:
        total = hub.members.get("people", 0)
        people = await _hub_people(graph, postgres, artist_id, limit, offset)
        reachable = min(total, MEMBERS_KEPT)
    else:
        (found,) = await graph.rows(queries.PEOPLE, id=artist_id, offset=offset, limit=limit)
        total = reachable = found["total"]
        releases = dict(found["people"])
        credits = {row["name"]: row for row in await graph.rows(queries.CREDITS, id=artist_id, names=list(releases))} if releases else {}
        people = [_person(credits[name], count) for name, count in releases.items() if name in credits]
    return ArtistPeople(
        artist_id=artist_id,
        artist_name=nodes[0]["name"],
        total=total,
        offset=offset,
        limit=limit,
        has_more=offset + len(people) < reachable,
        people=people,
    )


async def _sizes(
    graph: Neo4jStore, postgres: PostgresStore, artist_id: str, releases: int, hub: Hub | None
) -> tuple[int | None, int | None, int | None]:
    """Titles, labels, countries."""
    if not releases:
        return 0, 0, 0
    if hub is not None:
        return None, hub.members.get("labels", 0), None
    counts, countries = await asyncio.gather(graph.rows(queries.TITLES_AND_LABELS, id=artist_id), _countries(graph, postgres, artist_id, releases))
    return counts[0]["titles"], counts[0]["labels"], countries


async def _countries(graph: Neo4jStore, postgres: PostgresStore, artist_id: str, releases: int) -> int | None:
    if releases > MAX_COUNTED_RECORDS:
        return None
    (row,) = await graph.rows(queries.RELEASE_IDS, id=artist_id)
    (counted,) = await postgres.rows(queries.COUNTRIES, ids=row["ids"])
    number: int = counted["countries"]
    return number


async def _hub_people(graph: Neo4jStore, postgres: PostgresStore, artist_id: str, limit: int, offset: int) -> list[ArtistPerson]:
    rows = await postgres.rows(queries.HUB_PEOPLE, id=artist_id, offset=offset, limit=limit)
    same = {row["name"]: row["artist_id"] for row in await graph.rows(queries.SAME_AS, names=[row["name"] for row in rows])}
    return [
        ArtistPerson(
            name=row["name"],
            artist_id=same.get(row["name"]),
            roles=[RoleCount(name=row["role"], count=None)] if row["role"] else [],
            categories=[categorize_role(row["role"])] if row["role"] else [],
            release_count=row["releases"],
            first_year=row["years"][0] if row["years"] else None,
            last_year=row["years"][-1] if row["years"] else None,
            years=[YearCount(year=year, count=count) for year, count in zip(row["years"], row["year_releases"], strict=True)],
        )
        for row in rows
    ]


def _person(row: Mapping[str, Any], releases: int) -> ArtistPerson:
    # A person can have several credits on one release, which is one release all the same.
    roles = Counter(role for _, role in {(release_id, role) for release_id, _, role, _ in row["credits"]})
    categories = Counter(name for _, name in {(release_id, category) for release_id, _, _, category in row["credits"]} if name)
    years = Counter(year for _, year in {(release_id, year) for release_id, year, _, _ in row["credits"]} if year is not None)
    return ArtistPerson(
        name=row["name"],
        artist_id=row["artist_id"],
        roles=[RoleCount(name=name, count=count) for name, count in _most_first(roles)[:MAX_ROLES]],
        categories=[name for name, _ in _most_first(categories)],
        release_count=releases,
        first_year=min(years, default=None),
        last_year=max(years, default=None),
        years=[YearCount(year=year, count=years[year]) for year in sorted(years)],
    )


def _most_first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _related(rows: Sequence[Mapping[str, Any]], record: Record, relation: str) -> list[RelatedArtist]:
    """The graph's artists of a relation, then those that the record knows by name only, or that are not in the graph."""
    found = [
        RelatedArtist(
            id=row["id"],
            name=row["name"] or "",
            release_count=row["releases"],
            begin_date=row["begin_date"],
            end_date=row["end_date"],
            roles=list(row["roles"] or ()),
            sources=[name for name in ("discogs", "musicbrainz") if row[f"is_{name}"]],
        )
        for row in rows
        if row["relation"] == relation
    ]
    known = {artist.id for artist in found}
    for item in items(record, relation):
        name, other_id = text(item.get("name")), entity_id(item.get("id"))
        if name and (other_id is None or other_id not in known):
            found.append(RelatedArtist(id=other_id, name=name, release_count=0, sources=["discogs"]))
    return found


def _origin(node: Mapping[str, Any]) -> ArtistOrigin | None:
    if not node.get("mbid"):
        return None
    return ArtistOrigin(
        mbid=node["mbid"],
        type=node["mb_type"] or None,
        gender=node["mb_gender"] or None,
        area=node["mb_area"] or None,
        begin_area=node["mb_begin_area"] or None,
        begin_date=node["mb_begin_date"] or None,
        end_date=node["mb_end_date"] or None,
        disambiguation=node["mb_disambiguation"] or None,
    )
