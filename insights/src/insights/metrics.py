"""What the service tells Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from common.domain.insights import InsightType


class Metrics:
    """Metrics of one process, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._runs = Counter("insights_runs_total", "Computations that ended.", ["insight_type", "status"], registry=self._registry)
        self._seconds = Gauge("insights_run_seconds", "Duration of the last computation.", ["insight_type"], registry=self._registry)
        self._success = Gauge(
            "insights_last_success_timestamp_seconds", "When a computation last succeeded.", ["insight_type"], registry=self._registry
        )
        self._rows = Gauge("insights_rows", "Rows of the last computation that succeeded.", ["insight_type"], registry=self._registry)

    def ended(self, insight_type: InsightType, status: str, seconds: float, rows: int | None) -> None:
        """Count a computation that ended."""
        self._runs.labels(insight_type, status).inc()
        self._seconds.labels(insight_type).set(seconds)
        if status == "completed":
            self._success.labels(insight_type).set_to_current_time()
            self._rows.labels(insight_type).set(rows or 0)

    def text(self) -> bytes:
        """In the exposition format."""
        return generate_latest(self._registry)
