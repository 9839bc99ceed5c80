"""Cypher of paths: single steps from sets of nodes, which the search strings together.

Nodes are asked for by element id, which is a look-up without an index. Relationship types are listed: what is not listed (credits unless
asked for, collections, sublabels) is not walked. `elementId` is an answer's own handle and means nothing beyond the request.
"""

from typing import Final

from common.stores.statement import Cypher


STEP_TIMEOUT_S: Final = 10.0
_DEGREE: Final = """
    CASE kind
      WHEN 'Artist' THEN COUNT { (m)<-[:BY]-() }
      WHEN 'Label' THEN COUNT { (m)<-[:ON]-() }
      WHEN 'Person' THEN COUNT { (m)-[:CREDITED_ON]->() }
      WHEN 'Release' THEN 0
      WHEN 'Master' THEN 0
      ELSE COUNT { (m)<-[:IS]-() }
    END"""


def _in_years(work: str) -> str:
    return f"($year_from IS NULL OR {work}.year >= $year_from) AND ($year_to IS NULL OR {work}.year <= $year_to)"


def _node(label: str, key: str) -> Cypher:
    return Cypher(
        name=f"paths.{label.lower()}",
        timeout_s=STEP_TIMEOUT_S,
        text=f"""
        MATCH (m:{label} {{{key}: $key}})
        WITH m, labels(m)[0] AS kind
        RETURN elementId(m) AS element, kind, coalesce(m.id, m.name) AS key, {_DEGREE} AS degree
    """,
    )


def _sideways(name: str, types: str) -> Cypher:
    return Cypher(
        name=name,
        timeout_s=STEP_TIMEOUT_S,
        text=f"""
        UNWIND range(0, size($elements) - 1) AS i
        MATCH (n) WHERE elementId(n) = $elements[i]
        CALL (n) {{ MATCH (n)-[:{types}]-(m) RETURN m LIMIT 200 }}
        WITH i, m WHERE NOT (m:Release OR m:Master) OR ({_in_years("m")})
        WITH m, labels(m)[0] AS kind, collect(i)[..$ways] AS positions
        RETURN collect([elementId(m), kind, coalesce(m.id, m.name), {_DEGREE}, positions]) AS reached
    """,
    )


def _over_works(name: str, types: str) -> Cypher:
    return Cypher(
        name=name,
        timeout_s=STEP_TIMEOUT_S,
        text=f"""
        UNWIND range(0, size($elements) - 1) AS i
        MATCH (n) WHERE elementId(n) = $elements[i]
        CALL (n) {{
          MATCH (n)-[:{types}]-(w) WITH w LIMIT $scanned
          WITH w WHERE {_in_years("w")}
          RETURN w LIMIT $limit
        }}
        CALL (n, w) {{
          MATCH (w)-[:{types}|DERIVED_FROM]-(m)
          WHERE m <> n AND (NOT (m:Release OR m:Master) OR ({_in_years("m")} AND NOT EXISTS {{ (m)-[:{types}]-(n) }}))
          RETURN m, w AS over LIMIT 200
          UNION ALL
          WITH w WHERE w:Master
          RETURN w AS m, null AS over
        }}
        WITH m, over IS NULL AS is_next, collect([i, over])[..$ways] AS ways
        WITH m, labels(m)[0] AS kind, [way IN ways | [way[0], elementId(way[1]), labels(way[1])[0], way[1].id]] AS ways
        RETURN collect([elementId(m), kind, coalesce(m.id, m.name), {_DEGREE}, ways]) AS reached
    """,
    )


def _between(name: str, types: str) -> Cypher:
    return Cypher(
        name=name,
        timeout_s=STEP_TIMEOUT_S,
        text=f"""
        MATCH (small) WHERE elementId(small) = $small
        MATCH (large) WHERE elementId(large) = $large
        MATCH (small)-[:{types}]-(m) WITH large, m LIMIT $scanned
        WITH large, m WHERE {_in_years("m")} AND EXISTS {{ (m)-[:{types}]-(large) }}
        WITH m LIMIT $limit
        RETURN elementId(m) AS element, labels(m)[0] AS kind, m.id AS key
    """,
    )


NODE: Final = {
    "Artist": _node("Artist", "id"),
    "Label": _node("Label", "id"),
    "Genre": _node("Genre", "name"),
    "Style": _node("Style", "name"),
    "Release": _node("Release", "id"),
    "Master": _node("Master", "id"),
    "Person": _node("Person", "name"),
}
"""Parameters: key. At most one row of {element, kind, key, degree}. Cost: an index seek."""

OF_WORKS: Final = _sideways("paths.of_works", "BY|ON|IS|DERIVED_FROM")
OF_WORKS_AND_CREDITS: Final = _sideways("paths.of_works_and_credits", "BY|ON|IS|DERIVED_FROM|CREDITED_ON")
"""Parameters: elements (of releases and masters), ways (kept of each node reached), year_from, year_to (of the versions and masters reached;
null: any). One row: `reached`, a list of [element, kind, key, degree, positions], one a node; positions are those in `elements` that it is
next to. Rows of their own would take the driver three times as long.
Cost: a dozen edges a work, of a master 200 at most."""

KIN: Final = _sideways("paths.kin", "ALIAS_OF|MEMBER_OF")
KIN_AND_CREDITS: Final = _sideways("paths.kin_and_credits", "ALIAS_OF|MEMBER_OF|SAME_AS")
"""Parameters and rows as `OF_WORKS`, elements of artists or people. Cost: their aliases, members and groups, 200 of each at most."""

OVER_WORKS: Final = _over_works("paths.over_works", "BY|ON|IS")
OVER_WORKS_AND_CREDITS: Final = _over_works("paths.over_works_and_credits", "BY|ON|IS|CREDITED_ON")
"""Parameters: elements (of artists, labels, genres, styles, people), year_from, year_to, scanned and limit (edges read and works passed of
each), ways. One row: `reached`, one a node next to such a work and one a master among the works: [element, kind, key, degree, ways], where
a way is [position in `elements`, element of the work, its label, its id], null but for the position where the node is the work itself.
Cost: `scanned` edges an element, and a dozen edges of each work."""

BETWEEN: Final = _between("paths.between", "BY|ON|IS")
BETWEEN_WITH_CREDITS: Final = _between("paths.between_with_credits", "BY|ON|IS|CREDITED_ON")
"""Parameters: small, large (elements of things), year_from, year_to, scanned (edges of the small one that are looked at), limit. Rows: {element,
kind, key} of works that hang on both. Cost: ends at the limit; at most `scanned` edges, and the few of each work.
"""

NAMES: Final = Cypher(
    name="paths.names",
    timeout_s=STEP_TIMEOUT_S,
    text="""
    UNWIND $elements AS element
    MATCH (n) WHERE elementId(n) = element
    RETURN element, coalesce(n.name, n.title, '') AS name, CASE WHEN n:Release OR n:Master THEN n.year END AS year
""",
)
"""Parameters: elements. Rows: {element, name, year}. Cost: a look-up each."""

EDGES: Final = Cypher(
    name="paths.edges",
    timeout_s=STEP_TIMEOUT_S,
    text="""
    UNWIND $pairs AS pair
    MATCH (a) WHERE elementId(a) = pair[0]
    MATCH (b) WHERE elementId(b) = pair[1]
    MATCH (a)-[e:BY|ON|IS|ALIAS_OF|MEMBER_OF|DERIVED_FROM|CREDITED_ON|SAME_AS]-(b)
    WHERE $credits OR NOT type(e) IN ['CREDITED_ON', 'SAME_AS']
    RETURN pair, type(e) AS type, startNode(e) = a AS forward, collect(DISTINCT e.role) AS roles
""",
)
"""Parameters: pairs of elements that are next to each other, credits. Rows: {pair, type, forward, roles}, several where several edges join
them. Cost: the smaller degree of each pair; one of a pair is a work, or both are artists."""
