"""Cypher and SQL of what MusicBrainz adds."""

from typing import Final

from common.stores.statement import Cypher, Sql


ARTIST: Final = Cypher(
    name="musicbrainz.artist",
    timeout_s=5,
    text="""
    MATCH (artist:Artist {id: $id}) WHERE artist.mbid IS NOT NULL
    RETURN artist.mbid AS mbid, artist.mb_type AS type, artist.mb_gender AS gender, artist.mb_begin_date AS begin_date,
           artist.mb_end_date AS end_date, artist.mb_area AS area, artist.mb_begin_area AS begin_area, artist.mb_end_area AS end_area,
           artist.mb_disambiguation AS disambiguation
""",
)
"""Parameters: id. At most one row. Cost: an index seek."""

_TYPES: Final = "MEMBER_OF|COLLABORATED_WITH|TAUGHT|TRIBUTE_TO|FOUNDED|SUPPORTED|SUBGROUP_OF|RENAMED_TO"

RELATIONSHIPS: Final = Cypher(
    name="musicbrainz.relationships",
    timeout_s=10,
    text=f"""
    MATCH (artist:Artist {{id: $id}})-[edge:{_TYPES}]-(other:Artist) WHERE edge.source = 'musicbrainz'
    WITH edge, other, CASE WHEN startNode(edge) = artist THEN 'outgoing' ELSE 'incoming' END AS direction
    ORDER BY direction DESC, type(edge), edge.begin_date, other.name, other.id
    WITH collect({{
      type: type(edge), target_id: other.id, target_name: other.name, direction: direction, begin_date: edge.begin_date,
      end_date: edge.end_date, ended: edge.ended, attributes: edge.attributes
    }}) AS found
    RETURN size(found) AS total, found[$offset..$offset + $limit] AS relationships
""",
)
"""Parameters: id, offset, limit. One row, also for an unknown artist: total, and a list of relationships, outgoing first. Cost: the artist's
edges to artists."""

LINKS: Final = Sql(
    name="musicbrainz.links",
    timeout_s=5,
    text="""
    SELECT DISTINCT link.service_name AS service, link.url
    FROM musicbrainz.artists AS artist JOIN musicbrainz.external_links AS link ON link.mbid = artist.mbid AND link.entity_type = 'artist'
    WHERE artist.discogs_artist_id = %(id)s ORDER BY link.service_name, link.url LIMIT 1000
""",
)
"""Parameters: id. Rows by service and address. Cost: two index look-ups, and the artist's links."""

COUNT_RECORDS: Final = Sql(
    name="musicbrainz.count_records",
    text="""
    SELECT 'artists.total_mb' AS name, count(*) AS value FROM musicbrainz.artists
    UNION ALL SELECT 'artists.matched_to_discogs', count(discogs_artist_id) FROM musicbrainz.artists
    UNION ALL SELECT 'labels.total_mb', count(*) FROM musicbrainz.labels
    UNION ALL SELECT 'labels.matched_to_discogs', count(discogs_label_id) FROM musicbrainz.labels
    UNION ALL SELECT 'releases.total_mb', count(*) FROM musicbrainz.releases
    UNION ALL SELECT 'releases.matched_to_discogs', count(discogs_release_id) FROM musicbrainz.releases
    UNION ALL SELECT 'release_groups.total_mb', count(*) FROM musicbrainz.release_groups
    UNION ALL SELECT 'release_groups.matched_to_discogs', count(discogs_master_id) FROM musicbrainz.release_groups
    UNION ALL SELECT 'relationships.total_in_mb', count(*) FROM musicbrainz.relationships
""",
)
"""No parameters. Rows of name and value. Cost: a scan of each table, so its caller says how long it may take."""

COUNT_NODES: Final = Cypher(
    name="musicbrainz.count_nodes",
    text=f"""
    MATCH (n:Artist) WHERE n.mbid IS NOT NULL WITH count(n) AS value RETURN 'artists.enriched_in_neo4j' AS name, value
    UNION ALL MATCH (n:Label) WHERE n.mbid IS NOT NULL WITH count(n) AS value RETURN 'labels.enriched_in_neo4j' AS name, value
    UNION ALL MATCH (n:Release) WHERE n.mbid IS NOT NULL WITH count(n) AS value RETURN 'releases.enriched_in_neo4j' AS name, value
    UNION ALL MATCH (n:Master) WHERE n.mbid IS NOT NULL WITH count(n) AS value RETURN 'release_groups.enriched_in_neo4j' AS name, value
    UNION ALL MATCH ()-[edge:{_TYPES}]->() WHERE edge.source = 'musicbrainz'
    WITH count(edge) AS value RETURN 'relationships.created_in_neo4j' AS name, value
""",
)
"""No parameters. Rows of name and value. Cost: the indexes on `mbid`, and all edges of these types, so its caller says
how long it may take."""

STATUS: Final = Sql(name="musicbrainz.status", timeout_s=5, text="SELECT name, value FROM catalogue.enrichment_counts")
"""No parameters. Rows of name and value, none before the first derivation. Cost: fourteen rows."""

CLEAR_COUNTS: Final = Sql(name="musicbrainz.clear_counts", timeout_s=60, text="DELETE FROM catalogue.enrichment_counts")
INSERT_COUNT: Final = Sql(
    name="musicbrainz.insert_count",
    timeout_s=60,
    text="INSERT INTO catalogue.enrichment_counts (name, value) VALUES (%(name)s, %(value)s)",
)
"""Parameters: name, value."""
