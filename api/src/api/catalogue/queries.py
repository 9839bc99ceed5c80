"""SQL and Cypher around the end of an import."""

from typing import Final

from common.stores.statement import Cypher, Sql


STATE: Final = Sql(
    name="catalogue.state",
    timeout_s=5,
    text="""
    SELECT (SELECT current FROM catalogue.generation) AS generation,
           (SELECT coalesce(jsonb_agg(jsonb_build_object(
                'source', source, 'version', version, 'run', run, 'graph_done', graph_done_at IS NOT NULL)), '[]')
            FROM public.import_runs WHERE tables_done_at IS NOT NULL AND generation IS NULL) AS waiting
""",
)
"""No parameters. One row: generation; waiting, imports that the tables have whole and no generation has begun with yet. Cost: two small tables."""

GRAPH_DONE: Final = Cypher(
    name="catalogue.graph_done",
    timeout_s=5,
    text="""
    MATCH (c:ExtractionCompletion {consumer: $consumer, version: $version}) WHERE c.state = 'done'
    RETURN c.started_at AS started_at
""",
)
"""Parameters: consumer, version. Rows: runs of that version whose work in the graph is done. Cost: a scan of as many nodes as there were imports."""

MARK_GRAPH_DONE: Final = Sql(
    name="catalogue.mark_graph_done",
    timeout_s=5,
    text="""
    UPDATE public.import_runs SET graph_done_at = coalesce(graph_done_at, now())
    WHERE source = %(source)s AND version = %(version)s AND run = %(run)s
""",
)
"""Parameters: source, version, run. Cost: a key look-up."""

BEGIN_GENERATION: Final = Sql(
    name="catalogue.begin_generation",
    timeout_s=10,
    text="""
    WITH grown AS (
        UPDATE catalogue.generation SET current = current + 1, updated_at = now()
        WHERE EXISTS (
            SELECT FROM public.import_runs WHERE generation IS NULL AND graph_done_at IS NOT NULL AND tables_done_at IS NOT NULL)
        RETURNING current
    ), marked AS (
        UPDATE public.import_runs SET generation = grown.current FROM grown
        WHERE generation IS NULL AND graph_done_at IS NOT NULL AND tables_done_at IS NOT NULL
    )
    SELECT current, pg_notify('catalogue_generation', current::text) FROM grown
""",
)
"""No parameters. One row with the new generation, none when another process began it. One statement, one transaction; listeners of
`catalogue_generation` are told when it commits."""

TRY_REFRESH: Final = Sql(name="catalogue.try_refresh", timeout_s=30, text="SELECT pg_try_advisory_xact_lock(%(key)s) AS locked")
"""Parameter: key. One row: whether this transaction may refresh; it holds the lock until it ends, however it ends."""
