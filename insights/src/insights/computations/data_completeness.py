"""Which fields records have."""

import orjson

from insights.client import SLOW_READ_S
from insights.computations import queries
from insights.computations.context import Context, Result, replace


async def compute(context: Context) -> Result:
    """One row a kind of record."""
    rows = [
        (
            item["entity_type"],
            item["total_count"],
            item["with_image"],
            item["with_year"],
            item["with_country"],
            item["with_genre"],
            item["completeness_pct"],
            orjson.dumps(item["fields"]).decode(),
        )
        for item in await context.api.items("data-completeness", read_s=SLOW_READ_S)
    ]
    return await replace(
        context.postgres, count=queries.COUNT_COMPLETENESS, delete=queries.DELETE_COMPLETENESS, copy=queries.COPY_COMPLETENESS, rows=rows
    )
