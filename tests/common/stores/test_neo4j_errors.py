import random
import string

from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    ConnectionAcquisitionTimeoutError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)
import pytest

from common.runtime.errors import BadRecord, StoreUnavailable
from common.stores.neo4j import open_neo4j
from common.stores.neo4j_errors import Neo4jFailure, classify_neo4j
from common.stores.statement import Cypher
from tests.common.stores.test_neo4j import settings_for
from tests.support.servers import GraphTarget


CODES: dict[Neo4jFailure, tuple[str, ...]] = {
    "transient": (
        "Neo.TransientError.Transaction.DeadlockDetected",
        "Neo.TransientError.Transaction.LockAcquisitionTimeout",
        "Neo.TransientError.General.MemoryPoolOutOfMemoryError",
        "Neo.TransientError.General.DatabaseUnavailable",
        "Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration",
        "Neo.ClientError.Transaction.Terminated",
        "Neo.TransientError.Transaction.Terminated",
        "Neo.ClientError.Security.AuthenticationRateLimit",
        "Neo.ClientError.Security.AuthorizationExpired",
        "Neo.ClientError.Schema.ConstraintValidationFailed",
        "Neo.ClientError.Cluster.NotALeader",
        "Neo.DatabaseError.Transaction.TransactionCommitFailed",
        "Neo.DatabaseError.General.UnknownError",
    ),
    "record": (
        "Neo.ClientError.Statement.TypeError",
        "Neo.ClientError.Statement.ArgumentError",
        "Neo.ClientError.Statement.ArithmeticError",
        "Neo.ClientError.Statement.SemanticError",
        "Neo.ClientError.Statement.ConstraintVerificationFailed",
        "Neo.DatabaseError.Statement.ExecutionFailed",
    ),
    "bug": (
        "Neo.ClientError.Security.Unauthorized",
        "Neo.ClientError.Security.Forbidden",
        "Neo.ClientError.Statement.SyntaxError",
        "Neo.ClientError.Statement.ParameterMissing",
        "Neo.ClientError.Procedure.ProcedureNotFound",
        "Neo.ClientError.Database.DatabaseNotFound",
        "Neo.ClientError.Schema.IndexNotFound",
    ),
}


def server_error(code: str) -> Neo4jError:
    return Neo4jError._hydrate_neo4j(code=code, message="text")  # as the driver makes it from the server's answer


@pytest.mark.parametrize(("code", "failure"), [(code, failure) for failure, codes in CODES.items() for code in codes])
def test_an_error_of_the_server_is_classified_by_its_code(code: str, failure: Neo4jFailure) -> None:
    assert classify_neo4j(server_error(code)) == failure


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (ServiceUnavailable("away"), "transient"),
        (SessionExpired("gone"), "transient"),
        (ConnectionAcquisitionTimeoutError("pool"), "transient"),
        (TimeoutError(), "transient"),
        (ConnectionResetError(), "transient"),
        (StoreUnavailable(), "transient"),
        (ConfigurationError("scheme"), "bug"),
        (AuthError("no"), "bug"),
        (ClientError("no code"), "record"),
        (BadRecord("no id"), "record"),
        (OverflowError("integer out of bounds"), "record"),
        (KeyError("id"), "record"),
    ],
)
def test_an_error_of_the_driver(error: BaseException, failure: Neo4jFailure) -> None:
    assert classify_neo4j(error) == failure


@pytest.mark.parametrize(
    ("text", "value", "failure"),
    [
        ("CREATE (:Artist {id: $value})", "x" * 20 + "".join(random.Random(1).choices(string.printable, k=40_000)), "record"),  # too large to index
        ("CREATE (:Artist {id: '1', name: $value})", {"text": "x"}, "record"),
        ("CREATE (:Artist {id: '1', name: $value})", ["x", None], "record"),
        ("MERGE (:Artist {id: $value})", None, "record"),
        ("CREATE (:Artist {id: '1', number: $value})", 2**70, "record"),
        ("RETURN date($value)", "1969-00-00", "record"),
        ("CREATE (:Artist {id: $value}), (:Artist {id: $value})", "1", "transient"),  # looks like two writers that created one node
        ("RETRUN $value", "x", "bug"),
        ("RETURN $values", "x", "bug"),
        ("CALL no.such.procedure($value)", "x", "bug"),
    ],
)
async def test_what_real_statements_meet(graph: GraphTarget, text: str, value: object, failure: Neo4jFailure) -> None:
    async with open_neo4j(settings_for(graph)) as store:
        with pytest.raises(Exception, match=r".") as caught:
            await store.execute(Cypher("test.bad", text, timeout_s=10), value=value)

    assert classify_neo4j(caught.value) == failure, caught.value
