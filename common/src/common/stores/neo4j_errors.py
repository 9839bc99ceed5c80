"""What an error of Neo4j means, decided by its class and code so that the hard cases are a table."""

from typing import Final, Literal

from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    ConnectionPoolError,
    DatabaseError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)

from common.runtime.errors import StoreUnavailable


type Neo4jFailure = Literal["transient", "record", "bug"]

_TRANSIENT_CODES: Final = (
    "Neo.ClientError.Security.AuthenticationRateLimit",
    "Neo.ClientError.Transaction.",  # timed out, terminated, lock client stopped: what a shutdown or a time-out makes of a write
    "Neo.ClientError.Schema.ConstraintValidationFailed",  # two writers created one key at once: the next attempt finds the node
    "Neo.ClientError.Cluster.",
)
_BUG_CODES: Final = (
    "Neo.ClientError.Database.",  # no such database
    "Neo.ClientError.Procedure.",
    "Neo.ClientError.Schema.",  # a constraint or index that is missing or in the way
    "Neo.ClientError.Security.",
    "Neo.ClientError.Statement.AccessMode",
    "Neo.ClientError.Statement.ParameterMissing",
    "Neo.ClientError.Statement.SyntaxError",
)


def classify_neo4j(error: BaseException) -> Neo4jFailure:
    """Failure class of an error raised by the Neo4j driver.

    Type, argument and index-key errors are the record's, and so is whatever is not known here: a batch is halved until the one
    record stands alone.
    """
    if isinstance(error, (ServiceUnavailable, SessionExpired, ConnectionPoolError, TransientError, StoreUnavailable, TimeoutError, OSError)):
        return "transient"
    if isinstance(error, (ConfigurationError, AuthError)) and not _has_code(error, _TRANSIENT_CODES):
        return "bug"
    if _has_code(error, _TRANSIENT_CODES):
        return "transient"
    if _has_code(error, _BUG_CODES):
        # A date that cannot be parsed is a "syntax error" too; its GQL class 22, data exception, tells them apart.
        return "record" if (getattr(error, "gql_status", None) or "").startswith("22") else "bug"
    # The server's own faults (a failed commit, a full disk), unless they come from executing this statement with these values.
    if isinstance(error, DatabaseError) and not _has_code(error, ("Neo.DatabaseError.Statement.",)):
        return "transient"
    return "record"


def _has_code(error: BaseException, prefixes: tuple[str, ...]) -> bool:
    return isinstance(error, Neo4jError) and (error.code or "").startswith(prefixes)
