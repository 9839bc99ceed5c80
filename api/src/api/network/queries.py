"""What answers who works with whom: pairs of artists in PostgreSQL, names and degrees in the graph.

A pair is two artists by whom there is a release together; names that stand for nobody (Various) are in no pair.
"""

from typing import Final

from common.stores.statement import Cypher, Sql


COLLABORATORS: Final = Sql(
    name="network.collaborators",
    timeout_s=10,
    text="""
    SELECT other_id, releases, years, year_releases, count(*) OVER () AS total
    FROM (
      SELECT other_id, years, year_releases,
             CASE WHEN %(undated)s THEN release_count ELSE (SELECT coalesce(sum(n), 0) FROM unnest(year_releases) n) END AS releases
      FROM catalogue.collaborations WHERE artist_id = %(artist_id)s
    ) pair
    WHERE releases > 0
    ORDER BY releases DESC, other_id LIMIT %(limit)s OFFSET %(offset)s
""",
)
"""Parameters: artist_id, undated (count undated releases too), limit, offset. Rows: {other_id, releases, years, year_releases, total}, most shared
releases first; years and year_releases side by side. Cost: the pairs of one artist."""

SURROUNDINGS: Final = Sql(
    name="network.surroundings",
    timeout_s=10,
    text="""
    WITH one AS MATERIALIZED (
      SELECT other_id AS id, release_count AS n FROM catalogue.collaborations WHERE artist_id = %(artist_id)s
    ), followed_one AS MATERIALIZED (
      SELECT id FROM one WHERE %(depth)s >= 2 ORDER BY n DESC, id LIMIT %(followed)s
    ), two AS MATERIALIZED (
      SELECT pair.other_id AS id, count(*) AS n
      FROM followed_one JOIN catalogue.collaborations pair ON pair.artist_id = followed_one.id
      WHERE pair.other_id <> %(artist_id)s AND NOT EXISTS (SELECT FROM one WHERE one.id = pair.other_id)
      GROUP BY pair.other_id
    ), followed_two AS MATERIALIZED (
      SELECT id FROM two WHERE %(depth)s >= 3 ORDER BY n DESC, id LIMIT %(followed)s
    ), three AS MATERIALIZED (
      SELECT pair.other_id AS id, count(*) AS n
      FROM followed_two JOIN catalogue.collaborations pair ON pair.artist_id = followed_two.id
      WHERE NOT EXISTS (SELECT FROM one WHERE one.id = pair.other_id) AND NOT EXISTS (SELECT FROM two WHERE two.id = pair.other_id)
      GROUP BY pair.other_id
    )
    SELECT distance, id, n, count(*) OVER () AS total,
           %(depth)s >= 2 AND (SELECT count(*) FROM one) > %(followed)s
           OR %(depth)s >= 3 AND (SELECT count(*) FROM two) > %(followed)s AS truncated
    FROM (
      SELECT 1 AS distance, id, n FROM one
      UNION ALL SELECT 2, id, n FROM two
      UNION ALL SELECT 3, id, n FROM three
    ) found
    ORDER BY distance, n DESC, id LIMIT %(limit)s OFFSET %(offset)s
""",
)
"""Parameters: artist_id, depth (1 to 3), followed (artists of a step that are followed to the next), limit, offset. Rows: {distance, id, n,
total, truncated}; n is the releases shared at distance 1, the artists one step nearer beyond it. Cost: the pairs of at most `followed` artists a step.
An artist that is at distance 1 or 2 comes back at neither 2 nor 3, nor does the one asked for: it shares a release with all at distance 1."""

COLLABORATION_TOTALS: Final = Sql(
    name="network.collaboration_totals",
    timeout_s=10,
    text="SELECT collaborators, releases FROM catalogue.collaborators WHERE artist_id = %(artist_id)s",
)
"""Parameters: artist_id. At most one row. Cost: an index look-up."""

CLOSEST: Final = Sql(
    name="network.closest",
    timeout_s=10,
    text="""
    SELECT pair.other_id, pair.release_count,
           profile.artist_id IS NOT NULL AS has_profile,
           (SELECT genre.key FROM jsonb_each_text(profile.genres) genre ORDER BY genre.value::INTEGER DESC, genre.key COLLATE "C" LIMIT 1) AS genre
    FROM (
      SELECT other_id, release_count FROM catalogue.collaborations
      WHERE artist_id = %(artist_id)s ORDER BY release_count DESC, other_id LIMIT %(limit)s
    ) pair
    LEFT JOIN catalogue.artist_profiles profile ON profile.artist_id = pair.other_id
    ORDER BY pair.release_count DESC, pair.other_id
""",
)
"""Parameters: artist_id, limit. Rows: {other_id, release_count, has_profile, genre}, most shared releases first; genre is the one that most of
the other's releases have, of equal ones the first by name. Cost: the pairs of one artist, and `limit` look-ups."""

GENRES_OF: Final = Cypher(
    name="network.genres_of",
    timeout_s=10,
    text="""
    UNWIND $ids AS id
    MATCH (a:Artist {id: id})<-[:BY]-(:Release)-[:IS]->(g:Genre)
    WITH id, g.name AS genre, count(*) AS n ORDER BY n DESC, genre
    RETURN id, head(collect(genre)) AS genre
""",
)
"""Parameters: ids (of artists with so few releases that they have no profile). Rows: {id, genre}, the most frequent one. Cost: their releases."""

NAMES: Final = Cypher(
    name="network.names",
    timeout_s=10,
    text="UNWIND $ids AS id MATCH (a:Artist {id: id}) RETURN id, coalesce(a.name, '') AS name",
)
"""Parameters: ids. Rows: {id, name}. Cost: an index seek each."""

DEGREE: Final = Cypher(
    name="network.degree",
    timeout_s=10,
    text="""
    MATCH (a:Artist {id: $artist_id})
    RETURN coalesce(a.name, '') AS name, COUNT { (a)--() } AS degree,
           COUNT { MATCH (a)-[:MEMBER_OF]->(g) RETURN DISTINCT g } AS groups, COUNT { MATCH (a)-[:ALIAS_OF]->(b) RETURN DISTINCT b } AS aliases
""",
)
"""Parameters: artist_id. At most one row. Cost: stored degrees, and the artist's groups and aliases."""
