"""`backup` and `restore`: a whole stack into a folder of files, and back.

Exit codes: 0 done, 1 refused or failed, 2 a wrong command line, 3 the stack does not run.
"""

from collections.abc import Callable
from pathlib import Path
import signal
import sys
from typing import Annotated, Any, Final

import orjson
from rich.console import Console
import typer

from common.runtime.errors import DiscogsographyError, StoreUnavailable
from utilities.backup.creating import create
from utilities.backup.manifest import Manifest, problems
from utilities.backup.native import processors
from utilities.backup.restoring import restore
from utilities.backup.sites import import_under_way, platform_of
from utilities.operations.target import find_target
from utilities.stack.stores import STORE_ERRORS


EXIT_FAILED: Final = 1
EXIT_NOT_RUNNING: Final = 3

Json = Annotated[bool, typer.Option("--json", help="The result as one JSON object on standard output.")]
Native = Annotated[bool, typer.Option("--native", help="The stack of ./up, whatever else runs.")]
Compose = Annotated[bool, typer.Option("--compose", help="The containers of docker compose, whatever else runs.")]

settings: dict[str, Any] = {"add_completion": False, "pretty_exceptions_enable": False, "context_settings": {"help_option_names": ["-h", "--help"]}}
backup_app = typer.Typer(no_args_is_help=True, help="Back a running stack up, and check backups.", **settings)
restore_app = typer.Typer(**settings)


@backup_app.command("create")
def create_command(
    into: Annotated[Path, typer.Argument(help="Folder in which the backup's own folder is made.")] = Path("backups"),
    anyway: Annotated[bool, typer.Option("--anyway", help="Also while an import is under way; then without the extractors' state.")] = False,
    native: Native = False,
    compose: Compose = False,
    as_json: Json = False,
) -> None:
    """Write both stores and the extractors' state into a new folder.

    Neo4j is stopped while its dump is written: minutes for a whole catalogue. Everything else goes on. Secrets are not included.
    """
    target = find_target(native=native, compose=compose)
    platform = platform_of(target, _say)
    try:
        under_way = import_under_way(target)
    except StoreUnavailable as error:
        if not anyway:
            raise
        under_way = f"Perhaps something ({error})"
    made = create(platform, into, _say, under_way=under_way, anyway=anyway)
    total = sum(entry.bytes for entry in made.manifest.files.values())
    if as_json:
        _print_json({"folder": str(made.folder), "bytes": total, "manifest": made.manifest.model_dump()})
        return
    sys.stdout.write(f"{made.folder}: {total / 1e6:,.1f} MB; {made.manifest.counts.summary()}\n")
    _say("Not included: " + "; ".join(made.manifest.not_included))


@backup_app.command("verify")
def verify_command(folder: Annotated[Path, typer.Argument(help="A backup's own folder.")], as_json: Json = False) -> None:
    """Compare every file of a backup with the sizes and hashes of its manifest."""
    manifest = Manifest.read(folder)
    found = list(problems(folder, manifest))
    if as_json:
        _print_json({"folder": str(folder), "sound": not found, "problems": found, "manifest": manifest.model_dump()})
    else:
        for problem in found:
            sys.stdout.write(f"{problem}\n")
        if not found:
            sys.stdout.write(f"{folder}: all {len(manifest.files)} files are as written on {manifest.created_at}; {manifest.counts.summary()}\n")
    if found:
        raise typer.Exit(EXIT_FAILED)


@restore_app.command()
def restore_command(
    folder: Annotated[Path, typer.Argument(help="A backup's own folder.")],
    replace: Annotated[bool, typer.Option("--replace", help="Delete what the stack holds; without it only an empty stack is filled.")] = False,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="Tables and indexes restored at the same time.")] = processors(),
    native: Native = False,
    compose: Compose = False,
    as_json: Json = False,
) -> None:
    """Restore a backup into a running stack, and compare the counts afterwards.

    The files are checked first. Services are stopped meanwhile and started again at the end.
    """
    done = restore(platform_of(find_target(native=native, compose=compose), _say), folder, _say, replace=replace, jobs=jobs)
    if as_json:
        told = {"folder": str(folder), "equal": not done.differences, "differences": done.differences, "notes": done.notes}
        _print_json({**told, "seconds": round(done.seconds, 1)})
    else:
        for line in (*done.differences, *done.notes):
            sys.stdout.write(f"{line}\n")
        if not done.differences:
            sys.stdout.write(f"Restored in {done.seconds:.0f} s, everything counted again: {done.manifest.counts.summary()}\n")
    if done.differences:
        raise typer.Exit(EXIT_FAILED)


def backup_main() -> None:
    """Entry point of `backup`."""
    ending_orderly(backup_app)


def restore_main() -> None:
    """Entry point of `restore`."""
    ending_orderly(restore_app)


def ending_orderly(app: Callable[[], Any]) -> None:
    """Run a command: expected failures are told in words, and SIGTERM takes what is half done along."""
    signal.signal(signal.SIGTERM, _terminated)
    try:
        app()
    except StoreUnavailable as error:
        sys.exit(_tell(error, EXIT_NOT_RUNNING))
    except (DiscogsographyError, *STORE_ERRORS) as error:
        sys.exit(_tell(error, EXIT_FAILED))


def _terminated(_number: int, _frame: object) -> None:
    # As an exception it takes the half-written folder along and starts Neo4j again.
    raise SystemExit(128 + signal.SIGTERM)


def _tell(error: Exception, code: int) -> int:
    Console(stderr=True, highlight=False, soft_wrap=True).print(f"error: {error}", style="red", markup=False)
    return code


def _say(text: str) -> None:
    Console(stderr=True, highlight=False, soft_wrap=True).print(f"  {text}", markup=False)


def _print_json(told: dict[str, Any]) -> None:
    sys.stdout.write(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode() + "\n")
