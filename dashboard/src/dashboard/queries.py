"""What the dashboard asks the stores. All of it is cheap: it is asked every few seconds, beside imports at full speed."""

from typing import Final

from common.stores.statement import Cypher, Sql


CONNECTIONS: Final = Sql(
    name="dashboard.connections",
    timeout_s=5,
    text="""
    SELECT (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()) AS connections,
           current_setting('max_connections')::int AS max_connections
""",
)
"""No parameters. One row: connections to this database; max_connections of the server. Cost: a row a connection, in memory."""

DATABASE_SIZE: Final = Sql(name="dashboard.database_size", timeout_s=10, text="SELECT pg_database_size(current_database()) AS bytes")
"""No parameters. One row: bytes. Cost: a look at every file of the database, so it is asked seldom."""

SEEN_IN_TABLES: Final = Sql(
    name="dashboard.seen_in_tables",
    timeout_s=5,
    text="""
    SELECT p.consumer, p.run, p.data_type, sum(p.seen)::bigint AS seen
    FROM public.import_progress p
    JOIN (SELECT consumer, max(run) AS run FROM public.import_progress WHERE run > 0 GROUP BY consumer) newest USING (consumer, run)
    GROUP BY p.consumer, p.run, p.data_type
""",
)
"""No parameters. Rows: one a consumer and type, of the consumer's newest run. Cost: a few rows a run and process."""

REJECTED_IN_TABLES: Final = Sql(
    name="dashboard.rejected_in_tables",
    timeout_s=5,
    text="""
    SELECT r.consumer, r.run, r.data_type, count(*) AS rejected
    FROM public.import_rejects r
    JOIN (SELECT consumer, max(run) AS run FROM public.import_progress WHERE run > 0 GROUP BY consumer) newest USING (consumer, run)
    GROUP BY r.consumer, r.run, r.data_type
""",
)
"""No parameters. Rows: one a consumer and type that has any, of the consumer's newest run. Cost: the rejects of these runs, by key."""

ANNOUNCED: Final = Sql(
    name="dashboard.announced",
    timeout_s=5,
    text="""
    SELECT DISTINCT ON (consumer) consumer, run, version, message::text AS message
    FROM public.import_signals WHERE run > 0 ORDER BY consumer, run DESC
""",
)
"""No parameters. Rows: one a consumer, the announcement of the newest run that has one. Cost: four rows a run ever imported."""

IMPORT_RUNS: Final = Sql(
    name="dashboard.import_runs",
    timeout_s=5,
    text="""
    SELECT source, version, run, state, counts::text AS counts, tables_done_at, graph_done_at
    FROM public.import_runs ORDER BY run DESC, tables_done_at DESC LIMIT 100
""",
)
"""No parameters. Rows: the newest imports of both sources, the newest first. Cost: one row a run ever imported."""

REASONS_IN_TABLES: Final = Sql(
    name="dashboard.reasons_in_tables",
    timeout_s=5,
    text="""
    SELECT consumer, data_type, reason, count(*) AS count, max(rejected_at) AS last_at,
           (array_agg(CASE WHEN readable THEN record_id END ORDER BY rejected_at DESC))[1] AS last_id
    FROM public.import_rejects GROUP BY consumer, data_type, reason
    ORDER BY max(rejected_at) DESC LIMIT 200
""",
)
"""No parameters. Rows: one a consumer, type and reason, the newest first. Cost: all rejects; asked only while dead letters are there."""

NODES: Final = Cypher(name="dashboard.nodes", timeout_s=5, text="MATCH (n) RETURN count(n) AS nodes")
"""No parameters. One row. Cost: none, answered from the count store."""

RELATIONSHIPS: Final = Cypher(name="dashboard.relationships", timeout_s=5, text="MATCH ()-[r]->() RETURN count(r) AS relationships")
"""No parameters. One row. Cost: none, answered from the count store."""

APOC: Final = Cypher(
    name="dashboard.apoc", timeout_s=5, text="SHOW PROCEDURES YIELD name WHERE name = 'apoc.meta.stats' RETURN count(*) > 0 AS is_there"
)
"""No parameters. One row: whether the library is installed. Cost: the list of procedures; asked seldom."""

SEEN_IN_GRAPH: Final = Cypher(
    name="dashboard.seen_in_graph",
    timeout_s=5,
    text="""
    MATCH (p:ImportProgress) WHERE p.key STARTS WITH $prefix
    WITH max(p.run) AS run
    MATCH (p:ImportProgress) WHERE p.key STARTS WITH $prefix + toString(run) + ':'
    RETURN run, p.data_type AS data_type, sum(p.seen) AS seen
""",
)
"""Parameter: prefix (`consumer:`). Rows: one a type, of the consumer's newest run. Cost: two ranges of a key index, few nodes a run."""

REJECTED_IN_GRAPH: Final = Cypher(
    name="dashboard.rejected_in_graph",
    timeout_s=5,
    text="MATCH (r:ImportReject) WHERE r.key STARTS WITH $prefix RETURN r.data_type AS data_type, count(*) AS rejected",
)
"""Parameter: prefix (`consumer:run:`). Rows: one a type that has any. Cost: the run's rejects, by a range of a key index."""

LATCH: Final = Cypher(
    name="dashboard.latch",
    timeout_s=5,
    text="""
    MATCH (c:ExtractionCompletion {consumer: $consumer, run: $run})
    RETURN c.version AS version, c.state AS state, c.updated_at.epochMillis AS updated_ms,
           head([name IN keys(c) WHERE name STARTS WITH 'message_' | c[name]]) AS message
""",
)
"""Parameters: consumer, run. Rows: at most one, the announcement of the run. Cost: a scan of as many nodes as there were imports."""

REASONS_IN_GRAPH: Final = Cypher(
    name="dashboard.reasons_in_graph",
    timeout_s=5,
    text="""
    MATCH (r:ImportReject) WHERE r.key STARTS WITH $prefix
    WITH r ORDER BY r.rejected_at DESC
    WITH r.data_type AS data_type, r.reason AS reason, count(*) AS count, max(r.rejected_at.epochMillis) AS last_ms, collect(r)[0] AS newest
    RETURN data_type, reason, count, last_ms, CASE WHEN newest.readable THEN newest.record_id END AS last_id
    ORDER BY last_ms DESC LIMIT 200
""",
)
"""Parameter: prefix (`consumer:`). Rows: one a type and reason, the newest first. Cost: the consumer's rejects; asked only while dead
letters are there."""
