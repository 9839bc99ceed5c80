"""CPU seconds and peak memory of processes and servers over a span of time."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
import threading
import time
from typing import Any, Final, Self

import psutil


SAMPLE_S: Final = 0.2


def server_pid(port: int) -> int:
    """Process that listens on a local port."""
    for connection in psutil.net_connections("tcp"):
        if connection.status == psutil.CONN_LISTEN and connection.laddr and connection.laddr.port == port and connection.pid:
            return connection.pid
    raise SystemExit(f"no process of this machine listens on port {port}: the benchmark measures local servers only")


def cpu_seconds(pid: int) -> float:
    """CPU of a process with its living children and those it has waited for (PostgreSQL's finished backends)."""
    try:
        process = psutil.Process(pid)
        own = process.cpu_times()
        total = own.user + own.system + own.children_user + own.children_system
        for child in process.children(recursive=True):
            try:
                times = child.cpu_times()
            except psutil.NoSuchProcess:
                continue
            total += times.user + times.system + times.children_user + times.children_system
    except psutil.NoSuchProcess:
        return 0.0
    return total


def peak_bytes(pid: int) -> int:
    """Largest resident memory of one process so far (`VmHWM`)."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except OSError:
        return 0
    return 0


@dataclass(slots=True)
class Meter:
    """Watches named processes from `with` to its end; a sampling thread keeps the last figures of those that end before."""

    watched: dict[str, int]
    cpu: dict[str, float] = field(default_factory=dict)
    peak: dict[str, int] = field(default_factory=dict)
    wall_s: float = 0.0
    _first: dict[str, float] = field(default_factory=dict)
    _began: float = 0.0
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    @classmethod
    def of(cls, servers: dict[str, int], processes: dict[str, int]) -> Self:
        """Servers count from now on; the processes just started count from their birth."""
        meter = cls({**servers, **processes})
        meter._first = {name: cpu_seconds(pid) for name, pid in servers.items()} | dict.fromkeys(processes, 0.0)
        return meter

    def __enter__(self) -> Self:
        self._began = time.monotonic()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall_s = time.monotonic() - self._began
        self._look(self.watched)
        self._over.set()
        if self._thread:
            self._thread.join()

    def _sample(self) -> None:
        while not self._over.wait(SAMPLE_S):
            self._look(self.watched)

    def _look(self, names: Iterable[str]) -> None:
        for name in names:
            pid = self.watched[name]
            used = cpu_seconds(pid) - self._first[name]
            self.cpu[name] = max(used, self.cpu.get(name, 0.0))
            memory = peak_bytes(pid)
            try:
                memory += sum(peak_bytes(child.pid) for child in psutil.Process(pid).children(recursive=True))
            except psutil.NoSuchProcess:
                continue
            self.peak[name] = max(memory, self.peak.get(name, 0))

    def figures(self, records: int) -> dict[str, Any]:
        """Rate and cost of `records` records over the span."""
        return {
            "records": records,
            "wall_s": round(self.wall_s, 3),
            "records_per_s": round(records / self.wall_s, 1),
            "cpu_ms_per_record": round(1000 * sum(self.cpu.values()) / records, 4),
            "cpu_s": {name: round(value, 2) for name, value in self.cpu.items()},
            "cpu_ms_per_record_by_process": {name: round(1000 * value / records, 4) for name, value in self.cpu.items()},
            "peak_mb": {name: round(value / 1e6, 1) for name, value in self.peak.items()},
        }
