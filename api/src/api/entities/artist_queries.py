"""Queries of artists. Those that expand an artist's releases are for artists below `HUB_RELEASES`; hubs have tables."""

from typing import Final

from common.stores.statement import Cypher, Sql


ARTIST: Final = Cypher(
    name="entities.artist",
    timeout_s=10,
    text="""
    MATCH (a:Artist {id: $id})
    RETURN a.name AS name, a.first_year AS first_year, a.last_year AS last_year,
           coalesce(a.release_count, COUNT { (a)<-[:BY]-(:Release) }) AS releases,
           a.mbid AS mbid, a.mb_type AS mb_type, a.mb_gender AS mb_gender, a.mb_area AS mb_area, a.mb_begin_area AS mb_begin_area,
           a.mb_begin_date AS mb_begin_date, a.mb_end_date AS mb_end_date, a.mb_disambiguation AS mb_disambiguation
""",
)
"""Parameters: id. At most one row. Cost: an index seek; the releases of an artist that has not been counted yet."""

RELATED: Final = Cypher(
    name="entities.artist_related",
    timeout_s=10,
    text="""
    MATCH (a:Artist {id: $id})
    CALL (a) {
      MATCH (other:Artist)-[e:MEMBER_OF]->(a) RETURN 'members' AS relation, other, e
      UNION ALL
      MATCH (a)-[e:MEMBER_OF]->(other:Artist) RETURN 'groups' AS relation, other, e
      UNION ALL
      MATCH (a)-[e:ALIAS_OF]-(other:Artist) WHERE other <> a RETURN 'aliases' AS relation, other, e
    }
    WITH relation, other, collect(e) AS edges
    RETURN relation, other.id AS id, other.name AS name, coalesce(other.release_count, 0) AS releases,
           head([e IN edges WHERE e.begin_date IS NOT NULL | e.begin_date]) AS begin_date,
           head([e IN edges WHERE e.end_date IS NOT NULL | e.end_date]) AS end_date,
           head([e IN edges WHERE e.attributes IS NOT NULL | e.attributes]) AS roles,
           any(e IN edges WHERE coalesce(e.discogs, true)) AS is_discogs, any(e IN edges WHERE e.source = 'musicbrainz') AS is_musicbrainz
    ORDER BY releases DESC, id LIMIT 2000
""",
)
"""Parameters: id. Rows by relation (members, groups, aliases), largest first. Cost: the artist's edges to artists."""

TITLES_AND_LABELS: Final = Cypher(
    name="entities.artist_titles_and_labels",
    timeout_s=10,
    text="""
    MATCH (a:Artist {id: $id})
    CALL (a) { MATCH (a)<-[:BY]-(r:Release) OPTIONAL MATCH (r)-[:DERIVED_FROM]->(m:Master) RETURN count(DISTINCT coalesce(m, r)) AS titles }
    CALL (a) { MATCH (a)<-[:BY]-(:Release)-[:ON]->(l:Label) RETURN count(DISTINCT l) AS labels }
    RETURN titles, labels
""",
)
"""Parameters: id. One row. Cost: some two edges a release."""

RELEASE_IDS: Final = Cypher(
    name="entities.artist_release_ids",
    timeout_s=10,
    text="MATCH (:Artist {id: $id})<-[:BY]-(r:Release) RETURN collect(r.id) AS ids",
)
"""Parameters: id. One row. Cost: the releases."""

COUNTRIES: Final = Sql(
    name="entities.countries",
    timeout_s=10,
    text="SELECT count(DISTINCT data ->> 'country')::INTEGER AS countries FROM public.releases WHERE data_id = ANY(%(ids)s)",
)
"""Parameters: ids. One row. Cost: a key look-up an id, and the record behind it."""

PEOPLE: Final = Cypher(
    name="entities.artist_people",
    timeout_s=10,
    text="""
    MATCH (:Artist {id: $id})<-[:BY]-(r:Release)<-[c:CREDITED_ON]-(p:Person)
    WHERE coalesce(c.artist_id, '') <> $id
    WITH p, count(DISTINCT r) AS releases ORDER BY releases DESC, p.name
    WITH collect([p.name, releases]) AS ranked
    RETURN size(ranked) AS total, ranked[$offset..$offset + $limit] AS people
""",
)
"""Parameters: id, offset, limit. One row: total; people, pairs of name and releases, most first. The artist's own credits are left out. Cost:
the credits on the artist's releases, some ten a release."""

CREDITS: Final = Cypher(
    name="entities.artist_credits",
    timeout_s=10,
    text="""
    MATCH (:Artist {id: $id})<-[:BY]-(r:Release)<-[c:CREDITED_ON]-(p:Person)
    WHERE p.name IN $names AND coalesce(c.artist_id, '') <> $id
    WITH p, collect([r.id, r.year, c.role, c.category]) AS credits, min(c.artist_id) AS artist_id
    RETURN p.name AS name, credits,
           coalesce(artist_id, CASE WHEN COUNT { (p)-[:SAME_AS]->() } = 1 THEN head([(p)-[:SAME_AS]->(a) | a.id]) END) AS artist_id
""",
)
"""Parameters: id, names. A row a name: artist_id; credits, [release, year, role, category]. Cost: as `PEOPLE`. Two statements, as reading
the roles of all people takes five times as long as reading those of one page."""

HUB_PEOPLE: Final = Sql(
    name="entities.hub_people",
    timeout_s=5,
    text="""
    SELECT m.id AS name, m.releases, m.years, m.year_releases, m.role
    FROM catalogue.hubs h JOIN catalogue.hub_members m USING (hub_id)
    WHERE h.kind = 'artist' AND h.key = %(id)s AND m.category = 'people' AND m.rank > %(offset)s AND m.rank <= %(offset)s + %(limit)s
    ORDER BY m.rank
""",
)
"""Parameters: id, offset, limit. Rows, most releases first; the 1,000 busiest are kept. Cost: a range of the index."""

SAME_AS: Final = Cypher(
    name="entities.same_as",
    timeout_s=5,
    text="""
    UNWIND $names AS name
    MATCH (p:Person {name: name})-[:SAME_AS]->(a:Artist)
    WITH name, collect(a.id) AS ids WHERE size(ids) = 1
    RETURN name, ids[0] AS artist_id
""",
)
"""Parameters: names. Rows of {name, artist_id} of those who are one artist. Cost: a seek a name."""
