"""SQL and Cypher that find what documents of search are to be made of: records that changed, persons, what is gone."""

# ruff: noqa: S608 - joined of nothing but names and fragments in this file

from typing import Final

from api.catalogue.documents_queries import TIMEOUT_S, VERSION
from common.stores.statement import Cypher, Sql


_SOURCE: Final = f"r.hash || ':' || r.transform || ':{VERSION}'"


def _range_end(table: str) -> Sql:
    return Sql(
        name=f"catalogue.range_of_{table}",
        timeout_s=TIMEOUT_S,
        text=f"SELECT data_id FROM {table} WHERE data_id > %(low)s ORDER BY data_id OFFSET %(size)s LIMIT 1",
    )


TABLES: Final = {"artist": "artists", "label": "labels", "master": "masters", "release": "releases"}
RANGE_END: Final = {kind: _range_end(table) for kind, table in TABLES.items()}
"""Parameters: low (id), size. One row, data_id, or none: the id at which a range of that size ends. Cost: that many index entries."""


def _gone(kind: str, table: str, name: str) -> Sql:
    return Sql(
        name=f"catalogue.vanished_{table}",
        timeout_s=TIMEOUT_S,
        text=f"""
        DELETE FROM catalogue.documents d
        WHERE d.kind = '{kind}' AND d.id > %(low)s AND (%(high)s::TEXT IS NULL OR d.id <= %(high)s) AND d.source <> ''
            AND NOT EXISTS (SELECT FROM {table} r WHERE r.data_id = d.id AND ({_SOURCE} = d.source OR btrim(r.data ->> '{name}') <> ''))
    """,
    )


VANISHED: Final = {
    "artist": _gone("artist", "artists", "name"),
    "label": _gone("label", "labels", "name"),
    "master": _gone("master", "masters", "title"),
    "release": _gone("release", "releases", "title"),
}
"""Parameters: low, high (ids; null: no end). Rows touched: documents of records that are gone or have lost their name. Cost: the range."""


def _strings(value: str, path: str = "$[*]") -> str:
    """SQL of the distinct texts at a path. In the lax mode of JSON paths a single value stands for an array of one."""
    return f"""ARRAY(
            SELECT DISTINCT left(x #>> '{{}}', 200) FROM jsonb_path_query({value}, 'lax {path}') x
            WHERE jsonb_typeof(x) = 'string' AND x #>> '{{}}' <> ''
        )"""


def _record(columns: str) -> str:
    """SQL of the record's fields, taken apart once: each `->` on a compressed record unpacks all of it."""
    return f"jsonb_to_record(CASE WHEN jsonb_typeof(r.data) = 'object' THEN r.data ELSE '{{}}' END) AS d ({columns})"


def _new(kind: str, table: str) -> str:
    """SQL of the records of a range that no document was made of. `OFFSET 0`: only these are taken apart, not the whole range."""
    return f"""(
            SELECT r.data_id, r.data, {_SOURCE} AS source FROM {table} r
            WHERE r.data_id > %(low)s AND (%(high)s::TEXT IS NULL OR r.data_id <= %(high)s)
                AND NOT EXISTS (SELECT FROM catalogue.documents old WHERE old.kind = '{kind}' AND old.id = r.data_id AND old.source = {_SOURCE})
            OFFSET 0
        ) r"""


_BARCODES: Final = '$.identifier[*] ? (@."@type" == "Barcode")."@value"'
_YEAR: Final = "CASE WHEN d.year ~ '^[0-9]{4}$' THEN d.year::INTEGER END"
_DECADE: Final = "'decade:' || CASE WHEN d.year ~ '^[0-9]{4}$' THEN left(d.year, 3) || '0' ELSE '' END"
_TAGGED: Final = f"""LATERAL (
            SELECT array_agg('genre:' || x) AS genres FROM unnest({_strings("d.genres")}) x
        ) g
        CROSS JOIN LATERAL (
            SELECT array_agg('style:' || x) AS styles FROM unnest({_strings("d.styles")}) x
        ) s"""
_CREDITED: Final = """LATERAL (
            SELECT
                rtrim(string_agg(
                    coalesce(nullif(a ->> 'anv', ''), regexp_replace(a ->> 'name', ' \\([0-9]+\\)$', ''))
                        || CASE WHEN a ->> 'join' = ',' THEN ', ' ELSE coalesce(' ' || nullif(a ->> 'join', '') || ' ', ', ') END,
                    '' ORDER BY place
                ), ', ') AS shown,
                array_agg(a ->> 'name') || array_agg(a ->> 'anv') AS names,
                array_agg(DISTINCT 'artist:' || left(a ->> 'id', 50)) FILTER (WHERE a ->> 'id' NOT IN ('', '0')) AS refs
            FROM jsonb_path_query(d.artists, 'lax $[*]') WITH ORDINALITY AS credits (a, place)
            WHERE a ->> 'name' <> ''
        ) c"""
_LABELLED: Final = """LATERAL (
            SELECT
                (array_agg(l ->> 'name' ORDER BY place))[1] AS shown,
                (array_agg(l ->> 'catno' ORDER BY place))[1] AS catno,
                array_agg(DISTINCT 'label:' || left(l ->> 'id', 50)) FILTER (WHERE l ->> 'id' NOT IN ('', '0')) AS refs,
                array_agg(DISTINCT catalogue.code(l ->> 'catno')) AS codes
            FROM jsonb_path_query(d.labels, 'lax $[*]') WITH ORDINALITY AS parts (l, place)
            WHERE l ->> 'name' <> ''
        ) l"""

CHANGED: Final = {
    "artist": Sql(
        name="catalogue.changed_artists",
        timeout_s=TIMEOUT_S,
        text=f"""
        INSERT INTO fresh (kind, id, name, source, aka)
        SELECT 'artist', r.data_id, btrim(d.name), r.source,
            array_remove(({_strings("d.namevariations", "$.name[*]")})[:200] || left(d.realname, 200), NULL)
        FROM {_new("artist", "artists")}
        CROSS JOIN {_record("name TEXT, realname TEXT, namevariations JSONB")}
        WHERE btrim(d.name) <> ''
    """,
    ),
    "label": Sql(
        name="catalogue.changed_labels",
        timeout_s=TIMEOUT_S,
        text=f"""
        INSERT INTO fresh (kind, id, name, source)
        SELECT 'label', r.data_id, btrim(d.name), r.source
        FROM {_new("label", "labels")}
        CROSS JOIN {_record("name TEXT")}
        WHERE btrim(d.name) <> ''
    """,
    ),
    "master": Sql(
        name="catalogue.changed_masters",
        timeout_s=TIMEOUT_S,
        text=f"""
        INSERT INTO fresh (kind, id, name, source, year, artist, credited, tags, refs)
        SELECT 'master', r.data_id, btrim(d.title), r.source, {_YEAR}, c.shown, array_remove('{{}}' || c.names, NULL),
            coalesce(g.genres, '{{genre:}}') || s.styles || ({_DECADE}),
            coalesce(g.genres || s.styles, g.genres, s.styles, '{{}}')
        FROM {_new("master", "masters")}
        CROSS JOIN {_record("title TEXT, year TEXT, artists JSONB, genres JSONB, styles JSONB")}
        CROSS JOIN {_CREDITED}
        CROSS JOIN {_TAGGED}
        WHERE btrim(d.title) <> ''
    """,
    ),
    "release": Sql(
        name="catalogue.changed_releases",
        timeout_s=TIMEOUT_S,
        text=f"""
        INSERT INTO fresh (kind, id, name, source, year, artist, credited, label, catno, tags, refs, codes)
        SELECT 'release', r.data_id, btrim(d.title), r.source, {_YEAR}, c.shown, array_remove('{{}}' || c.names, NULL), l.shown, l.catno,
            coalesce(g.genres, '{{genre:}}') || s.styles
                || ARRAY(SELECT 'format:' || x FROM unnest({_strings("d.formats", "$[*].name")}) x)
                || CASE WHEN d.country <> '' THEN ARRAY['country:' || left(d.country, 200)] END
                || ({_DECADE}),
            CASE WHEN d.master_id <> '0' THEN ARRAY['master:' || left(d.master_id, 50)] ELSE '{{}}' END
                || array_remove(c.refs || l.refs || g.genres || s.styles, NULL),
            array_remove(array_remove(l.codes, NULL) || ARRAY(
                SELECT catalogue.code(x) FROM unnest({_strings("d.identifiers", _BARCODES)}) x
            ), '')
        FROM {_new("release", "releases")}
        CROSS JOIN {
            _record(
                "title TEXT, year TEXT, country TEXT, master_id TEXT, artists JSONB, labels JSONB, formats JSONB, genres JSONB, "
                "styles JSONB, identifiers JSONB"
            )
        }
        CROSS JOIN {_CREDITED}
        CROSS JOIN {_LABELLED}
        CROSS JOIN {_TAGGED}
        WHERE btrim(d.title) <> ''
    """,
    ),
}
"""Parameters: low, high (ids; null: no end). Rows touched: documents to write. Cost: reading the range, and 0.1 ms a record that changed.

A release's first reference is its master. Whatever a record holds in place of an array or text is taken as far as it makes sense.
"""

PEOPLE: Final = Cypher(
    name="catalogue.people",
    timeout_s=60,
    text="""
        MATCH (p:Person) WHERE p.name > $after
        RETURN p.name AS name, coalesce(p.credit_count, 0) AS weight ORDER BY p.name LIMIT $size
    """,
)
"""Parameters: after (name), size. Rows of {name, weight} in order of names. Cost: that many index entries."""
COPY_PEOPLE: Final = Sql(name="catalogue.copy_people", timeout_s=TIMEOUT_S, text="COPY people (name, weight) FROM STDIN")
VANISHED_PEOPLE: Final = Sql(
    name="catalogue.vanished_people",
    timeout_s=TIMEOUT_S,
    text="DELETE FROM catalogue.documents d WHERE kind = 'person' AND NOT EXISTS (SELECT FROM people p WHERE p.name = d.id)",
)
"""No parameters. Rows touched: documents of persons that the graph no longer has. Cost: all persons."""
CHANGED_PEOPLE: Final = Sql(
    name="catalogue.changed_people",
    timeout_s=TIMEOUT_S,
    text=f"""
        INSERT INTO fresh (kind, id, name, source, weight)
        SELECT 'person', p.name, btrim(p.name), '{VERSION}:' || p.weight, p.weight FROM people p
        WHERE btrim(p.name) <> '' AND NOT EXISTS (
            SELECT FROM catalogue.documents d WHERE d.kind = 'person' AND d.id = p.name AND d.source = '{VERSION}:' || p.weight
        )
    """,
)
"""No parameters. Rows touched: documents to write. Cost: all persons."""
