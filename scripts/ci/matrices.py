"""What workflows run over, read from the workspace: nobody keeps a list that forgets a member.

    python3 scripts/ci/matrices.py

projects   members that have a program, and so an image: name, use_cache
names      the same, as plain words
suites     test suites: name, recipe. A member's suite is its recipe `test-<member>`; the rest is one suite

Written for the jobs that follow. Standard library only.
"""

import json
import os
from pathlib import Path
import re
import sys
import tomllib
from typing import Final


ROOT: Final = Path(__file__).resolve().parents[2]
ELSEWHERE: Final = frozenset({"containers"})
"""Suites with a workflow of their own."""


def members(root: Path = ROOT) -> list[str]:
    """Folders of the workspace's members."""
    told: list[str] = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["uv"]["workspace"]["members"]
    return sorted(told)


def projects(root: Path = ROOT) -> list[str]:
    """Members that have a program."""
    return [name for name in members(root) if "scripts" in tomllib.loads((root / name / "pyproject.toml").read_text(encoding="utf-8"))["project"]]


def recipes(root: Path = ROOT) -> set[str]:
    """Names of the justfile's recipes."""
    return set(re.findall(r"^([a-z][a-z0-9-]*)(?: [^:=\n]*)?:(?!=)", (root / "justfile").read_text(encoding="utf-8"), re.MULTILINE))


def suites(root: Path = ROOT) -> list[dict[str, str]]:
    """Every folder under `tests` that holds tests is in one suite."""
    folders = sorted({path.relative_to(root / "tests").parts[0] for path in (root / "tests").glob("*/**/test_*.py")} - ELSEWHERE)
    known = recipes(root)
    own = {folder: f"test-{folder.replace('_', '-')}" for folder in folders}
    members_suites = [{"name": folder.replace("_", "-"), "recipe": recipe} for folder, recipe in own.items() if recipe in known]
    rest = [f"tests/{folder}" for folder, recipe in own.items() if recipe not in known]
    return [*members_suites, {"name": "platform", "recipe": f"test-all {' '.join(rest)}"}]


def main() -> int:
    """Write all three."""
    named = projects()
    values: dict[str, object] = {
        "projects": {"include": [{"name": name, "use_cache": True} for name in named]},
        "names": named,
        "suites": {"include": suites()},
    }
    text = "".join(f"{name}={json.dumps(value)}\n" for name, value in values.items())
    sys.stdout.write(text)
    if target := os.environ.get("GITHUB_OUTPUT"):
        with Path(target).open("a", encoding="utf-8") as file:
            file.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
