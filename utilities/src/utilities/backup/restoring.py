"""Puts a backup into a running stack, and compares what is there afterwards with what the backup says."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
import time
from typing import Final

from common.domain.data_types import Source
from common.runtime.errors import ConfigError, StoreUnavailable
from utilities.backup import platform as platforms, queries, stores
from utilities.backup.creating import state_file
from utilities.backup.manifest import GRAPH, TABLES, Manifest, key_fingerprint, require_sound
from utilities.backup.platform import Platform
from utilities.backup.programs import feed
from utilities.backup.stores import Addresses
from utilities.stack.stores import STORE_ERRORS


RESTORING: Final = "_restoring"
"""End of the name of the database that is being filled; it takes the other one's place when it is whole."""

type Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Restored:
    """How it ended. `notes` are things to do by hand."""

    manifest: Manifest
    differences: tuple[str, ...]
    notes: tuple[str, ...]
    seconds: float


def restore(platform: Platform, folder: Path, say: Say, *, replace: bool, jobs: int) -> Restored:
    """Restore a backup.

    The files are checked before anything is touched. The tables are read into a database beside the present one, which is replaced only
    when all of them are in; the graph has no second place, so it is loaded last.

    Raises:
        ConfigError: the backup is damaged or too new, the stack is not empty, or a step failed.
        StoreUnavailable: a store does not answer.
    """
    began = time.monotonic()
    manifest = require_sound(folder)
    say(f"All {len(manifest.files)} files are as they were written on {manifest.created_at}")
    addresses = platform.addresses
    old_generation = _require_fitting(addresses, manifest, replace=replace)
    stopped = platform.stop_services()
    try:
        _restore_tables(platform, addresses, folder, manifest, say, jobs)
        _restore_graph(platform, folder, say)
        _restore_state(platform, folder, manifest)
        platform.migrate()
        _renew_generation(addresses, old_generation)
        differences = manifest.counts.differences(stores.all_counts(addresses))
    except STORE_ERRORS as error:
        raise StoreUnavailable(f"A store was lost on the way; run the same command again with --replace: {error}") from error
    finally:
        platform.start_services(stopped)
    return Restored(manifest, tuple(differences), tuple(_notes(platform, manifest)), time.monotonic() - began)


def _require_fitting(addresses: Addresses, manifest: Manifest, *, replace: bool) -> int:
    """Refuse before anything is stopped. The generation of the catalogue that is there now."""
    with stores.connected(addresses) as connection, stores.open_graph(addresses) as graph:
        server = stores.server_version(connection)
        if _major(manifest.versions.postgres) > _major(server):
            raise ConfigError(f"The tables come from PostgreSQL {manifest.versions.postgres}, which PostgreSQL {server} cannot read")
        version = graph.version()
        if _parts(manifest.versions.neo4j) > _parts(version):
            raise ConfigError(f"The graph comes from Neo4j {manifest.versions.neo4j}, which Neo4j {version} cannot read")
        # The names of migrations do not tell their order; what a later version stores is in tables that this one does not have.
        here = stores.table_names(connection)
        if here and (unknown := manifest.counts.tables.keys() - set(here)):
            raise ConfigError(f"A later version made this backup: {', '.join(sorted(unknown))} is unknown here. Update this stack first")
        if not replace and (stores.is_filled(connection) or graph.is_filled()):
            raise ConfigError("The stack is not empty. --replace deletes what it holds")
        return stores.generation(connection)


def _restore_tables(platform: Platform, addresses: Addresses, folder: Path, manifest: Manifest, say: Say, jobs: int) -> None:
    fresh = addresses.database + RESTORING
    stores.make_database(addresses, fresh)
    try:
        platform.restore_tables(folder / TABLES, fresh, jobs)
        with stores.connected(addresses, fresh) as connection:
            connection.execute("ANALYZE")  # no statistics are in a dump, and without them every plan is a guess
        stores.put_in_place(addresses, fresh, manifest.origin)
    except BaseException:
        stores.drop_database(addresses, fresh)
        raise
    say(f"Tables restored: {sum(manifest.counts.tables.values()):,} rows")


def _restore_graph(platform: Platform, folder: Path, say: Say) -> None:
    platform.stop(platforms.GRAPH)
    try:
        feed(platform.load_graph(), folder / GRAPH)
    except ConfigError as error:
        raise ConfigError(f"The graph is not whole any more; the tables are. Run the same command again with --replace. {error}") from error
    finally:
        platform.start(platforms.GRAPH)
    say("Graph restored")


def _restore_state(platform: Platform, folder: Path, manifest: Manifest) -> None:
    for source in Source:
        archive = folder / state_file(source)
        if archive.name in manifest.files:
            feed(platform.unpack_state(source), archive)
    platform.remember(manifest.catalogue)


def _renew_generation(addresses: Addresses, old: int) -> None:
    """Answers cached from the catalogue that was here before must not be found under the number of the one that is here now."""
    with stores.connected(addresses) as connection:
        if old and stores.generation(connection) <= old:
            stores.ask(connection, queries.SET_GENERATION, {"current": old + 1})


def _notes(platform: Platform, manifest: Manifest) -> list[str]:
    notes = []
    if not manifest.is_whole:
        notes.append("An import was under way when the backup was made: start it again with --force")
    key = platform.encryption_key()
    if manifest.key_fingerprint and key and key_fingerprint(key) != manifest.key_fingerprint:
        notes.append(
            "This stack has another encryption master key than the one that sealed the users' secrets: put the old key in its place "
            "(secret encryption_master_key) and restart the API, or users connect to Discogs and set up two factors again"
        )
    elif manifest.key_fingerprint and key is None:
        notes.append("Whether the encryption master key is the right one cannot be seen from here")
    return notes


def _major(version: str) -> int:
    return int(version.partition(".")[0])


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2] if part.isdigit())
