"""Statements of schema-init that read; those that create are in `graph_objects` and `migrations`."""

from typing import Final

from common.stores.statement import Cypher, Sql


GRAPH_INDEXES: Final = Cypher(
    name="schema.indexes",
    timeout_s=30,
    text="""
    SHOW INDEXES YIELD name, state, populationPercent, failureMessage
    RETURN name, state, populationPercent AS percent, failureMessage AS failure
    """,
)
"""Rows: one an index, those of constraints included. Cost: metadata only."""

POSTGRES_REVISION: Final = Sql(name="schema.revision", timeout_s=30, text="SELECT version_num FROM alembic_version")
"""One row: the last migration that was applied. Cost: one page."""
