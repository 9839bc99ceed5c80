"""`dlq`: dead letters, which are records that a consumer gave up: list, look at, put back, delete."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
import sys
from typing import Annotated, Any, Final

import orjson
from rich.table import Table
import typer

from common.messaging.management import HeldMessage, Management
from common.messaging.topology import dlq_name, queue_depths
from common.runtime.errors import ConfigError
from utilities.operations.imports import consumer_queues
from utilities.operations.output import (
    EXIT_FOUND,
    EXIT_INTERRUPTED,
    AsJson,
    Host,
    InContainers,
    Native,
    ask_management,
    console,
    make_app,
    print_json,
    run,
    show,
    timestamp,
    warn,
)
from utilities.operations.replay import replay
from utilities.operations.settings import OperatorSettings
from utilities.operations.target import find_target


PEEKED: Final = 10
PEEKED_AT_MOST: Final = 1000
BODY_BYTES: Final = 65_536
"""As much of each body as is fetched, for its id and its beginning; a record may be 100 MB."""
BODY_SHOWN: Final = 1000

QueueName = Annotated[str, typer.Argument(metavar="QUEUE", help="As `list` names it, or without its prefix: graphinator-artists.")]
SomeQueue = Annotated[str | None, typer.Argument(metavar="[QUEUE]", help="As `list` names it, or without its prefix; none with --all.")]
AllQueues = Annotated[bool, typer.Option("--all", help="Every dead-letter queue.")]

app = make_app(no_args_is_help=True, help="Dead letters: the records that consumers gave up.")


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One dead letter as it is shown.

    Attributes:
        reason: Why the broker moved it: `rejected` by the consumer, or `delivery_limit`, too many attempts.
        deaths: How often that happened.
        died_at: When it last did, RFC 3339.
        run: Version of the dump that it belongs to.
        beginning: Of the body.
    """

    record_id: str | None
    name: str | None
    reason: str | None
    deaths: int
    died_at: str | None
    run: str | None
    size_bytes: int
    beginning: str


@app.command("list")
def list_command(host: Host = None, native: Native = False, compose: InContainers = False, as_json: AsJson = False) -> None:
    """List the dead-letter queues with their depths.

    Exit codes: 0, whether there are dead letters or not; 3 the broker is away.
    """
    settings = find_target(native=native, compose=compose, host=host).settings
    depths = _depths(settings)
    if as_json:
        print_json({"queues": [{"queue": name, "dead_letters": depth} for name, depth in depths.items()], "total": sum(depths.values())})
    elif not depths:
        console.print("No queues declared yet")
    else:
        table = Table(box=None, padding=(0, 2), header_style="bold")
        table.add_column("queue", no_wrap=True)
        table.add_column("dead letters", justify="right")
        for name, depth in depths.items():
            table.add_row(name, f"{depth:,}", style="red" if depth else "dim")
        table.add_row("total", f"{sum(depths.values()):,}", style="bold")
        show(table)


@app.command("peek")
def peek_command(
    queue: QueueName,
    count: Annotated[int, typer.Option(min=1, max=PEEKED_AT_MOST, help="How many, the oldest first.")] = PEEKED,
    body: Annotated[bool, typer.Option("--body", help="Their beginnings, too.")] = False,
    host: Host = None,
    native: Native = False,
    compose: InContainers = False,
    as_json: AsJson = False,
) -> None:
    """Look at the oldest dead letters of a queue: which records, why, since when. They stay where they are.

    Exit codes: 0 shown, or there are none; 1 no such queue; 3 the broker is away.
    """
    settings = find_target(native=native, compose=compose, host=host).settings
    letters = dlq_name(_known(settings, queue))

    async def ask(management: Management) -> list[HeldMessage]:
        return await management.peek(letters, count, body_bytes=BODY_BYTES)

    found = [describe(message) for message in ask_management(settings, ask)]
    if as_json:
        print_json({"queue": letters, "messages": found})
    elif not found:
        console.print(f"{letters}: no dead letters", markup=False)
    else:
        _print(letters, found, body=body)


@app.command("replay")
def replay_command(
    queue: SomeQueue = None,
    everything: AllQueues = False,
    limit: Annotated[int | None, typer.Option(min=1, help="At most N of each queue, the oldest first.", metavar="N")] = None,
    host: Host = None,
    native: Native = False,
    compose: InContainers = False,
    as_json: AsJson = False,
) -> None:
    """Put dead letters back into the queue that they came from, for the consumer to try again.

    Each is taken out of the dead letters only after the broker has confirmed it in its queue, so none is lost whenever this is killed;
    one that was on its way then may be in both queues, which consumers do not mind. What is given up again meanwhile is not replayed twice.

    Exit codes: 0 all asked for are replayed; 1 no such queue, wrong arguments; 3 the broker is or went away; 130 interrupted.
    """
    settings = find_target(native=native, compose=compose, host=host).settings
    done: list[dict[str, Any]] = []
    moved = 0
    try:
        for name in _chosen(settings, queue, everything=everything):
            moved = 0

            def count(so_far: int) -> None:
                nonlocal moved
                moved = so_far

            try:
                asyncio.run(replay(settings.amqp_url, name, limit=limit, on_progress=count))
            finally:
                if moved and not as_json:
                    console.print(f"{name}: {moved:,} replayed", markup=False)
            done.append({"queue": name, "replayed": moved})
    except KeyboardInterrupt:
        warn("Interrupted: what was not replayed is still a dead letter")
        raise typer.Exit(EXIT_INTERRUPTED) from None
    if as_json:
        print_json({"queues": done, "replayed": sum(each["replayed"] for each in done)})
    elif not any(each["replayed"] for each in done):
        console.print("No dead letters to replay")


@app.command("purge")
def purge_command(
    queue: SomeQueue = None,
    everything: AllQueues = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    host: Host = None,
    native: Native = False,
    compose: InContainers = False,
    as_json: AsJson = False,
) -> None:
    """Delete dead letters for good, after asking.

    Exit codes: 0 deleted, or there were none; 1 not confirmed, no such queue, wrong arguments; 3 the broker is away.
    """
    settings = find_target(native=native, compose=compose, host=host).settings
    chosen = [dlq_name(name) for name in _chosen(settings, queue, everything=everything)]
    found = {name: depth for name, depth in _depths(settings).items() if name in chosen and depth}
    total = sum(found.values())
    if total and not yes and not _confirmed(f"Delete {total:,} dead letters of {', '.join(found)}? They cannot be brought back"):
        warn("Nothing was deleted")
        raise typer.Exit(EXIT_FOUND)

    async def purge(management: Management) -> None:
        for name in found:
            await management.purge(name)

    if found:
        ask_management(settings, purge)
    if as_json:
        print_json({"queues": [{"queue": name, "deleted": depth} for name, depth in found.items()], "deleted": total})
    else:
        console.print(f"{total:,} dead letters deleted" if total else "No dead letters to delete")


def describe(message: HeldMessage) -> DeadLetter:
    """What a dead letter tells of itself."""
    death: Mapping[str, Any] = next(iter(message.deaths), {})
    record = _record(message)
    died = death.get("time")
    return DeadLetter(
        record_id=_text(record, "id"),
        name=_text(record, "name") or _text(record, "title"),
        reason=str(death["reason"]) if death.get("reason") else None,
        deaths=int(death.get("count") or 0),
        died_at=timestamp(died) if isinstance(died, int | float) else None,
        run=str(message.headers["version"]) if message.headers.get("version") else None,
        size_bytes=message.size,
        beginning=message.body[:BODY_SHOWN].decode("utf-8", errors="replace"),
    )


def _record(message: HeldMessage) -> Mapping[str, Any]:
    try:
        told = orjson.loads(message.body)
    except orjson.JSONDecodeError:
        return {}
    return told if isinstance(told, Mapping) else {}


def _text(record: Mapping[str, Any], name: str) -> str | None:
    return None if record.get(name) is None else str(record[name])


def _depths(settings: OperatorSettings) -> dict[str, int]:
    """Depth of every dead-letter queue that is declared, exact at this moment."""
    names = [dlq_name(name) for name in consumer_queues(settings.prefixes)]
    depths = asyncio.run(queue_depths(settings.amqp_url, names))
    return {name: depth for name, depth in depths.items() if depth is not None}


def _chosen(settings: OperatorSettings, queue: str | None, *, everything: bool) -> list[str]:
    """Consumers' queues that a command is about."""
    if everything == (queue is not None):
        raise ConfigError("Name a queue, or --all")
    if queue is not None:
        return [_known(settings, queue)]
    return [name.removesuffix(".dlq") for name in _depths(settings)]


def _known(settings: OperatorSettings, name: str) -> str:
    """The consumer's queue that is meant.

    Raises:
        ConfigError: none is, or several are.
    """
    wanted = name.removesuffix(".dlq")
    queues = consumer_queues(settings.prefixes)
    found = [queue for queue in queues if queue == wanted] or [queue for queue in queues if queue.endswith(f"-{wanted}")]
    if len(found) == 1:
        return found[0]
    if found:
        raise ConfigError(f"'{name}' may be any of {', '.join(found)}")
    raise ConfigError(f"There is no queue '{name}'; discogsography dlq list names them")


def _confirmed(question: str) -> bool:
    if not sys.stdin.isatty():
        warn(f"{question} (no terminal to ask on; --yes answers yes)")
        return False
    return typer.confirm(question, default=False)


def _print(queue: str, found: Sequence[DeadLetter], *, body: bool) -> None:
    table = Table(box=None, padding=(0, 2), header_style="bold", title=queue, title_justify="left", title_style="bold")
    for heading in ("id", "name", "reason", "times", "last", "run", "bytes"):
        table.add_column(heading, justify="right" if heading in ("times", "bytes") else "left", overflow="ellipsis")
    for each in found:
        words = (each.record_id, each.name, each.reason, str(each.deaths), each.died_at, each.run, f"{each.size_bytes:,}")
        table.add_row(*(word or "" for word in words))
    show(table)
    if body:
        for each in found:
            console.print(f"\n{each.beginning}", markup=False)


if __name__ == "__main__":
    run(app)
