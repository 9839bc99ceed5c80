"""`stack`: what `./up` and `./test` run after they made the workspace's environment."""

import os
from pathlib import Path
import sys
from typing import Annotated

from rich.console import Console
import typer
from typer.core import TyperGroup
from typer.main import get_command

from common.runtime.errors import DiscogsographyError
from utilities.stack import bring_up as native_stack, container_up as container_stack
from utilities.stack.bring_up import Options, say
from utilities.stack.engine import Form, choose
from utilities.stack.layout import main_layout
from utilities.stack.suite import Choice, run_suite


EXIT_FAILED = 1
EXIT_INTERRUPTED = 130

HELP_OPTIONS = {"help_option_names": ["--help", "-h"]}

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, context_settings=HELP_OPTIONS)


@app.command(context_settings=HELP_OPTIONS)
def up(
    dumps: Annotated[Path | None, typer.Option(help="Import the dump files in this folder.", metavar="DIR")] = None,
    discogs: Annotated[bool, typer.Option("--discogs", help="Download and import the newest Discogs dumps.")] = False,
    musicbrainz: Annotated[bool, typer.Option("--musicbrainz", help="Download and import the newest MusicBrainz dumps.")] = False,
    empty: Annotated[bool, typer.Option("--empty", help="Import nothing.")] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="Import the first N records of each type only.", metavar="N")] = None,
    force: Annotated[bool, typer.Option("--force", help="Import a version again that is complete already.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Delete the present catalogue first (asks).")] = False,
    native: Annotated[bool, typer.Option("--native", help="Ordinary processes, whatever else there is.")] = False,
    docker: Annotated[bool, typer.Option("--docker", help="Containers.")] = False,
    port_offset: Annotated[int | None, typer.Option(help="Add N to every port, so that two stacks can run.", metavar="N")] = None,
    status: Annotated[bool, typer.Option("--status", help="Say what runs, and end.")] = False,
    stop: Annotated[bool, typer.Option("--stop", help="Stop everything; the data stays.")] = False,
    wipe: Annotated[bool, typer.Option("--wipe", help="Stop everything and delete the data (asks).")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Answer every question with yes.")] = False,
) -> None:
    """Bring the whole stack up and import a catalogue: the bundled sample, unless an option says otherwise.

    In containers where an engine answers and has the images or can pull them, else as ordinary processes.
    Those keep everything in the folder .stack of the checkout, containers in their volumes. What was imported before stays; a second call changes nothing.
    """
    options = Options(
        dumps=dumps,
        discogs=discogs,
        musicbrainz=musicbrainz,
        empty=empty,
        limit=limit,
        force=force,
        replace=replace,
        native=native,
        docker=docker,
        port_offset=port_offset,
        yes=yes,
    )
    if sum((status, stop, wipe)) > 1:
        raise typer.BadParameter("--status, --stop and --wipe exclude each other")
    options.check()
    form = choose(main_layout(), say, native=native, docker=docker, begins=not (status or stop or wipe))
    stack = native_stack if form is Form.NATIVE else container_stack
    if status:
        raise typer.Exit(stack.print_status())
    if stop:
        stack.stop_stack()
    elif wipe:
        stack.wipe_stack(yes=yes)
    else:
        try:
            stack.bring_up(options)
        except KeyboardInterrupt:  # typer would end without a word
            _tell("\nInterrupted. What was started goes on; ./up follows it again, ./up --stop ends it.")
            raise typer.Exit(EXIT_INTERRUPTED) from None


@app.command(context_settings={**HELP_OPTIONS, "allow_extra_args": True, "ignore_unknown_options": True})
def test(
    context: typer.Context,
    fast: Annotated[bool, typer.Option("--fast", help="Only what needs no servers.")] = False,
    run: Annotated[bool, typer.Option("--run", help="Run the command that follows -- on the test servers instead of the suites.")] = False,
    servers: Annotated[bool, typer.Option("--servers", help="Only start the test servers, print the TEST_STACK file, wait for Ctrl-C.")] = False,
) -> None:
    """Run every check and test suite on servers of their own. Further arguments go to pytest and replace the whole-suite run."""
    raise typer.Exit(run_suite(Choice(fast=fast, servers_only=servers, command=run), context.args))


def main() -> None:
    """Entry point of the command."""
    os.umask(0o022)  # servers that run as another user read some of what is written here; secrets are made private one by one
    try:
        _run(sys.argv[1:])
    except DiscogsographyError as error:
        _tell(f"error: {error}", style="red")
        sys.exit(EXIT_FAILED)


def _run(words: list[str]) -> None:
    """Run a command under the name by which it is called: usage lines and hints then say `./up`, which a newcomer can type."""
    commands = get_command(app)
    if words and isinstance(commands, TyperGroup) and (command := commands.commands.get(words[0])) is not None:
        command.main(words[1:], prog_name=f"./{words[0]}")
    commands.main(words)


def _tell(text: str, style: str | None = None) -> None:
    Console(stderr=True, highlight=False, soft_wrap=True).print(text, style=style, markup=False)
