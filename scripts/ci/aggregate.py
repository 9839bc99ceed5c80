"""One verdict over all jobs: fails unless every one succeeded, and says whether images may be built.

    NEEDS='<toJSON(needs)>' python3 scripts/ci/aggregate.py

A job that was skipped or cancelled has proven nothing. Only when a change touches nothing but documents may the jobs be skipped that
are skipped for it. Runs on a bare runner: standard library only.
"""

from collections.abc import Mapping
import json
import os
from pathlib import Path
import sys
from typing import Any, Final


CHANGES: Final = "detect-changes"
ALWAYS: Final = frozenset({CHANGES, "code-quality"})
"""Jobs that no change leaves out."""


def is_heavy(needs: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether the change asks for everything; also when nobody could tell."""
    return bool(needs.get(CHANGES, {}).get("outputs", {}).get("heavy") != "false")


def problems(needs: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Jobs that keep the whole from being good, with how they ended."""
    heavy = is_heavy(needs)
    missing = [f"{job}: not among the jobs that were waited for" for job in sorted(ALWAYS - needs.keys())]
    return missing + [
        f"{job}: {told.get('result', 'unknown')}"
        for job, told in needs.items()
        if told.get("result") != "success" and not (told.get("result") == "skipped" and not heavy and job not in ALWAYS)
    ]


def main() -> int:
    """0 when all is good."""
    needs: dict[str, dict[str, Any]] = json.loads(os.environ["NEEDS"])
    found = problems(needs)
    lines = [f"| {job} | {told.get('result', 'unknown')} |" for job, told in needs.items()]
    print("\n".join(["| job | result |", "|---|---|", *lines]))
    if target := os.environ.get("GITHUB_OUTPUT"):
        with Path(target).open("a", encoding="utf-8") as file:
            file.write(f"build={str(not found and is_heavy(needs)).lower()}\n")
    for problem in found:
        print(f"::error::{problem}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
