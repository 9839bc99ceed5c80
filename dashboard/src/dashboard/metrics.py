"""Figures for Prometheus: those of the dashboard itself, and all that it knows of the others."""

from collections.abc import Callable
from typing import Final

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)


class Metrics:
    """Metrics of one application, in a registry of their own."""

    content_type: Final = CONTENT_TYPE_LATEST

    def __init__(self, sockets: Callable[[], float]) -> None:
        self._registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self._registry)
        self._requests = Counter("dashboard_api_requests", "Requests for figures.", ["endpoint", "method"], registry=self._registry)
        Gauge("dashboard_websocket_connections", "Open sockets.", registry=self._registry).set_function(sockets)

    def asked(self, endpoint: str, method: str) -> None:
        """Count a request."""
        self._requests.labels(endpoint, method).inc()

    def text(self) -> bytes:
        """In the exposition format."""
        return generate_latest(self._registry)
