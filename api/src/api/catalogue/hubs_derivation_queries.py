"""SQL that derives the tables of hubs, and summaries of the whole catalogue, from the releases. Run in one transaction, in this order.

The rules are those of graphinator's writers: a reference needs an id above zero, a credit a name and a role, a text is not empty.
"""

from typing import Final

from common.stores.statement import Sql


DERIVATION_TIMEOUT_S: Final = 2 * 3600.0
"""Of one statement over a whole catalogue."""


def _sql(name: str, text: str) -> Sql:
    return Sql(name=f"hubs.{name}", timeout_s=DERIVATION_TIMEOUT_S, text=text)


FINGERPRINT: Final = _sql(
    "fingerprint",
    """
    SELECT format('%%s %%s %%s %%s', count(*), max(updated_at), %(hub_releases)s::TEXT, %(members_kept)s::TEXT) AS current,
           (SELECT fingerprint FROM catalogue.hub_state FOR UPDATE) AS derived
    FROM public.releases
""",
)
"""Parameters: hub_releases, members_kept. One row: what the tables would be derived from, and what they were. The lock lets one derivation
run at a time. A written or deleted release changes it, one that an import finds unchanged does not. Cost: a scan of an index."""

MORE_MEMORY: Final = _sql("more_memory", "SELECT set_config('work_mem', '128MB', true)")
"""For this transaction's sorts and hash tables."""

LINKS: Final = _sql(
    "links",
    """
    CREATE TEMPORARY TABLE links ON COMMIT DROP AS
    SELECT r.release_id, r.year, link.kind, link.key COLLATE "C" AS key, link.roles, link.is_named
    FROM (
      SELECT data_id::BIGINT AS release_id, CASE WHEN d.year ~ '^[0-9]{1,4}$' THEN nullif(d.year::SMALLINT, 0) END AS year,
             CASE WHEN jsonb_typeof(d.genres) = 'array' THEN d.genres END AS genres,
             CASE WHEN jsonb_typeof(d.styles) = 'array' THEN d.styles END AS styles,
             CASE WHEN jsonb_typeof(d.artists) = 'array' THEN d.artists END AS artists,
             CASE WHEN jsonb_typeof(d.labels) = 'array' THEN d.labels END AS labels,
             CASE WHEN jsonb_typeof(d.extraartists) = 'array' THEN d.extraartists END AS credits
      FROM public.releases
      CROSS JOIN LATERAL jsonb_to_record(data) AS d(year TEXT, genres JSONB, styles JSONB, artists JSONB, labels JSONB, extraartists JSONB)
      WHERE data_id ~ '^[1-9][0-9]{0,17}$'
    ) r
    CROSS JOIN LATERAL (
      SELECT DISTINCT 'genre' AS kind, e AS key, NULL::TEXT[] AS roles, TRUE AS is_named FROM jsonb_array_elements_text(r.genres) e WHERE e <> ''
      UNION ALL
      SELECT DISTINCT 'style', e, NULL::TEXT[], TRUE FROM jsonb_array_elements_text(r.styles) e WHERE e <> ''
      UNION ALL
      SELECT 'artist', e ->> 'id', NULL::TEXT[], bool_or(coalesce(e ->> 'name', '') <> '')
      FROM jsonb_array_elements(r.artists) e WHERE e ->> 'id' ~ '^[1-9][0-9]{0,18}$' GROUP BY e ->> 'id'
      UNION ALL
      SELECT 'label', e ->> 'id', NULL::TEXT[], bool_or(coalesce(e ->> 'name', '') <> '')
      FROM jsonb_array_elements(r.labels) e WHERE e ->> 'id' ~ '^[1-9][0-9]{0,18}$' GROUP BY e ->> 'id'
      UNION ALL
      SELECT 'person', e ->> 'name', array_agg(DISTINCT e ->> 'role'), TRUE
      FROM jsonb_array_elements(r.credits) e WHERE e ->> 'name' <> '' AND e ->> 'role' <> '' GROUP BY e ->> 'name'
    ) link
""",
)
"""Makes the temporary table `links` of (release_id, year, kind, key, roles, is_named): what each release hangs on, each once. Cost: reads every release."""

ANALYZE_LINKS: Final = _sql("analyze_links", "ANALYZE links")
"""The planner knows nothing of a new table."""

CLEAR: Final = tuple(
    _sql(f"clear_{table}", f"DELETE FROM catalogue.{table}")  # noqa: S608 - the names below
    for table in ("hub_members", "hub_categories", "hub_years", "hubs", "genre_styles", "years", "doors")
)
"""Readers see the former rows until the transaction ends; TRUNCATE would make them wait."""

HUBS: Final = _sql(
    "hubs",
    """
    INSERT INTO catalogue.hubs (hub_id, kind, key, releases)
    SELECT row_number() OVER (ORDER BY kind, key), kind, key, count(*)
    FROM links GROUP BY kind, key HAVING count(*) >= %(hub_releases)s
""",
)
"""Parameters: hub_releases."""

HUB_LINKS: Final = _sql(
    "hub_links",
    """
    CREATE TEMPORARY TABLE hub_links ON COMMIT DROP AS
    SELECT h.hub_id, h.kind, l.release_id, l.year FROM catalogue.hubs h JOIN links l USING (kind, key)
""",
)
"""Makes the temporary table `hub_links`: the releases of hubs."""

ANALYZE_HUB_LINKS: Final = _sql("analyze_hub_links", "ANALYZE hub_links")
"""The planner knows nothing of a new table."""

HUB_YEARS: Final = _sql(
    "hub_years",
    """
    INSERT INTO catalogue.hub_years (hub_id, year, releases, ids)
    SELECT hub_id, coalesce(year, 0), count(*), array_agg(release_id ORDER BY release_id::TEXT COLLATE "C")
    FROM hub_links GROUP BY hub_id, coalesce(year, 0)
""",
)
"""No parameters."""

HUB_MEMBERS: Final = _sql(
    "hub_members",
    """
    WITH pairs (kind, member, category) AS (VALUES
      ('artist', 'label', 'labels'), ('artist', 'genre', 'genres'), ('artist', 'style', 'styles'), ('artist', 'person', 'people'),
      ('label', 'artist', 'artists'), ('label', 'genre', 'genres'), ('label', 'style', 'styles'), ('label', 'person', 'people'),
      ('genre', 'artist', 'artists'), ('genre', 'label', 'labels'), ('genre', 'style', 'styles'),
      ('style', 'artist', 'artists'), ('style', 'label', 'labels'), ('style', 'genre', 'genres'),
      ('person', 'artist', 'artists'), ('person', 'label', 'labels')
    ), yearly AS (
      SELECT h.hub_id, p.category, l.key, h.year, count(*)::INTEGER AS releases
      FROM hub_links h JOIN pairs p USING (kind) JOIN links l ON l.release_id = h.release_id AND l.kind = p.member
      GROUP BY h.hub_id, p.category, l.key, h.year
    ), members AS (
      SELECT hub_id, category, key, sum(releases)::INTEGER AS releases,
             coalesce(array_agg(year ORDER BY year) FILTER (WHERE year IS NOT NULL), '{}') AS years,
             coalesce(array_agg(releases ORDER BY year) FILTER (WHERE year IS NOT NULL), '{}') AS year_releases
      FROM yearly GROUP BY hub_id, category, key
    ), ranked AS (
      SELECT *, row_number() OVER (PARTITION BY hub_id, category ORDER BY releases DESC, key) AS rank, count(*) OVER (PARTITION BY hub_id, category) AS members
      FROM members
    ), kept AS MATERIALIZED (
      SELECT * FROM ranked WHERE rank <= %(members_kept)s
    ), counted AS (
      INSERT INTO catalogue.hub_categories (hub_id, category, members) SELECT hub_id, category, members FROM kept WHERE rank = 1
    )
    INSERT INTO catalogue.hub_members (hub_id, category, rank, id, releases, years, year_releases)
    SELECT hub_id, category, rank, key, releases, years, year_releases FROM kept
""",
)
"""Parameters: members_kept. Cost: for each release, its hubs times its links: about 20 rows to sort."""

HEAVIEST_RELEASES: Final = _sql(
    "heaviest_releases",
    """
    WITH versions AS (
      SELECT data_id::BIGINT AS release_id, count(*) OVER (PARTITION BY data ->> 'master_id') AS versions
      FROM public.releases WHERE data ->> 'master_id' ~ '^[1-9][0-9]{0,18}$' AND data_id ~ '^[1-9][0-9]{0,17}$'
    ), ranked AS (
      SELECT h.hub_id, h.release_id::TEXT COLLATE "C" AS id, h.year, coalesce(v.versions, 1)::INTEGER AS versions,
             row_number() OVER (PARTITION BY h.hub_id ORDER BY coalesce(v.versions, 1) DESC, h.release_id::TEXT COLLATE "C") AS rank
      FROM hub_links h LEFT JOIN versions v USING (release_id)
    ), counted AS (
      INSERT INTO catalogue.hub_categories (hub_id, category, members) SELECT hub_id, 'releases', releases FROM catalogue.hubs
    )
    INSERT INTO catalogue.hub_members (hub_id, category, rank, id, releases, years, year_releases)
    SELECT hub_id, 'releases', rank, id, versions, CASE WHEN year IS NULL THEN '{}' ELSE ARRAY[year] END,
           CASE WHEN year IS NULL THEN '{}' ELSE ARRAY[versions] END
    FROM ranked WHERE rank <= %(members_kept)s
""",
)
"""Parameters: members_kept. Members of the category `releases` are weighed by the versions of their title."""

ROLES: Final = _sql(
    "roles",
    """
    WITH counted AS (
      SELECT m.hub_id, m.id, credit.role, row_number() OVER (PARTITION BY m.hub_id, m.id ORDER BY count(*) DESC, credit.role COLLATE "C") AS rank
      FROM catalogue.hub_members m
      JOIN hub_links h USING (hub_id)
      JOIN links l ON l.release_id = h.release_id AND l.kind = 'person' AND l.key = m.id
      CROSS JOIN LATERAL unnest(l.roles) AS credit (role)
      WHERE m.category = 'people'
      GROUP BY m.hub_id, m.id, credit.role
    ), named AS (
      SELECT hub_id, id, string_agg(role, ', ' ORDER BY rank) AS role FROM counted WHERE rank <= 3 GROUP BY hub_id, id
    )
    UPDATE catalogue.hub_members m SET role = named.role FROM named WHERE m.category = 'people' AND m.hub_id = named.hub_id AND m.id = named.id
""",
)
"""No parameters. The three most frequent roles of each kept person."""

GENRE_STYLES: Final = _sql(
    "genre_styles",
    """
    INSERT INTO catalogue.genre_styles (genre, style, releases)
    SELECT key, '', count(*) FROM links WHERE kind = 'genre' GROUP BY key
    UNION ALL
    SELECT g.key, s.key, count(*) FROM links g JOIN links s USING (release_id) WHERE g.kind = 'genre' AND s.kind = 'style' GROUP BY g.key, s.key
""",
)
"""No parameters."""

YEARS: Final = _sql(
    "catalogue_years",
    """
    WITH releases AS (
      SELECT CASE WHEN data ->> 'year' ~ '^[0-9]{1,4}$' THEN nullif((data ->> 'year')::SMALLINT, 0) END AS year, count(*) AS releases
      FROM public.releases GROUP BY 1
    ), debuts AS (
      SELECT year, count(*) AS artists FROM (SELECT min(year) AS year FROM links WHERE kind = 'artist' GROUP BY key) first GROUP BY year
    )
    INSERT INTO catalogue.years (year, releases, new_artists)
    SELECT r.year, r.releases, coalesce(d.artists, 0) FROM releases r LEFT JOIN debuts d USING (year) WHERE r.year IS NOT NULL
""",
)
"""No parameters."""

DOORS: Final = _sql(
    "doors",
    """
    WITH entities AS (
      SELECT kind, key, count(*) AS releases, min(year) AS first_year FROM links
      WHERE kind IN ('artist', 'label', 'genre', 'style') AND NOT (kind = 'artist' AND key = ANY(%(placeholders)s)) AND NOT (kind = 'label' AND key = ANY(%(no_labels)s))
      GROUP BY kind, key HAVING bool_or(is_named)
    ), ranked AS (
      SELECT *, row_number() OVER (PARTITION BY kind ORDER BY releases DESC, key) AS rank FROM entities
    ), surprises AS (
      SELECT 'surprise' AS kind, key, releases, first_year, row_number() OVER (ORDER BY md5(key)) AS rank
      FROM ranked WHERE kind = 'artist' AND releases >= 3 ORDER BY md5(key) LIMIT %(doors)s
    ), chosen AS (
      SELECT kind, rank, key, releases, first_year FROM ranked WHERE rank <= %(doors)s
      UNION ALL SELECT kind, rank, key, releases, first_year FROM surprises
    ), peaks AS (
      SELECT DISTINCT ON (l.kind, l.key) l.kind, l.key, l.year
      FROM links l JOIN (SELECT DISTINCT replace(kind, 'surprise', 'artist') AS kind, key FROM chosen) c USING (kind, key) WHERE l.year IS NOT NULL
      GROUP BY l.kind, l.key, l.year ORDER BY l.kind, l.key, count(*) DESC, l.year
    )
    INSERT INTO catalogue.doors (kind, rank, key, releases, first_year, peak_year)
    SELECT c.kind, c.rank, c.key, c.releases, c.first_year, p.year FROM chosen c LEFT JOIN peaks p ON p.kind = replace(c.kind, 'surprise', 'artist') AND p.key = c.key
""",
)
"""Parameters: doors (of each kind), placeholders (ids of artists that are nobody), no_labels. What no release names is no door: nobody could read
what is written on it. Cost: a hash of all keys."""

PREPARE: Final = (MORE_MEMORY, LINKS, ANALYZE_LINKS)
"""What comes before the tables are cleared."""

FILL: Final = (HUBS, HUB_LINKS, ANALYZE_HUB_LINKS, HUB_YEARS, HUB_MEMBERS, HEAVIEST_RELEASES, ROLES, GENRE_STYLES, YEARS, DOORS)
"""What fills them, in order. Parameters of all: hub_releases, members_kept, doors, placeholders, no_labels."""

REMEMBER: Final = _sql("remember", "UPDATE catalogue.hub_state SET fingerprint = %(fingerprint)s")
"""Parameters: fingerprint."""
