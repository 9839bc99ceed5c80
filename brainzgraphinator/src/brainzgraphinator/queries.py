"""Cypher of brainzgraphinator. Nodes of the catalogue are matched, never created."""

from typing import Final

from brainzgraphinator.enrichment import EDGE_TYPES
from common.domain.data_types import DataType
from common.stores.statement import Cypher


SWEEP_TIMEOUT_S: Final = 6 * 3600.0

NODE_LABELS: Final = {
    DataType.ARTISTS: "Artist",
    DataType.LABELS: "Label",
    DataType.RELEASES: "Release",
    DataType.RELEASE_GROUPS: "Master",
}
"""Label of the Discogs node that a record of each type enriches."""


def _read(label: str) -> Cypher:
    # Setting a property and removing it takes the node's lock and changes nothing.
    return Cypher(
        name=f"brainzgraphinator.read_{label.lower()}",
        timeout_s=60,
        text=f"""
        UNWIND $ids AS id
        MATCH (n:{label} {{id: id}})
        SET n.locked = true REMOVE n.locked
        RETURN collect([n.id, n.mbid, n.mb_hash, n.mb_run]) AS stored
    """,
    )


def _enrich(label: str) -> Cypher:
    return Cypher(
        name=f"brainzgraphinator.enrich_{label.lower()}",
        timeout_s=60,
        text=f"""
        UNWIND $rows AS row
        MATCH (n:{label} {{id: row.id}})
        SET n += row.properties, n.mb_updated_at = $now
        FINISH
    """,
    )


def _stamp(label: str) -> Cypher:
    return Cypher(
        name=f"brainzgraphinator.stamp_{label.lower()}",
        timeout_s=60,
        text=f"UNWIND $rows AS row MATCH (n:{label} {{id: row[0]}}) SET n.mb_run = row[1] FINISH",
    )


READ: Final = {data_type: _read(label) for data_type, label in NODE_LABELS.items()}
"""Parameters: ids. One row: `stored`, a list of [id, mbid, mb_hash, mb_run] of the nodes that exist, locked. Cost: a seek an id."""

ENRICH: Final = {data_type: _enrich(label) for data_type, label in NODE_LABELS.items()}
"""Parameters: now, rows of {id, properties}; a property that is null is removed. Cost: a seek a row."""

STAMP: Final = {data_type: _stamp(label) for data_type, label in NODE_LABELS.items()}
"""Parameters: rows of [id, run]. Cost: a seek a row."""

EXISTING_ARTISTS: Final = Cypher(
    name="brainzgraphinator.existing_artists",
    timeout_s=60,
    text="UNWIND $ids AS id MATCH (n:Artist {id: id}) RETURN collect(n.id) AS ids",
)
"""Parameters: ids. One row: those that exist. Cost: a seek an id."""


def _edges(edge_type: str) -> Cypher:
    return Cypher(
        name=f"brainzgraphinator.edges_{edge_type.lower()}",
        timeout_s=60,
        text=f"""
        UNWIND $rows AS row
        MATCH (source:Artist {{id: row.source}})
        MATCH (target:Artist {{id: row.target}})
        MERGE (source)-[e:{edge_type}]->(target)
        ON CREATE SET e.discogs = false
        SET e += row.properties
        RETURN sum(row.relations) AS relations
    """,
    )


EDGES: Final = {edge_type: _edges(edge_type) for edge_type in EDGE_TYPES.values()}
"""Parameters: rows of {source, target, relations, properties}. One row: how many relations were met. Cost: two seeks a row."""

_ANY_EDGE: Final = "|".join(EDGE_TYPES.values())


def _withdraw(node: str, side: str, arrow: str, condition: str = "") -> str:
    other = "mb_from_target" if side == "mb_from_source" else "mb_from_source"
    return f"""
          MATCH ({node}){arrow}(far:Artist)
          WHERE e.{side}{condition}
          REMOVE e.{side}
          WITH e WHERE e.{other} IS NULL
          REMOVE e.source, e.begin_date, e.end_date, e.ended, e.attributes
          WITH e WHERE NOT coalesce(e.discogs, false)
          DELETE e"""


_OUT: Final = f"-[e:{_ANY_EDGE}]->"
_IN: Final = f"<-[e:{_ANY_EDGE}]-"

WITHDRAW_EDGES: Final = Cypher(
    name="brainzgraphinator.withdraw_edges",
    timeout_s=60,
    text=f"""
        UNWIND $rows AS row
        MATCH (n:Artist {{id: row.id}})
        CALL (n, row) {{{_withdraw("n", "mb_from_source", _OUT, " AND NOT type(e) + ':' + far.id IN row.outgoing")}
        }}
        CALL (n, row) {{{_withdraw("n", "mb_from_target", _IN, " AND NOT type(e) + ':' + far.id IN row.incoming")}
        }}
        FINISH
""",
)
"""Parameters: rows of {id, outgoing, incoming}: `TYPE:far id` of the edges that stay. Takes back what an artist's record no longer says; an
edge that Discogs asserts too only loses what MusicBrainz added. Cost: the artist's edges to artists."""

MERGE_PENDING: Final = Cypher(
    name="brainzgraphinator.merge_pending",
    timeout_s=60,
    text="""
    UNWIND $rows AS row
    MERGE (p:PendingEnrichment {key: row.key})
    SET p.mbid = row.mbid, p.kind = row.kind, p.discogs_id = row.discogs_id, p.payload = row.payload, p.run = row.run
    FINISH
""",
)
"""Parameters: rows of {key, mbid, kind, discogs_id, payload, run}. Cost: a seek a row."""

DELETE_PENDING: Final = Cypher(
    name="brainzgraphinator.delete_pending",
    timeout_s=60,
    text="UNWIND $keys AS key MATCH (p:PendingEnrichment {key: key}) DELETE p",
)
"""Parameters: keys. Cost: a seek a key."""

STAMP_PENDING: Final = Cypher(
    name="brainzgraphinator.stamp_pending",
    timeout_s=60,
    text="UNWIND $keys AS key MATCH (p:PendingEnrichment {key: key}) SET p.run = $run",
)
"""Parameters: keys, run. Keeps what still waits from the sweep of an older run. Cost: a seek a key."""

PENDING_PAGE: Final = Cypher(
    name="brainzgraphinator.pending_page",
    timeout_s=60,
    text="""
    MATCH (p:PendingEnrichment) WHERE p.key > $after
    RETURN p.key AS key, p.kind AS kind, p.payload AS payload, p.run AS run
    ORDER BY p.key LIMIT $limit
""",
)
"""Parameters: after, limit. Rows: what waits, in key order. Cost: a range of the key index."""

SWEEP_PENDING: Final = Cypher(
    name="brainzgraphinator.sweep_pending",
    timeout_s=SWEEP_TIMEOUT_S,
    text="""
    MATCH (p:PendingEnrichment) WHERE p.run < $run
    CALL (p) { DELETE p } IN TRANSACTIONS OF $rows ROWS
""",
)
"""Parameters: run, rows. Deletes what waits since an older run, whose record is gone or lost its link. Cost: a scan of the label."""


def _stale(label: str) -> str:
    return f"""
        MATCH (n:{label}) WHERE n.mbid IS NOT NULL AND (n.mb_run IS NULL OR n.mb_run < $run)
          AND NOT EXISTS {{ MATCH (:ImportReject {{key: $reject_prefix + n.mbid}}) }}"""


def _count_stale(label: str) -> Cypher:
    return Cypher(
        name=f"brainzgraphinator.count_stale_{label.lower()}",
        timeout_s=SWEEP_TIMEOUT_S,
        text=f"""
        CALL () {{ MATCH (n:{label}) WHERE n.mbid IS NOT NULL RETURN count(n) AS total }}
        CALL () {{{_stale(label)} RETURN count(n) AS stale }}
        RETURN total, stale
    """,
    )


_MB_PROPERTIES: Final = [
    "mbid",
    "mb_hash",
    "mb_run",
    "mb_updated_at",
    "mb_type",
    "mb_gender",
    "mb_begin_date",
    "mb_end_date",
    "mb_area",
    "mb_begin_area",
    "mb_end_area",
    "mb_disambiguation",
    "mb_label_code",
    "mb_barcode",
    "mb_status",
    "mb_release_group_mbid",
    "mb_secondary_types",
    "mb_first_release_date",
]


def _forget(label: str) -> Cypher:
    edges = (
        f"""
          CALL (n) {{{_withdraw("n", "mb_from_source", _OUT)}
          }}
          CALL (n) {{{_withdraw("n", "mb_from_target", _IN)}
          }}"""
        if label == "Artist"
        else ""
    )
    return Cypher(
        name=f"brainzgraphinator.forget_{label.lower()}",
        timeout_s=SWEEP_TIMEOUT_S,
        text=f"""{_stale(label)}
        CALL (n) {{
          SET n.locked = true REMOVE n.locked
          WITH n WHERE n.mb_run IS NULL OR n.mb_run < $run{edges}
          REMOVE {", ".join(f"n.{name}" for name in _MB_PROPERTIES)}
        }} IN TRANSACTIONS OF $rows ROWS
    """,
    )


COUNT_STALE: Final = {data_type: _count_stale(label) for data_type, label in NODE_LABELS.items()}
"""Parameters: run, reject_prefix. One row: total (enriched nodes), stale (those whose record the run did not bring). Cost: the mbid index."""

FORGET: Final = {data_type: _forget(label) for data_type, label in NODE_LABELS.items()}
"""Parameters: run, reject_prefix, rows. Removes stale enrichment, and the artists' edges that nobody asserts any more."""

LATEST_IMPORT: Final = Cypher(
    name="brainzgraphinator.latest_import",
    timeout_s=30,
    text="""
    MATCH (c:ExtractionCompletion {consumer: 'graphinator', state: 'done'})
    RETURN toString(max(c.updated_at)) AS finished_at
""",
)
"""No parameters. One row: when graphinator last finished an import with its maintenance, null when never. Cost: one node an import."""

SEEN_BLOCKS: Final = Cypher(
    name="brainzgraphinator.seen_blocks",
    timeout_s=60,
    text="""
    UNWIND $keys AS key
    MERGE (b:ImportBlock {key: key})
    SET b.run = $run
    RETURN collect([b.key, b.bits]) AS blocks
""",
)
"""Parameters: keys, run. One row: [key, bits] of each block, locked; bits are null for a new one. Cost: a seek a key."""

MARK_BLOCKS: Final = Cypher(
    name="brainzgraphinator.mark_blocks",
    timeout_s=60,
    text="UNWIND $rows AS row MATCH (b:ImportBlock {key: row[0]}) SET b.bits = row[1] FINISH",
)
"""Parameters: rows of [key, bits]. Cost: a seek a key."""

SWEEP_BLOCKS: Final = Cypher(
    name="brainzgraphinator.sweep_blocks",
    timeout_s=SWEEP_TIMEOUT_S,
    text="MATCH (b:ImportBlock) WHERE b.run <= $run CALL (b) { DELETE b } IN TRANSACTIONS OF $rows ROWS",
)
"""Parameters: run, rows. Deletes the marks of runs that are settled."""
