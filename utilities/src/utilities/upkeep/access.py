"""Both stores of the stack that runs, for repairs; and how the scripts end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
import sys
from typing import Any, NoReturn

import neo4j

from common.runtime.errors import StoreUnavailable
from common.stores.statement import Cypher
from utilities.backup.sites import addresses_of
from utilities.backup.stores import Addresses
from utilities.operations.output import run_alone
from utilities.operations.target import find_target


type Ask = Callable[..., list[dict[str, Any]]]


def find_stores(*, native: bool, compose: bool, host: str | None) -> Addresses:
    """Where the stores of the stack are. Raises: as `find_target`."""
    return addresses_of(find_target(native=native, compose=compose, host=host).settings)


@contextmanager
def asking_graph(addresses: Addresses) -> Iterator[Ask]:
    """A function that runs a statement, each in transactions of its own, and returns its rows.

    Raises:
        StoreUnavailable: Neo4j does not answer.
    """
    try:
        with (
            neo4j.GraphDatabase.driver(
                addresses.graph_uri, auth=addresses.graph_auth, connection_timeout=10, notifications_min_severity="OFF"
            ) as driver,
            driver.session(database="neo4j") as session,
        ):

            def ask(statement: Cypher, **parameters: Any) -> list[dict[str, Any]]:
                query = neo4j.Query(statement.text, timeout=statement.timeout_s)
                return [record.data() for record in session.run(query, parameters)]

            yield ask
    except neo4j.exceptions.DriverError as error:
        raise StoreUnavailable(f"Neo4j does not answer: {error}") from error


def run_script(command: Callable[..., None]) -> NoReturn:
    """Run one command as a script: whatever went wrong, the exit code is 1, as these scripts have always had it."""
    try:
        run_alone(command)
    except SystemExit as ended:
        sys.exit(1 if ended.code else 0)
