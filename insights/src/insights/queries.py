"""SQL that the service answers from, and that tells what is due."""

from typing import Final

from common.domain.insights import InsightType
from common.stores.statement import Sql


TYPES: Final = ", ".join(f"('{name}')" for name in InsightType)

TOP_ARTISTS: Final = Sql(
    name="insights.top_artists",
    timeout_s=10,
    text="SELECT rank, artist_id, artist_name, edge_count FROM insights.artist_centrality ORDER BY rank LIMIT %(limit)s",
)
"""Parameters: limit. Cost: an index range."""

GENRE_TRENDS: Final = Sql(
    name="insights.genre_trends",
    timeout_s=10,
    text="SELECT decade, release_count FROM insights.genre_trends WHERE genre = %(genre)s ORDER BY decade",
)
"""Parameters: genre. Cost: an index range of some fifteen rows."""

LABEL_LONGEVITY: Final = Sql(
    name="insights.label_longevity",
    timeout_s=10,
    text="""
    SELECT rank, label_id, label_name, first_year, last_year, years_active, total_releases, peak_decade, still_active
    FROM insights.label_longevity ORDER BY rank LIMIT %(limit)s
    """,
)
"""Parameters: limit. Cost: an index range."""

THIS_MONTH: Final = Sql(
    name="insights.this_month",
    timeout_s=10,
    text="""
    SELECT master_id, title, artist_name, release_year, anniversary, coalesce(released, release_year::text) AS released
    FROM insights.monthly_anniversaries WHERE computed_year = %(year)s AND computed_month = %(month)s
    ORDER BY anniversary DESC, release_year, rank, master_id LIMIT %(limit)s
    """,
)
"""Parameters: year, month, limit. Cost: an index range of at most 200 rows a milestone."""

DATA_COMPLETENESS: Final = Sql(
    name="insights.data_completeness",
    timeout_s=10,
    text="""
    SELECT entity_type, total_count, with_image, with_year, with_country, with_genre, completeness_pct::float AS completeness_pct, fields
    FROM insights.data_completeness ORDER BY entity_type
    """,
)
"""No parameters. Four rows."""

RELEASE_RARITY: Final = Sql(
    name="insights.release_rarity",
    timeout_s=10,
    text="""
    SELECT release_id, title, artist_name, year, rarity_score, tier, hidden_gem_score, pressing_scarcity, label_catalog, format_rarity,
           temporal_scarcity, graph_isolation, collection_prevalence
    FROM insights.release_rarity ORDER BY rarity_score DESC, release_id LIMIT %(limit)s
    """,
)
"""Parameters: limit. Cost: an index range."""

STATUS: Final = Sql(
    name="insights.status",
    timeout_s=10,
    text=f"""
    SELECT t.insight_type, ended.status, ended.duration_ms, ended.error_message AS error, ended.is_stale,
           completed.completed_at AS last_computed, completed.rows_affected AS rows, completed.generation,
           latest.started_at AS last_attempt, latest.generation AS attempted_generation,
           latest.status = 'running' AS is_running, latest.rows_done, latest.rows_expected
    FROM (VALUES {TYPES}) AS t (insight_type)
    LEFT JOIN LATERAL (
        SELECT * FROM insights.computation_log l WHERE l.insight_type = t.insight_type ORDER BY started_at DESC, id DESC LIMIT 1) AS latest ON true
    LEFT JOIN LATERAL (
        SELECT * FROM insights.computation_log l WHERE l.insight_type = t.insight_type AND l.status <> 'running'
        ORDER BY started_at DESC, id DESC LIMIT 1) AS ended ON true
    LEFT JOIN LATERAL (
        SELECT * FROM insights.computation_log l WHERE l.insight_type = t.insight_type AND l.status = 'completed'
        ORDER BY started_at DESC, id DESC LIMIT 1) AS completed ON true
    """,  # noqa: S608 - names of the program's own
)
"""No parameters. One row a type: its last run, its last one that ended, its last one that succeeded. Cost: three index look-ups a type."""

GENERATION: Final = Sql(name="insights.generation", timeout_s=10, text="SELECT current FROM catalogue.generation")
"""No parameters. One row: the catalogue's state."""

LISTEN: Final = Sql(name="insights.listen", timeout_s=10, text="LISTEN catalogue_generation")
"""Told when a new generation begins. Held by a connection of its own."""

TRY_LOCK: Final = Sql(
    name="insights.try_lock", timeout_s=10, text="SELECT pg_try_advisory_lock(hashtextextended('insights.computations', 0)) AS taken"
)
"""One row. Whether this session may compute; the lock ends with the session."""

UNLOCK: Final = Sql(name="insights.unlock", timeout_s=10, text="SELECT pg_advisory_unlock(hashtextextended('insights.computations', 0))")
"""One row."""

INTERRUPTED: Final = "Interrupted"
"""Error of a run that ended with its process."""
FAIL_INTERRUPTED: Final = Sql(
    name="insights.fail_interrupted",
    timeout_s=10,
    text=f"""
    UPDATE insights.computation_log
    SET status = 'failed', completed_at = now(), error_message = '{INTERRUPTED}', duration_ms = extract(epoch FROM now() - started_at) * 1000
    WHERE status = 'running'
    """,  # noqa: S608
)
"""Run by whoever holds the lock: nobody else computes, so what is marked as running was left behind by a process that ended. Cost: a scan of the log."""

BEGIN_RUN: Final = Sql(
    name="insights.begin_run",
    timeout_s=10,
    text="""
    INSERT INTO insights.computation_log (insight_type, status, generation) VALUES (%(insight_type)s, 'running', %(generation)s) RETURNING id
    """,
)
"""Parameters: insight_type, generation. One row: the run's id."""

NOTE_PROGRESS: Final = Sql(
    name="insights.note_progress",
    timeout_s=10,
    text="UPDATE insights.computation_log SET rows_done = %(done)s, rows_expected = %(expected)s WHERE id = %(id)s",
)
"""Parameters: id, done, expected."""

END_RUN: Final = Sql(
    name="insights.end_run",
    timeout_s=10,
    text="""
    UPDATE insights.computation_log
    SET status = %(status)s, completed_at = now(), rows_affected = %(rows)s, error_message = %(error)s, duration_ms = %(duration_ms)s,
        is_stale = %(is_stale)s
    WHERE id = %(id)s
    """,
)
"""Parameters: id, status, rows, error, duration_ms, is_stale."""

PRUNE_LOG: Final = Sql(
    name="insights.prune_log",
    timeout_s=60,
    text="DELETE FROM insights.computation_log WHERE started_at < now() - INTERVAL '1 year'",
)
"""Runs of over a year ago. Cost: a scan of the log."""
