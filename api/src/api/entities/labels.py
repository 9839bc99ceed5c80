"""Labels as pages show them, and their releases."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final

from api.catalogue import hubs
from api.catalogue.hubs_models import Hub, Order, Years
from api.entities import label_queries as queries, queries as common_queries, release_record as read
from api.entities.fields import Record, entity_id, inner_texts, items, text, web_address
from api.entities.label_models import LabelOrigin, LabelPage, LabelRelease, LabelReleases, RelatedLabel
from api.entities.models import NamedRef
from api.entities.order import ReleaseSort, field_of, in_order
from api.entities.texts import Readable, readable
from api.entities.work import work_of
from api.errors import Unprocessable, entity_not_found
from api.models import EntityType
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore


MAX_RELATED: Final = 200
MAX_STYLES: Final = 50
SORTABLE_RELEASES: Final = 2_000
"""Releases of a hub that are put in an order of which there is no table."""

HUB_ORDERS: Final = {ReleaseSort.YEAR: Order.OLDEST, ReleaseSort.YEAR_DESC: Order.NEWEST, ReleaseSort.VERSIONS_DESC: Order.WEIGHT}
"""Orders in which the releases of a label with very many are kept."""


async def label_page(graph: Neo4jStore, postgres: PostgresStore, label_id: str) -> LabelPage:
    """A label. Raises `NotFound` when neither store knows it."""
    nodes, stored, related, hub = await asyncio.gather(
        graph.rows(queries.LABEL, id=label_id),
        postgres.rows(common_queries.LABEL_RECORD, id=label_id),
        graph.rows(queries.RELATED, id=label_id),
        hubs.find_hub(postgres, EntityType.LABEL, label_id),
    )
    if not nodes and not stored:
        raise entity_not_found("label", label_id)
    node: Mapping[str, Any] = nodes[0] if nodes else {}
    record: Record = stored[0]["data"] if stored else {}
    profile, work = await asyncio.gather(readable(graph, record.get("profile")), work_of(graph, postgres, EntityType.LABEL, label_id, hub))
    return label_of(label_id, record, profile, node, related, is_stub=not stored).model_copy(
        update={
            "first_year": node.get("first_year") or (work.years[0].year if work.years else None),
            "last_year": node.get("last_year") or (work.years[-1].year if work.years else None),
            "years": work.years,
            "genres": work.genres,
            "styles": work.styles[:MAX_STYLES],
        }
    )


def label_of(
    label_id: str, record: Record, profile: Readable, node: Mapping[str, Any], related: Sequence[Mapping[str, Any]], *, is_stub: bool = False
) -> LabelPage:
    """What a record and the graph's node say of a label; nothing about its releases. Arguments as of `artists.artist_of`."""
    parents = _related(related, "parent", record, "parentLabel")
    sublabels = _related(related, "sublabel", record, "sublabels")
    return LabelPage(
        id=label_id,
        name=text(record.get("name")) or text(node.get("name")),
        is_stub=is_stub,
        profile=profile[0],
        profile_parts=profile[1],
        contact=text(record.get("contactinfo")),
        urls=[url for value in inner_texts(record, "urls", "url") if (url := web_address(value))],
        data_quality=text(record.get("data_quality")),
        musicbrainz=_origin(node),
        parent=parents[0] if parents else None,
        sublabels=sublabels[:MAX_RELATED],
        sublabel_count=max(node.get("sublabels") or 0, len(sublabels)),
        release_count=node.get("releases") or 0,
        roster_size=node.get("artists") or 0,
        first_year=node.get("first_year"),
        last_year=node.get("last_year"),
        years=[],
        genres=[],
        styles=[],
    )


async def label_releases(
    graph: Neo4jStore,
    postgres: PostgresStore,
    label_id: str,
    *,
    year_from: int | None,
    year_to: int | None,
    sort: ReleaseSort,
    limit: int,
    offset: int,
) -> LabelReleases:
    """A page of a label's releases.

    Raises:
        NotFound: the graph does not know the label.
        Unprocessable: it has too many releases in these years to be ordered so.
    """
    nodes, hub = await asyncio.gather(graph.rows(queries.LABEL, id=label_id), hubs.find_hub(postgres, EntityType.LABEL, label_id))
    if not nodes:
        raise entity_not_found("label", label_id)
    if hub is not None:
        ids, total, reachable = await _hub_releases(graph, postgres, hub, Years.of(year_from=year_from, year_to=year_to), sort, limit, offset)
    else:
        (row,) = await graph.rows(queries.KEYS[field_of(sort)], id=label_id, year_from=year_from, year_to=year_to)
        total = reachable = len(row["keys"])
        ids = in_order(row["keys"], sort)[offset : offset + limit]
    return LabelReleases(
        label_id=label_id,
        label_name=nodes[0]["name"],
        total=total,
        offset=offset,
        limit=limit,
        has_more=offset + len(ids) < reachable,
        sort=sort,
        releases=await _shown(graph, postgres, label_id, ids),
    )


async def _hub_releases(
    graph: Neo4jStore, postgres: PostgresStore, hub: Hub, years: Years, sort: ReleaseSort, limit: int, offset: int
) -> tuple[list[str], int, int]:
    """Ids of the page, how many releases there are, how many of them paging can reach."""
    if sort in HUB_ORDERS:
        page = await hubs.release_page(postgres, hub, years=years, order=HUB_ORDERS[sort], limit=limit, offset=offset)
        return [key.id for key in page.keys], page.total, page.reachable
    found = await hubs.release_page(postgres, hub, years=years, order=Order.OLDEST, limit=SORTABLE_RELEASES)
    if found.total > SORTABLE_RELEASES:
        raise Unprocessable(
            f"Label '{hub.key}' has {found.total} releases in these years, and at most {SORTABLE_RELEASES} are put in order by {field_of(sort)}: "
            "narrow year_from and year_to, or sort by year, -year or -versions"
        )
    (row,) = await graph.rows(queries.KEYS_OF[field_of(sort)], ids=[key.id for key in found.keys])
    return in_order(row["keys"], sort)[offset : offset + limit], found.total, found.total


async def _shown(graph: Neo4jStore, postgres: PostgresStore, label_id: str, ids: Sequence[str]) -> list[LabelRelease]:
    if not ids:
        return []
    rows, stored = await asyncio.gather(graph.rows(queries.SHOWN, ids=list(ids)), postgres.rows(queries.RECORDS, ids=list(ids)))
    nodes = {row["id"]: row for row in rows}
    records: dict[str, Record] = {row["id"]: row["data"] for row in stored}
    return [_release(nodes[key], records.get(key, {}), label_id) for key in ids if key in nodes]


def _release(node: Mapping[str, Any], record: Record, label_id: str) -> LabelRelease:
    labels = sorted(read.labels(record), key=lambda label: label.id != label_id)
    on_sleeve = [NamedRef(id=artist.id, name=artist.name) for artist in read.artists(record)]
    return LabelRelease(
        id=node["id"],
        title=node["title"],
        year=node["year"],
        artists=on_sleeve or [NamedRef(**artist) for artist in node["artists"] if artist["name"]],
        catno=next((label.catno for label in labels if label.catno), node["catno"]),
        labels=labels,
        country=text(record.get("country")),
        formats=list(dict.fromkeys(node["formats"] or ())),
        version_count=node["versions"],
    )


def _related(rows: Sequence[Mapping[str, Any]], relation: str, record: Record, field: str) -> list[RelatedLabel]:
    """The graph's labels of a relation, then those that the record knows by name only, or that are not in the graph."""
    found = [RelatedLabel(id=row["id"], name=row["name"] or "", release_count=row["releases"]) for row in rows if row["relation"] == relation]
    known = {label.id for label in found}
    for item in items(record, field):
        name, other_id = text(item.get("name")), entity_id(item.get("id"))
        if name and (other_id is None or other_id not in known):
            found.append(RelatedLabel(id=other_id, name=name, release_count=0))
    return found


def _origin(node: Mapping[str, Any]) -> LabelOrigin | None:
    if not node.get("mbid"):
        return None
    return LabelOrigin(
        mbid=node["mbid"],
        type=node["mb_type"] or None,
        area=node["mb_area"] or None,
        begin_date=node["mb_begin_date"] or None,
        end_date=node["mb_end_date"] or None,
        label_code=node["mb_label_code"],
    )
