"""Queries of labels. Those that expand a label's releases are for labels below `HUB_RELEASES`; hubs have tables."""

from typing import Final

from common.stores.statement import Cypher, Sql


LABEL: Final = Cypher(
    name="entities.label",
    timeout_s=10,
    text="""
    MATCH (l:Label {id: $id})
    RETURN l.name AS name, l.first_year AS first_year, l.last_year AS last_year,
           coalesce(l.release_count, COUNT { (l)<-[:ON]-(:Release) }) AS releases,
           coalesce(l.artist_count, COUNT { MATCH (l)<-[:ON]-(:Release)-[:BY]->(a) RETURN DISTINCT a }) AS artists,
           l.mbid AS mbid, l.mb_type AS mb_type, l.mb_area AS mb_area, l.mb_begin_date AS mb_begin_date, l.mb_end_date AS mb_end_date,
           l.mb_label_code AS mb_label_code, COUNT { (l)<-[:SUBLABEL_OF]-() } AS sublabels
""",
)
"""Parameters: id. At most one row. Cost: an index seek; the releases of a label that has not been counted yet."""

RELATED: Final = Cypher(
    name="entities.label_related",
    timeout_s=10,
    text="""
    MATCH (l:Label {id: $id})
    CALL (l) {
      MATCH (l)-[:SUBLABEL_OF]->(other:Label) RETURN 'parent' AS relation, other ORDER BY other.id LIMIT 1
      UNION ALL
      MATCH (other:Label)-[:SUBLABEL_OF]->(l)
      RETURN 'sublabel' AS relation, other ORDER BY coalesce(other.release_count, 0) DESC, other.id LIMIT 200
    }
    RETURN relation, other.id AS id, other.name AS name, coalesce(other.release_count, 0) AS releases ORDER BY releases DESC, id
""",
)
"""Parameters: id. Rows by relation, largest first. Cost: the label's edges to labels."""

_VERSIONS: Final = "coalesce(head([(r)-[:DERIVED_FROM]->(m) | COUNT { (m)<-[:DERIVED_FROM]-() }]), 1)"
_KEYS: Final = {"year": "r.year", "title": "r.title", "catno": "r.catalog_number", "versions": _VERSIONS}


def _keys(name: str, releases: str, field: str) -> Cypher:
    return Cypher(name=f"entities.{name}_by_{field}", timeout_s=10, text=f"{releases} RETURN collect([r.id, {_KEYS[field]}]) AS keys")


_IN_YEARS: Final = """
    MATCH (:Label {id: $id})<-[:ON]-(r:Release)
    WHERE ($year_from IS NULL OR r.year >= $year_from) AND ($year_to IS NULL OR r.year <= $year_to)
"""

KEYS: Final = {field: _keys("label_releases", _IN_YEARS, field) for field in _KEYS}
"""Parameters: id, year_from and year_to or nulls. One row: pairs of a release's id and what it is ordered by. Cost: the label's releases;
by versions two more hops each."""

KEYS_OF: Final = {field: _keys("releases", "UNWIND $ids AS id MATCH (r:Release {id: id})", field) for field in _KEYS}
"""Parameters: ids. One row, as `KEYS`. Cost: a seek an id."""

SHOWN: Final = Cypher(
    name="entities.shown_releases",
    timeout_s=10,
    text=f"""
    UNWIND $ids AS id
    MATCH (r:Release {{id: id}})
    RETURN id, r.title AS title, r.year AS year, r.formats AS formats, r.catalog_number AS catno, {_VERSIONS} AS versions,
           COLLECT {{ MATCH (r)-[:BY]->(a:Artist) RETURN {{id: a.id, name: a.name}} ORDER BY a.id LIMIT 10 }} AS artists
""",
)
"""Parameters: ids. A row an id that exists, in no order. Cost: the degree of each."""

RECORDS: Final = Sql(
    name="entities.label_release_records",
    timeout_s=10,
    text="""
    SELECT data_id AS id, jsonb_build_object('labels', data -> 'labels', 'artists', data -> 'artists', 'country', data -> 'country') AS data
    FROM public.releases WHERE data_id = ANY(%(ids)s)
""",
)
"""Parameters: ids. Rows of {id, data}. Cost: a key look-up an id."""
