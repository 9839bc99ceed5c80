"""The live counters as Prometheus text."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from extractor.status import ExtractionStatus, LiveStatus


class LiveCollector(Collector):
    """Reads the live status at scrape time, so that nothing is counted twice."""

    def __init__(self, live: LiveStatus) -> None:
        self._live = live

    def collect(self) -> Iterator[Metric]:
        """All families."""
        live = self._live
        records = GaugeMetricFamily("extractor_records_published", "Records confirmed in the present or last run.", labels=["source", "type"])
        for kind, count in live.records.items():
            records.add_metric([live.source.value, kind.value], count)
        yield records
        state = GaugeMetricFamily("extractor_state", "1 for the present life-cycle state.", labels=["source", "state"])
        for each in ExtractionStatus:
            state.add_metric([live.source.value, each.value], 1 if live.state is each else 0)
        yield state
        health = live.health()
        for name, text, value in (
            ("extractor_bytes_read", "Bytes read of the run's files, as they lie on disk.", health["bytes_read"]),
            ("extractor_bytes", "Bytes of the run's files, as they lie on disk.", health["bytes_total"]),
            ("extractor_records_skipped", "Records dropped by skip rules.", live.skipped),
            ("extractor_records_malformed", "Records that could not be read.", sum(live.malformed.values())),
            ("extractor_files_open", "Files being published.", len(live.active_files)),
            ("extractor_files_completed", "Files completed in this run.", live.completed_files),
        ):
            gauge = GaugeMetricFamily(name, text, labels=["source"])
            gauge.add_metric([live.source.value], value)
            yield gauge
        cpu = CounterMetricFamily("extractor_worker_cpu_seconds", "CPU time of the worker processes.", labels=["source", "worker"])
        for worker in health["workers"]:
            cpu.add_metric([live.source.value, str(worker["name"])], worker["cpu_s"])
        yield cpu


def prometheus_text(live: LiveStatus) -> bytes:
    """The text exposition of a process's live status."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(LiveCollector(live))
    return generate_latest(registry)
