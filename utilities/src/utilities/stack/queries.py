"""What `./up` asks the two stores while and after it imports."""

from typing import Final

from common.stores.statement import Cypher, Sql


SEEN_IN_TABLES: Final = Sql(
    name="stack.seen_in_tables",
    timeout_s=10,
    text="""
    SELECT data_type, sum(seen)::bigint AS count FROM public.import_progress
    WHERE consumer = %(consumer)s AND run = %(run)s GROUP BY data_type
""",
)
"""Parameters: consumer, run. Rows: one a type. Cost: one row a process and type."""

TABLES_STATE: Final = Sql(
    name="stack.tables_state",
    timeout_s=10,
    text="SELECT state, error FROM public.import_states WHERE consumer = %(consumer)s AND run = %(run)s",
)
"""Parameters: consumer, run. Rows: one when the run's last signal was handled, none before. Cost: one key look-up."""

TABLES_OUTCOMES: Final = Sql(
    name="stack.tables_outcomes",
    timeout_s=10,
    text="SELECT data_type, outcome FROM public.import_signals WHERE consumer = %(consumer)s AND run = %(run)s AND outcome IS NOT NULL",
)
"""Parameters: consumer, run. Rows: one a settled type."""

TABLES_REJECTS: Final = Sql(
    name="stack.tables_rejects",
    timeout_s=10,
    text="SELECT count(*) AS count FROM public.import_rejects WHERE consumer = %(consumer)s AND run = %(run)s",
)
"""Parameters: consumer, run. Rows: one."""

TABLE_SIZES: Final = Sql(
    name="stack.table_sizes",
    timeout_s=10,
    text="""
    SELECT n.nspname AS schema, c.relname AS name, c.reltuples::bigint AS estimate
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND (n.nspname, c.relname) IN (
      ('public', 'artists'), ('public', 'labels'), ('public', 'masters'), ('public', 'releases'),
      ('musicbrainz', 'artists'), ('musicbrainz', 'labels'), ('musicbrainz', 'release_groups'), ('musicbrainz', 'releases'))
    ORDER BY n.nspname DESC, c.relname
""",
)
"""Rows: the catalogue's tables with PostgreSQL's own estimate of their rows. Cost: catalogue look-ups."""

HAS_DISCOGS_ROWS: Final = Sql(
    name="stack.has_rows",
    timeout_s=10,
    text="""
    SELECT EXISTS (SELECT FROM public.artists) OR EXISTS (SELECT FROM public.releases)
        OR EXISTS (SELECT FROM musicbrainz.artists) OR EXISTS (SELECT FROM musicbrainz.releases) AS filled
""",
)
"""Rows: one. Cost: at most one row of each table."""

READ_TABLES_ORIGIN: Final = Sql(
    name="stack.read_tables_origin",
    timeout_s=10,
    text="SELECT shobj_description(oid, 'pg_database') AS origin FROM pg_database WHERE datname = current_database()",
)
"""Rows: one; the comment on the database, which is where the tables' origin is recorded."""

SEEN_IN_GRAPH: Final = Cypher(
    name="stack.seen_in_graph",
    timeout_s=10,
    text="MATCH (p:ImportProgress) WHERE p.key STARTS WITH $prefix RETURN p.data_type AS data_type, sum(p.seen) AS count",
)
"""Parameters: prefix (`consumer:run:`). Rows: one a type. Cost: a range of the key index."""

GRAPH_STATE: Final = Cypher(
    name="stack.graph_state",
    timeout_s=10,
    text="MATCH (c:ExtractionCompletion {consumer: $consumer, run: $run}) RETURN c.state AS state, c.error AS error, properties(c) AS properties",
)
"""Parameters: consumer, run. Rows: one when a signal of the run has come, none before. Cost: one node a run ever imported."""

GRAPH_REJECTS: Final = Cypher(
    name="stack.graph_rejects",
    timeout_s=10,
    text="MATCH (r:ImportReject) WHERE r.key STARTS WITH $prefix RETURN count(r) AS count",
)
"""Parameters: prefix (`consumer:run:`). Rows: one."""

LABEL_COUNT: Final = Cypher(
    name="stack.label_count",
    timeout_s=10,
    text="""
    CALL () { MATCH (n:Artist) RETURN 'Artist' AS name, count(n) AS count
      UNION ALL MATCH (n:Label) RETURN 'Label' AS name, count(n) AS count
      UNION ALL MATCH (n:Master) RETURN 'Master' AS name, count(n) AS count
      UNION ALL MATCH (n:Release) RETURN 'Release' AS name, count(n) AS count
      UNION ALL MATCH (n:Person) RETURN 'Person' AS name, count(n) AS count
      UNION ALL MATCH (n:Genre) RETURN 'Genre' AS name, count(n) AS count
      UNION ALL MATCH (n:Style) RETURN 'Style' AS name, count(n) AS count
      UNION ALL MATCH ()-[r]->() RETURN 'relationships' AS name, count(r) AS count }
    RETURN name, count
""",
)
"""Rows: one a label, and one for all relationships. Cost: the count store."""

READ_GRAPH_ORIGIN: Final = Cypher(name="stack.read_graph_origin", timeout_s=10, text="MATCH (o:CatalogueOrigin) RETURN o.origin AS origin LIMIT 1")
"""Rows: one when a catalogue was imported by `./up`."""

WRITE_GRAPH_ORIGIN: Final = Cypher(
    name="stack.write_graph_origin",
    timeout_s=10,
    text="MERGE (o:CatalogueOrigin {key: 'catalogue'}) SET o.origin = $origin, o.recorded_at = datetime()",
)
"""Parameters: origin."""
