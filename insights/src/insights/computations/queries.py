"""SQL that keeps what was computed."""

from typing import Final

from common.stores.statement import Sql


WRITE_TIMEOUT_S: Final = 60.0
RARITY_TIMEOUT_S: Final = 3600.0
"""Of statements over a row for each release of the largest catalogue."""

COUNT_CENTRALITY: Final = Sql("insights.count_centrality", "SELECT count(*) AS present FROM insights.artist_centrality", timeout_s=WRITE_TIMEOUT_S)
DELETE_CENTRALITY: Final = Sql("insights.delete_centrality", "DELETE FROM insights.artist_centrality", timeout_s=WRITE_TIMEOUT_S)
COPY_CENTRALITY: Final = Sql(
    "insights.copy_centrality", "COPY insights.artist_centrality (rank, artist_id, artist_name, edge_count) FROM STDIN", timeout_s=WRITE_TIMEOUT_S
)

COUNT_TRENDS: Final = Sql("insights.count_trends", "SELECT count(*) AS present FROM insights.genre_trends", timeout_s=WRITE_TIMEOUT_S)
DELETE_TRENDS: Final = Sql("insights.delete_trends", "DELETE FROM insights.genre_trends", timeout_s=WRITE_TIMEOUT_S)
COPY_TRENDS: Final = Sql("insights.copy_trends", "COPY insights.genre_trends (genre, decade, release_count) FROM STDIN", timeout_s=WRITE_TIMEOUT_S)

COUNT_LONGEVITY: Final = Sql("insights.count_longevity", "SELECT count(*) AS present FROM insights.label_longevity", timeout_s=WRITE_TIMEOUT_S)
DELETE_LONGEVITY: Final = Sql("insights.delete_longevity", "DELETE FROM insights.label_longevity", timeout_s=WRITE_TIMEOUT_S)
COPY_LONGEVITY: Final = Sql(
    "insights.copy_longevity",
    "COPY insights.label_longevity (rank, label_id, label_name, first_year, last_year, years_active, total_releases, peak_decade, still_active) "
    "FROM STDIN",
    timeout_s=WRITE_TIMEOUT_S,
)

COUNT_ANNIVERSARIES: Final = Sql(
    "insights.count_anniversaries",
    "SELECT count(*) AS present FROM insights.monthly_anniversaries WHERE computed_year = %(year)s AND computed_month = %(month)s",
    timeout_s=WRITE_TIMEOUT_S,
)
DELETE_ANNIVERSARIES: Final = Sql(
    "insights.delete_anniversaries",
    """
    DELETE FROM insights.monthly_anniversaries
    WHERE (computed_year, computed_month) = (%(year)s, %(month)s) OR (computed_year + 1, computed_month) < (%(year)s, %(month)s)
    """,
    timeout_s=WRITE_TIMEOUT_S,
)
"""Parameters: year, month. The month that is replaced, and months of over a year ago."""
COPY_ANNIVERSARIES: Final = Sql(
    "insights.copy_anniversaries",
    "COPY insights.monthly_anniversaries (master_id, title, artist_name, release_year, anniversary, computed_month, computed_year, released, rank) "
    "FROM STDIN",
    timeout_s=WRITE_TIMEOUT_S,
)

COUNT_COMPLETENESS: Final = Sql(
    "insights.count_completeness", "SELECT count(*) AS present FROM insights.data_completeness", timeout_s=WRITE_TIMEOUT_S
)
DELETE_COMPLETENESS: Final = Sql("insights.delete_completeness", "DELETE FROM insights.data_completeness", timeout_s=WRITE_TIMEOUT_S)
COPY_COMPLETENESS: Final = Sql(
    "insights.copy_completeness",
    "COPY insights.data_completeness (entity_type, total_count, with_image, with_year, with_country, with_genre, completeness_pct, fields) FROM STDIN",
    timeout_s=WRITE_TIMEOUT_S,
)

RARITY_COLUMNS: Final = (
    "release_id",
    "title",
    "artist_name",
    "year",
    "rarity_score",
    "tier",
    "hidden_gem_score",
    "pressing_scarcity",
    "label_catalog",
    "format_rarity",
    "temporal_scarcity",
    "graph_isolation",
    "collection_prevalence",
    "pressings",
    "label_releases",
    "rarest_format",
    "newest_pressing_year",
    "degree",
    "have_count",
    "want_count",
)
"""Of a scored release: names on the wire and in the table."""
_COLUMNS: Final = ", ".join(RARITY_COLUMNS)

MAKE_RARITY_STAGING: Final = Sql(
    "insights.make_rarity_staging",
    f"""
    CREATE TEMPORARY TABLE staged_rarity AS SELECT {_COLUMNS} FROM insights.release_rarity WITH NO DATA;
    CREATE TEMPORARY TABLE staged_hubs (entity_type TEXT, entity_id TEXT, release_id BIGINT, rarity_score REAL)
    """,  # noqa: S608
    timeout_s=WRITE_TIMEOUT_S,
)
"""The session's own tables: a walk that is broken off leaves nothing, and two never meet."""
DROP_RARITY_STAGING: Final = Sql("insights.drop_rarity_staging", "DROP TABLE IF EXISTS staged_rarity, staged_hubs", timeout_s=WRITE_TIMEOUT_S)
STAGE_RARITY: Final = Sql("insights.stage_rarity", f"COPY staged_rarity ({_COLUMNS}) FROM STDIN", timeout_s=RARITY_TIMEOUT_S)
STAGE_HUBS: Final = Sql(
    "insights.stage_hubs", "COPY staged_hubs (entity_type, entity_id, release_id, rarity_score) FROM STDIN", timeout_s=RARITY_TIMEOUT_S
)

COUNT_RARITY: Final = Sql("insights.count_rarity", "SELECT EXISTS (SELECT FROM insights.release_rarity)::int AS present", timeout_s=WRITE_TIMEOUT_S)
ANALYZE_STAGING: Final = Sql("insights.analyze_rarity_staging", "ANALYZE staged_rarity", timeout_s=RARITY_TIMEOUT_S)
"""Nothing else would tell the planner that the temporary table is large."""

MERGE_RARITY: Final = Sql(
    "insights.merge_rarity",
    f"""
    INSERT INTO insights.release_rarity AS kept ({_COLUMNS}) SELECT {_COLUMNS} FROM staged_rarity
    ON CONFLICT (release_id) DO UPDATE SET {", ".join(f"{name} = EXCLUDED.{name}" for name in RARITY_COLUMNS[1:])}, computed_at = now()
    WHERE ({", ".join(f"kept.{name}" for name in RARITY_COLUMNS[1:])}) IS DISTINCT FROM ({", ".join(f"EXCLUDED.{name}" for name in RARITY_COLUMNS[1:])})
    """,  # noqa: S608
    timeout_s=RARITY_TIMEOUT_S,
)
"""New scores over old ones; a row that did not change is not written again. Cost: an index probe a release."""
REMOVE_UNSCORED: Final = Sql(
    "insights.remove_unscored",
    "DELETE FROM insights.release_rarity kept WHERE NOT EXISTS (SELECT FROM staged_rarity s WHERE s.release_id = kept.release_id)",
    timeout_s=RARITY_TIMEOUT_S,
)
"""Releases that the catalogue has no more. Cost: a join of both tables."""
DELETE_DISTRIBUTION: Final = Sql("insights.delete_distribution", "DELETE FROM insights.rarity_distribution", timeout_s=WRITE_TIMEOUT_S)
FILL_DISTRIBUTION: Final = Sql(
    "insights.fill_distribution",
    """
    INSERT INTO insights.rarity_distribution (tier, rarity_score, releases, gems)
    SELECT tier, rarity_score, count(*), count(hidden_gem_score) FROM staged_rarity GROUP BY tier, rarity_score
    """,
    timeout_s=RARITY_TIMEOUT_S,
)
"""Cost: the staged rows."""
DELETE_TOPS: Final = Sql("insights.delete_tops", "DELETE FROM insights.rarity_tops", timeout_s=WRITE_TIMEOUT_S)
FILL_TOPS: Final = Sql(
    "insights.fill_tops",
    """
    INSERT INTO insights.rarity_tops (entity_type, entity_id, rank, release_id, total)
    SELECT entity_type, entity_id, rank, release_id, total FROM (
        SELECT entity_type, entity_id, release_id,
               row_number() OVER (PARTITION BY entity_type, entity_id ORDER BY rarity_score DESC, release_id) AS rank,
               count(*) OVER (PARTITION BY entity_type, entity_id) AS total
        FROM staged_hubs) AS ranked
    WHERE rank <= %(most)s
    """,
    timeout_s=RARITY_TIMEOUT_S,
)
"""Parameters: most, ranks that are kept. Cost: a sort of the busy artists' and labels' releases."""
