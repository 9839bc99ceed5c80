"""What all commands share: exit codes, options, how results and problems are printed."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime
import sys
from typing import TYPE_CHECKING, Annotated, Any, Final, NoReturn

import orjson
from rich.console import Console, RenderableType
import typer

from common.runtime.errors import DiscogsographyError, StoreUnavailable


if TYPE_CHECKING:
    from common.messaging.management import Management
    from utilities.operations.settings import OperatorSettings


EXIT_FOUND: Final = 1
"""Something is not as it should be, or an argument or setting is wrong."""
EXIT_NOT_RUNNING: Final = 3
"""What the command asks is away; as `systemctl status` and `./up --status` have it."""
EXIT_INTERRUPTED: Final = 130
WIDTH: Final = 160
"""Of tables where there is no terminal to fit."""

console: Final = Console(highlight=False, soft_wrap=True)
"""Results, on standard output."""

AsJson = Annotated[bool, typer.Option("--json", help="JSON instead of text.")]
Native = Annotated[bool, typer.Option("--native", help="The native stack of this checkout, whatever else runs.")]
InContainers = Annotated[bool, typer.Option("--compose", help="The containers of this checkout, whatever else runs.")]
Host = Annotated[str | None, typer.Option(help="Machine on which the servers' ports are open.", metavar="NAME")]


def warn(text: str) -> None:
    """A problem, on standard error."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(text, style="red", markup=False)


def say(text: str) -> None:
    """A line of progress, on standard error."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(f"  {text}", markup=False)


def print_json(value: Any) -> None:
    """One JSON document on one line; data classes become objects, times RFC 3339 in UTC."""
    sys.stdout.write(
        orjson.dumps(value, default=_plain, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_DATACLASS).decode()
    )
    sys.stdout.write("\n")
    sys.stdout.flush()


def show(what: RenderableType) -> None:
    """Print a table or a page: fitted to the terminal, or, where there is none, as wide as it needs to be."""
    # The width of a print is never more than its console's.
    (console if console.is_terminal else Console(highlight=False, width=WIDTH)).print(what)


def ask_management[T](settings: "OperatorSettings", question: "Callable[[Management], Coroutine[Any, Any, T]]") -> T:
    """The answer of the management API to one question or several. Raises what the question raises."""
    import asyncio  # here, so that commands which ask nobody start at once

    import httpx

    from common.messaging.management import Management

    async def ask() -> T:
        async with httpx.AsyncClient(trust_env=False) as client:
            return await question(Management(client, settings.management))

    return asyncio.run(ask())


def run(app: typer.Typer, arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command line to its end: problems in plain words, and the exit code that says which kind."""
    try:
        app(arguments)
    except StoreUnavailable as error:
        warn(f"error: {error}")
        sys.exit(EXIT_NOT_RUNNING)
    except DiscogsographyError as error:
        warn(f"error: {error}")
        sys.exit(EXIT_FOUND)
    sys.exit(0)


def run_alone(command: Callable[..., None]) -> NoReturn:
    """Run one command by itself, as `python -m utilities.operations.<module>`."""
    app = make_app()
    app.command()(command)
    run(app)


def make_app(**options: Any) -> typer.Typer:
    """An application whose help is plain text and whose errors are ours."""
    return typer.Typer(
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        **options,
    )


def _plain(value: object) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return str(value)


def timestamp(seconds: float) -> str:
    """Seconds since 1970 as text, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
