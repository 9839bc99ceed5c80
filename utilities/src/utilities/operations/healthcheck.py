"""`healthcheck`: whether a process runs."""

from typing import Annotated

import psutil
import typer

from utilities.operations.output import EXIT_FOUND, AsJson, print_json, run_alone, warn


def command(
    process: Annotated[str | None, typer.Argument(metavar="PROCESS", help="Text to look for in command lines.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say whether a process runs whose command line holds a text.

    This command and the processes that started it do not count.

    Exit codes: 0 one runs; 1 none does, or no text was given.
    """
    if not process:
        warn("Which process? Usage: discogsography healthcheck PROCESS")
        raise typer.Exit(EXIT_FOUND)
    pids = matching(process)
    if as_json:
        print_json({"process": process, "pids": pids})
    else:
        print(f"{process}: {'process ' + ', '.join(map(str, pids)) if pids else 'no process'}")
    if not pids:
        raise typer.Exit(EXIT_FOUND)


def matching(text: str) -> list[int]:
    """Processes whose command line holds a text, but for this one and its ancestors."""
    own = {psutil.Process().pid, *(parent.pid for parent in psutil.Process().parents())}
    found = (each for each in psutil.process_iter(["cmdline"]) if each.pid not in own)
    return sorted(each.pid for each in found if text in " ".join(each.info["cmdline"] or ()))


if __name__ == "__main__":
    run_alone(command)
