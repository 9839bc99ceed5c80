"""`discogsography backup` and `discogsography restore`: a whole stack into a folder of files, and back."""

from pathlib import Path
import signal
import sys
from typing import Annotated, Final

import typer

from common.runtime.errors import StoreUnavailable
from utilities.backup.creating import create
from utilities.backup.manifest import Manifest, problems
from utilities.backup.native import processors
from utilities.backup.restoring import restore
from utilities.backup.sites import import_under_way, platform_of
from utilities.operations.output import EXIT_FOUND, AsJson, InContainers, Native, make_app, print_json, say
from utilities.operations.target import find_target


DEFAULT_FOLDER: Final = Path("backups")

app = make_app(no_args_is_help=True, help="Back a running stack up, and check backups.")


@app.command("create")
def create_command(
    into: Annotated[Path, typer.Argument(help="Folder in which the backup's own folder is made.")] = DEFAULT_FOLDER,
    anyway: Annotated[bool, typer.Option("--anyway", help="Also while an import is under way; then without the extractors' state.")] = False,
    native: Native = False,
    compose: InContainers = False,
    as_json: AsJson = False,
) -> None:
    """Write both stores and the extractors' state into a new folder.

    Neo4j is stopped while its dump is written: minutes for a whole catalogue. Everything else goes on. Secrets are not included.

    Exit codes: 0 done; 1 refused or failed, and nothing is left; 3 the stack or a server of it is away.
    """
    end_orderly()
    target = find_target(native=native, compose=compose)
    platform = platform_of(target, say)
    try:
        under_way = import_under_way(target)
    except StoreUnavailable as error:
        if not anyway:
            raise
        under_way = f"Perhaps something ({error})"
    made = create(platform, into, say, under_way=under_way, anyway=anyway)
    total = sum(entry.bytes for entry in made.manifest.files.values())
    if as_json:
        print_json({"folder": str(made.folder), "bytes": total, "manifest": made.manifest.model_dump()})
        return
    sys.stdout.write(f"{made.folder}: {total / 1e6:,.1f} MB; {made.manifest.counts.summary()}\n")
    say("Not included: " + "; ".join(made.manifest.not_included))


@app.command("verify")
def verify_command(folder: Annotated[Path, typer.Argument(help="A backup's own folder.")], as_json: AsJson = False) -> None:
    """Compare every file of a backup with the sizes and hashes of its manifest. Needs no stack.

    Exit codes: 0 all are as they were written; 1 it is damaged, or no backup.
    """
    manifest = Manifest.read(folder)
    found = list(problems(folder, manifest))
    if as_json:
        print_json({"folder": str(folder), "sound": not found, "problems": found, "manifest": manifest.model_dump()})
    else:
        for problem in found:
            sys.stdout.write(f"{problem}\n")
        if not found:
            sys.stdout.write(f"{folder}: all {len(manifest.files)} files are as written on {manifest.created_at}; {manifest.counts.summary()}\n")
    if found:
        raise typer.Exit(EXIT_FOUND)


def restore_command(
    folder: Annotated[Path, typer.Argument(help="A backup's own folder.")],
    replace: Annotated[bool, typer.Option("--replace", help="Delete what the stack holds; without it only an empty stack is filled.")] = False,
    jobs: Annotated[int | None, typer.Option(min=1, max=64, help="Tables and indexes restored at a time.", show_default="the processors")] = None,
    native: Native = False,
    compose: InContainers = False,
    as_json: AsJson = False,
) -> None:
    """Restore a backup into a running stack, and compare the counts afterwards.

    The files are checked before anything is touched. Services are stopped meanwhile and started again at the end.

    Exit codes: 0 done, and all counts are equal; 1 refused, failed, or counts differ; 3 the stack or a server of it is away.
    """
    end_orderly()
    platform = platform_of(find_target(native=native, compose=compose), say)
    done = restore(platform, folder, say, replace=replace, jobs=jobs or processors())
    if as_json:
        told = {"folder": str(folder), "equal": not done.differences, "differences": done.differences, "notes": done.notes}
        print_json({**told, "seconds": round(done.seconds, 1)})
    else:
        for line in (*done.differences, *done.notes):
            sys.stdout.write(f"{line}\n")
        if not done.differences:
            sys.stdout.write(f"Restored in {done.seconds:.0f} s, everything counted again: {done.manifest.counts.summary()}\n")
    if done.differences:
        raise typer.Exit(EXIT_FOUND)


def end_orderly() -> None:
    """Have SIGTERM take the half-written folder along and start what was stopped, as Ctrl-C does."""
    signal.signal(signal.SIGTERM, _terminated)


def _terminated(_number: int, _frame: object) -> None:
    raise SystemExit(128 + signal.SIGTERM)
