"""`check-queues`: one look at the consumers' queues, with who reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rich.table import Table
import typer

from common.domain.data_types import Source
from common.messaging.management import Management, ManagementUnavailable, QueueConsumer, QueueState
from common.messaging.topology import CONSUMERS_OF
from utilities.operations.output import (
    EXIT_FOUND,
    EXIT_NOT_RUNNING,
    AsJson,
    Host,
    InContainers,
    Native,
    ask_management,
    console,
    print_json,
    run_alone,
    show,
    warn,
)
from utilities.operations.target import find_target


WELL: Final = frozenset({"running", "idle", "flow", "unknown"})
"""States of a queue that works; the broker tells none of one that was declared a moment ago."""
HINTS: Final = (
    "Is RabbitMQ up? ./up --status, or docker compose ps rabbitmq",
    "Is it somewhere else? --host NAME, or RABBITMQ_URL=http://HOST:15672",
    "Is its management plugin on? rabbitmq-plugins enable rabbitmq_management",
)


@dataclass(frozen=True, slots=True)
class CheckedQueue:
    """A queue, its consumers, and what is wrong with it."""

    queue: QueueState
    consumers: list[QueueConsumer]
    problems: list[str]


def command(host: Host = None, native: Native = False, compose: InContainers = False, as_json: AsJson = False) -> None:
    """Show the consumers' queues once: state, messages, rates, who reads them.

    Exit codes: 0 all is well; 1 a queue is not at work, or holds messages that nobody reads, or there is none; 3 the broker is away.
    """
    settings = find_target(native=native, compose=compose, host=host).settings

    async def look(management: Management) -> list[CheckedQueue]:
        return check(await management.queues(), await management.consumers(), settings.prefixes)

    try:
        found = ask_management(settings, look)
    except ManagementUnavailable as error:
        warn("\n".join((f"error: {error}", *(f"  {hint}" for hint in HINTS))))
        raise typer.Exit(EXIT_NOT_RUNNING) from None
    if as_json:
        print_json({"queues": found})
    elif not found:
        console.print(f"No consumer queues found in virtual host '{settings.rabbitmq_vhost}': consumers declare them when they start", markup=False)
    else:
        _print(found)
    if not found or any(each.problems for each in found):
        raise typer.Exit(EXIT_FOUND)


def check(queues: Sequence[QueueState], consumers: Sequence[QueueConsumer], prefixes: Mapping[Source, str]) -> list[CheckedQueue]:
    """The consumers' queues among `queues`, dead letters included, each with its consumers and problems."""
    wanted = tuple(f"{prefix}-{consumer}-" for source, prefix in prefixes.items() for consumer in CONSUMERS_OF[source])
    return [
        CheckedQueue(queue, [each for each in consumers if each.queue == queue.name], _problems(queue))
        for queue in queues
        if queue.name.startswith(wanted)
    ]


def _problems(queue: QueueState) -> list[str]:
    found = [] if queue.state in WELL else [f"it is {queue.state}"]
    if queue.name.endswith(".dlq"):
        return found
    if queue.ready and not queue.consumers:
        found.append(f"nobody reads the {queue.ready:,} that wait")
    return found


def _print(found: Sequence[CheckedQueue]) -> None:
    table = Table(box=None, padding=(0, 2), header_style="bold")
    table.add_column("queue", no_wrap=True)
    table.add_column("state")
    for heading in ("total", "ready", "unacked", "consumers", "ack/s", "publish/s"):
        table.add_column(heading, justify="right", no_wrap=True)
    for each in found:
        queue = each.queue
        table.add_row(
            queue.name,
            queue.state,
            *(f"{count:,}" for count in (queue.messages, queue.ready, queue.unacknowledged, queue.consumers)),
            *("" if rate is None else f"{rate:.2f}" for rate in (queue.ack_rate, queue.publish_rate)),
            style="red" if each.problems else "yellow" if queue.unacknowledged else None,
        )
    show(table)
    consumers = [consumer for each in found for consumer in each.consumers]
    if consumers:
        console.print("\nConsumers", style="bold")
    for consumer in consumers:
        console.print(f"  {consumer.queue}: {consumer.tag} on {consumer.connection}, prefetch {consumer.prefetch}", markup=False)
    for each in found:
        for problem in each.problems:
            console.print(f"! {each.queue.name}: {problem}", style="red", markup=False)


if __name__ == "__main__":
    run_alone(command)
