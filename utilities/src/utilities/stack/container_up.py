"""The commands behind `./up` where the stack runs in containers."""

import time
from typing import Final

from rich.table import Table

from utilities.stack import catalogue as catalogues
from utilities.stack.bring_up import (
    EXIT_NOT_RUNNING,
    Options,
    asker,
    confirm_wipe,
    console,
    named_catalogue,
    print_addresses,
    print_counts,
    report,
    require_origin,
    say,
)
from utilities.stack.catalogue import recall
from utilities.stack.containers import ContainerStack
from utilities.stack.engine import container_layout
from utilities.stack.importing import Importer
from utilities.stack.layout import Remembered, main_layout
from utilities.stack.ports import Ports
from utilities.stack.progress import duration
from utilities.stack.servers import SERVERS
from utilities.stack.services import EXTRACTORS, SERVICES
from utilities.stack.stores import Stores


HINTS: Final = (
    "Passwords   of the stores: those of .env, else discogsography",
    "MCP token   docker compose exec mcp-server cat /run/generated-secrets/mcp_bearer_token",
)
UNMOVED: Final[int] = Ports.model_fields["epmd_port"].default
"""A port that no container has, so that nothing but `--port-offset` moves it."""


def bring_up(options: Options) -> None:
    """Everything from nothing to running containers with their catalogue; what is there already is left as it is."""
    began = time.monotonic()
    options.check()
    layout = container_layout(main_layout())
    remembered = Remembered.read(layout)
    ask = asker(yes=options.yes)
    last = recall(remembered.catalogue) if remembered else None
    wanted = named_catalogue(options, layout, last, ask)
    offset = options.port_offset if options.port_offset is not None else _offset(remembered)
    stack = ContainerStack(layout, say, port_offset=offset)
    if wanted is not None:
        stack.require_readable(wanted.readings.values())
    if options.replace:
        confirm_wipe(ask)
        stack.wipe()
        remembered = last = None
    stack.make()
    if wanted is None and not options.empty:
        wanted = last or catalogues.sample(layout, say, limit=options.limit, force=options.force)
    was_up = stack.are_services_up()
    console.print("Containers", style="bold")
    stack.start()
    # Not before: a start that failed leaves the choice between containers and processes open.
    state = Remembered(_remembered_ports(stack, offset), remembered.catalogue if remembered else {})
    state.write(layout)
    with Stores.open(stack.site) as stores:
        if wanted is not None:
            require_origin(stores, wanted)
            whole = wanted.beside(last)
            state.catalogue = whole.remembered()
            state.write(layout)
            console.print("Import", style="bold")
            for each in Importer(stack, stores, console).run(wanted.readings, whole.readings, anew=options.names_catalogue or not was_up):
                report(each)
        print_counts(stores)
    print_addresses(stack.site, *HINTS)
    say(f"Done in {duration(time.monotonic() - began)}. ./up --status tells how it is, ./up --stop ends it.")


def stop_stack() -> None:
    """Stop all containers; the data stays in their volumes."""
    if _existing().stop():
        say("Stopped; the data stays in the volumes")
    else:
        say("Nothing runs")


def wipe_stack(*, yes: bool) -> None:
    """Remove containers and volumes, after asking."""
    stack = _existing()
    confirm_wipe(asker(yes=yes))
    stack.wipe()
    stack.forget()
    say("Deleted. Images stay with the engine")


def print_status() -> int:
    """What runs, where, and how it is; the exit code says whether everything does."""
    stack = _existing()
    known = {each.service: each for each in stack.containers()}
    if not any(each.state == "running" for each in known.values()):
        say("The stack does not run. ./up starts it")
        return EXIT_NOT_RUNNING
    table = Table(box=None, padding=(0, 2))
    for heading in ("", "state", "health"):
        table.add_column(heading, no_wrap=True)
    for name in (*SERVERS, *SERVICES, *EXTRACTORS.values()):
        container = known.get(name)
        table.add_row(name, container.state if container else "stopped", container.health if container else "")
    console.print(table, width=max(console.width, 100))
    print_addresses(stack.site, *HINTS)
    return 0 if all(name in known and known[name].state == "running" for name in (*SERVERS, *SERVICES)) else EXIT_NOT_RUNNING


def _existing() -> ContainerStack:
    layout = container_layout(main_layout())
    return ContainerStack(layout, say, port_offset=_offset(Remembered.read(layout)))


def _offset(remembered: Remembered | None) -> int:
    """By how much the ports of the last start were moved."""
    return remembered.ports.epmd_port - UNMOVED if remembered else 0


def _remembered_ports(stack: ContainerStack, offset: int) -> Ports:
    return stack.site.ports.model_copy(update={"epmd_port": UNMOVED + offset})
