"""The drill of outages: what it asks, in which order, and what it calls a failure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from common.runtime.errors import ConfigError
from utilities.operations.target import ProcessState
from utilities.stack.native import ServiceHealth
from utilities.upkeep.resilience import OUTAGES_S, Drill


@dataclass
class Stack:
    """A stack in memory whose time is told: services are unhealthy while the server that they need is away, and for a while after."""

    needs: Mapping[str, str]
    recovers_in_s: float = 3.0
    now: float = 0.0
    away: str | None = None
    back_at: float = -1000.0
    restarted_at: dict[str, float] = field(default_factory=dict)
    dies_without: str | None = None
    done: list[str] = field(default_factory=list)

    def wait(self, seconds: float) -> None:
        self.now += seconds

    def clock(self) -> float:
        return self.now

    def stop(self, server: str) -> None:
        self.done.append(f"stop {server} at {self.now:.0f}")
        self.away = server

    def start(self, server: str) -> None:
        self.done.append(f"start {server} at {self.now:.0f}")
        self.away, self.back_at = None, self.now

    def health(self) -> dict[str, ServiceHealth]:
        return {name: ServiceHealth(self._status(name), {}) for name in self.needs}

    def _status(self, name: str) -> int | None:
        if self.away and self.away == self.dies_without:
            return None
        is_ill = self.needs[name] == self.away or self.now - self.back_at < self.recovers_in_s
        return 503 if is_ill else 200

    def processes(self) -> list[ProcessState]:
        return [ProcessState(name, "running", True, up_s=1000 + self.now - self.restarted_at.get(name, 0.0)) for name in self.needs]

    def drill(self, **options: Any) -> Drill:
        return Drill(cast("Any", self), cast("Any", self), wait=self.wait, clock=self.clock, **options)


NEEDS = {"graphinator": "neo4j", "tableinator": "postgres", "api": "neo4j"}


def test_operations_weak_17_every_server_is_stopped_in_turn_and_all_comes_back() -> None:
    stack = Stack(NEEDS)
    outages = list(stack.drill().run(OUTAGES_S))
    assert [outage.server for outage in outages] == ["neo4j", "postgres", "rabbitmq"]
    assert all(outage.problems == [] for outage in outages)
    assert stack.done == [
        "stop neo4j at 0",
        "start neo4j at 30",
        "stop postgres at 33",
        "start postgres at 63",
        "stop rabbitmq at 66",
        "start rabbitmq at 86",
    ]
    assert outages[0].noticed_by == ["api", "graphinator"]
    assert outages[0].recovered_after_s == 3


def test_what_does_not_come_back_is_a_failure() -> None:
    stack = Stack(NEEDS, recovers_in_s=500)
    (outage,) = stack.drill(recovery_s=10).run({"neo4j": 5})
    assert outage.problems[0] == "graphinator is not healthy 10 s after neo4j was back"
    assert len(outage.problems) == 3


def test_a_service_that_ends_with_its_store_is_a_failure() -> None:
    stack = Stack(NEEDS, dies_without="postgres")
    (outage,) = stack.drill().run({"postgres": 5})
    assert "tableinator does not answer while postgres is away" in outage.problems


def test_a_service_that_was_restarted_is_told() -> None:
    stack = Stack(NEEDS)
    drill = stack.drill()

    def stop(server: str) -> None:
        stack.away = server
        stack.restarted_at["api"] = 1000.0 + stack.now

    stack.stop = stop  # type: ignore[method-assign]
    (outage,) = drill.run({"neo4j": 30})
    assert outage.problems == ["api was restarted"]


def test_a_stack_that_is_ill_already_is_not_drilled() -> None:
    stack = Stack(NEEDS, back_at=-1.0)
    with pytest.raises(ConfigError, match="Not healthy as it is: graphinator"):
        list(stack.drill().run({"neo4j": 5}))
    with pytest.raises(ConfigError, match="No service answers"):
        list(Stack({}).drill().run({"neo4j": 5}))
    assert stack.done == []


def test_the_server_is_started_again_whatever_happens() -> None:
    stack = Stack(NEEDS)

    def interrupted(seconds: float) -> None:
        raise KeyboardInterrupt(seconds)

    stack.wait = interrupted  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        list(stack.drill().run({"neo4j": 5}))
    assert stack.done == ["stop neo4j at 0", "start neo4j at 0"]
