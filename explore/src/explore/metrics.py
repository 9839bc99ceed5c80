"""Figures of this process for Prometheus."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, PlatformCollector, ProcessCollector, generate_latest


_BUCKETS: Final = (0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 150)
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """Metrics of one application, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector):
            collector(registry=self._registry)
        self._seconds = Histogram(
            "explore_request_seconds", "Wall time of requests, until their last byte.", ["kind"], buckets=_BUCKETS, registry=self._registry
        )
        self._requests = Counter("explore_requests", "Answered requests.", ["kind", "method", "status"], registry=self._registry)
        self._streams = Gauge("explore_streams_open", "Streams of events that are being handed on.", registry=self._registry)
        self._ready = Gauge("explore_ready", "1 while the page is there and the API answers.", registry=self._registry)

    def answered(self, kind: str, method: str, status: int, seconds: float) -> None:
        """Count a request; `kind` is `api`, `page`, `file` or `other`."""
        self._requests.labels(kind, method if method in _METHODS else "other", str(status)).inc()
        self._seconds.labels(kind).observe(seconds)

    @contextmanager
    def streaming(self) -> Iterator[None]:
        """Count a stream while it lasts."""
        self._streams.inc()
        try:
            yield
        finally:
            self._streams.dec()

    def is_ready(self, ready: bool) -> None:
        """Note what the last probe found."""
        self._ready.set(ready)

    def text(self) -> bytes:
        """In the exposition format."""
        return generate_latest(self._registry)
