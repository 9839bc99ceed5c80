"""Orders to the servers of a stack that is known by its folder only: what fault tests stop, kill and start again."""

from pathlib import Path
import time
from typing import Final

from common.runtime.errors import ConfigError
from utilities.stack.layout import TEST_MEMORY, Layout, Remembered
from utilities.stack.servers import TEST_SERVERS, Site
from utilities.stack.supervisor import Supervisor


READY_TIMEOUT_S: Final = 120.0
POLL_S: Final = 0.1


class ServerControl:
    """Stops and starts `postgres`, `redis`, `rabbitmq`, `neo4j`, `neo4j-2` and so on."""

    def __init__(self, root: Path) -> None:
        layout = Layout(root=root, programs=root.parent / "programs")
        remembered = Remembered.read(layout)
        if remembered is None:
            raise ConfigError(f"There is no stack in {root}")
        self._site = Site(layout, remembered.ports, TEST_MEMORY)
        self._supervisor = Supervisor(layout)

    def stop(self, name: str) -> None:
        """Orderly stop; back when it has ended."""
        self._supervisor.stop(name)

    def kill(self, name: str) -> None:
        """SIGKILL; it stays down."""
        self._supervisor.kill(name)

    def answers(self, name: str) -> bool:
        """Whether the server does a round trip now."""
        try:
            TEST_SERVERS[name].probe(self._site)
        except Exception:  # whatever a client library says of a server that is away
            return False
        return True

    def start(self, name: str) -> None:
        """Start; back when it answers."""
        self._supervisor.start(name)
        deadline = time.monotonic() + READY_TIMEOUT_S
        while not self.answers(name):
            if time.monotonic() > deadline:
                raise ConfigError(f"{name} does not answer within {READY_TIMEOUT_S:.0f} s")
            time.sleep(POLL_S)
