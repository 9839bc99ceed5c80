"""Releases by genre and decade."""

from insights.computations import queries
from insights.computations.context import Context, Result, replace


async def compute(context: Context) -> Result:
    """One row a genre and decade."""
    rows = [(item["genre"], item["decade"], item["release_count"]) for item in await context.api.items("genre-trends") if item["genre"]]
    return await replace(context.postgres, count=queries.COUNT_TRENDS, delete=queries.DELETE_TRENDS, copy=queries.COPY_TRENDS, rows=rows)
