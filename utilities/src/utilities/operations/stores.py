"""What is in the two stores, roughly: for a report, not for a decision."""

from typing import Any, Final

import neo4j
import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from common.runtime.errors import StoreUnavailable, describe_exception
from common.stores.postgres import connection_arguments
from common.stores.statement import Cypher
from utilities.operations import queries
from utilities.operations.settings import OperatorSettings


LARGEST: Final = 10
CONNECT_TIMEOUT_S: Final = 10


def largest_labels(settings: OperatorSettings) -> list[dict[str, Any]]:
    """Labels with the most nodes.

    Raises:
        StoreUnavailable: Neo4j does not answer.
    """
    auth = (str(settings.neo4j_username), settings.neo4j_password.get_secret_value())
    try:
        with (
            neo4j.GraphDatabase.driver(
                settings.neo4j_uri, auth=auth, connection_timeout=CONNECT_TIMEOUT_S, max_transaction_retry_time=0, notifications_min_severity="OFF"
            ) as driver,
            driver.session() as session,
        ):
            labels = [record["label"] for record in session.run(_query(queries.LABELS))]
            counts = {label: session.run(_query(queries.label_count(label))).single(strict=True)["count"] for label in labels}
    except (neo4j.exceptions.DriverError, neo4j.exceptions.Neo4jError) as error:
        raise StoreUnavailable(f"Neo4j at {settings.neo4j_uri}: {describe_exception(error)}") from error
    largest = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:LARGEST]
    return [{"label": label, "nodes": count} for label, count in largest]


def largest_tables(settings: OperatorSettings) -> list[dict[str, Any]]:
    """Tables that take the most space.

    Raises:
        StoreUnavailable: PostgreSQL does not answer.
    """
    arguments = connection_arguments(settings, application_name="system-monitor")
    try:
        with psycopg.connect(**arguments, autocommit=True, row_factory=dict_row) as connection:
            connection.execute(sql.SQL("SET statement_timeout = {}").format(sql.Literal(int(queries.TABLES.timeout_s * 1000))))
            return connection.execute(queries.TABLES.text.encode(), {"limit": LARGEST}).fetchall()
    except psycopg.Error as error:
        raise StoreUnavailable(f"PostgreSQL at {arguments['host']}:{arguments['port']}: {describe_exception(error).strip()}") from error


def _query(statement: Cypher) -> neo4j.Query:
    return neo4j.Query(statement.text, timeout=statement.timeout_s)
