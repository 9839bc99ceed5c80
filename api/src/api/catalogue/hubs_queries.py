"""SQL that reads what hubs are answered with. What writes it is in `hubs_derivation.py`.

A hub is named by kind and key in every statement: its number is another one after each import.
"""

from typing import Final

from api.catalogue.hubs_models import Order
from common.stores.statement import Sql


FIND_HUB: Final = Sql(
    name="hubs.find",
    timeout_s=5,
    text="""
    SELECT h.releases, coalesce(jsonb_object_agg(c.category, c.members) FILTER (WHERE c.category IS NOT NULL), '{}') AS members
    FROM catalogue.hubs h LEFT JOIN catalogue.hub_categories c USING (hub_id)
    WHERE h.kind = %(kind)s AND h.key = %(key)s
    GROUP BY h.hub_id
""",
)
"""Parameters: kind, key. At most one row of {releases, members: {category: count}}. Cost: an index seek."""

YEARS: Final = Sql(
    name="hubs.years",
    timeout_s=5,
    text="""
    SELECT y.year::INTEGER AS year, y.releases AS count
    FROM catalogue.hubs h JOIN catalogue.hub_years y USING (hub_id)
    WHERE h.kind = %(kind)s AND h.key = %(key)s AND y.year > 0
    ORDER BY y.year
""",
)
"""Parameters: kind, key. Rows of {year, count}, ascending. Cost: a row a year."""

_YEARS_WANTED: Final = """
        FROM catalogue.hubs h JOIN catalogue.hub_years y USING (hub_id)
        WHERE h.kind = %(kind)s AND h.key = %(key)s
          AND (%(first_year)s::INTEGER IS NULL OR y.year BETWEEN %(first_year)s AND %(last_year)s)
"""

COUNT_RELEASES: Final = Sql(
    name="hubs.count_releases",
    timeout_s=5,
    text=f"SELECT coalesce(sum(y.releases), 0)::INTEGER AS total {_YEARS_WANTED}",
)
"""Parameters: kind, key, first_year and last_year or nulls. One row: total. Cost: a row a year."""


def _releases(order: Order) -> Sql:
    by_year = "y.year DESC" if order is Order.NEWEST else "y.year = 0, y.year"
    return Sql(
        name=f"hubs.releases_{order}",
        timeout_s=10,
        text=f"""
        WITH runs AS (
          SELECT y.year, y.releases, y.ids, (sum(y.releases) OVER (ORDER BY {by_year}) - y.releases)::INTEGER AS before
          {_YEARS_WANTED}
        )
        SELECT e.id::TEXT AS id, nullif(r.year, 0)::INTEGER AS first_year
        FROM runs r
        CROSS JOIN LATERAL unnest(r.ids[greatest(%(skip)s - r.before, 0) + 1 : %(skip)s + %(limit)s - r.before]) WITH ORDINALITY AS e(id, position)
        WHERE r.before < %(skip)s + %(limit)s AND r.before + r.releases > %(skip)s
        ORDER BY r.before, e.position
    """,  # noqa: S608
    )


RELEASES: Final = {order: _releases(order) for order in (Order.NEWEST, Order.OLDEST)}
"""Parameters: kind, key, first_year, last_year, skip, limit. Rows of {id, first_year}. Cost: a row a year, and the ids of the years that the
page lies in: a deep page costs what the first one does."""

RANKED_MEMBERS: Final = Sql(
    name="hubs.ranked_members",
    timeout_s=5,
    text="""
    WITH members AS (
      SELECT m.* FROM catalogue.hubs h JOIN catalogue.hub_members m USING (hub_id)
      WHERE h.kind = %(kind)s AND h.key = %(key)s AND m.category = %(category)s
    ), page AS (
      SELECT rank, id, releases, years[1]::INTEGER AS first_year, years[cardinality(years)]::INTEGER AS last_year, role
      FROM members WHERE rank > %(skip)s AND rank <= %(skip)s + %(limit)s
    )
    SELECT coalesce((SELECT max(rank) FROM members), 0) AS kept, coalesce((SELECT max(rank) FROM members), 0) AS found,
           coalesce((SELECT jsonb_agg(to_jsonb(page) - 'rank' ORDER BY rank) FROM page), '[]') AS keys
""",
)
"""Parameters: kind, key, category, skip, limit. One row as of `MEMBERS`, largest first, all years. Cost: a range of the index."""


def _members(order: Order) -> Sql:
    by = {
        Order.WEIGHT: "releases DESC, id",
        Order.NEWEST: "last_year DESC NULLS LAST, releases DESC, id",
        Order.OLDEST: "first_year NULLS LAST, releases DESC, id",
    }[order]
    return Sql(
        name=f"hubs.members_{order}",
        timeout_s=10,
        text=f"""
        WITH counted AS (
          SELECT m.id, m.role, CASE WHEN %(first_year)s::INTEGER IS NULL THEN m.releases ELSE f.releases END::INTEGER AS releases,
                 f.first_year::INTEGER AS first_year, f.last_year::INTEGER AS last_year
          FROM catalogue.hubs h JOIN catalogue.hub_members m USING (hub_id)
          CROSS JOIN LATERAL (
            SELECT sum(y.releases) AS releases, min(y.year) AS first_year, max(y.year) AS last_year
            FROM unnest(m.years, m.year_releases) AS y(year, releases)
            WHERE %(first_year)s::INTEGER IS NULL OR y.year BETWEEN %(first_year)s AND %(last_year)s
          ) f
          WHERE h.kind = %(kind)s AND h.key = %(key)s AND m.category = %(category)s
        ), found AS (
          SELECT * FROM counted WHERE releases > 0
        ), page AS (
          SELECT * FROM found ORDER BY {by} OFFSET %(skip)s LIMIT %(limit)s
        )
        SELECT (SELECT count(*) FROM counted)::INTEGER AS kept, (SELECT count(*) FROM found)::INTEGER AS found,
               coalesce((SELECT jsonb_agg(to_jsonb(page) ORDER BY {by}) FROM page), '[]') AS keys
    """,  # noqa: S608
    )


MEMBERS: Final = {order: _members(order) for order in Order}
"""Parameters: kind, key, category, first_year, last_year, skip, limit. One row of {kept, found, keys: [{id, releases, first_year, last_year,
role}]}. Cost: the category's kept members (1,000) with their years."""
