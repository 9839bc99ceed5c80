"""SQL of exploring: what the graph does not hold."""

from typing import Final

from common.stores.statement import Sql


CATALOG_NUMBERS: Final = Sql(
    name="explore.catalog_numbers",
    timeout_s=10,
    text="""
    SELECT r.data_id AS id, string_agg(DISTINCT l ->> 'catno', ', ') AS catalog_number
    FROM public.releases r
    CROSS JOIN LATERAL jsonb_array_elements(CASE WHEN jsonb_typeof(r.data -> 'labels') = 'array' THEN r.data -> 'labels' END) AS l
    WHERE r.data_id = ANY(%(ids)s) AND l ->> 'id' = %(label_id)s AND l ->> 'catno' <> ''
    GROUP BY r.data_id
""",
)
"""Parameters: ids of releases, label_id. Rows of {id, catalog_number}. Cost: a key look-up a release."""

TRACKS: Final = Sql(
    name="explore.tracks",
    timeout_s=10,
    text="""
    WITH tracks AS (
      SELECT t.value AS track, t.ordinality AS number
      FROM public.releases r
      CROSS JOIN LATERAL jsonb_array_elements(
        CASE jsonb_typeof(r.data #> '{tracklist,track}')
          WHEN 'array' THEN r.data #> '{tracklist,track}'
          WHEN 'object' THEN jsonb_build_array(r.data #> '{tracklist,track}')
        END
      ) WITH ORDINALITY AS t
      WHERE r.data_id = %(release_id)s AND jsonb_typeof(t.value) = 'object'
    )
    SELECT (SELECT count(*) FROM tracks)::INTEGER AS total,
           coalesce((
             SELECT jsonb_agg(jsonb_build_object('number', number, 'title', track ->> 'title', 'position', track ->> 'position',
                                                 'duration', track ->> 'duration') ORDER BY number)
             FROM (SELECT * FROM tracks ORDER BY number OFFSET %(skip)s LIMIT %(limit)s) page
           ), '[]') AS tracks
""",
)
"""Parameters: release_id, skip, limit. One row of {total, tracks: [{number, title, position, duration}]}. Cost: a key look-up."""

DOORS: Final = Sql(
    name="explore.doors",
    timeout_s=10,
    text="SELECT kind, key, releases, first_year::INTEGER, peak_year::INTEGER FROM catalogue.doors ORDER BY kind, rank",
)
"""No parameters. Rows of {kind, key, releases, first_year, peak_year}, at most 200 a kind. Cost: a small table."""

YEARS: Final = Sql(
    name="explore.catalogue_years",
    timeout_s=10,
    text="SELECT year::INTEGER, releases, new_artists FROM catalogue.years ORDER BY year",
)
"""No parameters. Rows of {year, releases, new_artists}. Cost: a small table."""

GEMS: Final = Sql(
    name="explore.gems",
    timeout_s=10,
    text="""
    SELECT release_id::TEXT AS id, title, artist_name, year, rarity_score, tier FROM insights.release_rarity
    WHERE hidden_gem_score IS NOT NULL AND title IS NOT NULL ORDER BY hidden_gem_score DESC NULLS LAST, release_id LIMIT 200
""",
)
"""No parameters. At most 200 rows. Cost: the head of an index."""

DUMPS: Final = Sql(
    name="explore.dumps",
    timeout_s=10,
    text="""
    SELECT DISTINCT ON (source) source, version FROM public.import_runs
    WHERE graph_done_at IS NOT NULL AND tables_done_at IS NOT NULL ORDER BY source, run DESC
""",
)
"""No parameters. Rows of {source, version}. Cost: a small table."""

MUSICBRAINZ: Final = Sql(
    name="explore.musicbrainz_counts",
    timeout_s=10,
    text="""
    SELECT (SELECT count(*) FROM musicbrainz.artists WHERE discogs_artist_id IS NOT NULL) AS artists,
           (SELECT count(*) FROM musicbrainz.labels WHERE discogs_label_id IS NOT NULL) AS labels,
           (SELECT count(*) FROM musicbrainz.release_groups WHERE discogs_master_id IS NOT NULL) AS masters,
           (SELECT count(*) FROM musicbrainz.releases WHERE discogs_release_id IS NOT NULL) AS releases
""",
)
"""No parameters. One row. Cost: scans of four partial indexes, kept for an hour by the route."""
