"""What processes tell Prometheus: a family is declared once, and exposition, sums over processes and the reference page are made of it.

The module `metrics` of a package lists its families in `FAMILIES`. They are filled in one of two ways:

    Recorder   counts while things happen, in the process that is asked
    Snapshot   is taken when somebody asks; snapshots of several processes add up (`merged`)
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import accumulate
from typing import Final, Self

from prometheus_client import CollectorRegistry, Counter, Gauge, GCCollector, Histogram, PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector


PREFIX: Final = "discogsography_"


class Kind(StrEnum):
    """Type of a family, in Prometheus' words."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


class Across(StrEnum):
    """What one figure for several processes is; counters and histograms always add up."""

    SUM = "sum"
    MAX = "max"
    MIN = "min"


@dataclass(frozen=True, slots=True)
class Family:
    """One metric. `name` is the one in the exposition, so a counter's ends in `_total`. Labels take values of closed sets only."""

    kind: Kind
    name: str
    help: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()
    across: Across = Across.SUM

    @property
    def samples(self) -> tuple[str, ...]:
        """Names that a query may use."""
        if self.kind is Kind.HISTOGRAM:
            return tuple(f"{self.name}_{part}" for part in ("bucket", "count", "sum"))
        return (self.name,)


def counter(name: str, text: str, *labels: str) -> Family:
    """A number that only grows while its process lives."""
    if not name.endswith("_total"):
        raise ValueError(f"a counter's name ends in _total: {name}")
    return Family(Kind.COUNTER, PREFIX + name, text, labels)


def gauge(name: str, text: str, *labels: str, across: Across = Across.SUM) -> Family:
    """A number that goes up and down."""
    return Family(Kind.GAUGE, PREFIX + name, text, labels, across=across)


def histogram(name: str, text: str, *labels: str, buckets: Sequence[float]) -> Family:
    """How often a number was how large."""
    return Family(Kind.HISTOGRAM, PREFIX + name, text, labels, tuple(buckets))


class Recorder:
    """Families that count while things happen, and the figures of the process itself, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = process_registry()

    def counter(self, family: Family) -> Counter:
        """The counter of a family."""
        return Counter(family.name, family.help, family.labels, registry=self.registry)

    def gauge(self, family: Family) -> Gauge:
        """The gauge of a family."""
        return Gauge(family.name, family.help, family.labels, registry=self.registry)

    def histogram(self, family: Family) -> Histogram:
        """The histogram of a family."""
        return Histogram(family.name, family.help, family.labels, buckets=family.buckets, registry=self.registry)

    def text(self) -> bytes:
        """The text of `/metrics`."""
        return generate_latest(self.registry)


type Labels = tuple[str, ...]
"""Values of a family's labels, in its order."""


@dataclass(slots=True)
class Distribution:
    """What a histogram counts. One thread observes; others may read meanwhile, and see a moment ago."""

    buckets: tuple[float, ...]
    counts: list[int] = field(default_factory=list)
    total: float = 0.0

    def __post_init__(self) -> None:
        self.counts = self.counts or [0] * (len(self.buckets) + 1)  # the last one holds what exceeds all bounds

    def observe(self, value: float) -> None:
        """Count one value."""
        self.counts[bisect_left(self.buckets, value)] += 1
        self.total += value

    def copy(self) -> Self:
        """As it is now."""
        return type(self)(self.buckets, self.counts.copy(), self.total)

    def __add__(self, other: "Distribution") -> "Distribution":
        return Distribution(self.buckets, [a + b for a, b in zip(self.counts, other.counts, strict=True)], self.total + other.total)


type Snapshot = Mapping[str, Mapping[Labels, float | Distribution]]
"""Figures by family and labels. Plain data: it travels between processes."""

_WHOLE: Final[Mapping[Across, Callable[[float, float], float]]] = {Across.MAX: max, Across.MIN: min, Across.SUM: lambda a, b: a + b}


def merged(families: Iterable[Family], snapshots: Sequence[Snapshot]) -> Snapshot:
    """One snapshot for several processes."""
    whole: dict[str, dict[Labels, float | Distribution]] = {}
    for family in families:
        series: dict[Labels, float | Distribution] = {}
        for snapshot in snapshots:
            for labels, value in snapshot.get(family.name, {}).items():
                series[labels] = _both(family, series[labels], value) if labels in series else value
        if series:
            whole[family.name] = series
    return whole


def _both(family: Family, left: float | Distribution, right: float | Distribution) -> float | Distribution:
    if isinstance(left, Distribution):
        assert isinstance(right, Distribution)
        return left + right
    assert not isinstance(right, Distribution)
    return _WHOLE[Across.SUM if family.kind is Kind.COUNTER else family.across](left, right)


def lasting(families: Iterable[Family], snapshot: Snapshot) -> Snapshot:
    """What stays counted when the process ends that counted it. A sum without it would fall, which Prometheus takes for a restart."""
    return {family.name: snapshot[family.name] for family in families if family.kind is not Kind.GAUGE and family.name in snapshot}


class SnapshotCollector(Collector):
    """Reads a snapshot at every scrape, so that nothing is counted twice.

    Args:
        families: What is told; a family without figures is told without samples.
        read: Takes the snapshot; called by the thread that answers, so it must not block.
    """

    def __init__(self, families: Sequence[Family], read: Callable[[], Snapshot]) -> None:
        self._families = families
        self._read = read

    def collect(self) -> Iterator[Metric]:
        """All families."""
        snapshot = self._read()
        for family in self._families:
            yield _exposed(family, snapshot.get(family.name, {}))

    def describe(self) -> list[Metric]:
        """Nothing: registering must not take a snapshot."""
        return []


def _exposed(family: Family, series: Mapping[Labels, float | Distribution]) -> Metric:
    if family.kind is Kind.HISTOGRAM:
        shown = HistogramMetricFamily(family.name, family.help, labels=family.labels)
        for labels, value in series.items():
            assert isinstance(value, Distribution)
            bounds = [*(str(float(bound)) for bound in value.buckets), "+Inf"]
            shown.add_metric(labels, list(zip(bounds, map(float, accumulate(value.counts)), strict=True)), value.total)
        return shown
    made = CounterMetricFamily if family.kind is Kind.COUNTER else GaugeMetricFamily
    plain = made(family.name, family.help, labels=family.labels)
    for labels, value in series.items():
        assert not isinstance(value, Distribution)
        plain.add_metric(labels, value)
    return plain


def process_registry() -> CollectorRegistry:
    """A registry with the figures that every process has: CPU, memory, open files, Python, garbage collection."""
    registry = CollectorRegistry()
    for collector in (ProcessCollector, PlatformCollector, GCCollector):
        collector(registry=registry)
    return registry


def snapshot_text(families: Sequence[Family], read: Callable[[], Snapshot]) -> Callable[[], bytes]:
    """The function that gives the text of `/metrics`, from snapshots."""
    registry = process_registry()
    registry.register(SnapshotCollector(families, read))
    return lambda: generate_latest(registry)
