"""What the service tells Prometheus."""

from typing import Final

from common.domain.insights import InsightType
from common.runtime.metrics import Family, Recorder, counter, gauge


RUNS: Final = counter("insights_runs_total", "Computations that ended.", "insight_type", "status")
RUN_SECONDS: Final = gauge("insights_run_seconds", "Duration of the last computation.", "insight_type")
LAST_SUCCESS: Final = gauge("insights_last_success_timestamp_seconds", "When a computation last succeeded.", "insight_type")
ROWS: Final = gauge("insights_rows", "Rows of the last computation that succeeded.", "insight_type")

FAMILIES: Final[tuple[Family, ...]] = (RUNS, RUN_SECONDS, LAST_SUCCESS, ROWS)


class Metrics(Recorder):
    """Figures of one process."""

    def __init__(self) -> None:
        super().__init__()
        self._runs = self.counter(RUNS)
        self._seconds = self.gauge(RUN_SECONDS)
        self._success = self.gauge(LAST_SUCCESS)
        self._rows = self.gauge(ROWS)

    def ended(self, insight_type: InsightType, status: str, seconds: float, rows: int | None) -> None:
        """Count a computation that ended."""
        self._runs.labels(insight_type, status).inc()
        self._seconds.labels(insight_type).set(seconds)
        if status == "completed":
            self._success.labels(insight_type).set_to_current_time()
            self._rows.labels(insight_type).set(rows or 0)
