"""Figures of this process for Prometheus."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from common.runtime.metrics import Family, Recorder, counter, gauge, histogram


_BUCKETS: Final = (0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 150)
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

SECONDS: Final = histogram("explore_request_seconds", "Wall time of requests, until their last byte.", "kind", buckets=_BUCKETS)
REQUESTS: Final = counter("explore_requests_total", "Answered requests; `kind` is `api`, `page`, `file` or `other`.", "kind", "method", "status")
STREAMS: Final = gauge("explore_streams_open", "Streams of events that are being handed on.")
READY: Final = gauge("explore_ready", "1 while the page is there and the API answers.")

FAMILIES: Final[tuple[Family, ...]] = (SECONDS, REQUESTS, STREAMS, READY)


class Metrics(Recorder):
    """Figures of one application."""

    def __init__(self) -> None:
        super().__init__()
        self._seconds = self.histogram(SECONDS)
        self._requests = self.counter(REQUESTS)
        self._streams = self.gauge(STREAMS)
        self._ready = self.gauge(READY)

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
