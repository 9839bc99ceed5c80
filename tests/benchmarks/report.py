"""Medians of benchmark runs, as numbers and as Markdown."""

import statistics
from typing import Any


type Samples = dict[str, list[dict[str, Any]]]
"""Figures of each run, by phase."""


def summary(found: Samples, scale: float) -> dict[str, dict[str, Any]]:
    """Medians of each phase; `scale` turns a rate of this machine into one of the reference machine."""
    rows = {}
    for title, samples in found.items():
        rows[title] = {
            "records_per_s": round(statistics.median(s["records_per_s"] for s in samples), 1),
            "records_per_s_scaled": round(statistics.median(s["records_per_s"] for s in samples) * scale, 1),
            "cpu_ms_per_record": round(statistics.median(s["cpu_ms_per_record"] for s in samples), 4),
            "cpu_ms_per_record_by_process": {
                name: round(statistics.median(s["cpu_ms_per_record_by_process"][name] for s in samples), 4)
                for name in samples[0]["cpu_ms_per_record_by_process"]
            },
            "peak_mb": {name: max(s["peak_mb"][name] for s in samples) for name in samples[0]["peak_mb"]},
            "runs": len(samples),
        }
        for name in ("committed_per_s", "to_last_commit_per_s", "maintenance_s"):
            if name in samples[0]:
                rows[title][name] = statistics.median(s[name] for s in samples)
    return rows


def table(rows: dict[str, dict[str, Any]], earlier: dict[str, dict[str, Any]] | None) -> str:
    """The medians as Markdown, with the change against an earlier result where there is one."""
    lines = [
        "| phase | records/s | scaled | to the last commit | committed/s | CPU ms/record | by process | peak MB | change |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for title, row in rows.items():
        by = ", ".join(f"{name} {value:.3f}" for name, value in row["cpu_ms_per_record_by_process"].items())
        peak = ", ".join(f"{name} {value:.0f}" for name, value in row["peak_mb"].items() if name not in ("rabbitmq", "neo4j", "postgres"))
        change = ""
        if earlier and title in earlier:
            change = f"CPU ×{row['cpu_ms_per_record'] / earlier[title]['cpu_ms_per_record']:.2f}"
        at_work = " | ".join(f"{row[name]:,.0f}" if name in row else "" for name in ("to_last_commit_per_s", "committed_per_s"))
        rate = f"{row['records_per_s']:,.0f} | {row['records_per_s_scaled']:,.0f} | {at_work}"
        lines.append(f"| {title} | {rate} | {row['cpu_ms_per_record']:.3f} | {by} | {peak} | {change} |")
    return "\n".join(lines)
