"""The labels that released over the longest time."""

from typing import Final

from insights.computations import queries
from insights.computations.context import Context, Result, replace


MOST: Final = 200
"""As many as a request may ask for."""
ACTIVE_YEARS: Final = 2


async def compute(context: Context) -> Result:
    """Rank 1 to n; labels without a name have no place. A label whose last release is at most two years old is still active."""
    items = [item for item in await context.api.items("label-longevity", limit=MOST) if item["label_name"]]
    rows = [
        (
            rank,
            item["label_id"],
            item["label_name"],
            item["first_year"],
            item["last_year"],
            item["years_active"],
            item["total_releases"],
            item["peak_decade"],
            item["last_year"] >= context.now.year - ACTIVE_YEARS,
        )
        for rank, item in enumerate(items, 1)
    ]
    return await replace(context.postgres, count=queries.COUNT_LONGEVITY, delete=queries.DELETE_LONGEVITY, copy=queries.COPY_LONGEVITY, rows=rows)
