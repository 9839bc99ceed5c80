"""What a PostgreSQL database holds, in the words of its own catalogue."""

import json
from pathlib import Path
from typing import Any

from tests.support.servers import PostgresTarget


DOCUMENTED: dict[str, Any] = json.loads((Path(__file__).parent / "documented.json").read_text(encoding="utf-8"))
"""The schema that readers rely on: tables with columns (name, type, nullable, default), indexes, constraints."""

_SCHEMAS = "('public', 'insights', 'musicbrainz')"


async def columns(target: PostgresTarget) -> dict[str, list[list[Any]]]:
    """Columns by table, in order: name, type, nullable, default (`identity` for generated keys)."""
    rows = await target.rows(f"""
        SELECT n.nspname || '.' || c.relname AS table_name, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
            NOT a.attnotnull AS nullable, CASE WHEN a.attidentity = 'a' THEN 'identity' ELSE pg_get_expr(d.adbin, d.adrelid) END AS initial
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
            LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE n.nspname IN {_SCHEMAS} AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY 1, a.attnum
    """)
    found: dict[str, list[list[Any]]] = {}
    for row in rows:
        found.setdefault(row["table_name"], []).append([row["name"], row["type"], row["nullable"], row["initial"]])
    return found


async def indexes(target: PostgresTarget) -> dict[str, list[str]]:
    """Table and definition by index name."""
    rows = await target.rows(f"""
        SELECT schemaname || '.' || tablename AS table_name, indexname, regexp_replace(indexdef, '^.* USING ', '') AS definition
        FROM pg_indexes WHERE schemaname IN {_SCHEMAS}
    """)
    return {row["indexname"]: [row["table_name"], row["definition"]] for row in rows}


async def constraints(target: PostgresTarget) -> list[list[str]]:
    """Table, name and definition of every constraint."""
    rows = await target.rows(f"""
        SELECT n.nspname || '.' || r.relname AS table_name, c.conname AS name, pg_get_constraintdef(c.oid) AS definition
        FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid JOIN pg_namespace n ON n.oid = r.relnamespace
        WHERE n.nspname IN {_SCHEMAS} ORDER BY 1, 2
    """)
    return [[row["table_name"], row["name"], row["definition"]] for row in rows]


async def snapshot(target: PostgresTarget) -> dict[str, Any]:
    """Everything above, to compare before and after."""
    return {"columns": await columns(target), "indexes": await indexes(target), "constraints": await constraints(target)}
