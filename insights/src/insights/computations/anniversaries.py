"""Masters that are a round number of years old this month."""

from insights.computations import queries
from insights.computations.context import Context, Result, replace


async def compute(context: Context) -> Result:
    """Replaces the month's rows, and removes months of over a year ago."""
    year, month = context.now.year, context.now.month
    items = await context.api.items("anniversaries", year=year, month=month, milestones=",".join(str(years) for years in context.milestones))
    rows = [
        (
            item["master_id"],
            item["title"],
            item["artist_name"],
            item["release_year"],
            year - item["release_year"],
            month,
            year,
            item["released"],
            rank,
        )
        for rank, item in enumerate(items, 1)
        if item["title"] and year - item["release_year"] in context.milestones
    ]
    return await replace(
        context.postgres,
        count=queries.COUNT_ANNIVERSARIES,
        delete=queries.DELETE_ANNIVERSARIES,
        copy=queries.COPY_ANNIVERSARIES,
        rows=rows,
        year=year,
        month=month,
    )
