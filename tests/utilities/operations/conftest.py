"""Operator commands as typed, in this process, on a machine where nothing runs unless the test says so."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.support.servers import Broker
from utilities.operations import cli


SETTINGS = ("RABBITMQ_", "POSTGRES_", "NEO4J_", "REDIS_", "DISCOGS_", "MUSICBRAINZ_", "STACK_", "COMPOSE_")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its standard output as one JSON document."""
        return json.loads(self.out)


type Typed = Callable[..., Coroutine[Any, Any, Ended]]


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without a stack: no native one, no docker, no variables. Programs of the test's own go into the returned folder."""
    for name in [name for name in os.environ if name.startswith(SETTINGS)]:
        monkeypatch.delenv(name)
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setenv("STACK_DIR", str(tmp_path / "stack"))
    monkeypatch.setenv("PATH", str(programs))
    return programs


@pytest.fixture
def typed(nowhere: Path, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Runs `discogsography <arguments>`; in a thread, for commands have event loops of their own."""

    def run(*arguments: object) -> int:
        try:
            cli.main([str(each) for each in arguments])
        except SystemExit as ended:
            return int(ended.code or 0)

    async def typed(*arguments: object) -> Ended:
        capsys.readouterr()
        code = await asyncio.to_thread(run, *arguments)
        return Ended(code, *capsys.readouterr())

    return typed


@pytest.fixture
def at_broker(nowhere: Path, broker: Broker, monkeypatch: pytest.MonkeyPatch) -> Broker:
    """The test's virtual host, named by the environment as an operator would name a broker elsewhere."""
    for name, value in broker.env.items():
        monkeypatch.setenv(name, value)
    return broker
