"""What the server tells Prometheus over HTTP. On stdio there is nobody to tell."""

from typing import Final, Literal, NamedTuple

from prometheus_client import CollectorRegistry, Counter, Histogram, PlatformCollector, ProcessCollector, generate_latest


OTHER: Final = "other"
"""Stands for names of tools that do not exist: callers may invent as many as they like."""


class Family(NamedTuple):
    """One metric as it is told; the same fields as those of other processes, which this package cannot import."""

    kind: Literal["counter", "histogram"]
    name: str
    help: str
    labels: tuple[str, ...]
    buckets: tuple[float, ...] = ()


CALLS: Final = Family("counter", "discogsography_mcp_tool_calls_total", "Answered calls of tools, by how: `ok` or `error`.", ("tool", "outcome"))
SECONDS: Final = Family(
    "histogram",
    "discogsography_mcp_tool_seconds",
    "Wall time of calls, the API's part included.",
    ("tool",),
    (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 180),
)
FAMILIES: Final = (CALLS, SECONDS)


class Metrics:
    """Figures of one server, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector):
            collector(registry=self._registry)
        self._calls = Counter(CALLS.name, CALLS.help, CALLS.labels, registry=self._registry)
        self._seconds = Histogram(SECONDS.name, SECONDS.help, SECONDS.labels, buckets=SECONDS.buckets, registry=self._registry)

    def called(self, tool: str, seconds: float, *, failed: bool) -> None:
        """Count a call of a tool."""
        self._calls.labels(tool, "error" if failed else "ok").inc()
        self._seconds.labels(tool).observe(seconds)

    def text(self) -> bytes:
        """In the exposition format."""
        return generate_latest(self._registry)
