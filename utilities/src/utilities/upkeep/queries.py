"""What repairs ask and change. None of it is needed after an import by this version: it is for stores that an older one has filled."""

from typing import Final

from common.stores.statement import Cypher, Sql


SWEEP_S: Final = 4 * 3600.0
ROWS: Final = 50_000


def _odd_nodes(label: str) -> Cypher:
    return Cypher(
        name=f"upkeep.odd_years_{label.lower()}",
        timeout_s=SWEEP_S,
        text=f"MATCH (n:{label}) WHERE n.year < $oldest OR n.year > $newest RETURN count(n) AS count",
    )


def _clear_nodes(label: str) -> Cypher:
    return Cypher(
        name=f"upkeep.clear_years_{label.lower()}",
        timeout_s=SWEEP_S,
        text=f"MATCH (n:{label}) WHERE n.year < $oldest OR n.year > $newest CALL (n) {{ SET n.year = null }} IN TRANSACTIONS OF {ROWS} ROWS",
    )


def _odd_rows(table: str) -> Sql:
    return Sql(
        name=f"upkeep.odd_years_{table}",
        timeout_s=SWEEP_S,
        text=f"SELECT count(*) AS count FROM public.{table} WHERE (data ->> 'year')::INTEGER < %(oldest)s OR (data ->> 'year')::INTEGER > %(newest)s",  # noqa: S608 - our own two names
    )


def _clear_rows(table: str) -> Sql:
    return Sql(
        name=f"upkeep.clear_years_{table}",
        timeout_s=SWEEP_S,
        text=f"""
        WITH cleared AS (
          UPDATE public.{table} SET data = jsonb_set(data, '{{year}}', 'null')
          WHERE (data ->> 'year')::INTEGER < %(oldest)s OR (data ->> 'year')::INTEGER > %(newest)s RETURNING 1)
        SELECT count(*) AS count FROM cleared
    """,  # noqa: S608 - our own two names
    )


ODD_NODES: Final = {label: _odd_nodes(label) for label in ("Release", "Master")}
"""By label. Parameters: oldest, newest. One row. Cost: two ranges of the index on the year."""

CLEAR_NODES: Final = {label: _clear_nodes(label) for label in ("Release", "Master")}
"""By label. Parameters: oldest, newest. Cost: as above, and the writes."""

ODD_ROWS: Final = {table: _odd_rows(table) for table in ("releases", "masters")}
"""By table. Parameters: oldest, newest. One row. Cost: two ranges of the index on the year as a number."""

CLEAR_ROWS: Final = {table: _clear_rows(table) for table in ("releases", "masters")}
"""By table. Parameters: oldest, newest. One row with the number of changed ones; their hash stays that of what was imported."""

NEXT_GENERATION: Final = Sql(
    name="upkeep.next_generation",
    timeout_s=30,
    text="""
    UPDATE catalogue.generation SET current = current + 1, updated_at = now()
    RETURNING current, pg_notify('catalogue_generation', current::text)
""",
)
"""One row: the generation of answers from now on; those that are cached are found no more."""

YEAR_KINDS: Final = Cypher(
    name="upkeep.year_kinds",
    timeout_s=SWEEP_S,
    text="""
    MATCH (n:Master)
    RETURN sum(CASE WHEN n.year IS :: STRING NOT NULL THEN 1 ELSE 0 END) AS texts,
           sum(CASE WHEN n.year IS :: INTEGER NOT NULL AND n.year > 0 THEN 1 ELSE 0 END) AS years,
           sum(CASE WHEN n.year IS :: INTEGER NOT NULL AND n.year <= 0 THEN 1 ELSE 0 END) AS none
""",
)
"""One row: masters whose year is a text, a year, or a number that is none. Cost: every master."""

YEARS_TO_NUMBERS: Final = Cypher(
    name="upkeep.years_to_numbers",
    timeout_s=SWEEP_S,
    text=f"""
    MATCH (n:Master) WHERE n.year IS :: STRING NOT NULL OR n.year <= 0
    CALL (n) {{
      WITH n, toIntegerOrNull(n.year) AS year
      SET n.year = CASE WHEN year > 0 THEN year END
    }} IN TRANSACTIONS OF {ROWS} ROWS
""",
)
"""Years that are texts become numbers; what is no year goes. Cost: every master."""

LABEL_STATS: Final = Cypher(
    name="upkeep.label_stats",
    timeout_s=SWEEP_S,
    text="""
    MATCH (n:Label)
    CALL (n) {
      SET n.release_count = COUNT { (n)<-[:ON]-(:Release) },
          n.artist_count = COUNT { MATCH (n)<-[:ON]-(:Release)-[:BY]->(artist) RETURN DISTINCT artist },
          n.genre_count = COUNT { MATCH (n)<-[:ON]-(:Release)-[:IS]->(genre:Genre) RETURN DISTINCT genre }
    } IN TRANSACTIONS OF 100 ROWS
""",
)
"""Distinct releases, artists and genres of every label. Cost: the edges of each label's releases."""

LARGEST_LABELS: Final = Cypher(
    name="upkeep.largest_labels",
    timeout_s=SWEEP_S,
    text="""
    MATCH (n:Label) WHERE n.release_count IS NOT NULL
    RETURN n.name AS name, n.release_count AS releases, n.artist_count AS artists, n.genre_count AS genres
    ORDER BY releases DESC, name LIMIT 5
""",
)
"""At most five rows."""

SET_PASSWORD: Final = Sql(
    name="upkeep.set_password",
    timeout_s=30,
    text="""
    UPDATE users SET hashed_password = %(hashed)s, password_changed_at = now(), updated_at = now()
    WHERE lower(email) = lower(%(email)s) RETURNING id
""",
)
"""Parameters: email, hashed. One row, none when nobody has the address. Tokens issued before `password_changed_at` hold no more."""

EMAILS: Final = Sql(name="upkeep.emails", timeout_s=30, text="SELECT email FROM users ORDER BY created_at LIMIT %(limit)s")
"""Parameter: limit. The oldest accounts first."""
