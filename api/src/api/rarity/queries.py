"""Cypher that the scores are computed from, and SQL and Cypher that read them."""

from typing import Final

from common.stores.statement import Cypher, Sql


SCAN_TIMEOUT_S: Final = 3600.0
"""Of what looks at every release once."""

PAGE_TIMEOUT_S: Final = 120.0

PAGE: Final = Cypher(
    name="rarity.page",
    timeout_s=PAGE_TIMEOUT_S,
    text="""
    MATCH (r:Release) WHERE r.id > $after_id
    WITH r ORDER BY r.id LIMIT $page_size
    RETURN r.id AS id, r.title AS title, r.year AS year, r.formats AS formats, COUNT { (r)--() } AS degree,
           head(COLLECT { MATCH (r)-[:DERIVED_FROM]->(m:Master) RETURN m.id }) AS master,
           COLLECT { MATCH (r)-[:BY]->(a:Artist) RETURN a.id } AS artists,
           COLLECT { MATCH (r)-[:ON]->(l:Label) RETURN l.id } AS labels,
           COLLECT { MATCH (r)-[:IS]->(g:Genre) RETURN g.name } AS genres
""",
)
"""Parameters: after_id, page_size. Rows: releases in the order of their ids, with the keys of what they hang on. Cost: an index range, and the
degree of each release."""

MASTERS: Final = Cypher(
    name="rarity.masters",
    timeout_s=PAGE_TIMEOUT_S,
    text="""
    UNWIND $ids AS id
    MATCH (m:Master {id: id})
    RETURN id, COUNT { (m)<-[:DERIVED_FROM]-() } AS pressings,
           COLLECT { MATCH (m)<-[:DERIVED_FROM]-(r:Release) WHERE r.year > 0 RETURN r.year ORDER BY r.year DESC LIMIT 2 } AS newest
""",
)
"""Parameters: ids. Rows: pressings, and the two newest years (a release that has the first one has the second as its newest sibling's).
Cost: a seek and the pressings of each."""

ARTISTS: Final = Cypher(
    name="rarity.artists",
    timeout_s=PAGE_TIMEOUT_S,
    text="""
    UNWIND $ids AS id
    MATCH (a:Artist {id: id})
    RETURN id, a.name AS name, COUNT { (a)--() } AS degree, COUNT { (a)<-[:BY]-() } AS works
""",
)
"""Parameters: ids. Rows: name, all relationships, releases and masters by the artist. Cost: a seek each; degrees are stored with large nodes."""

LABELS: Final = Cypher(
    name="rarity.labels",
    timeout_s=PAGE_TIMEOUT_S,
    text="""
    UNWIND $ids AS id
    MATCH (l:Label {id: id})
    RETURN id, coalesce(l.release_count, 0) AS releases, COUNT { (l)<-[:ON]-() } AS works
""",
)
"""Parameters: ids. Rows: releases as maintenance counted them, and as the node has them now. Cost: a seek each."""

GENRES: Final = Cypher(
    name="rarity.genres",
    timeout_s=10,
    text="MATCH (g:Genre) RETURN g.name AS id, coalesce(g.release_count, 0) AS releases",
)
"""No parameters. Rows: every genre (some fifteen)."""

ARTIST_DEGREES: Final = Cypher(
    name="rarity.artist_degrees",
    timeout_s=SCAN_TIMEOUT_S,
    text="""
    MATCH (r:Release)
    CALL (r) { MATCH (r)-[:BY]->(a:Artist) RETURN max(COUNT { (a)--() }) AS value }
    WITH value WHERE value > 0
    RETURN value, count(*) AS releases
""",
)
LABEL_SIZES: Final = Cypher(
    name="rarity.label_sizes",
    timeout_s=SCAN_TIMEOUT_S,
    text="""
    MATCH (r:Release)
    CALL (r) { MATCH (r)-[:ON]->(l:Label) RETURN max(l.release_count) AS value }
    WITH value WHERE value > 0
    RETURN value, count(*) AS releases
""",
)
GENRE_SIZES: Final = Cypher(
    name="rarity.genre_sizes",
    timeout_s=SCAN_TIMEOUT_S,
    text="""
    MATCH (r:Release)
    CALL (r) { MATCH (r)-[:IS]->(g:Genre) RETURN max(g.release_count) AS value }
    WITH value WHERE value > 0
    RETURN value, count(*) AS releases
""",
)
"""No parameters. Rows: how many releases have this as the largest value among their artists, labels, genres. Cost: a look at every release;
memory grows with the distinct values alone."""

COUNT_RELEASES: Final = Cypher(name="rarity.count_releases", timeout_s=10, text="MATCH (r:Release) RETURN count(r) AS releases")
"""No parameters. One row. Cost: the stored count."""

COMMUNITY: Final = Sql(
    name="rarity.community",
    timeout_s=30,
    text="SELECT release_id, have_count, want_count FROM insights.community_counts WHERE release_id = ANY(%(ids)s)",
)
"""Parameters: ids. Rows: those that Discogs was asked about. Cost: a key look-up each."""


_ITEM: Final = "release_id, coalesce(title, '') AS title, coalesce(artist_name, '') AS artist, year, rarity_score, tier, hidden_gem_score"

LEADERBOARD: Final = Sql(
    name="rarity.leaderboard",
    timeout_s=5,
    text=f"SELECT {_ITEM} FROM insights.release_rarity ORDER BY rarity_score DESC, release_id LIMIT %(limit)s OFFSET %(offset)s",  # noqa: S608
)
"""Parameters: limit, offset. Cost: an index range."""

LEADERBOARD_OF_TIER: Final = Sql(
    name="rarity.leaderboard_of_tier",
    timeout_s=5,
    text=f"""
    SELECT {_ITEM} FROM insights.release_rarity
    WHERE tier = %(tier)s AND rarity_score BETWEEN %(floor)s AND %(ceiling)s
    ORDER BY rarity_score DESC, release_id LIMIT %(limit)s OFFSET %(offset)s
    """,  # noqa: S608
)
"""Parameters: tier, floor, ceiling (bounds of its rounded scores), limit, offset. Cost: an index range that begins at the ceiling."""

HIDDEN_GEMS: Final = Sql(
    name="rarity.hidden_gems",
    timeout_s=5,
    text=f"""
    SELECT {_ITEM} FROM insights.release_rarity
    WHERE rarity_score >= %(min_rarity)s AND hidden_gem_score IS NOT NULL
    ORDER BY hidden_gem_score DESC NULLS LAST, release_id LIMIT %(limit)s OFFSET %(offset)s
    """,  # noqa: S608
)
"""Parameters: min_rarity, limit, offset. Cost: an index range, best gems first, less those that are not rare enough."""

TOTALS: Final = Sql(
    name="rarity.totals",
    timeout_s=5,
    text="""
    SELECT coalesce(sum(releases), 0)::bigint AS releases,
           coalesce(sum(releases) FILTER (WHERE tier = %(tier)s), 0)::bigint AS of_tier,
           coalesce(sum(gems) FILTER (WHERE rarity_score >= %(min_rarity)s::real), 0)::bigint AS gems,
           coalesce(sum(releases) FILTER (WHERE rarity_score < %(score)s::real), 0)::bigint AS below
    FROM insights.rarity_distribution
    """,
)
"""Parameters: tier, min_rarity, score (each may be null). One row. Cost: about a thousand rows."""

TOP_OF_ENTITY: Final = Sql(
    name="rarity.top_of_entity",
    timeout_s=5,
    text=f"""
    SELECT {_ITEM}, t.total FROM insights.rarity_tops t JOIN insights.release_rarity r USING (release_id)
    WHERE t.entity_type = %(entity_type)s AND t.entity_id = %(entity_id)s AND t.rank > %(offset)s AND t.rank <= %(offset)s + %(limit)s
    ORDER BY t.rank
    """,  # noqa: S608
)
"""Parameters: entity_type, entity_id, limit, offset. Rows: a page of a busy artist's or label's rarest releases. Cost: a key look-up each."""

HUB: Final = Sql(
    name="rarity.hub",
    timeout_s=5,
    text="SELECT total FROM insights.rarity_tops WHERE entity_type = %(entity_type)s AND entity_id = %(entity_id)s AND rank = 1",
)
"""Parameters: entity_type, entity_id. One row for an artist or label that has precomputed pages: all its scored releases. Cost: a key look-up."""

OF_RELEASES: Final = Sql(
    name="rarity.of_releases",
    timeout_s=5,
    text=f"""
    SELECT {_ITEM}, count(*) OVER () AS total FROM unnest(%(ids)s::bigint[]) AS wanted (release_id) JOIN insights.release_rarity USING (release_id)
    ORDER BY rarity_score DESC, release_id LIMIT %(limit)s OFFSET %(offset)s
    """,  # noqa: S608
)
"""Parameters: ids, limit, offset. Rows: a page of these releases, with the number of them all. Cost: a key look-up each."""

DETAIL: Final = Sql(
    name="rarity.detail",
    timeout_s=5,
    text=f"""
    SELECT {_ITEM}, computed_at, pressing_scarcity, label_catalog, format_rarity, temporal_scarcity, graph_isolation, collection_prevalence,
           pressings, label_releases, rarest_format, newest_pressing_year, degree, have_count, want_count
    FROM insights.release_rarity WHERE release_id = %(release_id)s
    """,  # noqa: S608
)
"""Parameters: release_id. At most one row. Cost: a key look-up."""

ARTIST_RELEASES: Final = Cypher(
    name="rarity.artist_releases",
    timeout_s=10,
    text="""
    MATCH (n:Artist {id: $id})
    RETURN COLLECT { MATCH (n)<-[:BY]-(r:Release) RETURN r.id LIMIT $limit } AS ids
""",
)
LABEL_RELEASES: Final = Cypher(
    name="rarity.label_releases",
    timeout_s=10,
    text="""
    MATCH (n:Label {id: $id})
    RETURN COLLECT { MATCH (n)<-[:ON]-(r:Release) RETURN r.id LIMIT $limit } AS ids
""",
)
"""Parameters: id, limit. At most one row: none for an id that nothing has. Cost: `limit` relationships."""

EXISTS: Final = {
    "artist": Cypher(name="rarity.artist_exists", timeout_s=5, text="MATCH (n:Artist {id: $id}) RETURN n.id AS id"),
    "label": Cypher(name="rarity.label_exists", timeout_s=5, text="MATCH (n:Label {id: $id}) RETURN n.id AS id"),
}
"""Parameters: id. At most one row. Cost: a seek."""

VERSIONS: Final = Cypher(
    name="rarity.versions",
    timeout_s=5,
    text="""
    MATCH (:Release {id: $id})-[:DERIVED_FROM]->(m:Master)
    RETURN m.id AS master, COLLECT { MATCH (m)<-[:DERIVED_FROM]-(r:Release) WHERE r.id <> $id RETURN r.id LIMIT $limit } AS ids
    LIMIT 1
""",
)
"""Parameters: id, limit. At most one row: other pressings of the release's master. Cost: `limit` relationships."""
