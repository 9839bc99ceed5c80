"""`discogsography`: every operator command under one name, so that nothing else on a machine is called the same."""

from collections.abc import Sequence
from typing import NoReturn

from utilities.backup import cli as backup
from utilities.operations import check_errors, check_queues, debug_message, dlq, healthcheck, monitor, system_monitor
from utilities.operations.output import make_app, run


app = make_app(no_args_is_help=True, help="Look after a Discogsography stack, native or in containers.")
app.command("monitor")(monitor.command)
app.command("check-queues")(check_queues.command)
app.command("check-errors")(check_errors.command)
app.command("system-monitor")(system_monitor.command)
app.command("debug-message")(debug_message.command)
app.command("healthcheck")(healthcheck.command)
app.add_typer(dlq.app, name="dlq")
app.add_typer(backup.app, name="backup")
app.command("restore")(backup.restore_command)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Entry point of the command."""
    run(app, arguments)
