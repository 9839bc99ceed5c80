"""Cypher of links between artists. All take a batch of artists; `left_out` are artists that stand for nobody."""

from typing import Final

from common.stores.statement import Cypher


ARTISTS: Final = Cypher(
    name="influence.artists",
    timeout_s=10,
    text="UNWIND $ids AS id MATCH (a:Artist {id: id}) RETURN id, a.name AS name, coalesce(a.release_count, 0) AS releases",
)
LABELS: Final = Cypher(
    name="influence.labels",
    timeout_s=10,
    text="UNWIND $ids AS id MATCH (l:Label {id: id}) RETURN id, l.name AS name",
)
"""Parameters: ids. A row an id that exists. Cost: a seek an id."""

MEMBERS: Final = Cypher(
    name="influence.members",
    timeout_s=10,
    text="""
    UNWIND $ids AS id
    MATCH (a:Artist {id: id})
    CALL (a) {
      MATCH (a)-[e:MEMBER_OF]->(other:Artist) RETURN other, e, other AS band, true AS is_member LIMIT $limit
      UNION ALL
      MATCH (a)<-[e:MEMBER_OF]-(other:Artist) RETURN other, e, a AS band, false AS is_member LIMIT $limit
    }
    WITH id, other, e, band, is_member WHERE NOT other.id IN $left_out
    RETURN id, other.id AS other, is_member, e.begin_date AS begin_date, e.end_date AS end_date,
           band.first_year AS band_first_year, band.last_year AS band_last_year
    ORDER BY id, other
""",
)
"""Parameters: ids, left_out, limit (members or groups of an artist). Rows: members of a group, and groups of a member. Cost: these edges."""

CREDITS: Final = Cypher(
    name="influence.credits",
    timeout_s=10,
    text="""
    UNWIND $ids AS id
    MATCH (a:Artist {id: id})
    CALL (a) {
      MATCH (a)<-[:BY]-(r:Release) WHERE r.year IS NOT NULL
      WITH a, r LIMIT $releases
      WITH a, r, r.year AS year, r.id AS release ORDER BY year, release
      MATCH (r)<-[c:CREDITED_ON]-() WHERE c.artist_id <> a.id
      RETURN c.artist_id AS other, c.artist_id AS credited, c.category AS category, c.role AS role, year, release
      UNION ALL
      MATCH (a)<-[:SAME_AS]-(:Person)-[c:CREDITED_ON]->(r:Release) WHERE c.artist_id = a.id AND r.year IS NOT NULL
      WITH a, r, c LIMIT $releases
      WITH a, r, c, r.year AS year, r.id AS release ORDER BY year, release
      MATCH (r)-[:BY]->(by:Artist) WHERE by.id <> a.id
      RETURN by.id AS other, a.id AS credited, c.category AS category, c.role AS role, year, release
    }
    WITH id, other, credited, category IN $craft AS is_craft, min(year) AS first_year, max(year) AS last_year,
         collect(DISTINCT release) AS releases, collect(DISTINCT role) AS roles
    WHERE NOT other IN $left_out
    ORDER BY id, is_craft, size(releases) DESC, other, credited
    RETURN id, collect([other, credited, is_craft, size(releases), first_year, last_year, releases[..5], roles[..3]])[..$limit] AS links
""",
)
"""Parameters: ids, left_out, craft (categories of credits that say little about the music), releases (of an artist, and credits of it, that
are looked at), limit (links of an artist). A row an artist with links: [other, credited, is_craft, releases, first_year, last_year,
release_ids, roles], those of craft last, most releases first; ids and roles are the earliest. Cost: some ten credits a release, one artist a
credit. Releases are put in order before they meet their credits: a tenth of the rows to sort."""

LABELS_OF: Final = Cypher(
    name="influence.labels_of",
    timeout_s=10,
    text="""
    UNWIND $ids AS id
    MATCH (a:Artist {id: id})
    CALL (a) {
      MATCH (a)<-[:BY]-(r:Release) WHERE r.year IS NOT NULL
      WITH r LIMIT $releases
      MATCH (r)-[:ON]->(l:Label) WHERE coalesce(l.release_count, 0) <= $largest AND NOT l.id IN $left_out
      WITH l, r ORDER BY r.year, r.id
      WITH l, min(r.year) AS since, head(collect(r.id)) AS release_id
      ORDER BY coalesce(l.release_count, 0), l.id LIMIT $limit
      RETURN collect([l.id, coalesce(l.release_count, 0), since, release_id]) AS labels
    }
    RETURN id, labels
""",
)
"""Parameters: ids, left_out (labels), releases (of an artist that are looked at), largest (releases of a label), limit (labels of an artist).
A row an artist with labels: [label, its releases, first year there, first release there], smallest first. Cost: two edges a release."""

ARRIVALS: Final = Cypher(
    name="influence.arrivals",
    timeout_s=10,
    text="""
    UNWIND $spans AS span
    MATCH (l:Label {id: span[0]})<-[:ON]-(r:Release)-[:BY]->(b:Artist)
    WHERE r.year IS NOT NULL AND NOT b.id IN $left_out
    WITH l, span, b, r ORDER BY r.year, r.id
    WITH l, span, b, min(r.year) AS since, head(collect(r.id)) AS release_id
    WHERE span[1] <= since <= span[2]
    ORDER BY since, b.id
    WITH l, count(*) AS found, collect([b.id, since, release_id])[..$limit] AS arrivals
    RETURN l.id AS label, coalesce(l.artist_count, found) AS artists, arrivals
""",
)
"""Parameters: spans of [label, from year, to year], left_out, limit (arrivals on a label). A row a label: its artists, and of those whose first
release there is in the span [artist, year, release]. Cost: the label's releases."""
