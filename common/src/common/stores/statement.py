"""Named statements: no query runs without a name (metrics, slow log) and a timeout that the server enforces."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cypher:
    """A Neo4j statement. `timeout_s` is the transaction's timeout on the server."""

    name: str
    text: str
    timeout_s: float = 120.0


@dataclass(frozen=True, slots=True)
class Sql:
    """A PostgreSQL statement; `%(name)s` marks its parameters. `timeout_s` is its `statement_timeout`."""

    name: str
    text: str
    timeout_s: float = 120.0
