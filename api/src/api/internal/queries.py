"""Cypher and SQL of what is computed over the whole catalogue."""

from collections.abc import Mapping, Sequence
from typing import Final

from common.stores.statement import Cypher, Sql


SCAN_TIMEOUT_S: Final = 1800.0
"""Of what looks at every node of a kind once, on the largest catalogue."""

ARTIST_CENTRALITY: Final = Cypher(
    name="internal.artist_centrality",
    timeout_s=SCAN_TIMEOUT_S,
    text="""
    MATCH (a:Artist) WHERE a.name IS NOT NULL
    WITH a, COUNT { (a)--() } AS edge_count
    ORDER BY edge_count DESC, a.id LIMIT $limit
    RETURN a.id AS artist_id, a.name AS artist_name, edge_count
""",
)
"""Parameters: limit. Rows: best connected first. Cost: every artist's degree, which is stored with the large ones."""

GENRE_TRENDS: Final = Cypher(
    name="internal.genre_trends",
    timeout_s=SCAN_TIMEOUT_S,
    text="""
    MATCH (g:Genre)<-[:IS]-(r:Release) WHERE r.year > 0
    WITH g.name AS genre, r.year / 10 * 10 AS decade, count(*) AS release_count
    RETURN genre, decade, release_count ORDER BY genre, decade
""",
)
"""No parameters. Rows: a genre and decade. Cost: every release's genres."""

LABEL_LONGEVITY: Final = Cypher(
    name="internal.label_longevity",
    timeout_s=SCAN_TIMEOUT_S,
    text="""
    MATCH (l:Label) WHERE l.name IS NOT NULL
    CALL (l) {
      MATCH (l)<-[:ON]-(r:Release) WHERE r.year > 0
      RETURN min(r.year) AS first_year, max(r.year) AS last_year, count(r) AS total_releases
    }
    WITH l, first_year, last_year, total_releases WHERE total_releases > 0
    ORDER BY last_year - first_year DESC, l.id LIMIT $limit
    CALL (l) {
      MATCH (l)<-[:ON]-(r:Release) WHERE r.year > 0
      WITH r.year / 10 * 10 AS decade, count(r) AS releases
      ORDER BY releases DESC, decade LIMIT 1
      RETURN decade AS peak_decade
    }
    RETURN l.id AS label_id, l.name AS label_name, first_year, last_year, last_year - first_year + 1 AS years_active, total_releases, peak_decade
    ORDER BY years_active DESC, label_id
""",
)
"""Parameters: limit. Rows: longest span first; of several peak decades the earliest. Cost: every label's releases; memory grows with `limit` alone."""

ANNIVERSARY_MASTERS: Final = Cypher(
    name="internal.anniversary_masters",
    timeout_s=300,
    text="""
    UNWIND $years AS year
    CALL (year) {
      MATCH (m:Master {year: year}) WHERE m.title IS NOT NULL
      WITH m, COUNT { (m)<-[:DERIVED_FROM]-() } AS pressings
      ORDER BY pressings DESC, m.id LIMIT $limit
      RETURN m, pressings
    }
    RETURN m.id AS master_id, m.title AS title, m.year AS release_year, pressings,
           head(COLLECT { MATCH (m)-[:BY]->(a:Artist) WHERE a.name IS NOT NULL RETURN a.name ORDER BY a.id LIMIT 1 }) AS artist_name
    ORDER BY release_year, pressings DESC, master_id
""",
)
"""Parameters: years, limit (a year). Rows: the masters of these years with the most pressings. Cost: an index range a year (some 60,000 masters on
the largest catalogue) and their stored degrees."""

MAIN_RELEASE_DATES: Final = Sql(
    name="internal.main_release_dates",
    timeout_s=60,
    text="""
    SELECT m.data_id AS master_id, r.data->>'released' AS released
    FROM masters m JOIN releases r ON r.data_id = m.data->>'main_release'
    WHERE m.data_id = ANY(%(ids)s)
    """,
)
"""Parameters: ids. Rows: date of each master's main release, as the dump has it. Cost: two key look-ups each."""


FIELDS: Final[Mapping[str, Sequence[str]]] = {
    "artists": ("images", "profile", "realname", "urls", "namevariations"),
    "labels": ("images", "profile", "contactinfo", "urls", "parentLabel"),
    "masters": ("year", "genres", "images", "styles", "main_release", "videos"),
    "releases": ("year", "country", "genres", "images", "styles", "labels", "tracklist", "extraartists", "identifiers", "companies", "notes"),
}
"""Fields whose presence is told, by kind of record."""
COUNTED: Final[Mapping[str, Sequence[str]]] = {
    "artists": ("images",),
    "labels": ("images",),
    "masters": ("year", "genres", "images"),
    "releases": ("year", "country", "genres", "images"),
}
"""Fields that the overall percentage is the mean of."""


def _completeness(table: str, musicbrainz: str, musicbrainz_id: str) -> Sql:
    fields = FIELDS[table]
    counts = ", ".join(f"count(*) FILTER (WHERE coalesce(\"{field}\", '') NOT IN ('', '[]')) AS \"{field}\"" for field in fields)
    columns = ", ".join(f'"{field}" TEXT' for field in fields)
    return Sql(
        name=f"internal.completeness_{table}",
        timeout_s=SCAN_TIMEOUT_S,
        # One record function reads all fields of a record: each `->` would unpack the whole record again.
        text=f"""
        SELECT count(*) AS total, (SELECT count(DISTINCT {musicbrainz_id}) FROM musicbrainz.{musicbrainz}) AS musicbrainz, {counts}
        FROM {table}, jsonb_to_record(data) AS record({columns})
        """,  # noqa: S608 - names from the tables above
    )


COMPLETENESS: Final[Mapping[str, Sql]] = {
    "artists": _completeness("artists", "artists", "discogs_artist_id"),
    "labels": _completeness("labels", "labels", "discogs_label_id"),
    "masters": _completeness("masters", "release_groups", "discogs_master_id"),
    "releases": _completeness("releases", "releases", "discogs_release_id"),
}
"""No parameters. One row: total, how many are linked to MusicBrainz, and how many have each field. Cost: the whole table, unpacked once."""

UNCOUNTED_RELEASES: Final = Sql(
    name="internal.uncounted_releases",
    timeout_s=60,
    text="""
    SELECT release_id FROM (SELECT release_id FROM user_collections UNION SELECT release_id FROM user_wantlists) AS wanted
    WHERE NOT EXISTS (
        SELECT FROM insights.community_counts c WHERE c.release_id = wanted.release_id AND c.fetched_at > now() - INTERVAL '7 days')
    ORDER BY release_id
    """,
)
"""No parameters. Rows: releases of users whose counts are missing or over a week old. Cost: users' collections and wantlists."""

DISCOGS_TOKEN: Final = Sql(
    name="internal.discogs_token",
    timeout_s=10,
    text="SELECT access_token, access_secret FROM oauth_tokens WHERE provider = 'discogs' ORDER BY updated_at DESC, id LIMIT 1",
)
"""No parameters. At most one row: the token that was given last, as it is stored."""

DISCOGS_CONSUMER: Final = Sql(
    name="internal.discogs_consumer",
    timeout_s=10,
    text="SELECT key, value FROM app_config WHERE key IN ('discogs_consumer_key', 'discogs_consumer_secret')",
)
"""No parameters. Up to two rows, values as they are stored."""

KEEP_COMMUNITY_COUNTS: Final = Sql(
    name="internal.keep_community_counts",
    timeout_s=10,
    text="""
    INSERT INTO insights.community_counts (release_id, have_count, want_count, fetched_at) VALUES (%(release_id)s, %(have)s, %(want)s, now())
    ON CONFLICT (release_id) DO UPDATE SET have_count = EXCLUDED.have_count, want_count = EXCLUDED.want_count, fetched_at = EXCLUDED.fetched_at
    """,
)
"""Parameters: release_id, have, want. Cost: a key look-up."""

SET_COMMUNITY_COUNTS: Final = Cypher(
    name="internal.set_community_counts",
    timeout_s=120,
    text="""
    UNWIND $rows AS row
    MATCH (r:Release {id: row.id})
    SET r.community_have = row.have, r.community_want = row.want
    FINISH
""",
)
"""Parameters: rows of {id, have, want}. Cost: a seek a row."""
