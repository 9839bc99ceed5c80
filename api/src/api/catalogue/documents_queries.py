"""SQL that makes the documents of search.

A refresh holds one session with temporary tables: `fresh` (documents whose record changed), `people` (persons of the graph), `sized`
(how many releases everything has), `ordered` (`fresh` with sizes, largest first) and `drifted` (documents that only changed in size).
"""

# ruff: noqa: S608 - joined of nothing but names and fragments in this file

from typing import Final

from common.stores.statement import Sql


VERSION: Final = "1"
"""Raised when documents are made in another way: all are then made again."""
TIMEOUT_S: Final = 3600.0
"""Of the session, and so of each of its statements."""

PREPARE: Final = tuple(
    Sql(name="catalogue.prepare_documents", timeout_s=TIMEOUT_S, text=text)
    for text in (
        "DROP TABLE IF EXISTS pg_temp.fresh, pg_temp.people, pg_temp.sized, pg_temp.ordered, pg_temp.drifted",
        """
        CREATE TEMPORARY TABLE fresh (
            kind TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, source TEXT NOT NULL, weight INTEGER, year INTEGER,
            artist TEXT, label TEXT, catno TEXT, aka TEXT[] NOT NULL DEFAULT '{}', credited TEXT[] NOT NULL DEFAULT '{}',
            tags TEXT[] NOT NULL DEFAULT '{genre:,decade:}', refs TEXT[] NOT NULL DEFAULT '{}', codes TEXT[] NOT NULL DEFAULT '{}'
        )
        """,
        "CREATE TEMPORARY TABLE people (name TEXT NOT NULL, weight INTEGER NOT NULL)",
    )
)
"""No parameters, no rows: empty tables of the session."""

_COUNTED: Final = "kind IN ('release', 'master')"
SIZED: Final = Sql(
    name="catalogue.sized",
    timeout_s=TIMEOUT_S,
    text=f"""
        CREATE TEMPORARY TABLE sized AS
        SELECT split_part(ref, ':', 1) AS kind, substr(ref, strpos(ref, ':') + 1) AS id,
            (count(*) FILTER (WHERE counted.kind = 'release'))::INTEGER AS weight,
            min(year) AS first_year, max(year) AS last_year, min(counted.id) FILTER (WHERE counted.kind = 'release') AS sample
        FROM (
            SELECT kind, id, year, refs FROM fresh WHERE {_COUNTED}
            UNION ALL
            SELECT kind, id, year, refs FROM catalogue.documents d
            WHERE {_COUNTED} AND NOT EXISTS (SELECT FROM fresh f WHERE f.kind = d.kind AND f.id = d.id)
        ) counted
        CROSS JOIN unnest(refs) ref
        GROUP BY ref
    """,
)
"""No parameters. Makes `sized`: releases, first and last year, one release of whatever releases refer to. Cost: all references."""
ANALYZE_FRESH: Final = Sql(name="catalogue.analyze_fresh", timeout_s=TIMEOUT_S, text="ANALYZE fresh")
ANALYZE_SIZED: Final = Sql(name="catalogue.analyze_sized", timeout_s=TIMEOUT_S, text="ANALYZE sized")
"""No parameters, no rows: temporary tables are not analyzed by themselves."""

STUBS: Final = Sql(
    name="catalogue.documents_of_stubs",
    timeout_s=TIMEOUT_S,
    text="""
        INSERT INTO fresh (kind, id, name, source)
        SELECT s.kind, s.id, btrim(named.name), ''
        FROM sized s
        JOIN releases r ON r.data_id = s.sample
        CROSS JOIN LATERAL (
            SELECT part ->> 'name' AS name
            FROM jsonb_path_query(r.data, CASE s.kind WHEN 'artist' THEN 'lax $.artists[*]'::JSONPATH ELSE 'lax $.labels[*]' END) part
            WHERE part ->> 'id' = s.id AND btrim(part ->> 'name') <> '' LIMIT 1
        ) named
        WHERE s.kind IN ('artist', 'label')
            AND NOT EXISTS (SELECT FROM catalogue.documents d WHERE d.kind = s.kind AND d.id = s.id)
            AND NOT EXISTS (SELECT FROM fresh f WHERE f.kind = s.kind AND f.id = s.id)
    """,
)
"""No parameters. Rows touched: artists and labels that releases name but that have no record. Cost: all artists and labels."""
VANISHED_STUBS: Final = Sql(
    name="catalogue.vanished_stubs",
    timeout_s=TIMEOUT_S,
    text="""
        DELETE FROM catalogue.documents d
        WHERE d.kind IN ('artist', 'label') AND d.source = '' AND NOT EXISTS (SELECT FROM sized s WHERE s.kind = d.kind AND s.id = d.id)
    """,
)
"""No parameters. Rows touched: documents of those that no release names any more. Cost: all artists and labels."""

CHANGED_TAGS: Final = Sql(
    name="catalogue.changed_tags",
    timeout_s=TIMEOUT_S,
    text=f"""
        INSERT INTO fresh (kind, id, name, source)
        SELECT s.kind, s.id, btrim(s.id), concat_ws(':', '{VERSION}', s.weight, s.first_year, s.last_year)
        FROM sized s
        WHERE s.kind IN ('genre', 'style') AND btrim(s.id) <> '' AND NOT EXISTS (
            SELECT FROM catalogue.documents d
            WHERE d.kind = s.kind AND d.id = s.id AND d.source = concat_ws(':', '{VERSION}', s.weight, s.first_year, s.last_year)
        )
    """,
)
"""No parameters. Rows touched: documents to write of genres and styles. Cost: all of them."""
VANISHED_TAGS: Final = Sql(
    name="catalogue.vanished_tags",
    timeout_s=TIMEOUT_S,
    text="""
        DELETE FROM catalogue.documents d
        WHERE d.kind IN ('genre', 'style') AND NOT EXISTS (SELECT FROM sized s WHERE s.kind = d.kind AND s.id = d.id)
    """,
)
"""No parameters. Rows touched: documents of genres and styles that nothing has. Cost: all of them."""


def _size_of(table: str) -> str:
    """SQL that joins what a document's weight and years come from: a release has the weight of its master."""
    return f"""LEFT JOIN sized s ON s.kind = CASE {table}.kind WHEN 'release' THEN 'master' ELSE {table}.kind END
            AND s.id = CASE {table}.kind WHEN 'release' THEN CASE WHEN {table}.refs[1] LIKE 'master:%' THEN substr({table}.refs[1], 8) END
                ELSE {table}.id END
        CROSS JOIN LATERAL (
            SELECT
                CASE {table}.kind WHEN 'release' THEN greatest(s.weight, 1) ELSE coalesce(s.weight, 0) END AS weight,
                CASE WHEN {table}.kind IN ('release', 'master') THEN {table}.year ELSE s.first_year END AS year,
                CASE WHEN {table}.kind IN ('release', 'master') THEN NULL ELSE s.last_year END AS last_year
        ) size"""


ORDERED: Final = Sql(
    name="catalogue.ordered",
    timeout_s=TIMEOUT_S,
    text=f"""
        CREATE TEMPORARY TABLE ordered AS
        SELECT f.kind, f.id, f.name, f.source, coalesce(f.weight, size.weight) AS weight, size.year, size.last_year,
            f.artist, f.label, f.catno, f.aka, f.credited, f.tags, f.refs, f.codes,
            row_number() OVER (ORDER BY coalesce(f.weight, size.weight) DESC, f.kind, f.id) AS seq
        FROM fresh f
        {_size_of("f")}
    """,
)
"""No parameters. Makes `ordered`. Cost: a sort of what is written.

Documents are written largest first: where a bounded scan takes the first it meets, it meets the larger ones first.
"""
INDEX_ORDERED: Final = Sql(name="catalogue.index_ordered", timeout_s=TIMEOUT_S, text="CREATE INDEX ON ordered (seq)")
"""No parameters, no rows."""


def _size_tag(kind: str, weight: str) -> str:
    return f"{kind} || '/' || CASE WHEN {weight} >= 1000 THEN 3 WHEN {weight} >= 100 THEN 2 WHEN {weight} >= 10 THEN 1 ELSE 0 END"


_WORDS: Final = """(
            SELECT to_tsvector('simple', coalesce(string_agg(
                catalogue.folded(p.plain) || CASE WHEN p.plain ~ '[^[:alnum:][:space:]]' THEN ' ' || catalogue.joined(p.plain) ELSE '' END, ' '
            ), ''))
            FROM unnest({names}) x CROSS JOIN LATERAL (SELECT catalogue.plain(x) AS plain OFFSET 0) p
        )"""
_COLUMNS: Final = ("name", "folded", "key", "weight", "year", "last_year", "artist", "label", "catno", "tags", "refs", "codes", "tokens", "source")

WRITE: Final = Sql(
    name="catalogue.write_documents",
    timeout_s=TIMEOUT_S,
    text=f"""
        INSERT INTO catalogue.documents (kind, id, {", ".join(_COLUMNS)})
        SELECT o.kind, o.id, left(o.name, 1000), n.folded, catalogue.key(n.folded), o.weight, o.year, o.last_year,
            left(o.artist, 500), left(o.label, 500), left(o.catno, 200),
            ({_size_tag("o.kind", "o.weight")}) || o.tags, o.refs, o.codes,
            setweight({_WORDS.format(names="ARRAY[o.name]")}, 'A')
                || CASE WHEN o.aka = '{{}}' THEN ''::TSVECTOR ELSE setweight({_WORDS.format(names="o.aka")}, 'B') END
                || CASE WHEN o.credited = '{{}}' THEN ''::TSVECTOR ELSE setweight({_WORDS.format(names="o.credited[:50]")}, 'C') END,
            o.source
        FROM ordered o
        CROSS JOIN LATERAL (SELECT catalogue.folded(catalogue.plain(o.name)) AS folded OFFSET 0) n
        WHERE o.seq > %(low)s AND o.seq <= %(high)s
        ON CONFLICT (kind, id) DO UPDATE SET {", ".join(f"{column} = excluded.{column}" for column in _COLUMNS)}
    """,
)
"""Parameters: low, high (of `seq`). Rows touched: documents written. Cost: about 0.1 ms a document."""

DRIFTED: Final = Sql(
    name="catalogue.drifted",
    timeout_s=TIMEOUT_S,
    text=f"""
        CREATE TEMPORARY TABLE drifted AS
        SELECT d.kind, d.id, size.weight, size.year, size.last_year, row_number() OVER () AS seq
        FROM catalogue.documents d
        {_size_of("d")}
        WHERE d.kind IN ('artist', 'label', 'master', 'release')
            AND (d.weight, d.year, d.last_year) IS DISTINCT FROM (size.weight, size.year, size.last_year)
    """,
)
"""No parameters. Makes `drifted`. Cost: all documents."""
RESIZE: Final = Sql(
    name="catalogue.resize_documents",
    timeout_s=TIMEOUT_S,
    text=f"""
        UPDATE catalogue.documents d
        SET weight = n.weight, year = n.year, last_year = n.last_year, tags = ({_size_tag("d.kind", "n.weight")}) || d.tags[2:]
        FROM drifted n
        WHERE n.seq > %(low)s AND n.seq <= %(high)s AND d.kind = n.kind AND d.id = n.id
    """,
)
"""Parameters: low, high (of `seq`). Rows touched: documents. Cost: as writing them."""

WORDS: Final = Sql(
    name="catalogue.count_words",
    timeout_s=TIMEOUT_S,
    text="""
        WITH counted AS MATERIALIZED (
            SELECT word, ndoc FROM ts_stat('SELECT tokens FROM catalogue.documents', 'ab') WHERE length(word) <= 40
        ), gone AS (
            DELETE FROM catalogue.words w WHERE NOT EXISTS (SELECT FROM counted c WHERE c.word = w.word)
        )
        INSERT INTO catalogue.words (word, documents)
        SELECT word, ndoc FROM counted
        ON CONFLICT (word) DO UPDATE SET documents = excluded.documents WHERE words.documents <> excluded.documents
    """,
)
"""No parameters. Rows touched: words that came or whose count changed. Cost: the words of all names."""
SETTLE: Final = tuple(
    Sql(name="catalogue.settle_documents", timeout_s=TIMEOUT_S, text=f"VACUUM (ANALYZE) {table}")
    for table in ("catalogue.documents", "catalogue.words")
)
"""No parameters, no rows. Takes in what indexes have put off, and lets index-only scans trust the pages. Cost: what was written."""
