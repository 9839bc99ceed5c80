"""Figures of this process for Prometheus. Served on the health port, so the world does not see them."""

from collections.abc import Callable
import time
from typing import Final

from common.runtime.metrics import Family, Recorder, counter, gauge, histogram


UNMATCHED: Final = "<unmatched>"
HUNG_UP: Final = 499
"""Stands for the status of an answer that nobody waited for."""

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

REQUESTS: Final = histogram(
    "api_request_seconds",
    f"Wall time of answered requests, by route template; status {HUNG_UP} where nobody waited.",
    "method",
    "route",
    "status",
    buckets=_BUCKETS,
)
IN_PROGRESS: Final = gauge("api_requests_in_progress", "Requests being answered.")
CACHE_ANSWERS: Final = counter(
    "api_cache_answers_total", "Answers by where they came from: `kept`, `computed`, or `shared` with a request that computed it.", "space", "outcome"
)
LIMITED: Final = counter(
    "api_limited_requests_total", "Requests that a rate limit let pass (`counted`) or `refused`, by whose window: `ip` or `tok`.", "window", "outcome"
)
STORE_UP: Final = gauge("api_store_up", "1 while a store answers its probe.", "store")
GENERATION: Final = gauge("api_catalogue_generation", "Generation of the catalogue that answers belong to.")

FAMILIES: Final[tuple[Family, ...]] = (REQUESTS, IN_PROGRESS, CACHE_ANSWERS, LIMITED, STORE_UP, GENERATION)


class Metrics(Recorder):
    """Figures of one application."""

    def __init__(self) -> None:
        super().__init__()
        self._requests = self.histogram(REQUESTS)
        self._in_progress = self.gauge(IN_PROGRESS)
        self._answers = self.counter(CACHE_ANSWERS)
        self._limited = self.counter(LIMITED)
        self._stores = self.gauge(STORE_UP)
        self._generation = self.gauge(GENERATION)

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

    def limit_counted(self, window: str, outcome: str) -> None:
        """Count a request that a limit let pass or refused; `window` is the kind of bucket."""
        self._limited.labels(window, outcome).inc()

    def store_probed(self, store: str, is_up: bool) -> None:
        """Note what a probe found."""
        self._stores.labels(store).set(is_up)

    def generation_is(self, number: int) -> None:
        """Note the catalogue's generation."""
        self._generation.set(number)
