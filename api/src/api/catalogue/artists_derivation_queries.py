"""What reads the graph and fills the tables of artists when an import has ended."""

from typing import Final

from common.stores.statement import Cypher, Sql


BATCH_TIMEOUT_S: Final = 600.0
DERIVATION_TIMEOUT_S: Final = 3600.0
"""Of one SQL statement over a whole catalogue."""

ARTISTS_AFTER: Final = Cypher(
    name="artists.after",
    timeout_s=BATCH_TIMEOUT_S,
    text="""
    MATCH (a:Artist) WHERE a.id > $after
    WITH a ORDER BY a.id LIMIT $limit
    RETURN a.id AS id, CASE WHEN a.id IN $placeholders THEN 0 ELSE COUNT { (a)<-[:BY]-(:Release) } END AS releases
""",
)
"""Parameters: after (an id), limit, placeholders. Rows by id. Cost: that stretch of an index, and the degree of each artist."""

COLLABORATIONS: Final = Cypher(
    name="artists.collaborations",
    timeout_s=BATCH_TIMEOUT_S,
    text="""
    UNWIND $ids AS id
    MATCH (a:Artist {id: id})
    CALL (a) {
      MATCH (a)<-[:BY]-(r:Release) WHERE COUNT { (r)-[:BY]->() } > 1
      MATCH (r)-[:BY]->(b:Artist) WHERE b <> a AND NOT b.id IN $placeholders
      WITH b, count(*) AS releases, collect(CASE WHEN r.year > 0 THEN r.year END) AS years
      RETURN collect([b.id, releases, years]) AS others
    }
    WITH a, others WHERE size(others) > 0
    RETURN a.id AS id, others, COUNT {
      MATCH (a)<-[:BY]-(r:Release) WHERE COUNT { (r)-[:BY]->() } > 1 AND EXISTS { MATCH (r)-[:BY]->(b) WHERE b <> a AND NOT b.id IN $placeholders }
    } AS releases
""",
)
"""Parameters: ids, placeholders. Rows: one an artist that shares a release, {id, others, releases}; others are [id, releases shared, years of
the dated ones], releases those shared with anybody. Cost: the releases of the artists."""

PROFILES: Final = Cypher(
    name="artists.profiles",
    timeout_s=BATCH_TIMEOUT_S,
    text="""
    UNWIND $ids AS id
    MATCH (a:Artist {id: id})
    CALL (a) {
      MATCH (a)<-[:BY]-(:Release)-[:IS]->(t)
      WITH t, count(*) AS n ORDER BY n DESC, t.name
      RETURN collect(CASE WHEN t:Genre THEN [t.name, n] END)[..$kept] AS genres, collect(CASE WHEN t:Style THEN [t.name, n] END)[..$kept] AS styles
    }
    CALL (a) {
      MATCH (a)<-[:BY]-(:Release)-[:ON]->(l) WHERE NOT l.id IN $no_labels
      WITH l, count(*) AS n ORDER BY n DESC, l.id
      RETURN collect([l.id, n])[..$kept] AS labels
    }
    CALL (a) {
      MATCH (a)<-[:BY]-(r:Release)<-[:CREDITED_ON]-(p)
      WITH p, count(DISTINCT r) AS n ORDER BY n DESC, p.name
      RETURN collect([p.name, n])[..$kept] AS people
    }
    CALL (a) {
      MATCH (a)<-[:BY]-(r:Release)
      UNWIND r.formats AS format
      WITH format, count(DISTINCT r) AS n ORDER BY n DESC, format
      RETURN collect([format, n])[..$kept] AS formats
    }
    CALL (a) {
      MATCH (a)<-[:BY]-(r:Release) WHERE r.year > 0
      WITH r.year / 10 * 10 AS decade, count(*) AS n ORDER BY decade
      RETURN collect([toString(decade), n]) AS decades
    }
    RETURN a.id, coalesce(a.name, ''), genres, styles, labels, people, formats, decades
""",
)
"""Parameters: ids, kept (entries of each kind), no_labels. Rows: one an artist; each kind a list of [key, releases], most first. Cost: five
times the releases of the artists, and what they hang on."""

COPY_COLLABORATIONS: Final = Sql(
    name="artists.copy_collaborations",
    timeout_s=DERIVATION_TIMEOUT_S,
    text="COPY catalogue.collaborations (artist_id, other_id, release_count, years, year_releases) FROM STDIN",
)
COPY_COLLABORATORS: Final = Sql(
    name="artists.copy_collaborators",
    timeout_s=DERIVATION_TIMEOUT_S,
    text="COPY catalogue.collaborators (artist_id, collaborators, releases) FROM STDIN",
)
COPY_PROFILES: Final = Sql(
    name="artists.copy_profiles",
    timeout_s=DERIVATION_TIMEOUT_S,
    text="COPY catalogue.artist_profiles (artist_id, name, release_count, genres, styles, labels, people, formats, decades) FROM STDIN",
)
"""Rows in the order of their columns."""

CLEAR: Final = tuple(
    Sql(name=f"artists.clear_{table}", timeout_s=DERIVATION_TIMEOUT_S, text=f"DELETE FROM catalogue.{table}")  # noqa: S608 - the names below
    for table in ("collaborations", "collaborators", "artist_profiles", "artist_ranks")
)
"""Readers see the former rows until the transaction ends; TRUNCATE would make them wait."""

FILL_RANKS: Final = Sql(
    name="artists.fill_ranks",
    timeout_s=DERIVATION_TIMEOUT_S,
    text="""
    INSERT INTO catalogue.artist_ranks (kind, key, rank, artist_id, release_count)
    SELECT kind, key, rank, artist_id, releases
    FROM (
      SELECT kind, key, artist_id, releases, row_number() OVER (PARTITION BY kind, key ORDER BY releases DESC, artist_id) AS rank
      FROM (
        SELECT 'genre' AS kind, e.key COLLATE "C" AS key, artist_id, e.value::INTEGER AS releases
        FROM catalogue.artist_profiles CROSS JOIN jsonb_each_text(genres) e
        UNION ALL
        SELECT 'style', e.key, artist_id, e.value::INTEGER FROM catalogue.artist_profiles CROSS JOIN jsonb_each_text(styles) e
        UNION ALL
        SELECT 'label', e.key, artist_id, e.value::INTEGER FROM catalogue.artist_profiles CROSS JOIN jsonb_each_text(labels) e
      ) counted
    ) ranked
    WHERE rank <= %(kept)s
""",
)
"""Parameters: kept (artists of each genre, style and label). Cost: a sort of what all profiles hold."""

ANALYZE: Final = Sql(
    name="artists.analyze",
    timeout_s=DERIVATION_TIMEOUT_S,
    text="ANALYZE catalogue.collaborations, catalogue.collaborators, catalogue.artist_profiles, catalogue.artist_ranks",
)
"""The planner must not take the tables for as small as they were."""
