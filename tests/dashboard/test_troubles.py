"""What drivers say, in words."""

import pytest

from dashboard.troubles import in_words, trouble_of
from tests.dashboard.support.canned import REFUSED


AUTH = (
    "AuthError: {neo4j_code: Neo.ClientError.Security.Unauthorized} {message: The client is unauthorized due to authentication failure.} "
    "{gql_status: 42NFF} {gql_status_description: error: syntax error or access rule violation - permission/access denied.}"
)
AT_SERVER = 'OperationalError: connection failed: connection to server at "10.3.0.7", port 5432 failed: FATAL:  '


@pytest.mark.parametrize(
    ("store", "error", "what"),
    [
        ("PostgreSQL", REFUSED["postgres"], "It does not run"),
        ("Neo4j", REFUSED["neo4j"], "It does not run"),
        ("RabbitMQ", REFUSED["queues"], "It does not run"),
        ("Redis", REFUSED["redis"], "It does not run"),
        ("PostgreSQL", "OperationalError: failed to resolve host 'pg': [Errno -2] Name or service not known", "Nobody knows the host name"),
        ("Neo4j", "ServiceUnavailable: Failed to DNS resolve address neo4j:7687: [Errno -2] Name or service not known", "Nobody knows the host name"),
        ("Redis", "ConnectionError: Error -2 connecting to redis:6379. Name or service not known.", "Nobody knows the host name"),
        (
            "RabbitMQ",
            "ManagementUnavailable: RabbitMQ's management API at http://r:15672 cannot be reached: ConnectError: [Errno -2] Name or service not known",
            "Nobody knows the host name",
        ),
        ("PostgreSQL", f'{AT_SERVER}password authentication failed for user "nobody"', "It refuses the name or the password"),
        ("Neo4j", AUTH, "It refuses the name or the password"),
        ("Redis", "AuthenticationError: Authentication required.", "It refuses the name or the password"),
        (
            "RabbitMQ",
            "ManagementRefused: RabbitMQ's management API at http://r:15672 refuses the user 'nobody': check RABBITMQ_USERNAME and RABBITMQ_PASSWORD",
            "It refuses the name or the password",
        ),
        ("PostgreSQL", f'{AT_SERVER}database "discogs" does not exist', "It runs, but has no database"),
        ("PostgreSQL", f"{AT_SERVER}the database system is starting up", "It is starting or stopping"),
        ("Redis", "BusyLoadingError: Redis is loading the dataset in memory", "It is starting or stopping"),
        ("PostgreSQL", f"{AT_SERVER}sorry, too many clients already", "All its connections are taken"),
        ("PostgreSQL", "DiskFull: could not extend file: No space left on device", "It has no room left"),
        ("PostgreSQL", "No answer within 5 s", "It does not answer in time"),
        ("PostgreSQL", "PoolTimeout: couldn't get a connection after 2.50 sec", "It does not answer in time"),
        ("Neo4j", "DriverError: something that nobody has seen", "It cannot be asked"),
        ("Neo4j", "", "It cannot be asked"),
    ],
)
def test_an_error_of_a_driver_is_said_in_words(store: str, error: str, what: str) -> None:
    trouble = trouble_of(store, error)

    assert trouble.what.startswith(what)
    assert not any(sign in trouble.what + trouble.action for sign in ("Error", "{", "}", "Errno"))
    assert "`" in trouble.action or "connections" in trouble.action or "disk" in trouble.action, "it says what to look at"


def test_what_to_do_names_the_stores_own_settings_and_container() -> None:
    assert "`POSTGRES_USERNAME` and `POSTGRES_PASSWORD`" in trouble_of("PostgreSQL", "password authentication failed").action
    assert "`REDIS_PASSWORD`" in trouble_of("Redis", "NOAUTH").action
    assert "`docker compose up -d neo4j`" in trouble_of("Neo4j", REFUSED["neo4j"]).action


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (f"Neo4j is away for 40 s: {REFUSED['neo4j']}", "Neo4j is away for 40 s. It does not run, or not where the dashboard looks for it"),
        ("PostgreSQL is away for 40 s: something new", "PostgreSQL is away for 40 s"),
        ("ConnectError: All connection attempts failed", "It does not run, or not where the dashboard looks for it"),
        ("releases wait for 300 s without a commit", "releases wait for 300 s without a commit"),
        ("HTTP 503", "HTTP 503"),
    ],
)
def test_what_a_service_says_is_told_in_words_where_it_is_a_drivers_text(error: str, words: str) -> None:
    assert in_words(error) == words
