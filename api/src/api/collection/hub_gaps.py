"""What is missing of an entity with very many releases: from the hub's list of releases by year, not by walking over all of them."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from api.catalogue.hubs import release_page, releases_by_year
from api.catalogue.hubs_models import Hub, Order, Years
from api.collection import queries
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore


UNDATED: Final = 0
"""Year that stands for none."""


@dataclass(frozen=True, slots=True)
class Span:
    """The years that a page lies in.

    Attributes:
        years: Newest first; undated releases come before all.
        skip: Missing releases of these years that come before the page.
    """

    years: list[int]
    skip: int


def span_of_page(missing: Mapping[int, int], *, offset: int, limit: int) -> Span:
    """Where a page of missing releases lies.

    Args:
        missing: How many releases of each year are missing.
    """
    years: list[int] = []
    before = skip = 0
    for year in sorted(missing, key=lambda year: (year != UNDATED, -year)):
        after = before + missing[year]
        if missing[year] > 0 and after > offset and before < offset + limit:
            if not years:
                skip = offset - before
            years.append(year)
        before = after
    return Span(years, skip)


async def gaps_of_hub(
    postgres: PostgresStore, graph: Neo4jStore, hub: Hub, user_id: str, *, limit: int, offset: int, exclude_wantlist: bool
) -> dict[str, Any]:
    """A page as `queries.GAPS` has it, but releases of one year in the order of their ids."""
    parameters = {"id": hub.key, "user_id": user_id, "exclude_wantlist": exclude_wantlist}
    dated, taken = await asyncio.gather(releases_by_year(postgres, hub), graph.rows(queries.OWNED_BY_YEAR[hub.kind], **parameters))
    counts = dict(dated)
    counts[UNDATED] = hub.releases - sum(counts.values())
    missing = dict(counts)
    for row in taken:
        year = row["year"] if row["year"] in counts else UNDATED
        missing[year] = max(0, missing[year] - row["releases"])
    span = span_of_page(missing, offset=offset, limit=limit)
    ids, owned = await asyncio.gather(
        _ids(postgres, hub, span, sum(counts[year] for year in span.years)),
        graph.rows(queries.OWNED_IDS[hub.kind], **parameters, years=span.years),
    )
    excluded = {row["id"] for row in owned}
    page = [each for each in ids if each not in excluded][span.skip : span.skip + limit]
    results = await graph.rows(queries.MISSING_DETAILS, user_id=user_id, ids=page) if page else []
    return {"total": sum(missing.values()), "results": results}


async def _ids(postgres: PostgresStore, hub: Hub, span: Span, size: int) -> list[str]:
    """All releases of the years of a span."""
    dated = [year for year in span.years if year != UNDATED]
    wanted = [Years(UNDATED, UNDATED)] if UNDATED in span.years else []
    wanted += [Years(min(dated), max(dated))] if dated else []
    pages = await asyncio.gather(*(release_page(postgres, hub, years=years, order=Order.NEWEST, limit=size) for years in wanted))
    return [key.id for page in pages for key in page.keys]
