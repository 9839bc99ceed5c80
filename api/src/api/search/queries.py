"""SQL of search: how a text is read, which documents it may mean, which words it may have meant.

Costs are bounded by what is looked at, never by what there is. Exact names, names by their beginning and codes are index seeks with a
limit. Words are looked up once in all kinds; where that finds more than enough, or would because the word is a frequent one, kind by
kind in four classes of size, the largest first, until enough are found: a word that a third of all documents hold is answered from the
few large ones.
"""

# ruff: noqa: S608 - joined of nothing but fragments in this file

from functools import cache
from typing import Final

from common.stores.statement import Sql


TIMEOUT_S: Final = 10.0
NEAR: Final = 200
"""Documents of a kind that are taken of those named exactly so, or beginning so."""
COMPLETIONS: Final = 30
"""Words that the last word of a query may be the beginning of: the most frequent ones."""
SIZES: Final = 4
"""Classes of size: below 10 releases, below 100, below 1,000, more."""
SIMILAR: Final = 20
"""Words that a misspelt word is compared with."""

READ: Final = Sql(
    name="search.read",
    timeout_s=TIMEOUT_S,
    text="""
        SELECT set_config('enable_seqscan', 'off', true) AS seqscan, r.folded, catalogue.key(r.folded) AS key, catalogue.code(%(text)s) AS code,
            tsvector_to_array(to_tsvector('simple', r.folded)) AS words,
            tsvector_to_array(to_tsvector('simple', r.joined)) AS joined,
            coalesce(c.words, '{}') AS completions, coalesce(c.documents, 0) AS documents
        FROM (
            SELECT n.folded, n.joined, substring(n.folded FROM '[^ ]*$') AS last
            FROM (
                SELECT catalogue.folded(p.plain) AS folded, catalogue.joined(p.plain) AS joined
                FROM (SELECT catalogue.plain(%(text)s) AS plain OFFSET 0) p OFFSET 0
            ) n OFFSET 0
        ) r
        CROSS JOIN LATERAL (
            SELECT array_agg(near.word ORDER BY near.documents DESC, near.word) AS words, sum(near.documents) AS documents
            FROM (
                SELECT w.word, w.documents FROM catalogue.words w
                WHERE length(r.last) > 1 AND w.word ~>=~ r.last AND w.word ~<~ (r.last || chr(1114111))
                ORDER BY w.documents DESC, w.word LIMIT %(completions)s
            ) near
        ) c
    """,
)
"""Parameters: text, completions. One row: the text in the forms that documents are compared in, the words that complete its last one, and
how many documents hold these.

Cost: the words that begin with the last one. For the rest of its transaction the planner reads no table from end to end: with a limit
it would hope to meet enough rows early, and read all of them where few match.
"""

SIMILAR_WORDS: Final = Sql(
    name="search.similar_words",
    timeout_s=TIMEOUT_S,
    text="""
        SELECT typed.word AS typed, near.word, near.documents
        FROM unnest(%(words)s::TEXT[]) typed (word)
        CROSS JOIN LATERAL (
            SELECT w.word, w.documents FROM catalogue.words w
            WHERE w.word %% typed.word
            ORDER BY similarity(w.word, typed.word) DESC, w.documents DESC, w.word LIMIT %(similar)s
        ) near
    """,
)
"""Parameters: words, similar. Rows of {typed, word, documents}, the most similar first; a known word is most similar to itself.

Cost: the words that share a third of the three-letter groups.
"""

TIERS: Final = Sql(
    name="search.tiers",
    timeout_s=TIMEOUT_S,
    text="SELECT release_id, tier FROM insights.release_rarity WHERE release_id = ANY (%(ids)s::BIGINT[])",
)
"""Parameter: ids. Rows of {release_id, tier}. Cost: a key look-up an id."""

_EXACT: Final = """
        exact AS MATERIALIZED (
            SELECT k.kind, d.place
            FROM kinds k CROSS JOIN LATERAL (
                SELECT d.ctid AS place FROM catalogue.documents d
                WHERE d.kind = k.kind AND d.key = %(key)s{filters} ORDER BY d.weight DESC LIMIT %(near)s
            ) d
        )"""
_STARTING: Final = """
        starting AS MATERIALIZED (
            SELECT k.kind, d.place
            FROM kinds k CROSS JOIN LATERAL (
                SELECT d.ctid AS place FROM catalogue.documents d
                WHERE d.kind = k.kind AND d.key ~>=~ %(begin)s AND d.key ~<~ (%(begin)s || chr(1114111)) AND starts_with(d.folded, %(start)s){filters}
                LIMIT %(near)s
            ) d
        )"""
_CODED: Final = """
        coded AS MATERIALIZED (
            SELECT d.kind, d.ctid AS place FROM catalogue.documents d
            WHERE d.codes @> ARRAY[%(code)s] AND d.kind = ANY (%(kinds)s){filters} LIMIT %(near)s
        )"""


_ONCE: Final = """
        once AS MATERIALIZED (
            SELECT d.ctid AS place FROM catalogue.documents d
            WHERE d.tokens @@ %(query)s::TSQUERY AND d.tags && %(sizes)s::TEXT[]{filters} LIMIT %(once)s
        ), left_over AS MATERIALIZED (
            SELECT CASE WHEN %(once)s > 0 AND count(*) < %(once)s THEN 0 ELSE %(each)s END AS each FROM once
        )"""


def _level(size: int, above: tuple[int, ...]) -> str:
    taken = "".join(f" - (SELECT count(*) FROM size_{other})" for other in above)
    return f"""size_{size} AS (
                    SELECT d.ctid AS place FROM catalogue.documents d
                    WHERE d.tokens @@ %(query)s::TSQUERY AND d.tags @> ARRAY[k.kind || '/{size}']{{filters}}
                    LIMIT (SELECT greatest(0, each{taken}) FROM left_over)
                )"""


_WORDED: Final = f"""
        worded AS MATERIALIZED (
            SELECT k.kind, d.place
            FROM kinds k CROSS JOIN LATERAL (
                WITH {_level(3, ())}, {_level(2, (3,))}, {_level(1, (3, 2))}, {_level(0, (3, 2, 1))}
                SELECT place FROM size_3 UNION ALL SELECT place FROM size_2 UNION ALL SELECT place FROM size_1 UNION ALL SELECT place FROM size_0
            ) d
        )"""

_SIZE: Final = """CASE
                    WHEN d.kind = 'release' THEN 0.042 * least(ln(1 + d.weight) / 16.2, 0.47)
                    ELSE 0.02 + 0.1 * least(ln(1 + d.weight) / 16.2, 1)
                END"""
_RELEVANCE: Final = f"""round((CASE
                WHEN %(numbered)s AND lower(d.name) = lower(%(text)s) THEN 0.97
                WHEN d.key = %(key)s OR d.codes @> ARRAY[%(code)s] THEN 0.8 + CASE WHEN d.folded = %(folded)s THEN 0.015 ELSE 0 END
                WHEN starts_with(d.folded, %(folded)s) OR %(bare)s AND starts_with(d.key, %(key)s) THEN 0.62
                WHEN d.tokens @@ %(named)s::TSQUERY THEN 0.44
                WHEN d.tokens @@ %(typed)s::TSQUERY THEN 0.26
                ELSE 0.02 + 0.16 * similarity(d.folded, %(folded)s) - 0.5 * ({_SIZE})
            END + CASE WHEN d.key <> %(key)s AND d.tokens @@ %(whole)s::TSQUERY THEN 0.03 ELSE 0 END
                + {_SIZE} + 0.004 * ts_rank(d.tokens, %(query)s::TSQUERY, 1))::NUMERIC, 4)"""
"""How well a document answers, 0 to 1: the way it matches decides, then its size (a release's counts little: any artist, label or
master stands before it), then how well the words match."""

FILTERS: Final = {
    "genres": " AND d.tags && %(genres)s::TEXT[]",
    "styles": " AND d.tags && %(styles)s::TEXT[]",
    "formats": " AND d.tags && %(formats)s::TEXT[]",
    "countries": " AND d.tags && %(countries)s::TEXT[]",
    "decades": " AND d.tags && %(decades)s::TEXT[]",
    "years": " AND (d.year IS NULL OR d.kind NOT IN ('master', 'release') OR d.year BETWEEN %(year_min)s AND %(year_max)s)",
}
"""Conditions on documents by name. All but `years` are answered inside the index of words."""

ORDERS: Final = {
    "relevance": "relevance DESC",
    "size": "weight DESC, relevance DESC",
    "name": "folded, relevance DESC",
    "year": "year NULLS LAST, relevance DESC",
    "-year": "year DESC NULLS LAST, relevance DESC",
}
"""How results may be ordered; ids, as text, decide between equals."""


@cache
def search(filters: frozenset[str], order: str, *, facets: bool) -> Sql:
    """The statement that finds documents.

    Parameters: kinds, sizes (all size tags of these), text, folded, key, begin, start, code, bare, numbered, query, named, typed, whole,
    once (documents at which words are looked up kind by kind; 0: at once), each, near, limit, offset, and those of the filters. One row: `page` (at most limit + 1 objects), `total`, `capped`; with facets `tags` ([tag, count] pairs) and `years`
    ([year, count]). Cost: at most `each` documents a kind, twice `near`, and `once`.
    """
    conditions = "".join(FILTERS[name] for name in FILTERS if name in filters)
    counted = (
        """,
            (SELECT json_agg(json_build_array(tag, n)) FROM (SELECT tag, count(*) AS n FROM found f CROSS JOIN unnest(f.tags) tag GROUP BY tag) t) AS tags,
            (
                SELECT json_agg(json_build_array(year, n))
                FROM (SELECT year, count(*) AS n FROM found WHERE year > 0 AND kind IN ('master', 'release') GROUP BY year) y
            ) AS years"""
        if facets
        else ""
    )
    return Sql(
        name="search.search" if facets else "search.suggest",
        timeout_s=TIMEOUT_S,
        text=f"""
        WITH kinds AS (SELECT unnest(%(kinds)s::TEXT[]) AS kind),
        {_EXACT.format(filters=conditions)},
        {_STARTING.format(filters=conditions)},
        {_CODED.format(filters=conditions)},
        {_ONCE.format(filters=conditions)},
        {_WORDED.format(filters=conditions)},
        found AS MATERIALIZED (
            SELECT d.kind, d.id, d.name, d.folded, d.weight, d.year, d.last_year, d.artist, d.label, d.catno, d.tags, {_RELEVANCE} AS relevance
            FROM catalogue.documents d
            WHERE d.ctid = ANY (ARRAY(
                SELECT place FROM exact UNION ALL SELECT place FROM starting UNION ALL SELECT place FROM coded
                UNION ALL SELECT place FROM once CROSS JOIN left_over WHERE each = 0 UNION ALL SELECT place FROM worded
            ))
        ),
        page AS (
            SELECT kind, id, name, weight, year, last_year, artist, label, catno, tags, relevance
            FROM found ORDER BY {ORDERS[order]}, id COLLATE "C", kind LIMIT %(limit)s + 1 OFFSET %(offset)s
        )
        SELECT coalesce((SELECT json_agg(p) FROM page p), '[]') AS page, (SELECT count(*) FROM found) AS total,
            EXISTS (SELECT FROM worded GROUP BY kind HAVING count(*) >= %(each)s)
                OR EXISTS (SELECT FROM exact GROUP BY kind HAVING count(*) >= %(near)s) AS capped{counted}
    """,
    )
