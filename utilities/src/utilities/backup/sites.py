"""The stack that a backup is of, and whether it is at rest."""

import psycopg

from common.runtime.errors import ConfigError
from common.stores.postgres import connection_arguments
from utilities.backup.compose import ComposePlatform
from utilities.backup.native import NativePlatform
from utilities.backup.platform import Platform
from utilities.backup.stores import Addresses
from utilities.operations.compose_target import ComposeTarget
from utilities.operations.imports import consumer_queues
from utilities.operations.native_target import NativeTarget
from utilities.operations.output import ask_management
from utilities.operations.settings import OperatorSettings
from utilities.operations.target import NotRunning, Target
from utilities.stack.install import Say
from utilities.stack.native import NativeStack
from utilities.stack.services import EXTRACTORS


def platform_of(target: Target, say: Say) -> Platform:
    """Backups are made where the stack runs.

    Raises:
        NotRunning: it does not run.
        ConfigError: it runs on another machine.
    """
    if isinstance(target, NativeTarget):
        if not target.is_running:
            raise NotRunning("The stack does not run. ./up starts it")
        return NativePlatform(NativeStack(target.site, say))
    if isinstance(target, ComposeTarget):
        return ComposePlatform(target.compose.docker, addresses_of(target.settings), user=str(target.settings.postgres_username))
    raise ConfigError("Backups are made and restored on the host of the stack: none runs here")


def addresses_of(settings: OperatorSettings) -> Addresses:
    """Both stores, as settings name them."""
    arguments = connection_arguments(settings, application_name="backup")
    conninfo = psycopg.conninfo.make_conninfo(**arguments)
    auth = (str(settings.neo4j_username), settings.neo4j_password.get_secret_value())
    return Addresses(conninfo, settings.postgres_database, settings.neo4j_uri, auth)


def import_under_way(target: Target) -> str | None:
    """In words what is being imported: an extractor that reads, or records that wait for a consumer. `None` when all is at rest."""
    health = target.health()
    for source, name in EXTRACTORS.items():
        body = health[name].body if name in health else {}
        if body.get("extraction_status") == "running":
            return f"{source} {body.get('version') or ''}".strip()
    names = consumer_queues(target.settings.prefixes)
    queues = ask_management(target.settings, lambda management: management.queues())
    waiting = sum(queue.messages for queue in queues if queue.name in names)
    return f"a catalogue ({waiting:,} messages wait in queues)" if waiting else None
