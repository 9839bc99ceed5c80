"""Cypher and SQL of label fingerprints."""

from typing import Final

from common.stores.statement import Cypher, Sql


LABEL: Final = Cypher(
    name="labels.label",
    timeout_s=5,
    text="MATCH (label:Label {id: $label_id}) RETURN COUNT { (label)<-[:ON]-() } AS release_count",
)
"""Parameters: label_id. At most one row. Cost: an index seek and a stored degree."""

_PROFILES: Final = """
    UNWIND $label_ids AS label_id
    MATCH (label:Label {id: label_id})
    CALL (label) {
      MATCH (label)<-[:ON]-(release)
      WITH release.year AS year, count(*) AS releases
      RETURN sum(releases) AS release_count, collect([year, releases]) AS years
    }
    CALL (label) {
      MATCH (label)<-[:ON]-(release)
      UNWIND release.formats AS format
      WITH format, count(DISTINCT release) AS releases
      RETURN collect([format, releases]) AS formats
    }
    CALL (label) {
      MATCH (label)<-[:ON]-()-[:IS]->(tag)
      WITH tag, count(*) AS releases
      RETURN collect([tag:Genre, tag.name, releases]) AS tags
    }
    CALL (label) {
      MATCH (label)<-[:ON]-()-[:BY]->(artist)
      WITH artist, count(*) AS releases ORDER BY releases DESC, artist.id
      WITH collect([artist.id, releases]) AS artists
      RETURN size(artists) AS artist_count, artists[..100] AS artists
    }
    CALL (label) {
      MATCH (label)<-[:ON]-(release)<-[:CREDITED_ON]-(person)
      WITH person, count(DISTINCT release) AS releases ORDER BY releases DESC, person.name LIMIT 100
      RETURN collect([person.name, releases]) AS people
    }
    RETURN label_id, label.name AS name, release_count, artist_count, years, formats, tags, artists, people
"""

PROFILES: Final = Cypher(name="labels.profiles", timeout_s=10, text=_PROFILES)
DERIVED_PROFILES: Final = Cypher(name="labels.derived_profiles", timeout_s=600, text=_PROFILES)
"""Parameters: label_ids. Rows by label: pairs of key and releases for years (null for undated), formats, artists and people (the busiest
hundred), and for tags with whether it is a genre. Cost: some ten edges a release."""

LABELS_AFTER: Final = Cypher(
    name="labels.after",
    timeout_s=60,
    text="""
    MATCH (label:Label) WHERE label.id > $after AND label.release_count >= $min_releases
    RETURN label.id AS label_id ORDER BY label.id LIMIT $limit
""",
)
"""Parameters: after, min_releases, limit. Rows: labels with as many releases, by id. Cost: a range of the id index."""

ARTIST_NAMES: Final = Cypher(
    name="labels.artist_names",
    timeout_s=5,
    text="UNWIND $ids AS id MATCH (artist:Artist {id: id}) WHERE artist.name IS NOT NULL RETURN artist.id AS id, artist.name AS name",
)
"""Parameters: ids. Rows: those that have a name. Cost: a seek an id."""

STORED_PROFILES: Final = Sql(
    name="labels.stored_profiles",
    timeout_s=5,
    text="""
    SELECT label_id, name, release_count, artist_count, genres, styles, formats, years, artists, people
    FROM catalogue.label_profiles WHERE label_id = ANY(%(label_ids)s)
""",
)
"""Parameters: label_ids. Rows: the profiles that are stored; their lists are pairs in the order of `profile.ranked`. Cost: a key look-up each,
some kilobytes of JSON."""

CANDIDATES: Final = Sql(
    name="labels.candidates",
    timeout_s=5,
    text="""
    WITH top AS (
        SELECT label_id, sum(per_style.release_count) AS weight
        FROM unnest(%(styles)s::text[]) AS wanted (style)
        CROSS JOIN LATERAL (
            SELECT label_id, release_count FROM catalogue.label_styles
            WHERE label_styles.style = wanted.style AND label_id <> %(label_id)s
            ORDER BY release_count DESC, label_id LIMIT %(per_style)s
        ) AS per_style
        GROUP BY label_id HAVING sum(per_style.release_count) >= %(min_weight)s
        ORDER BY weight DESC, label_id LIMIT %(limit)s
    )
    SELECT label_id, profile.name, profile.release_count, profile.genres
    FROM top JOIN catalogue.label_profiles AS profile USING (label_id) ORDER BY weight DESC, label_id
""",
)
"""Parameters: label_id, styles, per_style, min_weight, limit. Rows: labels with most releases in these styles together, each style's
largest `per_style` labels taken into account. Cost: as many index entries a style, and a key look-up each of those that remain."""

CLEAR_PROFILES: Final = Sql(name="labels.clear_profiles", timeout_s=600, text="DELETE FROM catalogue.label_profiles")
CLEAR_STYLES: Final = Sql(name="labels.clear_styles", timeout_s=600, text="DELETE FROM catalogue.label_styles")
"""No parameters. Empty the table, for those who look later."""

COPY_PROFILES: Final = Sql(
    name="labels.copy_profiles",
    timeout_s=600,
    text="""
    COPY catalogue.label_profiles (label_id, name, release_count, artist_count, genres, styles, formats, years, artists, people) FROM STDIN
""",
)
COPY_STYLES: Final = Sql(
    name="labels.copy_styles",
    timeout_s=600,
    text="COPY catalogue.label_styles (label_id, style, release_count) FROM STDIN",
)
"""Rows follow on the connection."""
