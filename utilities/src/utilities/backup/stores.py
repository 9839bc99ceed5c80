"""Both stores as backup and restore see them: consistent counts, emptiness, and a database put in the place of another."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, Final

import neo4j
import psycopg
from psycopg import sql
from psycopg.pq import TransactionStatus
from psycopg.rows import dict_row

from common.runtime.errors import StoreUnavailable
from common.stores.statement import Cypher, Sql
from utilities.backup import queries
from utilities.backup.manifest import Counts
from utilities.stack.queries import READ_TABLES_ORIGIN
from utilities.stack.stores import ORIGIN_PREFIX


MAINTENANCE_DATABASE: Final = "postgres"
OWN_LABELS: Final = frozenset({"CatalogueOrigin", "Lease"})
"""Nodes that an empty graph may have."""

type Connection = psycopg.Connection[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Addresses:
    """How to reach both stores from here. `conninfo` lacks only the database."""

    conninfo: str
    database: str
    graph_uri: str
    graph_auth: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A moment of the tables: `name` lets other sessions see the same."""

    name: str
    tables: Mapping[str, int]


@contextmanager
def connected(addresses: Addresses, database: str | None = None) -> Iterator[Connection]:
    """A session; outside transactions every statement is one of its own.

    Raises:
        StoreUnavailable: PostgreSQL does not answer.
    """
    try:
        connection = psycopg.connect(addresses.conninfo, dbname=database or addresses.database, autocommit=True, row_factory=dict_row)
    except psycopg.OperationalError as error:
        raise StoreUnavailable(f"PostgreSQL does not answer: {error}") from error
    with connection:
        yield connection


def ask(connection: Connection, statement: Sql, parameters: Mapping[str, Any] | None = None, **identifiers: sql.Identifier) -> list[dict[str, Any]]:
    """All rows of a statement, with its timeout; `identifiers` fill in what no parameter can."""
    text = sql.SQL(statement.text)
    # Not a transaction inside another one: from there no snapshot can be exported.
    is_inside = connection.info.transaction_status is not TransactionStatus.IDLE
    with nullcontext() if is_inside else connection.transaction():
        connection.execute(sql.SQL("SET LOCAL statement_timeout = {}").format(sql.Literal(int(statement.timeout_s * 1000))))
        return connection.execute(text.format(**identifiers) if identifiers else text, parameters).fetchall()


@contextmanager
def snapshot(addresses: Addresses) -> Iterator[Snapshot]:
    """A moment of all tables with their counts, as long as the block lasts."""
    with connected(addresses) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        with connection.transaction():
            (row,) = ask(connection, queries.EXPORT_SNAPSHOT)
            yield Snapshot(row["snapshot"], table_counts(connection))


def table_names(connection: Connection) -> dict[str, sql.Identifier]:
    """Every table that is not PostgreSQL's own, by its name with its schema."""
    return {f"{row['schema']}.{row['name']}": sql.Identifier(row["schema"], row["name"]) for row in ask(connection, queries.TABLE_NAMES)}


def table_counts(connection: Connection) -> dict[str, int]:
    """Rows of every table, exactly."""
    return {name: ask(connection, queries.COUNT_ROWS, table=table)[0]["count"] for name, table in table_names(connection).items()}


def schema_number(connection: Connection) -> str:
    """The last migration; empty in a database without a schema."""
    try:
        (row,) = ask(connection, queries.SCHEMA_NUMBER)
    except psycopg.errors.UndefinedTable:
        return ""
    return str(row["number"] or "")


def is_filled(connection: Connection) -> bool:
    """Whether the tables hold a catalogue or users; a database without a schema does not."""
    try:
        return bool(ask(connection, queries.IS_FILLED)[0]["filled"])
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
        return False


def generation(connection: Connection) -> int:
    """The catalogue's generation; 0 where there is none."""
    try:
        return int(ask(connection, queries.GENERATION)[0]["current"])
    except (psycopg.errors.UndefinedTable, IndexError):
        return 0


def origin(connection: Connection) -> str | None:
    """`sample` or `real`, as `./up` noted it on the database, whose comment no dump of a database holds."""
    note = ask(connection, READ_TABLES_ORIGIN)[0]["origin"] or ""
    return note.removeprefix(ORIGIN_PREFIX) if note.startswith(ORIGIN_PREFIX) else None


def server_version(connection: Connection) -> str:
    """`17.6`."""
    number = connection.info.server_version
    return f"{number // 10000}.{number % 10000}"


def make_database(addresses: Addresses, name: str) -> None:
    """An empty database; what an earlier attempt left under this name goes."""
    with connected(addresses, MAINTENANCE_DATABASE) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))


def drop_database(addresses: Addresses, name: str) -> None:
    """Remove a database if it is there."""
    with connected(addresses, MAINTENANCE_DATABASE) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def put_in_place(addresses: Addresses, fresh: str, noted_origin: str | None) -> None:
    """Put the database `fresh` in the place of the stack's own, in one transaction; the old one is dropped afterwards."""
    old = f"{addresses.database}_replaced"
    drop_database(addresses, old)
    with connected(addresses, MAINTENANCE_DATABASE) as connection:
        own, new, away = sql.Identifier(addresses.database), sql.Identifier(fresh), sql.Identifier(old)
        if noted_origin:
            connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(new, sql.Literal(ORIGIN_PREFIX + noted_origin)))
        ask(connection, queries.OTHER_SESSIONS, {"databases": [addresses.database, fresh]})
        with connection.transaction():
            connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(own, away))
            connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(new, own))
    drop_database(addresses, old)


class Graph:
    """The graph store, asked for counts."""

    def __init__(self, driver: neo4j.Driver) -> None:
        self._driver = driver

    def version(self) -> str:
        """`2026.08.1`."""
        return str(self._row(queries.GRAPH_VERSION)["version"])

    def counts(self) -> tuple[dict[str, int], dict[str, int]]:
        """Nodes by label and relationships by type; those that have none are left out."""
        data = self._row(queries.GRAPH_COUNTS)["data"]
        nodes = {row["label"]: row["count"] for row in data["nodes"] if "label" in row and row["count"]}
        edges = {
            row["relationshipType"]: row["count"]
            for row in data["relationships"]
            if "relationshipType" in row and not row.keys() & {"startLabel", "endLabel"} and row["count"]
        }
        return nodes, edges

    def is_filled(self) -> bool:
        """Whether there is anything that somebody would miss."""
        nodes, edges = self.counts()
        return bool(edges) or bool(nodes.keys() - OWN_LABELS)

    def _row(self, statement: Cypher) -> dict[str, Any]:
        with self._driver.session(database="neo4j") as session:
            record = session.run(neo4j.Query(statement.text, timeout=statement.timeout_s)).single(strict=True)
            return record.data()


@contextmanager
def open_graph(addresses: Addresses) -> Iterator[Graph]:
    """The graph.

    Raises:
        StoreUnavailable: Neo4j does not answer.
    """
    try:
        with neo4j.GraphDatabase.driver(
            addresses.graph_uri, auth=addresses.graph_auth, connection_timeout=10, notifications_min_severity="OFF"
        ) as driver:
            driver.verify_connectivity()
            yield Graph(driver)
    except neo4j.exceptions.DriverError as error:
        raise StoreUnavailable(f"Neo4j does not answer: {error}") from error


def all_counts(addresses: Addresses) -> Counts:
    """What both stores hold now."""
    with connected(addresses) as connection, open_graph(addresses) as graph:
        nodes, relationships = graph.counts()
        return Counts(tables=table_counts(connection), nodes=nodes, relationships=relationships)
