"""What backup and restore ask the stores."""

from typing import Final

from common.stores.statement import Cypher, Sql


COUNTING_S: Final = 3600.0

EXPORT_SNAPSHOT: Final = Sql(name="backup.export_snapshot", timeout_s=30, text="SELECT pg_export_snapshot() AS snapshot")
"""One row: the name under which `pg_dump` sees what this transaction sees, as long as it is open."""

TABLE_NAMES: Final = Sql(
    name="backup.table_names",
    timeout_s=30,
    text="""
    SELECT n.nspname AS schema, c.relname AS name
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    ORDER BY 1, 2
""",
)
"""Rows: every table that is not PostgreSQL's own."""

COUNT_ROWS: Final = Sql(name="backup.count_rows", timeout_s=COUNTING_S, text="SELECT count(*) AS count FROM {table}")
"""`table` is filled in as an identifier. Cost: reads the table, or its smallest index: seconds a GB."""

SCHEMA_NUMBER: Final = Sql(name="backup.schema_number", timeout_s=30, text="SELECT max(version_num) AS number FROM alembic_version")
"""One row: the last migration that was applied."""

IS_FILLED: Final = Sql(
    name="backup.is_filled",
    timeout_s=30,
    text="""
    SELECT EXISTS (SELECT FROM public.artists) OR EXISTS (SELECT FROM public.labels) OR EXISTS (SELECT FROM public.masters)
        OR EXISTS (SELECT FROM public.releases) OR EXISTS (SELECT FROM musicbrainz.artists) OR EXISTS (SELECT FROM musicbrainz.labels)
        OR EXISTS (SELECT FROM musicbrainz.release_groups) OR EXISTS (SELECT FROM musicbrainz.releases)
        OR EXISTS (SELECT FROM public.users) AS filled
""",
)
"""One row: whether there is anything that somebody would miss. Cost: at most one row of each table."""

GENERATION: Final = Sql(name="backup.generation", timeout_s=30, text="SELECT current FROM catalogue.generation")
"""One row. It is part of the key of every cached answer."""

SET_GENERATION: Final = Sql(
    name="backup.set_generation",
    timeout_s=30,
    text="UPDATE catalogue.generation SET current = %(current)s, updated_at = now() RETURNING current",
)
"""Parameter: current. One row."""

OTHER_SESSIONS: Final = Sql(
    name="backup.end_other_sessions",
    timeout_s=30,
    text="SELECT count(pg_terminate_backend(pid)) AS ended FROM pg_stat_activity WHERE datname = ANY(%(databases)s) AND pid <> pg_backend_pid()",
)
"""Parameter: databases. A database with sessions cannot be renamed."""

GRAPH_COUNTS: Final = Cypher(name="backup.graph_counts", timeout_s=60, text="CALL db.stats.retrieve('GRAPH COUNTS') YIELD data RETURN data")
"""One row: nodes by label, relationships by type, from the count store. Cost: no scan, however large the graph."""

GRAPH_VERSION: Final = Cypher(
    name="backup.graph_version",
    timeout_s=30,
    text="CALL dbms.components() YIELD name, versions WHERE name = 'Neo4j Kernel' RETURN versions[0] AS version",
)
"""One row."""
