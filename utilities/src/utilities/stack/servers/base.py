"""What every server of the stack is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from utilities.stack.layout import Layout, Memory
from utilities.stack.ports import Ports
from utilities.stack.program import Program


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that decides how a server of one stack is set up."""

    layout: Layout
    ports: Ports
    memory: Memory
    lasting: bool = True
    """Whether the data must survive a crash of the machine."""


class Server(Protocol):
    """A server: files before its first start, its processes, and how to tell that it answers."""

    name: str
    """Name of its main program."""
    title: str
    """Name that people know it by."""

    def ports(self, site: Site, /) -> Mapping[str, int]:
        """What it listens on, in words, by port."""
        ...

    def prepare(self, site: Site, /) -> None:
        """Write configuration, make the data folder when it is not there. Repeatable, also after a kill in the middle."""
        ...

    def programs(self, site: Site, /) -> list[Program]:
        """Its processes in start order; the last one is the server."""
        ...

    def probe(self, site: Site, /) -> None:
        """One round trip with the stack's own credentials; raises while it does not answer."""
        ...
