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


def _page(roles: str) -> str:
    """From rows of `found` (lists of a release and its credits) by year, latest first, to the total and the entries of a page.

    Titles are read only of the years that the page touches: of someone with 20,000 credits that is most of the work.

    Args:
        roles: Role (and category) of each credit, from `entry`, as the order and the answer have them.
    """
    return f"""
    WITH collect(found) AS years
    WITH years, reduce(sum = 0, found IN years | sum + size(found)) AS total
    CALL (years) {{
      UNWIND range(0, size(years) - 1) AS i
      WITH years[i] AS found, reduce(sum = 0, earlier IN years[..i] | sum + size(earlier)) AS start
      WHERE start < $offset + $limit AND start + size(found) > $offset
      UNWIND found AS entry
      WITH start, entry, entry[0] AS release
      WITH start, release, {roles}, coalesce(release.year, 0) AS year, coalesce(release.title, 'Unknown') AS title, release.id AS release_id
      ORDER BY year DESC, title, release_id, roles
      WITH $offset - coalesce(min(start), 0) AS first, collect([release, year, title, release_id, roles]) AS entries
      WITH entries[first..first + $limit] AS entries
      UNWIND range(0, size(entries) - 1) AS position
      WITH position, entries[position] AS entry, entries[position][0] AS release
      CALL (release) {{
        OPTIONAL MATCH (release)-[:BY]->(artist:Artist)
        WITH artist.name AS name, artist.id AS id ORDER BY name, id LIMIT 3
        RETURN collect(name) AS artists
      }}
      CALL (release) {{
        OPTIONAL MATCH (release)-[:ON]->(label:Label) WHERE label.name IS NOT NULL
        WITH label.name AS name, label.id AS id ORDER BY name, id LIMIT 1
        RETURN collect(name) AS labels
      }}
      WITH entry, artists, labels ORDER BY position
      RETURN collect({{
        year: nullIf(entry[1], 0), title: entry[2], release_id: entry[3], roles: entry[4], artists: artists, labels: labels
      }}) AS entries
    }}
    RETURN total, entries
    """


PERSON_CREDITS: Final = Cypher(
    name="credits.person_credits",
    timeout_s=10,
    text="""
    MATCH (:Person {name: $name})-[credit:CREDITED_ON]->(release)
    WHERE $category IS NULL OR credit.category = $category
    WITH coalesce(release.year, 0) AS year, collect([release, credit]) AS found ORDER BY year DESC
"""
    + _page("[entry[1].role, coalesce(entry[1].category, 'other')] AS roles"),
)
"""Parameters: name, category or null, offset, limit. One row: total; entries, one a credit, `roles` its role and category. Cost: the year of each
of the person's releases, the titles of the page's years, the far ends of the page's releases."""

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
    WITH coalesce(release.year, 0) AS year, collect([release, first, second]) AS found ORDER BY year DESC
"""
    + _page("[entry[1].role, entry[2].role] AS roles"),
)
"""Parameters: person1, person2, offset, limit. One row: total; entries, one a pair of `roles`. Cost: the releases of both, joined by a hash, and
the titles of the page's years."""

CONNECTIONS: Final = Cypher(
    name="credits.connections",
    timeout_s=10,
    text="""
    UNWIND $names AS person_name
    MATCH (person:Person {name: person_name})
    CALL (person) {
      MATCH (person)-[:CREDITED_ON]->(release)
      WITH DISTINCT person, release
      MATCH (release)<-[:CREDITED_ON]-(other)
      WITH DISTINCT person, release, other
      WITH person, other, count(*) AS shared_count WHERE other <> person
      RETURN other.name AS name, shared_count ORDER BY shared_count DESC, name LIMIT $limit
    }
    RETURN person_name AS person, name, shared_count
""",
)
"""Parameters: names, limit. Rows by person, most shared releases first. Cost: all credits of each person's releases,
4 µs each."""

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
