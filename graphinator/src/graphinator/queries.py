"""Cypher of the four writers. Post-import statements are in `maintenance_queries.py`.

Edges arrive grouped by their far end (`plan.FarEnds`): `$genres` and its like are lists of `{key, name, near}`, one a distinct far
node, in key order. `near` says which records of the batch hang on it: positions in `$rows` where the batch was just created, ids
where it is looked up. So a far node is sought once a batch, however many records share it.
"""

from typing import Final

from common.stores.statement import Cypher


def _read(name: str, label: str) -> Cypher:
    # Setting a property and removing it takes the node's lock and changes nothing: what is read after it stays true until the
    # commit, with any number of writers. (`SET n.run = n.run` would read before it has the lock, and write the old value back.)
    return Cypher(
        name=name,
        timeout_s=60,
        text=f"""
        UNWIND $ids AS id
        MATCH (n:{label} {{id: id}})
        SET n.locked = true REMOVE n.locked
        RETURN collect([n.id, n.sha256, n.run, n.sequence, n.writer]) AS stored
    """,
    )


def _stamp(name: str, label: str) -> Cypher:
    return Cypher(
        name=name,
        timeout_s=60,
        text=f"""
        UNWIND $rows AS row
        MATCH (n:{label} {{id: row[0]}})
        SET n.run = $run, n.sequence = row[1]
        FINISH
    """,
    )


def _create_edges(parameter: str, label: str, key: str, edge: str, name: str | None = None) -> str:
    """Edges of records that were created in this statement; the far node is created, with its name, where it is unknown."""
    on_create = f"ON CREATE SET far.{name} = end.name" if name else ""
    return f"""
        CALL (records) {{
          UNWIND ${parameter} AS end
          MERGE (far:{label} {{{key}: end.key}}) {on_create}
          WITH records, far, end.near AS near
          UNWIND near AS position
          WITH far, records[position] AS record
          CREATE (record)-[:{edge}]->(far)
        }}"""


def _merge_edges(parameter: str, near: str, label: str, key: str, edge: str, name: str | None = None) -> str:
    """Edges of records that exist; the far node is created, with its name, where it is unknown."""
    on_create = f"ON CREATE SET far.{name} = end.name" if name else ""
    return f"""
        CALL () {{
          UNWIND ${parameter} AS end
          MERGE (far:{label} {{{key}: end.key}}) {on_create}
          WITH far, end.near AS near
          UNWIND near AS id
          MATCH (record:{near} {{id: id}})
          MERGE (record)-[:{edge}]->(far)
        }}"""


READ_ARTISTS: Final = _read("graphinator.read_artists", "Artist")
READ_LABELS: Final = _read("graphinator.read_labels", "Label")
READ_MASTERS: Final = _read("graphinator.read_masters", "Master")
READ_RELEASES: Final = _read("graphinator.read_releases", "Release")
"""Parameters: ids. One row: `stored`, a list of [id, sha256, run, sequence, writer] of the nodes that exist, locked. Cost: a seek an id."""

STAMP_ARTISTS: Final = _stamp("graphinator.stamp_artists", "Artist")
STAMP_LABELS: Final = _stamp("graphinator.stamp_labels", "Label")
STAMP_MASTERS: Final = _stamp("graphinator.stamp_masters", "Master")
STAMP_RELEASES: Final = _stamp("graphinator.stamp_releases", "Release")
"""Parameters: run, rows of [id, sequence]. Marks unchanged records as seen by a run. Cost: a seek a row."""


UPSERT_ARTISTS: Final = Cypher(
    name="graphinator.upsert_artists",
    timeout_s=60,
    text="""
    UNWIND $rows AS row
    MERGE (n:Artist {id: row.id})
    WITH n, row, n.run AS before
    SET n.name = row.name, n.sha256 = row.sha256, n.writer = $writer,
        n.resource_url = 'https://api.discogs.com/artists/' + row.id,
        n.releases_url = 'https://api.discogs.com/artists/' + row.id + '/releases',
        n.run = coalesce($run, before), n.sequence = coalesce(row.sequence, n.sequence)
    RETURN sum(CASE WHEN before = $run THEN 0 ELSE 1 END) AS seen
""",
)
"""Parameters: run, writer, rows of {id, name, sha256, sequence}. One row: `seen`, nodes that did not carry the run. Cost: a seek a row."""

UPSERT_LABELS: Final = Cypher(
    name="graphinator.upsert_labels",
    timeout_s=60,
    text="""
    UNWIND $rows AS row
    MERGE (n:Label {id: row.id})
    WITH n, row, n.run AS before
    SET n.name = row.name, n.sha256 = row.sha256, n.writer = $writer,
        n.run = coalesce($run, before), n.sequence = coalesce(row.sequence, n.sequence)
    RETURN sum(CASE WHEN before = $run THEN 0 ELSE 1 END) AS seen
""",
)
"""Parameters: run, writer, rows of {id, name, sha256, sequence}. One row: `seen`. Cost: a seek a row."""

UPSERT_MASTERS: Final = Cypher(
    name="graphinator.upsert_masters",
    timeout_s=60,
    text="""
    UNWIND $rows AS row
    MERGE (n:Master {id: row.id})
    WITH n, row, n.run AS before
    SET n.title = row.title, n.year = row.year, n.sha256 = row.sha256, n.writer = $writer,
        n.run = coalesce($run, before), n.sequence = coalesce(row.sequence, n.sequence)
    RETURN sum(CASE WHEN before = $run THEN 0 ELSE 1 END) AS seen
""",
)
"""Parameters: run, writer, rows of {id, title, year, sha256, sequence}. One row: `seen`. Cost: a seek a row."""

UPSERT_RELEASES: Final = Cypher(
    name="graphinator.upsert_releases",
    timeout_s=60,
    text="""
    UNWIND $rows AS row
    MATCH (n:Release {id: row.id})
    WITH n, row, n.run AS before
    SET n.title = row.title, n.year = row.year, n.formats = row.formats, n.sha256 = row.sha256, n.writer = $writer,
        n.catalog_number = coalesce(row.catalog_number, n.catalog_number),
        n.run = coalesce($run, before), n.sequence = coalesce(row.sequence, n.sequence)
    RETURN sum(CASE WHEN before = $run THEN 0 ELSE 1 END) AS seen
""",
)
"""Parameters: run, writer, rows of {id, title, year, formats, sha256, catalog_number, sequence}. One row: `seen`. Cost: a seek a row.

A record without a catalogue number leaves the stored one: the collection sync writes it too.
"""


def _two_sided(parameter: str, label: str, edge: str, side: str) -> str:
    """Edges that either end's record may assert; `side` marks which one did."""
    far_to_near = side == "from_target"
    pattern = f"(far)-[e:{edge}]->(record)" if far_to_near else f"(record)-[e:{edge}]->(far)"
    return f"""
        CALL () {{
          UNWIND ${parameter} AS end
          MERGE (far:{label} {{id: end.key}}) ON CREATE SET far.name = end.name
          WITH far, end.near AS near
          UNWIND near AS id
          MATCH (record:{label} {{id: id}})
          MERGE {pattern}
          SET e.{side} = true, e.discogs = true
        }}"""


def _withdraw(keep: str, label: str, edge: str, side: str) -> str:
    """Take back assertions that a record no longer makes; an edge that nobody asserts any more goes, MusicBrainz counts as one."""
    arrow = f"<-[e:{edge}]-" if side == "from_target" else f"-[e:{edge}]->"
    other = "from_source" if side == "from_target" else "from_target"
    return f"""
        CALL (record, row) {{
          MATCH (record){arrow}(far:{label})
          WHERE e.{side} AND NOT far.id IN row.{keep}
          REMOVE e.{side}
          WITH e WHERE e.{other} IS NULL
          SET e.discogs = false
          WITH e WHERE e.source IS NULL
          DELETE e
        }}"""


ARTIST_EDGES: Final = Cypher(
    name="graphinator.artist_edges",
    timeout_s=60,
    text=_two_sided("members", "Artist", "MEMBER_OF", "from_target")
    + _two_sided("groups", "Artist", "MEMBER_OF", "from_source")
    + """
        CALL () {
          UNWIND $aliases AS end
          MERGE (far:Artist {id: end.key}) ON CREATE SET far.name = end.name
          WITH far, end.near AS near
          UNWIND near AS id
          MATCH (record:Artist {id: id})
          MERGE (far)-[:ALIAS_OF]->(record)
        }
        FINISH
""",
)
"""Parameters: members, groups, aliases (far ends; near: ids). member -> artist, artist -> group, alias -> artist. Cost: two seeks an edge."""

PRUNE_ARTIST_EDGES: Final = Cypher(
    name="graphinator.prune_artist_edges",
    timeout_s=60,
    text="""
        UNWIND $rows AS row
        MATCH (record:Artist {id: row.id})"""
    + _withdraw("members", "Artist", "MEMBER_OF", "from_target")
    + _withdraw("groups", "Artist", "MEMBER_OF", "from_source")
    + """
        CALL (record, row) {
          MATCH (record)<-[e:ALIAS_OF]-(far:Artist)
          WHERE NOT far.id IN row.aliases
          DELETE e
        }
        FINISH
""",
)
"""Parameters: rows of {id, members, groups, aliases}: the ids that stay. Cost: the degree of each changed artist."""

LABEL_EDGES: Final = Cypher(
    name="graphinator.label_edges",
    timeout_s=60,
    text=_two_sided("parents", "Label", "SUBLABEL_OF", "from_source")
    + _two_sided("sublabels", "Label", "SUBLABEL_OF", "from_target")
    + """
        FINISH
""",
)
"""Parameters: parents, sublabels (far ends; near: ids). label -> parent, sublabel -> label. Cost: two seeks an edge."""

PRUNE_LABEL_EDGES: Final = Cypher(
    name="graphinator.prune_label_edges",
    timeout_s=60,
    text="""
        UNWIND $rows AS row
        MATCH (record:Label {id: row.id})"""
    + _withdraw("parents", "Label", "SUBLABEL_OF", "from_source")
    + _withdraw("sublabels", "Label", "SUBLABEL_OF", "from_target")
    + """
        FINISH
""",
)
"""Parameters: rows of {id, parents, sublabels}: the ids that stay. Cost: the label edges of each changed label."""


def _prune(keep: str, label: str, key: str, edge: str) -> str:
    return f"""
        CALL (record, row) {{
          MATCH (record)-[e:{edge}]->(far:{label})
          WHERE NOT far.{key} IN row.{keep}
          DELETE e
        }}"""


MASTER_EDGES: Final = Cypher(
    name="graphinator.master_edges",
    timeout_s=60,
    text=_merge_edges("genres", "Master", "Genre", "name", "IS")
    + _merge_edges("styles", "Master", "Style", "name", "IS")
    + _merge_edges("artists", "Master", "Artist", "id", "BY", "name")
    + """
        FINISH
""",
)
"""Parameters: genres, styles, artists (far ends; near: ids). Cost: a seek an edge; a far end is sought once."""

PRUNE_MASTER_EDGES: Final = Cypher(
    name="graphinator.prune_master_edges",
    timeout_s=60,
    text="""
        UNWIND $rows AS row
        MATCH (record:Master {id: row.id})"""
    + _prune("artists", "Artist", "id", "BY")
    + _prune("genres", "Genre", "name", "IS")
    + _prune("styles", "Style", "name", "IS")
    + """
        FINISH
""",
)
"""Parameters: rows of {id, artists, genres, styles}: the keys that stay. Cost: the outgoing degree of each changed master."""

CREATE_RELEASES: Final = Cypher(
    name="graphinator.create_releases",
    timeout_s=120,
    text="""
        UNWIND $rows AS row
        CREATE (n:Release {
          id: row.id, title: row.title, year: row.year, formats: row.formats, catalog_number: row.catalog_number,
          sha256: row.sha256, writer: $writer, run: $run, sequence: row.sequence
        })
        WITH collect(n) AS records"""
    + _create_edges("genres", "Genre", "name", "IS")
    + _create_edges("styles", "Style", "name", "IS")
    + _create_edges("labels", "Label", "id", "ON", "name")
    + _create_edges("masters", "Master", "id", "DERIVED_FROM", "title")
    + _create_edges("artists", "Artist", "id", "BY", "name")
    + """
        CALL (records) {
          UNWIND $people AS end
          MERGE (person:Person {name: end.key})
          WITH records, person, end.near AS near
          UNWIND near AS credit
          WITH person, records[credit[0]] AS record, credit
          CREATE (person)-[:CREDITED_ON {role: credit[1], category: credit[2], artist_id: credit[3]}]->(record)
        }
        FINISH
""",
)
"""Parameters: run, writer, rows (as `UPSERT_RELEASES`), genres, styles, labels, masters, artists (far ends; near: positions in `rows`),
people (near: [position, role, category, artist_id]). Fails on a key that exists. Cost: nothing is searched on the releases' side, a seek
a far end; 117 µs of server CPU a release with 8.6 edges, in batches of 2,000.
"""

RELEASE_EDGES: Final = Cypher(
    name="graphinator.release_edges",
    timeout_s=120,
    text=_merge_edges("genres", "Release", "Genre", "name", "IS")
    + _merge_edges("styles", "Release", "Style", "name", "IS")
    + _merge_edges("labels", "Release", "Label", "id", "ON", "name")
    + _merge_edges("masters", "Release", "Master", "id", "DERIVED_FROM", "title")
    + _merge_edges("artists", "Release", "Artist", "id", "BY", "name")
    + """
        CALL () {
          UNWIND $people AS end
          MERGE (person:Person {name: end.key})
          WITH person, end.near AS near
          UNWIND near AS credit
          MATCH (record:Release {id: credit[0]})
          MERGE (person)-[e:CREDITED_ON {role: credit[1]}]->(record)
          SET e.category = credit[2], e.artist_id = credit[3]
        }
        FINISH
""",
)
"""Parameters: genres, styles, labels, masters, artists (far ends; near: ids), people (near: [id, role, category, artist_id]). Cost: a seek an edge."""

PRUNE_RELEASE_EDGES: Final = Cypher(
    name="graphinator.prune_release_edges",
    timeout_s=60,
    text="""
        UNWIND $rows AS row
        MATCH (record:Release {id: row.id})"""
    + _prune("artists", "Artist", "id", "BY")
    + _prune("labels", "Label", "id", "ON")
    + _prune("masters", "Master", "id", "DERIVED_FROM")
    + _prune("genres", "Genre", "name", "IS")
    + _prune("styles", "Style", "name", "IS")
    + """
        CALL (record, row) {
          MATCH (record)<-[e:CREDITED_ON]-(person:Person)
          WHERE NOT [person.name, e.role] IN row.credits
          DELETE e
        }
        FINISH
""",
)
"""Parameters: rows of {id, artists, labels, masters, genres, styles, credits}: the keys that stay. Cost: the degree of each changed release."""

PART_OF: Final = Cypher(
    name="graphinator.part_of",
    timeout_s=60,
    text="""
    UNWIND $pairs AS pair
    MATCH (style:Style {name: pair[0]})
    MATCH (genre:Genre {name: pair[1]})
    MERGE (style)-[:PART_OF]->(genre)
    FINISH
""",
)
"""Parameters: pairs of [style, genre], both just merged. Cost: two seeks a distinct pair."""

SAME_AS: Final = Cypher(
    name="graphinator.same_as",
    timeout_s=60,
    text="""
    UNWIND $pairs AS pair
    MATCH (person:Person {name: pair[0]})
    MERGE (artist:Artist {id: pair[1]}) ON CREATE SET artist.name = pair[0]
    MERGE (person)-[:SAME_AS]->(artist)
    FINISH
""",
)
"""Parameters: pairs of [person's name, artist's id]; the person was just merged. Cost: two seeks a distinct pair."""
