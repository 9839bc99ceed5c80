"""`discogsography`: every operator command under one name, so that nothing else on a machine is called the same."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, Final, NoReturn

from typer import Typer
from typer.core import TyperGroup
from typer.main import get_command

from utilities.operations.output import make_app, run


COMMANDS: Final[Mapping[str, tuple[str, str]]] = {
    "monitor": ("utilities.operations.monitor", "command"),
    "check-queues": ("utilities.operations.check_queues", "command"),
    "check-errors": ("utilities.operations.check_errors", "command"),
    "system-monitor": ("utilities.operations.system_monitor", "command"),
    "debug-message": ("utilities.operations.debug_message", "command"),
    "healthcheck": ("utilities.operations.healthcheck", "command"),
    "dlq": ("utilities.operations.dlq", "app"),
    "backup": ("utilities.backup.cli", "app"),
    "restore": ("utilities.backup.cli", "restore_command"),
}
"""Module and name of each command, or of the application that holds several."""


class Commands(TyperGroup):
    """Loads a command when it is asked for: the drivers of all servers together take seconds, and most commands need few of them."""

    # The types of these two are private to the library.
    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        found = getattr(import_module(module), name)
        if isinstance(found, Typer):
            return get_command(found)
        alone = make_app()
        alone.command(cmd_name)(found)
        return get_command(alone)


app = make_app(cls=Commands, no_args_is_help=True)


@app.callback()
def everything() -> None:
    """Look after a Discogsography stack, native or in containers."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Entry point of the command."""
    run(app, arguments)
