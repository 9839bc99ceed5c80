"""One way to run a process that serves HTTP: its exit code, and the health port around it."""

from collections.abc import Iterator
import signal
import socket
import urllib.request

import pytest

from common.runtime.health import HealthServer
from common.runtime.serving import serve_until_signal


class Stand:
    """A server that looks at the health port while it "serves"."""

    def __init__(self, health: HealthServer, *, starts: bool) -> None:
        self.started = False
        self.health_status = 0
        self._health = health
        self._starts = starts

    def run(self) -> None:
        with urllib.request.urlopen(f"http://127.0.0.1:{self._health.port}/health", timeout=5) as answer:
            self.health_status = answer.status
        self.started = self._starts


@pytest.fixture(autouse=True)
def signals_as_before() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def health() -> HealthServer:
    return HealthServer(0, lambda: {"status": "healthy"}, host="127.0.0.1")


@pytest.mark.parametrize(("starts", "code"), [(True, 0), (False, 1)])
def test_health_answers_while_the_server_runs_and_the_code_says_whether_it_started(health: HealthServer, starts: bool, code: int) -> None:
    server = Stand(health, starts=starts)

    assert serve_until_signal(server, health) == code

    assert server.health_status == 200
    assert health.port == 0, "the health port is still open"


def test_a_taken_health_port_ends_the_process_before_it_serves() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        health = HealthServer(taken.getsockname()[1], dict, host="127.0.0.1")
        server = Stand(health, starts=True)

        assert serve_until_signal(server, health) == 1

    assert not server.started


@pytest.mark.parametrize(("starts", "code"), [(True, 0), (False, 1)])
def test_a_server_that_tells_its_health_itself_needs_no_other_port(starts: bool, code: int) -> None:
    class Alone:
        started = False

        def run(self) -> None:
            self.started = starts

    assert serve_until_signal(Alone()) == code
