"""What `system-monitor` asks the two stores."""

from typing import Final

from common.stores.statement import Cypher, Sql


LABELS: Final = Cypher(name="operations.labels", timeout_s=10, text="CALL db.labels() YIELD label RETURN label ORDER BY label")
"""Rows: one a label that was ever used. Cost: the token store."""

TABLES: Final = Sql(
    name="operations.tables",
    timeout_s=10,
    text="""
    SELECT n.nspname || '.' || c.relname AS name, pg_total_relation_size(c.oid) AS size_bytes,
           greatest(c.reltuples, s.n_live_tup, 0)::bigint AS rows
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_stat_user_tables s ON s.relid = c.oid
    WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%%'
    ORDER BY size_bytes DESC, name LIMIT %(limit)s
""",
)
"""Parameters: limit. Rows: the largest tables with indexes and out-of-line values, rows as PostgreSQL estimates them. Cost: catalogue
look-ups."""


def label_count(label: str) -> Cypher:
    """Nodes of one label. Rows: one, `count`. Cost: the count store."""
    quoted = label.replace("`", "``")
    return Cypher(name="operations.label_count", timeout_s=10, text=f"MATCH (n:`{quoted}`) RETURN count(n) AS count")
