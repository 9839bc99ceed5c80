"""Cypher and SQL of people and their credits.

The order of releases is everywhere newest first, undated last, then title, id and role.
"""

from typing import Final

from api.credits.models import Category
from common.stores.statement import Cypher, Sql


PERSON: Final = Cypher(
    name="credits.person",
    timeout_s=5,
    text="MATCH (person:Person {name: $name}) RETURN COUNT { (person)-[:CREDITED_ON]->() } AS total_credits",
)
"""Parameters: name. At most one row. Cost: an index seek and a stored degree."""

CATEGORY_TOTAL: Final = Cypher(
    name="credits.category_total",
    timeout_s=10,
    text="MATCH (:Person {name: $name})-[credit:CREDITED_ON]->() WHERE credit.category = $category RETURN count(*) AS total",
)
"""Parameters: name, category. One row. Cost: the person's credits, not their releases."""

PERSON_CREDITS: Final = Cypher(
    name="credits.person_credits",
    timeout_s=10,
    text="""
    MATCH (:Person {name: $name})-[credit:CREDITED_ON]->(release)
    WHERE $category IS NULL OR credit.category = $category
    WITH release, credit.role AS role, coalesce(credit.category, 'other') AS category,
         coalesce(release.year, 0) AS year, coalesce(release.title, 'Unknown') AS title, release.id AS release_id
    ORDER BY year DESC, title, release_id, role SKIP $offset LIMIT $limit
    CALL (release) {
      OPTIONAL MATCH (release)-[:BY]->(artist:Artist)
      WITH artist.name AS name, artist.id AS id ORDER BY name, id LIMIT 3
      RETURN collect(name) AS artists
    }
    CALL (release) {
      OPTIONAL MATCH (release)-[:ON]->(label:Label) WHERE label.name IS NOT NULL
      WITH label.name AS name, label.id AS id ORDER BY name, id LIMIT 1
      RETURN collect(name) AS labels
    }
    RETURN release_id, title, nullIf(year, 0) AS year, role, category, artists, labels
    ORDER BY coalesce(year, 0) DESC, title, release_id, role
""",
)
"""Parameters: name, category or null, offset, limit. Rows: one a credit. Cost: the person's releases, and the far ends of the page's."""

TIMELINE: Final = Cypher(
    name="credits.timeline",
    timeout_s=10,
    text="""
    MATCH (:Person {name: $name})-[credit:CREDITED_ON]->(release) WHERE release.year > 0
    RETURN release.year AS year, coalesce(credit.category, 'other') AS category, count(DISTINCT release) AS count
    ORDER BY year, category
""",
)
"""Parameters: name. Rows by year and category. Cost: the person's releases."""

BREAKDOWN: Final = Cypher(
    name="credits.breakdown",
    timeout_s=10,
    text="""
    MATCH (:Person {name: $name})-[credit:CREDITED_ON]->()
    RETURN coalesce(credit.category, 'other') AS category, count(*) AS count ORDER BY count DESC, category
""",
)
"""Parameters: name. Rows by category. Cost: the person's credits, not their releases."""

YEARS: Final = Cypher(
    name="credits.years",
    timeout_s=10,
    text="""
    MATCH (:Person {name: $name})-[:CREDITED_ON]->(release) WHERE release.year > 0
    RETURN min(release.year) AS first_year, max(release.year) AS last_year
""",
)
"""Parameters: name. One row; nulls without a dated release. Cost: the person's releases."""

ARTISTS: Final = Cypher(
    name="credits.artists",
    timeout_s=5,
    text="""
    MATCH (:Person {name: $name})-[:SAME_AS]->(artist:Artist)
    RETURN artist.id AS id, artist.name AS name ORDER BY coalesce(artist.release_count, 0) DESC, id LIMIT 10
""",
)
"""Parameters: name. Rows: artists that credits of this name refer to, largest first. Cost: as many edges; a few."""

RELEASE_TOTAL: Final = Cypher(
    name="credits.release_total",
    timeout_s=5,
    text="MATCH (release:Release {id: $release_id}) RETURN COUNT { (release)<-[:CREDITED_ON]-() } AS total",
)
"""Parameters: release_id. At most one row. Cost: an index seek and a stored degree."""

RELEASE_CREDITS: Final = Cypher(
    name="credits.release_credits",
    timeout_s=10,
    text="""
    MATCH (:Release {id: $release_id})<-[credit:CREDITED_ON]-(person:Person)
    WITH person, person.name AS name, credit.role AS role, coalesce(credit.category, 'other') AS category, credit.artist_id AS own_id
    ORDER BY category, name, role SKIP $offset LIMIT $limit
    CALL (person, own_id) {
      OPTIONAL MATCH (person)-[:SAME_AS]->(artist:Artist)
      RETURN artist.id AS artist_id, artist.name AS artist_name
      ORDER BY artist.id = own_id DESC, coalesce(artist.release_count, 0) DESC, artist_id LIMIT 1
    }
    RETURN name, role, category, artist_id, artist_name ORDER BY category, name, role
""",
)
"""Parameters: release_id, offset, limit. Rows: one a credit, with the artist that the credit itself names, else the largest of those that the
person is. Cost: the release's credits."""


def _leaders(category: Category) -> Cypher:
    count = f"person.{category}_count"
    return Cypher(
        name=f"credits.leaders_{category}",
        timeout_s=5,
        text=f"""
        MATCH (person:Person) WHERE {count} > 0
        RETURN person.name AS name, {count} AS credit_count ORDER BY {count} DESC, name LIMIT $limit
    """,
    )


LEADERS: Final = {category: _leaders(category) for category in Category}
"""Parameters: limit. Rows: most releases first. Cost: the end of an index, and a sort of those equal at the cut."""

SHARED: Final = Cypher(
    name="credits.shared",
    timeout_s=10,
    text="""
    MATCH (one:Person {name: $person1})-[first:CREDITED_ON]->(release:Release)<-[second:CREDITED_ON]-(two:Person {name: $person2})
    USING JOIN ON release
    WITH release, first.role AS role1, second.role AS role2, coalesce(release.year, 0) AS year,
         coalesce(release.title, 'Unknown') AS title, release.id AS release_id
    ORDER BY year DESC, title, release_id, role1, role2
    WITH collect([release, role1, role2, year, title, release_id]) AS entries
    WITH size(entries) AS total, entries[$offset..$offset + $limit] AS page
    UNWIND CASE page WHEN [] THEN [null] ELSE page END AS entry
    WITH total, entry[0] AS release, entry[1] AS person1_role, entry[2] AS person2_role, entry[3] AS year, entry[4] AS title, entry[5] AS release_id
    CALL (release) {
      OPTIONAL MATCH (release)-[:BY]->(artist:Artist)
      WITH artist.name AS name, artist.id AS id ORDER BY name, id LIMIT 3
      RETURN collect(name) AS artists
    }
    RETURN total, release_id, title, nullIf(year, 0) AS year, person1_role, person2_role, artists
    ORDER BY coalesce(year, 0) DESC, title, release_id, person1_role, person2_role
""",
)
"""Parameters: person1, person2, offset, limit. Rows: one a pair of roles; a single row with the total and nulls when the page is empty. Cost:
the releases of both, joined by a hash."""

CONNECTIONS: Final = Cypher(
    name="credits.connections",
    timeout_s=10,
    text="""
    UNWIND $names AS person_name
    MATCH (person:Person {name: person_name})
    CALL (person) {
      MATCH (person)-[:CREDITED_ON]->(release)
      WITH DISTINCT person, release
      MATCH (release)<-[:CREDITED_ON]-(other:Person) WHERE other <> person
      RETURN other.name AS name, count(DISTINCT release) AS shared_count
      ORDER BY shared_count DESC, name LIMIT $limit
    }
    RETURN person_name AS person, name, shared_count
""",
)
"""Parameters: names, limit. Rows by person, most shared releases first. Cost: all credits of each person's releases."""

SUGGEST: Final = Cypher(
    name="credits.suggest",
    timeout_s=5,
    text="""
    CALL db.index.fulltext.queryNodes('person_name_fulltext', $query, {limit: 500}) YIELD node, score
    WITH node.name AS name, score, coalesce(node.credit_count, 0) AS credits
    RETURN name, score ORDER BY toLower(name) = $name DESC, toLower(name) STARTS WITH $name DESC, credits DESC, name LIMIT $limit
""",
)
"""Parameters: query (Lucene), name (lower case), limit. Rows: the name itself, names that begin with it, then by credits. Cost: 500 entries of
the index."""

STORED: Final = Sql(
    name="credits.stored",
    timeout_s=5,
    text="SELECT name, timeline, connections FROM catalogue.busy_people WHERE name = ANY(%(names)s)",
)
"""Parameters: names. Rows of those with at least `derivation.BUSY` credits: timeline as lists of year, category and count; connections as
pairs of name and shared count. Cost: a key look-up each."""

BUSY_PEOPLE: Final = Cypher(
    name="credits.busy_people",
    timeout_s=60,
    text="MATCH (person:Person) WHERE person.credit_count >= $credits RETURN person.name AS name ORDER BY person.credit_count DESC, name",
)
"""Parameters: credits. Rows: names. Cost: a range of an index."""

DERIVED_CONNECTIONS: Final = Cypher(name="credits.derived_connections", timeout_s=600, text=CONNECTIONS.text)
DERIVED_TIMELINE: Final = Cypher(name="credits.derived_timeline", timeout_s=600, text=TIMELINE.text)
"""As the statements of requests, with the time that the largest needs."""

CLEAR_PEOPLE: Final = Sql(name="credits.clear_people", timeout_s=600, text="DELETE FROM catalogue.busy_people")
"""No parameters. Empties the table, for those who look later."""

COPY_PEOPLE: Final = Sql(
    name="credits.copy_people",
    timeout_s=600,
    text="COPY catalogue.busy_people (name, timeline, connections) FROM STDIN",
)
"""Rows follow on the connection."""
