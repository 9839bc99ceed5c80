"""Figures of this process for Prometheus. Served on the health port, so the world does not see them."""

from collections.abc import Callable
import time
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, GCCollector, Histogram, PlatformCollector, ProcessCollector, generate_latest


UNMATCHED: Final = "<unmatched>"
HUNG_UP: Final = 499
"""Stands for the status of an answer that nobody waited for."""

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """Counters of one application; each has a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        self._requests = Histogram(
            "api_request_seconds",
            "Wall time of answered requests, by route template.",
            ["method", "route", "status"],
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self._in_progress = Gauge("api_requests_in_progress", "Requests being answered.", registry=self.registry)
        self._answers = Counter("api_cache_answers", "Answers by where they came from.", ["space", "outcome"], registry=self.registry)
        self._stores = Gauge("api_store_up", "1 while a store answers its probe.", ["store"], registry=self.registry)
        self._generation = Gauge("api_catalogue_generation", "Generation of the catalogue that answers belong to.", registry=self.registry)

    def request_began(self) -> Callable[[str, str, int], None]:
        """Count a request in; call the result with method, route template and status when it has been answered."""
        began = time.perf_counter()
        self._in_progress.inc()

        def ended(method: str, route: str, status: int) -> None:
            self._in_progress.dec()
            self._requests.labels(method if method in _METHODS else "other", route, str(status)).observe(time.perf_counter() - began)

        return ended

    def cache_answered(self, space: str, outcome: str) -> None:
        """Count an answer: `kept`, `computed`, or `shared` with another request that computes it."""
        self._answers.labels(space, outcome).inc()

    def store_probed(self, store: str, is_up: bool) -> None:
        """Note what a probe found."""
        self._stores.labels(store).set(is_up)

    def generation_is(self, number: int) -> None:
        """Note the catalogue's generation."""
        self._generation.set(number)

    def render(self) -> bytes:
        """The text of `/metrics`."""
        return generate_latest(self.registry)
