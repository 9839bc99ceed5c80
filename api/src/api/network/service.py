"""Who works with whom: artists by whom there are releases together."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

from api.entities import service as entities
from api.errors import entity_not_found
from api.models import EntityType, YearCount
from api.network import queries
from api.network.models import (
    ArtistCentrality,
    Centrality,
    Cluster,
    ClusterMember,
    Clusters,
    Collaborator,
    Collaborators,
    NetworkCollaborator,
    NetworkCollaborators,
)
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore
from common.stores.statement import Sql


FOLLOWED: Final = 1000
"""Artists of a step that are followed to the next one. Few have as many collaborators; beyond it the answer says that it is truncated."""
UNKNOWN: Final = "Unknown"

type Row = dict[str, Any]


async def collaborators(
    graph: Neo4jStore, postgres: PostgresStore, artist_id: str, *, limit: int, offset: int = 0, undated: bool = False
) -> Collaborators:
    """Artists who share releases with an artist; raises `NotFound`."""
    artist = await entities.resolve(graph, EntityType.ARTIST, entity_id=artist_id)
    rows, any_row = await _page(postgres, queries.COLLABORATORS, artist_id=artist_id, undated=undated, limit=limit, offset=offset)
    names = await names_of(graph, (row["other_id"] for row in rows))
    return Collaborators(
        artist_id=artist.id,
        artist_name=artist.name,
        collaborators=[
            Collaborator(
                artist_id=row["other_id"],
                artist_name=names.get(row["other_id"], ""),
                release_count=row["releases"],
                first_year=row["years"][0] if row["years"] else None,
                last_year=row["years"][-1] if row["years"] else None,
                yearly_counts=[YearCount(year=year, count=count) for year, count in zip(row["years"], row["year_releases"], strict=True)],
            )
            for row in rows
        ],
        total=any_row.get("total", 0),
    )


async def surroundings(
    graph: Neo4jStore, postgres: PostgresStore, artist_id: str, *, depth: int, limit: int, offset: int = 0, followed: int = FOLLOWED
) -> NetworkCollaborators:
    """Artists at most `depth` steps away; raises `NotFound`."""
    artist = await entities.resolve(graph, EntityType.ARTIST, entity_id=artist_id)
    rows, any_row = await _page(postgres, queries.SURROUNDINGS, artist_id=artist_id, depth=depth, followed=followed, limit=limit, offset=offset)
    names = await names_of(graph, (row["id"] for row in rows))
    return NetworkCollaborators(
        artist_id=artist.id,
        artist_name=artist.name,
        depth=depth,
        collaborators=[
            NetworkCollaborator(artist_id=row["id"], artist_name=names.get(row["id"], ""), distance=row["distance"], collaboration_count=row["n"])
            for row in rows
        ],
        total=any_row.get("total", 0),
        truncated=any_row.get("truncated", False),
    )


async def _page(postgres: PostgresStore, statement: Sql, *, limit: int, offset: int, **parameters: Any) -> tuple[list[Row], Row]:
    """Rows of a page, and any row, which tells what holds for all of them; empty when there is none at all."""
    rows = await postgres.rows(statement, limit=limit, offset=offset, **parameters)
    first = rows if rows or not offset else await postgres.rows(statement, limit=1, offset=0, **parameters)
    return rows, first[0] if first else {}


async def centrality(graph: Neo4jStore, postgres: PostgresStore, artist_id: str) -> ArtistCentrality:
    """How connected an artist is; raises `NotFound`."""
    found, totals = await asyncio.gather(
        graph.rows(queries.DEGREE, artist_id=artist_id), postgres.rows(queries.COLLABORATION_TOTALS, artist_id=artist_id)
    )
    if not found:
        raise entity_not_found(EntityType.ARTIST, artist_id)
    (row,) = found
    return ArtistCentrality(
        artist_id=artist_id,
        artist_name=row["name"],
        centrality=Centrality(
            degree=row["degree"],
            collaborator_count=totals[0]["collaborators"] if totals else 0,
            collaboration_releases=totals[0]["releases"] if totals else 0,
            group_count=row["groups"],
            alias_count=row["aliases"],
        ),
    )


async def clusters(graph: Neo4jStore, postgres: PostgresStore, artist_id: str, *, limit: int) -> Clusters:
    """The closest collaborators by the genre that most of their releases have; raises `NotFound`."""
    artist = await entities.resolve(graph, EntityType.ARTIST, entity_id=artist_id)
    rows = await postgres.rows(queries.CLOSEST, artist_id=artist_id, limit=limit)
    names, small = await asyncio.gather(
        names_of(graph, (row["other_id"] for row in rows)),
        graph.rows(queries.GENRES_OF, ids=[row["other_id"] for row in rows if not row["has_profile"]]),
    )
    genres = {row["id"]: row["genre"] for row in small} | {row["other_id"]: row["genre"] for row in rows if row["has_profile"]}
    members: defaultdict[str, list[ClusterMember]] = defaultdict(list)
    for row in rows:
        other = row["other_id"]
        members[genres.get(other) or UNKNOWN].append(
            ClusterMember(artist_id=other, artist_name=names.get(other, ""), shared_releases=row["release_count"])
        )
    found = [Cluster(cluster_label=genre, members=those, size=len(those)) for genre, those in members.items()]
    return Clusters(
        artist_id=artist.id,
        artist_name=artist.name,
        clusters=sorted(found, key=lambda cluster: (-cluster.size, cluster.cluster_label)),
        total_clusters=len(found),
        total_members=len(rows),
    )


async def names_of(graph: Neo4jStore, ids: Iterable[str]) -> dict[str, str]:
    """Names by id, empty for the nameless."""
    return {row["id"]: row["name"] for row in await graph.rows(queries.NAMES, ids=list(ids))}
