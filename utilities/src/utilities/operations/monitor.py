"""`monitor`: services, imports, queues and dead letters, live in the terminal."""

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
import time
from typing import Annotated, Final

from rich.console import Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text
import typer

from common.domain.health import FINISHED
from common.messaging.management import QueueState
from common.messaging.topology import dlq_name
from utilities.operations.imports import ImportProgress
from utilities.operations.look import Look, look
from utilities.operations.output import EXIT_NOT_RUNNING, AsJson, Host, InContainers, Native, console, print_json, run_alone, show, warn
from utilities.operations.target import find_target
from utilities.stack.progress import duration


INTERVAL_S: Final = 5.0
NO_QUEUES: Final = "No queues declared yet"
DEAD: Final = dlq_name("")
FAILED: Final = "Failed to fetch queue data"


def command(
    interval: Annotated[float, typer.Option(min=0.1, help="Seconds between two looks.")] = INTERVAL_S,
    once: Annotated[bool, typer.Option("--once", help="Look once.")] = False,
    host: Host = None,
    native: Native = False,
    compose: InContainers = False,
    as_json: AsJson = False,
) -> None:
    """Show services, imports with their rates and time left, queues and dead letters, until Ctrl-C.

    With --json one document a line. Queues that messages are being taken from are yellow. What cannot be reached is said and asked again.

    Exit codes: 0; with --once 3 when neither the services nor the broker can be asked; 3 there is no stack.
    """
    target = find_target(native=native, compose=compose, host=host)
    is_live = console.is_terminal and not as_json and not once
    live: AbstractContextManager[Live | None] = Live(console=console, screen=True, auto_refresh=False) if is_live else nullcontext()
    try:
        with live as display:
            while True:
                seen = look(target)
                if display is not None:
                    display.update(page(seen), refresh=True)
                elif as_json:
                    print_json(seen)
                else:
                    show(page(seen))
                if once:
                    break
                time.sleep(interval)
    except KeyboardInterrupt:
        if not as_json:
            console.print("Monitoring stopped.")
        return
    if seen.is_blind:
        warn(f"error: {seen.services_error}; {seen.queues_error}")
        raise typer.Exit(EXIT_NOT_RUNNING)


def page(seen: Look) -> Group:
    """One look as it is shown."""
    title = Text(f"Discogsography ({seen.place})  {seen.at.astimezone():%Y-%m-%d %H:%M:%S}", style="bold")
    parts: list[RenderableType] = [title, Text()]
    parts += [services_table(seen) if seen.services else Text(seen.services_error or "", style="red"), Text()]
    for each in seen.imports:
        parts += [*import_parts(each), Text()]
    if seen.dead_letters:
        parts.append(Text("Dead letters", style="bold"))
        parts += [*(Text(f"  {name}  {depth:,}", style="red") for name, depth in seen.dead_letters.items()), Text()]
    elif seen.queues:
        parts += [Text("No dead letters", style="green"), Text()]
    return Group(*parts, queue_part(seen))  # last, for it is the longest: a low terminal cuts it


def services_table(seen: Look) -> Table:
    """Services and their states."""
    table = _table("service", "state", "health", "up for", "task")
    for line in seen.services:
        up = "" if line.up_s is None else duration(line.up_s)
        table.add_row(line.name, line.state, line.health, up, line.task, style=None if line.is_well else "red")
    return table


def import_parts(told: ImportProgress) -> list[RenderableType]:
    """One source's import: how far it is; a line a type, with what waits for each consumer and how fast it writes; notes."""
    words = [f"{told.source} {told.version or ''}".strip(), told.state]
    if told.fraction is not None and told.state not in FINISHED:
        words.append(f"{100 * told.fraction:.1f} % read")
    words.append(f"{told.read:,} records")
    if told.rate:
        words.append(f"{told.rate:,.0f} records/s")
    if told.seconds_left is not None:
        words.append(f"about {duration(told.seconds_left)} left")
    table = _table("", "read", right=("read",))
    consumers = [part.consumer for part in told.types[0].consumers] if told.types else []
    for consumer in consumers:
        table.add_column(f"{consumer} waiting", justify="right")
        table.add_column("per s", justify="right")
    for line in told.types:
        table.add_row(line.data_type, f"{line.read:,}", *(text for part in line.consumers for text in (f"{part.waiting:,}", f"{part.rate:,.0f}")))
    return [Text(", ".join(words), style="bold"), table, *(Text(f"  {note}", style="yellow") for note in told.notes)]


def queue_part(seen: Look) -> RenderableType:
    """The queues but for empty dead-letter queues, or why there are none."""
    if seen.queues is None:
        return Text(f"{FAILED}: {seen.queues_error}", style="red")
    if not seen.queues:
        return Text(NO_QUEUES)
    return queue_table(queue for queue in seen.queues if queue.messages or not queue.name.endswith(DEAD))


def queue_table(queues: Iterable[QueueState]) -> Table:
    """Queues by name, with their sum; those with unacknowledged messages are marked."""
    table = _table("queue", "ready", "unacked", "total", right=("ready", "unacked", "total"))
    total = 0
    for queue in queues:
        total += queue.messages
        counts = (f"{count:,}" for count in (queue.ready, queue.unacknowledged, queue.messages))
        table.add_row(queue.name, *counts, style="yellow" if queue.unacknowledged else None)
    table.add_row("total", "", "", f"{total:,}", style="bold")
    return table


def _table(*headings: str, right: tuple[str, ...] = ()) -> Table:
    table = Table(box=None, padding=(0, 2), header_style="bold")
    for heading in headings:
        table.add_column(heading, justify="right" if heading in right else "left", no_wrap=True)
    return table


if __name__ == "__main__":
    run_alone(command)
