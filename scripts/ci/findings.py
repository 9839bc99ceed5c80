"""Findings of a scanner (SARIF): takes out those that were suppressed in place, and fails on an error among the rest.

    python3 scripts/ci/findings.py semgrep.sarif

The file is rewritten, so that what is uploaded afterwards shows nothing that somebody has judged already. Standard library only.
"""

import json
from pathlib import Path
import sys
from typing import Any


def strip(report: dict[str, Any]) -> dict[str, Any]:
    """The report without suppressed findings."""
    runs = [run | {"results": [result for result in run.get("results", []) if not result.get("suppressions")]} for run in report.get("runs", [])]
    return report | {"runs": runs}


def errors(report: dict[str, Any]) -> list[str]:
    """Findings whose own level, or else whose rule's, is `error`."""
    found = []
    for run in report.get("runs", []):
        rules = run.get("tool", {}).get("driver", {}).get("rules", [])
        level_of = {rule["id"]: rule.get("defaultConfiguration", {}).get("level", "warning") for rule in rules}
        for result in run.get("results", []):
            rule = result.get("ruleId", "")
            if result.get("level", level_of.get(rule, "warning")) == "error":
                places = [
                    place["physicalLocation"]["artifactLocation"]["uri"] for place in result.get("locations", []) if "physicalLocation" in place
                ]
                found.append(f"{', '.join(places) or 'somewhere'}: {rule}: {result.get('message', {}).get('text', '')}")
    return found


def main(path: Path) -> int:
    """1 when an error is left."""
    report = strip(json.loads(path.read_text(encoding="utf-8")))
    path.write_text(json.dumps(report), encoding="utf-8")
    found = errors(report)
    for each in found:
        print(f"::error::{each}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
