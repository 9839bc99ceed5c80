"""Timeline and evolution, from counts per year. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
import math
from typing import Final

from api.collection.models import Bucket, Evolution, EvolutionSummary, EvolutionYear, Metric, TimelineInsights, TimelineStep


TOP_LABELS: Final = 5
TOP_STYLES: Final = 10


@dataclass(frozen=True, slots=True)
class YearCount:
    """How many releases, and copies of them, have `name` in `year`."""

    year: int
    name: str
    releases: int
    copies: int


def timeline(
    years: Mapping[int, int], genres: Iterable[YearCount], labels: Iterable[YearCount], styles: Iterable[YearCount], bucket: Bucket
) -> tuple[list[TimelineStep], TimelineInsights]:
    """Steps, ascending, and what they say as a whole.

    Args:
        years: Distinct releases by year.
    """
    step_of: Callable[[int], int] = (lambda year: year // 10 * 10) if bucket is Bucket.DECADE else (lambda year: year)
    counts: Counter[int] = Counter()
    for year, releases in years.items():
        counts[step_of(year)] += releases
    genres_of, labels_of, styles_of = (_by_step(each, step_of) for each in (genres, labels, styles))
    steps = [
        TimelineStep(
            year=step,
            count=counts[step],
            genres=dict(_ranked(genres_of[step])),
            top_labels=[name for name, _ in _ranked(labels_of[step])[:TOP_LABELS]],
            top_styles=sorted(name for name, _ in _ranked(styles_of[step])[:TOP_STYLES]),
        )
        for step in sorted(counts)
    ]
    return steps, _insights(steps, [set(styles_of[step.year]) for step in steps])


def evolution(metric: Metric, counts: Iterable[YearCount]) -> Evolution:
    """Years ascending, each with its values, largest first."""
    by_year: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for count in counts:
        by_year[count.year][count.name] += count.copies
    data = [EvolutionYear(year=year, values=dict(_ranked(by_year[year]))) for year in sorted(by_year)]
    names = {name for values in by_year.values() for name in values}
    return Evolution(metric=metric, data=data, summary=EvolutionSummary(total_years=len(data), unique_values=len(names)))


def diversity(totals: Mapping[str, int]) -> float:
    """Shannon entropy over its maximum, two decimals; 0 for one genre or none."""
    whole = sum(totals.values())
    if len(totals) < 2:
        return 0.0
    entropy = -sum(count / whole * math.log2(count / whole) for count in totals.values())
    return round(entropy / math.log2(len(totals)), 2)


def drift(styles: list[set[str]]) -> float:
    """Mean Jaccard distance of consecutive steps, two decimals; steps without any style in both are left out."""
    pairs = [(before, after) for before, after in pairwise(styles) if before | after]
    if not pairs:
        return 0.0
    return round(sum(1 - len(before & after) / len(before | after) for before, after in pairs) / len(pairs), 2)


def _by_step(counts: Iterable[YearCount], step_of: Callable[[int], int]) -> defaultdict[int, Counter[str]]:
    steps: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for count in counts:
        steps[step_of(count.year)][count.name] += count.releases
    return steps


def _ranked(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _insights(steps: list[TimelineStep], styles: list[set[str]]) -> TimelineInsights:
    totals: Counter[str] = Counter()
    for step in steps:
        totals.update(step.genres)
    ranked = _ranked(totals)
    return TimelineInsights(
        peak_year=max(steps, key=lambda step: (step.count, -step.year)).year if steps else None,
        dominant_genre=ranked[0][0] if ranked else None,
        genre_diversity_score=diversity(totals),
        style_drift_rate=drift(styles),
    )
