"""The two stores as `./up` sees them: how far each consumer is, what is in them, and where their catalogue comes from."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, Self

import neo4j
import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from common.stores.statement import Cypher, Sql
from utilities.stack import queries
from utilities.stack.credentials import NEO4J_USER, read_password
from utilities.stack.servers import Site
from utilities.stack.servers.neo4j import bolt_uri
from utilities.stack.servers.postgres import DATABASE, dsn
from utilities.stack.services import GRAPH_CONSUMERS


EXACT_BELOW: Final = 2_000_000
ORIGIN_PREFIX: Final = "catalogue: "
STORE_ERRORS: Final = (psycopg.OperationalError, neo4j.exceptions.DriverError, neo4j.exceptions.Neo4jError)
"""What a store that is away, or comes back, answers with."""


@dataclass(frozen=True, slots=True)
class ConsumerRun:
    """One consumer's part in one run, as its store tells it.

    Attributes:
        seen: Distinct records by type.
        state: `None` until the run's end was announced; then pending, running, done or failed.
        outcomes: How each settled type ended.
    """

    seen: Mapping[str, int]
    state: str | None
    error: str | None
    outcomes: Mapping[str, str]
    rejects: int


class Stores:
    """Read access, and the record of the catalogue's origin."""

    def __init__(self, site: Site, driver: neo4j.Driver) -> None:
        self._dsn = dsn(site)
        self._driver = driver
        self._open: psycopg.Connection[dict[str, Any]] | None = None

    @classmethod
    @contextmanager
    def open(cls, site: Site) -> Iterator[Self]:
        """Access to both stores of a stack that is up; a connection that was lost is made again at the next call."""
        auth = (NEO4J_USER, read_password(site.layout, "neo4j_password"))
        with neo4j.GraphDatabase.driver(bolt_uri(site), auth=auth, notifications_min_severity="OFF") as driver:
            stores = cls(site, driver)
            try:
                yield stores
            finally:
                if stores._open:
                    stores._open.close()

    @property
    def _connection(self) -> psycopg.Connection[dict[str, Any]]:
        if self._open is None or self._open.broken or self._open.closed:
            self._open = psycopg.connect(self._dsn, autocommit=True, row_factory=dict_row)
        return self._open

    def consumer_run(self, consumer: str, run: int) -> ConsumerRun:
        """How far a consumer is with a run."""
        return self._graph_run(consumer, run) if consumer in GRAPH_CONSUMERS else self._tables_run(consumer, run)

    def _tables_run(self, consumer: str, run: int) -> ConsumerRun:
        told = {"consumer": consumer, "run": run}
        state = next(iter(self._rows(queries.TABLES_STATE, told)), {})
        return ConsumerRun(
            seen={row["data_type"]: row["count"] for row in self._rows(queries.SEEN_IN_TABLES, told)},
            state=state.get("state"),
            error=state.get("error"),
            outcomes={row["data_type"]: row["outcome"] for row in self._rows(queries.TABLES_OUTCOMES, told)},
            rejects=self._rows(queries.TABLES_REJECTS, told)[0]["count"],
        )

    def _graph_run(self, consumer: str, run: int) -> ConsumerRun:
        prefix = f"{consumer}:{run}:"
        latch = next(iter(self._records(queries.GRAPH_STATE, consumer=consumer, run=run)), {})
        properties = latch.get("properties", {})
        return ConsumerRun(
            seen={row["data_type"]: row["count"] for row in self._records(queries.SEEN_IN_GRAPH, prefix=prefix)},
            state=latch.get("state"),
            error=latch.get("error"),
            outcomes={name.removeprefix("outcome_"): value for name, value in properties.items() if name.startswith("outcome_")},
            rejects=self._records(queries.GRAPH_REJECTS, prefix=prefix)[0]["count"],
        )

    def table_counts(self) -> dict[str, int]:
        """Rows of the catalogue's tables; PostgreSQL's estimate where counting would take long."""
        counts: dict[str, int] = {}
        for row in self._rows(queries.TABLE_SIZES, {}):
            name, estimate = f"{row['schema']}.{row['name']}", row["estimate"]
            if estimate < EXACT_BELOW:
                counting = sql.SQL("SELECT count(*) AS count FROM {}").format(sql.Identifier(row["schema"], row["name"]))
                estimate = self._connection.execute(counting).fetchall()[0]["count"]
            counts[name] = estimate
        return counts

    def graph_counts(self) -> dict[str, int]:
        """Nodes by label, and relationships."""
        return {row["name"]: row["count"] for row in self._records(queries.LABEL_COUNT)}

    def is_filled(self) -> bool:
        """Whether any catalogue was imported."""
        return bool(self._rows(queries.HAS_DISCOGS_ROWS, {})[0]["filled"]) or any(self.graph_counts().values())

    def origins(self) -> set[str]:
        """What the stores have recorded of their catalogue: `sample`, `real`, or nothing."""
        comment = self._rows(queries.READ_TABLES_ORIGIN, {})[0]["origin"] or ""
        recorded = {comment.removeprefix(ORIGIN_PREFIX)} if comment.startswith(ORIGIN_PREFIX) else set()
        return recorded | {row["origin"] for row in self._records(queries.READ_GRAPH_ORIGIN)}

    def record_origin(self, origin: str) -> None:
        """Record in each store whose catalogue it holds from now on."""
        comment = sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(DATABASE), sql.Literal(ORIGIN_PREFIX + origin))
        self._connection.execute(comment)
        self._records(queries.WRITE_GRAPH_ORIGIN, origin=origin)

    def _rows(self, statement: Sql, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        with self._connection.transaction():
            self._connection.execute(sql.SQL("SET LOCAL statement_timeout = {}").format(sql.Literal(int(statement.timeout_s * 1000))))
            return self._connection.execute(statement.text.encode(), parameters).fetchall()

    def _records(self, statement: Cypher, **parameters: Any) -> list[dict[str, Any]]:
        with self._driver.session() as session:
            query = neo4j.Query(statement.text, timeout=statement.timeout_s)
            return [record.data() for record in session.run(query, parameters)]
