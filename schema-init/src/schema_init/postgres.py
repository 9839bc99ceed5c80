"""The schema of PostgreSQL: the database itself, then numbered migrations under a lock.

Everything runs over one connection, in a thread: alembic and CREATE DATABASE are synchronous, and there is nothing to overlap.
"""

from collections.abc import Callable
from pathlib import Path
from threading import Event
import time
from typing import Any, Final

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
import psycopg
from psycopg import sql
from psycopg.errors import ConnectionTimeout, DuplicateDatabase, LockNotAvailable, UniqueViolation
from sqlalchemy import Connection, NullPool, create_engine
from sqlalchemy.exc import DBAPIError
from tenacity import Retrying, retry_if_exception

from common.runtime.errors import describe_exception
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from common.runtime.settings import PostgresSettings
from common.stores.postgres import connection_arguments
from common.stores.postgres_errors import classify_postgres
from schema_init.outcome import BETWEEN_ATTEMPTS, Patience, Reason, SchemaError, log_attempt


STORE: Final = "PostgreSQL"
APPLICATION_NAME: Final = "schema-init"
MAINTENANCE_DATABASE: Final = "postgres"
LOCK_KEY: Final = 0x736368656D61  # "schema"
LOCK_TIMEOUT_S: Final = 10
"""A statement that waits for a lock makes all others on that table wait behind it, so it waits briefly and is tried again."""
MIGRATIONS: Final = Path(__file__).parent / "migrations"

log = get_logger(__name__)


def migrate(settings: PostgresSettings, patience: Patience | None = None, *, revision: str = "head") -> list[str]:
    """Make the database if it is absent, and apply the migrations that it lacks.

    Safe to run again, beside another run, and over a database that was made before there was a version table. A migration is
    applied as a whole or not at all. Blocks: call it in a thread.

    Args:
        patience: How long to go on trying; one attempt when left out.
        revision: The last migration to apply.
    Returns:
        Revisions applied, in order; empty when the database was up to date.
    Raises:
        SchemaError: says why, and what to do where that is known.
    """
    patience = patience or Patience(0, Event())
    attempts = Retrying(
        stop=patience.stop,
        wait=BETWEEN_ATTEMPTS,
        retry=retry_if_exception(_may_pass),
        before_sleep=log_attempt(STORE),
        sleep=patience.sleep,
        reraise=True,
    )
    try:
        return attempts(_migrate_once, settings, revision)
    except SchemaError:
        raise
    except Exception as error:
        raise _explain(error, settings) from error


def _migrate_once(settings: PostgresSettings, revision: str) -> list[str]:
    ensure_database(settings)
    engine = create_engine("postgresql+psycopg://", creator=_connector(settings), poolclass=NullPool)
    with engine.connect() as connection:
        _prepare_session(connection, settings)
        return _upgrade(connection, revision)


def ensure_database(settings: PostgresSettings) -> bool:
    """Create the target database when it is absent; returns whether it did.

    The target is tried first: where it exists, the right to connect to another database is not needed.
    """
    try:
        _connector(settings)().close()
        return False
    except ConnectionTimeout:
        raise
    except psycopg.OperationalError as refusal:
        # A refused connection carries no SQLSTATE, and its text is in the server's language: ask a database that must exist.
        name = settings.postgres_database
        try:
            maintenance = psycopg.connect(
                **connection_arguments(settings, application_name=APPLICATION_NAME, database=MAINTENANCE_DATABASE), autocommit=True
            )
        except psycopg.OperationalError:
            raise refusal from None
        with maintenance:
            if maintenance.execute("SELECT FROM pg_database WHERE datname = %s", (name,)).fetchone() is not None:
                raise
            try:
                maintenance.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            except (DuplicateDatabase, UniqueViolation):
                return False  # another run was faster
        log.info(Mark.POSTGRES, "Created the database", database=name)
        return True


def _connector(settings: PostgresSettings) -> Callable[[], psycopg.Connection[Any]]:
    arguments = connection_arguments(settings, application_name=APPLICATION_NAME)
    return lambda: psycopg.connect(**arguments)


def _prepare_session(connection: Connection, settings: PostgresSettings) -> None:
    timeouts = {"lock_timeout": LOCK_TIMEOUT_S, "statement_timeout": settings.postgres_statement_timeout}
    for name, seconds in timeouts.items():
        connection.exec_driver_sql("SELECT set_config(%s, %s, false)", (name, str(round(seconds * 1000))))
    # Held by the session until it ends, however the process does.
    locked = connection.exec_driver_sql("SELECT pg_try_advisory_lock(%s)", (LOCK_KEY,)).scalar_one()
    connection.commit()
    if not locked:
        raise SchemaError(Reason.LOCKED, "another schema-init is migrating this database")


def _upgrade(connection: Connection, revision: str) -> list[str]:
    applied: list[str] = []
    started = time.monotonic()

    def on_version_apply(*, step: Any, **_: Any) -> None:
        nonlocal started
        now = time.monotonic()
        applied.append(step.up_revision_id)
        log.info(
            Mark.POSTGRES, "Applied migration", revision=step.up_revision_id, title=step.up_revision.doc, duration_ms=round((now - started) * 1000)
        )
        started = now

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes.update(connection=connection, on_version_apply=on_version_apply)
    command.upgrade(config, revision)
    return applied


def _may_pass(error: BaseException) -> bool:
    """Whether trying again can help: an outage, a start-up, a lock. A server that took the connection and says nothing will not."""
    if isinstance(error, SchemaError):
        return error.reason is Reason.LOCKED
    cause = _cause(error)
    return isinstance(cause, psycopg.Error) and not isinstance(cause, ConnectionTimeout) and classify_postgres(cause) == "transient"


def _explain(error: Exception, settings: PostgresSettings) -> SchemaError:
    cause = _cause(error)
    target = f"{settings.postgres_host} (database '{settings.postgres_database}')"
    if isinstance(cause, ConnectionTimeout):
        return SchemaError(Reason.UNANSWERED, f"Cannot reach PostgreSQL at {target}: it takes connections but does not answer: {cause}")
    if isinstance(cause, LockNotAvailable):
        return SchemaError(Reason.LOCKED, f"Cannot change a table of {target}: another session holds it: {cause}")
    if isinstance(cause, psycopg.OperationalError) and cause.sqlstate is None:
        return SchemaError(Reason.UNREACHABLE, f"Cannot reach PostgreSQL at {target}: {cause}")
    if isinstance(cause, psycopg.Error):
        return SchemaError(Reason.STATEMENT, f"Cannot migrate {target}: {describe_exception(cause)}")
    if isinstance(cause, CommandError):
        return SchemaError(Reason.UNEXPECTED, f"Cannot migrate {target}: {cause}; was it migrated by a newer version of this program?")
    return SchemaError(Reason.UNEXPECTED, f"Cannot migrate {target}: {describe_exception(error)}")


def _cause(error: BaseException) -> BaseException:
    return error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
