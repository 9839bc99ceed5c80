"""Makes a backup: a folder that has its final name only when it is whole."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
import shutil
import time
from typing import Final

from common.domain.data_types import Source
from common.runtime.durable import sync_folder
from common.runtime.errors import ConfigError, StoreUnavailable
from utilities.backup import platform as platforms, stores
from utilities.backup.manifest import FORMAT, GRAPH, NOT_INCLUDED, TABLES, Counts, Manifest, Versions, entry_of, key_fingerprint
from utilities.backup.platform import Platform
from utilities.backup.programs import save
from utilities.stack.stores import STORE_ERRORS


UNFINISHED: Final = ".unfinished"
"""End of the name of a folder that is being written, or that a kill has left: never mistaken for a backup, and safe to delete."""
NAME: Final = "discogsography-%Y%m%dT%H%M%SZ"

type Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Backup:
    """One that was made."""

    folder: Path
    manifest: Manifest


@dataclass(slots=True)
class _Outage:
    """How long the graph was away."""

    seconds: float = 0.0


def create(platform: Platform, parent: Path, say: Say, *, under_way: str | None = None, anyway: bool = False, now: datetime | None = None) -> Backup:
    """Back a running stack up into a new folder below `parent`.

    Neo4j is stopped while its dump is written and for nothing else. The tables are dumped afterwards, as they were at that moment.

    Args:
        under_way: In words what is being imported at the moment.
        anyway: Also while an import is under way; then without the extractors' state.
    Raises:
        ConfigError: an import is under way, or a step failed; nothing that looks like a backup is left.
        StoreUnavailable: a store does not answer.
    """
    if under_way and not anyway:
        raise ConfigError(
            f"{under_way} is being imported: the two stores would be of different moments. Wait for its end, or take the backup anyway "
            "(--anyway): a restored stack then reads the dumps again"
        )
    moment = now or datetime.now(UTC)
    final = parent.resolve() / moment.strftime(NAME)
    unfinished = final.with_name(final.name + UNFINISHED)
    if final.exists():
        raise ConfigError(f"{final} is there already")
    try:
        unfinished.mkdir(parents=True, mode=0o700)
    except OSError as error:
        raise ConfigError(f"Cannot write to {parent}: {error.strerror or error}") from error
    try:
        manifest = _write(platform, unfinished, say, moment, is_whole=not under_way)
        unfinished.rename(final)
    except OSError as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise ConfigError(f"The backup could not be written: {error.strerror or error}") from error
    except STORE_ERRORS as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise StoreUnavailable(f"A store was lost on the way: {error}") from error
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    sync_folder(final.parent)
    return Backup(final, manifest)


def _write(platform: Platform, folder: Path, say: Say, moment: datetime, *, is_whole: bool) -> Manifest:
    addresses = platform.addresses
    with stores.snapshot(addresses) as snapshot, stores.connected(addresses) as connection:
        say(f"Tables counted: {sum(snapshot.tables.values()):,} rows")
        with stores.open_graph(addresses) as graph:
            nodes, relationships = graph.counts()
            neo4j_version = graph.version()
        versions = Versions(postgres=stores.server_version(connection), neo4j=neo4j_version, schema_number=stores.schema_number(connection))
        noted_origin = stores.origin(connection)
        with _graph_stopped(platform, say) as outage:
            save(platform.dump_graph(), folder / GRAPH)
        say(f"Graph written: {_size(folder / GRAPH)}; Neo4j was away for {outage.seconds:.0f} s")
        save(platform.dump_tables(snapshot.name), folder / TABLES)
        say(f"Tables written: {_size(folder / TABLES)}")
    if is_whole:
        for source in Source:
            save(platform.pack_state(source), folder / state_file(source))
    key = platform.encryption_key()
    manifest = Manifest(
        format=FORMAT,
        created_at=moment.isoformat(timespec="seconds"),
        platform=platform.title,
        versions=versions,
        origin=noted_origin,
        key_fingerprint=key_fingerprint(key) if key else None,
        is_whole=is_whole,
        counts=Counts(tables=snapshot.tables, nodes=nodes, relationships=relationships),
        files={path.name: entry_of(path) for path in sorted(folder.iterdir())},
        catalogue=platform.catalogue(),
        not_included=NOT_INCLUDED,
        graph_stopped_s=round(outage.seconds, 1),
    )
    manifest.write(folder)
    return manifest


@contextmanager
def _graph_stopped(platform: Platform, say: Say) -> Iterator[_Outage]:
    outage, began = _Outage(), time.monotonic()
    say("Stopping Neo4j for its dump; whoever uses the graph waits")
    platform.stop(platforms.GRAPH)
    try:
        yield outage
    finally:
        platform.start(platforms.GRAPH)
        outage.seconds = time.monotonic() - began


def state_file(source: Source) -> str:
    """Name of the archive of an extractor's state."""
    return f"{source.value}-state.tar"


def _size(path: Path) -> str:
    return f"{path.stat().st_size / 1e6:,.1f} MB"
