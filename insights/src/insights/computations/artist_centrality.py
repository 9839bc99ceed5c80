"""The best connected artists."""

from typing import Final

from insights.computations import queries
from insights.computations.context import Context, Result, replace


MOST: Final = 500
"""As many as a request may ask for; the pages ask for fewer."""


async def compute(context: Context) -> Result:
    """Rank 1 to n; artists without a name have no place."""
    items = [item for item in await context.api.items("artist-centrality", limit=MOST) if item["artist_name"]]
    rows = [(rank, item["artist_id"], item["artist_name"], item["edge_count"]) for rank, item in enumerate(items, 1)]
    return await replace(context.postgres, count=queries.COUNT_CENTRALITY, delete=queries.DELETE_CENTRALITY, copy=queries.COPY_CENTRALITY, rows=rows)
