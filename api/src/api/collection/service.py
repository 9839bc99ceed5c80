"""What a user owns and wants, as the graph has it: releases that the catalogue lacks are not counted."""

import asyncio
from typing import Any, Final

from api.catalogue.hubs import find_hub
from api.collection import queries
from api.collection.hub_gaps import gaps_of_hub
from api.collection.models import (
    Bucket,
    Collection,
    CollectionStats,
    DecadeCount,
    Evolution,
    Formats,
    GapEntity,
    GapFilters,
    Gaps,
    GapsPage,
    GapSummary,
    Metric,
    MissingRelease,
    NamedCount,
    Owned,
    OwnedRelease,
    OwnedStatus,
    Timeline,
    WantedRelease,
    Wantlist,
)
from api.collection.timeline import YearCount, evolution as evolution_of, timeline as timeline_of
from api.error_handlers import as_api_error
from api.errors import NotFound, Unprocessable
from api.models import EntityType
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore


MAX_STATUS_IDS: Final = 100


async def collection(graph: Neo4jStore, user_id: str, *, limit: int, offset: int) -> Collection:
    """A page of copies."""
    (totals,), rows = await asyncio.gather(
        graph.rows(queries.TOTALS, user_id=user_id), graph.rows(queries.COLLECTED_PAGE, user_id=user_id, limit=limit, offset=offset)
    )
    total = totals["collected"]
    releases = [OwnedRelease(**row) for row in rows]
    return Collection(user_id=user_id, releases=releases, total=total, offset=offset, limit=limit, has_more=offset + len(rows) < total)


async def wantlist(graph: Neo4jStore, user_id: str, *, limit: int, offset: int) -> Wantlist:
    """A page of wanted releases."""
    (totals,), rows = await asyncio.gather(
        graph.rows(queries.TOTALS, user_id=user_id), graph.rows(queries.WANTED_PAGE, user_id=user_id, limit=limit, offset=offset)
    )
    total = totals["wanted"]
    releases = [WantedRelease(**row) for row in rows]
    return Wantlist(releases=releases, total=total, offset=offset, limit=limit, has_more=offset + len(rows) < total)


async def stats(graph: Neo4jStore, user_id: str) -> CollectionStats:
    """Counts over the whole collection."""
    decades, (artists,), (labels,), genres = await asyncio.gather(
        graph.rows(queries.STATS, user_id=user_id),
        graph.rows(queries.ARTISTS, user_id=user_id),
        graph.rows(queries.LABELS, user_id=user_id),
        graph.rows(queries.GENRES, user_id=user_id),
    )
    rated = sum(row["rated"] for row in decades)
    return CollectionStats(
        user_id=user_id,
        total=sum(row["copies"] for row in decades),
        unique_artists=artists["artists"],
        unique_labels=labels["labels"],
        average_rating=sum(row["stars"] for row in decades) / rated if rated else None,
        by_genre=[NamedCount(**row) for row in genres],
        by_decade=[DecadeCount(decade=row["decade"], count=row["copies"]) for row in decades if row["decade"] is not None],
        by_label=[NamedCount(**row) for row in labels["top"]],
    )


async def timeline(graph: Neo4jStore, user_id: str, bucket: Bucket) -> Timeline:
    """Years that owned releases are from."""
    years, genres, labels, styles = await asyncio.gather(
        graph.rows(queries.YEARS, user_id=user_id), *(_by_year(graph, user_id, metric) for metric in (Metric.GENRE, Metric.LABEL, Metric.STYLE))
    )
    steps, insights = timeline_of({row["year"]: row["releases"] for row in years}, genres, labels, styles, bucket)
    return Timeline(user_id=user_id, timeline=steps, insights=insights)


async def evolution(graph: Neo4jStore, user_id: str, metric: Metric) -> Evolution:
    """How genres, styles or labels change with the releases' years."""
    return evolution_of(metric, await _by_year(graph, user_id, metric))


async def status(graph: Neo4jStore, user_id: str | None, text: str) -> OwnedStatus:
    """Whether the user has or wants each of the releases in a comma list. Nobody has none; so has everybody while the graph is away.

    Raises:
        Unprocessable: more than 100 ids.
    """
    ids = list(dict.fromkeys(part for each in text.split(",") if (part := each.strip())))
    if len(ids) > MAX_STATUS_IDS:
        raise Unprocessable(f"Too many IDs: maximum is {MAX_STATUS_IDS}")
    found = dict.fromkeys(ids, Owned())
    if user_id is not None and ids:
        try:
            rows = await graph.rows(queries.STATUS, user_id=user_id, ids=ids)
        except Exception as error:
            if as_api_error(error) is None:
                raise
            rows = []
        found |= {row["id"]: Owned(in_collection=row["in_collection"], in_wantlist=row["in_wantlist"]) for row in rows}
    return OwnedStatus(status=found)


async def formats(postgres: PostgresStore, user_id: str) -> Formats:
    """Formats of owned copies, by name."""
    return Formats(formats=[row["name"] for row in await postgres.rows(queries.FORMATS, user_id=user_id)])


async def gaps[R: MissingRelease](
    graph: Neo4jStore,
    postgres: PostgresStore,
    model: type[R],
    user_id: str,
    kind: EntityType,
    entity_id: str,
    *,
    limit: int,
    offset: int,
    exclude_wantlist: bool,
    formats: list[str],
) -> Gaps[R]:
    """Releases of a label, artist or master that the user lacks.

    Args:
        model: What a missing release of this kind tells.
    Raises:
        NotFound: no such entity.
    """
    summaries, hub = await asyncio.gather(graph.rows(queries.GAP_SUMMARY[kind], id=entity_id, user_id=user_id), find_hub(postgres, kind, entity_id))
    if not summaries:
        raise NotFound(f"{kind.capitalize()} not found")
    (summary,) = summaries
    page: dict[str, Any] = {"total": 0, "results": []}
    if hub is not None and not formats and summary["is_known"]:
        page = await gaps_of_hub(postgres, graph, hub, user_id, limit=limit, offset=offset, exclude_wantlist=exclude_wantlist)
    elif summary["is_known"]:
        parameters = {"limit": limit, "offset": offset, "exclude_wantlist": exclude_wantlist, "formats": formats}
        (page,) = await graph.rows(queries.GAPS[kind], id=entity_id, user_id=user_id, **parameters)
    return Gaps[R](
        entity=GapEntity(id=entity_id, name=summary["name"], type=kind),
        summary=GapSummary(total=summary["total"], owned=summary["owned"], missing=summary["total"] - summary["owned"]),
        filters=GapFilters(formats=formats),
        results=[model(**{name: value for name, value in row.items() if name in model.model_fields}) for row in page["results"]],
        pagination=GapsPage(total=page["total"], offset=offset, limit=limit, has_more=offset + len(page["results"]) < page["total"]),
    )


async def _by_year(graph: Neo4jStore, user_id: str, metric: Metric) -> list[YearCount]:
    return [YearCount(**row) for row in await graph.rows(queries.BY_YEAR[metric], user_id=user_id)]
