"""`debug-message`: the next message of a queue, compared with what its type should hold."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Final

from pamqp import commands
from rich.markup import escape
import typer

from common.domain.data_types import DataType, Source
from common.messaging.channel import Channel, ChannelClosed
from common.messaging.connection import Connection
from common.messaging.management import HeldMessage, Management
from common.messaging.topology import CONSUMERS_OF, DELIVERY_LIMIT, exchange_name, queue_depths, queue_name
from common.runtime.errors import ConfigError
from utilities.operations.output import EXIT_FOUND, AsJson, Host, InContainers, Native, ask_management, console, print_json, run_alone, warn
from utilities.operations.records import Report, examine, source_of, types_of
from utilities.operations.settings import OperatorSettings
from utilities.operations.target import find_target


NEXT_TIMEOUT_S: Final = 60.0
CONSUMERS: Final = tuple(name for consumers in CONSUMERS_OF.values() for name in consumers)
USAGE: Final = "Usage: discogsography debug-message TYPE [CONSUMER]"
_MARKS: Final = {True: "✓", False: "✗"}


@dataclass(frozen=True, slots=True)
class Question:
    """Whose queue of which type is looked at."""

    source: Source
    consumer: str
    data_type: DataType

    @classmethod
    def parse(cls, data_type: str | None, consumer: str) -> "Question":
        """Check what was typed.

        Raises:
            ConfigError: with the words that are valid.
        """
        source = source_of(consumer)
        if source is None:
            raise ConfigError(f"There is no consumer '{consumer}'; there are {', '.join(CONSUMERS)}")
        valid = [kind.value for kind in types_of(consumer)]
        if data_type is None:
            raise ConfigError(f"Which type? For {consumer} there are {', '.join(valid)}\n{USAGE}")
        if data_type not in valid:
            raise ConfigError(f"{consumer} has no type '{data_type}'; valid types are {', '.join(valid)}\n{USAGE}")
        return cls(source, consumer, DataType(data_type))


def command(
    data_type: Annotated[str | None, typer.Argument(metavar="TYPE", help="artists, labels, masters, releases or release-groups.")] = None,
    consumer: Annotated[str, typer.Argument(help="Whose queue.")] = "graphinator",
    following: Annotated[bool, typer.Option("--next", help="Wait for the next message that is published, instead of one that waits.")] = False,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds to wait with --next.")] = NEXT_TIMEOUT_S,
    host: Host = None,
    native: Native = False,
    compose: InContainers = False,
    as_json: AsJson = False,
) -> None:
    """Show the next message of a consumer's queue, and what it lacks.

    The message stays in its queue. A look counts as one of the 20 deliveries after which the broker takes a message for dead;
    with --next, which copies what passes by, it counts as none.

    Exit codes: 0 shown, or there is none; 1 wrong arguments, no such queue; 3 the broker is away.
    """
    try:
        question = Question.parse(data_type, consumer)
    except ConfigError as error:
        warn(str(error))
        raise typer.Exit(EXIT_FOUND) from None
    settings = find_target(native=native, compose=compose, host=host).settings
    prefix = settings.prefixes[question.source]
    queue = queue_name(prefix, question.consumer, question.data_type)
    if following:
        exchange = exchange_name(prefix, question.data_type)
        body, deliveries = asyncio.run(next_published(settings.amqp_url, exchange, timeout)), 0
    else:
        held = _waiting(settings, queue)
        body, deliveries = (None, 0) if held is None else (held.body, int(held.headers.get("x-delivery-count") or 0) + 1)
    report = None if body is None else examine(body, question.source, question.data_type)
    if as_json:
        print_json({"queue": queue, "deliveries": deliveries, "message": report})
    else:
        _print(queue, deliveries, report)


def _waiting(settings: OperatorSettings, queue: str) -> HeldMessage | None:
    if asyncio.run(queue_depths(settings.amqp_url, [queue]))[queue] is None:
        raise ConfigError(f"There is no queue '{queue}'")

    async def peek(management: Management) -> list[HeldMessage]:
        return await management.peek(queue, 1)

    return next(iter(ask_management(settings, peek)), None)


class _First(Channel):
    """Keeps the first delivery."""

    def __init__(self, number: int, send: Callable[[bytes], None]) -> None:
        super().__init__(number, send)
        self.body: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    def on_delivery(self, tag: int, redelivered: bool, properties: bytes, body: bytes) -> None:  # noqa: ARG002
        if not self.body.done():
            self.body.set_result(body)

    def on_closed(self, error: ChannelClosed) -> None:
        if not self.body.done():
            self.body.set_exception(error)


async def next_published(url: str, exchange: str, timeout_s: float) -> bytes | None:
    """The next message that passes an exchange, read off a queue of our own; `None` when none comes in time.

    Raises:
        StoreUnavailable: the broker is away, or there is no such exchange.
        ConfigError: it refuses the credentials.
    """
    connection = await Connection.open(url, name="debug-message")
    try:
        channel = await connection.add_channel(_First)
        declared = await channel.call(commands.Queue.Declare(queue="", exclusive=True, auto_delete=True), "Queue.DeclareOk")
        assert isinstance(declared, commands.Queue.DeclareOk)
        queue = declared.queue or ""
        await channel.call(commands.Queue.Bind(queue=queue, exchange=exchange, routing_key=""), "Queue.BindOk")
        await channel.call(
            commands.Basic.Qos(prefetch_count=1, global_=False), "Basic.QosOk"
        )  # the others stay where they are, and go with the queue
        await channel.call(commands.Basic.Consume(queue=queue, no_ack=False), "Basic.ConsumeOk")
        try:
            async with asyncio.timeout(timeout_s):
                return await channel.body
        except TimeoutError:
            return None
    finally:
        await connection.close()


def _print(queue: str, deliveries: int, report: Report | None) -> None:
    if report is None:
        console.print(f"{queue}: no message", markup=False)
        return
    console.print(f"[bold]{escape(queue)}[/bold]")
    if deliveries:
        console.print(f"delivery {deliveries} of {DELIVERY_LIMIT}", style="yellow" if deliveries > DELIVERY_LIMIT // 2 else None)
    console.print(f"kind      {report.kind}", markup=False)
    if report.required:
        console.print(f"id        {report.record_id}\nsha256    {report.sha256 or '(empty)'}", markup=False)
        console.print("required  " + "  ".join(f"{_MARKS[is_there]} {name}" for name, is_there in report.required.items()), markup=False)
        for field in report.optional:
            size = "" if field.size is None else f", {field.size}"
            console.print(f"optional  {_MARKS[field.kind is not None]} {field.name}{f' ({field.kind}{size})' if field.kind else ''}", markup=False)
    for issue in report.issues:
        console.print(f"issue     {issue}", style="yellow", markup=False)
    console.print(report.text, markup=False)


if __name__ == "__main__":
    run_alone(command)
