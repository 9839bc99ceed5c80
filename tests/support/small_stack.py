"""A stack whose programs are a few lines each, under the real supervisor: for what `./up` does when a program dies, lags or is there already."""

from collections.abc import Sequence
from pathlib import Path
import socket
import sys

from utilities.stack.layout import REPOSITORY, Layout, Memory, Remembered
from utilities.stack.native import NativeStack
from utilities.stack.ports import Ports
from utilities.stack.program import Program
from utilities.stack.servers import Site


SLEEP = "import time; time.sleep(600)"
HEALTHY = """
import http.server, sys

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"status": "healthy"}')

http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def free_ports() -> Ports:
    """Ports that are free at this moment, all different."""
    names = list(Ports.model_fields)
    probes = [socket.socket() for _ in names]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return Ports.model_construct(**{name: probe.getsockname()[1] for name, probe in zip(names, probes, strict=True)})
    finally:
        for probe in probes:
            probe.close()


def small_stack(root: Path, said: list[str]) -> NativeStack:
    """A stack that has been started before, as far as its folder tells."""
    layout = Layout(root=root, programs=REPOSITORY / ".stack" / "programs")
    layout.make()
    ports = free_ports()
    Remembered(ports).write(layout)
    return NativeStack(Site(layout, ports, Memory()), said.append)


def python(name: str, code: str, *arguments: str, restart: bool = False, settled_s: int = 0) -> Program:
    """A program of some lines of Python."""
    return Program(name, [sys.executable, "-c", code, *arguments], settled_s=settled_s, restart=restart, stop_wait_s=1)


def sleepers(names: Sequence[str]) -> list[Program]:
    """Programs that do nothing but stay."""
    return [Program(name, ["sleep", "600"], settled_s=0, restart=False, stop_wait_s=1) for name in names]
