"""What an error of PostgreSQL means, decided by its SQLSTATE so that the hard cases are a table."""

from typing import Final, Literal

import psycopg

from common.runtime.errors import BadRecord, StoreUnavailable


type PostgresFailure = Literal["transient", "record", "bug"]

_TRANSIENT: Final = (
    "08",  # connection exceptions
    "25006",  # read-only transaction: a standby during a fail-over
    "25P03",  # idle-in-transaction time-out: the connection is gone
    "25P04",  # transaction time-out
    "40001",  # serialization failure
    "40003",  # statement completion unknown
    "40P01",  # deadlock
    "53",  # out of connections, memory or disk
    "55P03",  # lock time-out
    "57",  # shutdown, recovery, statement time-out: operator intervention
    "58",  # I/O error of the server
    "23505",  # two writers inserted one key at once: the next attempt finds the row and updates it
)
_BUG: Final = (
    "26",  # unknown prepared statement
    "28",  # wrong user or password
    "3D",  # unknown database
    "3F",  # unknown schema
    "42",  # wrong statement, missing table or column, missing right
)


def classify_postgres(error: BaseException) -> PostgresFailure:
    """Failure class of an error raised by psycopg or its pool.

    Without a SQLSTATE an `OperationalError` or `InterfaceError` is a lost or missing connection (transient); a `DataError` (a NUL
    in text, an integer out of range) is found by the driver before anything is sent, and is the record's. Whatever is not known
    here is the record's too: a batch is halved until the one record stands alone.
    """
    if isinstance(error, (StoreUnavailable, TimeoutError, OSError)):
        return "transient"
    if not isinstance(error, psycopg.Error) or isinstance(error, BadRecord):
        return "record"
    if error.sqlstate is None:
        return "transient" if isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError)) else "record"
    if error.sqlstate.startswith(_TRANSIENT):
        return "transient"
    return "bug" if error.sqlstate.startswith(_BUG) else "record"
