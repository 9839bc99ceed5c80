"""Statements of schema-init that read; those that create are in `graph_objects` and `migrations`."""

from typing import Final

from common.stores.statement import Cypher


GRAPH_INDEXES: Final = Cypher(
    name="schema.indexes",
    timeout_s=30,
    text="""
    SHOW INDEXES YIELD name, state, populationPercent, failureMessage
    RETURN name, state, populationPercent AS percent, failureMessage AS failure
    """,
)
"""Rows: one an index, those of constraints included. Cost: metadata only."""
