"""Compare the coverage of each package with its floor: `check_coverage.py coverage.json`."""

from collections import defaultdict
import json
from pathlib import Path
import sys


FLOOR = 80.0
FLOORS: dict[str, float] = {"common.domain": 95.0, "dashboard": 95.0, "explore": 95.0}
"""Floors of packages that have reached more. They only go up."""


def package_of(file: str) -> str:
    """Package of a source file: `common.stores` inside common, whose parts differ in kind, else the top-level one."""
    parts = Path(file).parts
    inside = parts[parts.index("src") + 1 :] if "src" in parts else parts
    return ".".join(inside[:2]) if inside[0] == "common" and len(inside) > 2 else inside[0]


def percentages(report: dict[str, dict[str, dict[str, dict[str, int]]]]) -> dict[str, float]:
    """Covered lines and branches of each package, in percent."""
    covered: dict[str, int] = defaultdict(int)
    total: dict[str, int] = defaultdict(int)
    for file, entry in report["files"].items():
        summary = entry["summary"]
        covered[package_of(file)] += summary["covered_lines"] + summary.get("covered_branches", 0)
        total[package_of(file)] += summary["num_statements"] + summary.get("num_branches", 0)
    return {package: 100.0 * covered[package] / total[package] for package in sorted(total) if total[package]}


def main() -> int:
    """Exit code 1 when a package is below its floor."""
    report = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    below = False
    for package, percent in percentages(report).items():
        floor = FLOORS.get(package, FLOOR)
        is_below = percent < floor
        below |= is_below
        print(f"  {package:24} {percent:5.1f} %  (floor {floor:.0f} %){'  BELOW' if is_below else ''}")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
