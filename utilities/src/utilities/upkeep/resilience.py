"""`test-database-resilience.sh`: each server of the running stack is stopped for a while, and everything must come back by itself.

all healthy? ──► stop ──► while it is away: every service still answers ──► start ──► all healthy again, none was restarted
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
import sys
import time
from typing import Annotated, Final

import typer

from common.runtime.errors import ConfigError
from utilities.backup.cli import end_orderly
from utilities.backup.platform import Platform
from utilities.backup.sites import platform_of
from utilities.operations.imports import consumer_queues
from utilities.operations.output import EXIT_FOUND, AsJson, InContainers, Native, ask_management, print_json, say
from utilities.operations.target import Target, find_target
from utilities.stack.servers import SERVERS
from utilities.upkeep.access import run_script


OUTAGES_S: Final[Mapping[str, float]] = {"neo4j": 30.0, "postgres": 30.0, "rabbitmq": 20.0}
"""How long each server is away: beyond the 30 s after which consumers say so, or nearly."""
RECOVERY_S: Final = 120.0
POLL_S: Final = 1.0

type Wait = Callable[[float], None]
type Clock = Callable[[], float]


@dataclass(slots=True)
class Outage:
    """One server's absence and what came of it. `problems` is empty when all was well."""

    server: str
    seconds: float
    recovered_after_s: float | None = None
    noticed_by: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def command(
    servers: Annotated[list[str] | None, typer.Argument(help="Servers to stop, in this order.", show_default="neo4j postgres rabbitmq")] = None,
    seconds: Annotated[float | None, typer.Option(min=1, help="How long each is away.", show_default="30, 30, 20")] = None,
    recovery: Annotated[float, typer.Option(min=1, help="Seconds that services may take until all are healthy again.")] = RECOVERY_S,
    native: Native = False,
    compose: InContainers = False,
    as_json: AsJson = False,
) -> None:
    """Stop Neo4j, PostgreSQL and RabbitMQ in turn, and check that services live through it and are healthy afterwards.

    It asks nothing. Exit codes: 0 every service came back; 1 one did not, or the stack was not healthy at the start.
    """
    end_orderly()
    wanted = servers or list(OUTAGES_S)
    if unknown := [name for name in wanted if name not in SERVERS]:
        raise ConfigError(f"No server is called {', '.join(unknown)}: there are {', '.join(SERVERS)}")
    target = find_target(native=native, compose=compose)
    drill = Drill(platform_of(target, say), target, recovery_s=recovery)
    outages: list[Outage] = []
    for outage in drill.run({name: seconds or OUTAGES_S.get(name, 20.0) for name in wanted}):
        outages.append(outage)
        words = "; ".join(outage.problems) or f"all healthy again after {outage.recovered_after_s:.0f} s"
        say(f"{outage.server}, away for {outage.seconds:.0f} s: {words}")
    queues = depths(target)
    if as_json:
        print_json({"outages": outages, "queues": queues})
    else:
        for outage in outages:
            sys.stdout.write(f"{outage.server}: {'FAILED: ' + '; '.join(outage.problems) if outage.problems else 'ok'}\n")
        for name, depth in queues.items():
            sys.stdout.write(f"{name}: {depth:,} messages\n")
    if any(outage.problems for outage in outages):
        raise typer.Exit(EXIT_FOUND)


def depths(target: Target) -> dict[str, int]:
    """Messages in each consumer's queue, dead letters not among them."""
    names = consumer_queues(target.settings.prefixes)
    found = ask_management(target.settings, lambda management: management.queues())
    return {queue.name: queue.messages for queue in found if queue.name in names}


class Drill:
    """Outages of a stack, one after the other.

    Args:
        wait, clock: The real ones, unless a test has its own.
    """

    def __init__(
        self, platform: Platform, target: Target, *, recovery_s: float = RECOVERY_S, wait: Wait = time.sleep, clock: Clock = time.monotonic
    ) -> None:
        self._platform = platform
        self._target = target
        self._recovery_s = recovery_s
        self._wait = wait
        self._clock = clock

    def run(self, outages_s: Mapping[str, float]) -> Iterator[Outage]:
        """Each outage when it is over.

        Raises:
            ConfigError: the stack is not healthy as it is: an outage would show nothing.
        """
        services = self._answering()
        if not services:
            raise ConfigError("No service answers: there is nothing that could come back")
        if ill := self._unhealthy(services):
            raise ConfigError(f"Not healthy as it is: {', '.join(ill)}")
        for server, seconds in outages_s.items():
            yield self._outage(server, seconds, services)

    def _outage(self, server: str, seconds: float, services: Sequence[str]) -> Outage:
        outage = Outage(server, seconds)
        born = self._births()
        self._platform.stop(server)
        try:
            stopped = self._clock()
            while self._clock() - stopped < seconds:
                self._wait(min(POLL_S, seconds))
                health = self._target.health()
                outage.noticed_by = sorted({*outage.noticed_by, *(name for name in services if health[name].status == 503)})
            silent = [name for name in services if health[name].status is None]
            outage.problems += [f"{name} does not answer while {server} is away" for name in silent]
        finally:
            self._platform.start(server)
        self._recover(outage, services)
        now = self._births()
        outage.problems += [f"{name} was restarted" for name in services if name in born and now.get(name, 0.0) > born[name] + POLL_S]
        return outage

    def _recover(self, outage: Outage, services: Sequence[str]) -> None:
        back = self._clock()
        while ill := self._unhealthy(services):
            if self._clock() - back > self._recovery_s:
                outage.problems += [f"{name} is not healthy {self._recovery_s:.0f} s after {outage.server} was back" for name in ill]
                return
            self._wait(POLL_S)
        outage.recovered_after_s = self._clock() - back

    def _answering(self) -> list[str]:
        return [name for name, health in self._target.health().items() if health.status is not None]

    def _unhealthy(self, services: Sequence[str]) -> list[str]:
        health = self._target.health()
        return [name for name in services if health[name].status != 200]

    def _births(self) -> dict[str, float]:
        """When each process was started, on the drill's clock, where that is known."""
        return {process.name: self._clock() - process.up_s for process in self._target.processes() if process.up_s is not None}


if __name__ == "__main__":
    run_script(command)
