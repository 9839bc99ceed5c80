"""Whether a change needs the whole of the checks: writes `heavy=true` or `heavy=false` for the jobs that follow.

    EVENT=pull_request BASE=<commit> HEAD=<commit> python3 scripts/ci/changes.py

Only what no test, build or image reads leaves them out. Runs before anything is installed: standard library only.
"""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
import os
from pathlib import Path
import subprocess
import sys
from typing import Final


DOCUMENTS: Final = ("*.md", "docs/pictures/*", "LICENSE", ".github/CODEOWNERS", ".github/ISSUE_TEMPLATE/*")
"""`*` matches slashes too. Markdown is read by the checks of the code's quality alone, which always run."""
COMPARED: Final = frozenset({"pull_request", "push"})
NO_COMMIT: Final = "0" * 40
"""What a push says it came after when it made its branch."""


def is_document(path: str) -> bool:
    """Whether a file is for people only."""
    return any(fnmatchcase(path, pattern) for pattern in DOCUMENTS)


def needs_all(event: str, paths: Sequence[str] | None) -> bool:
    """Whether tests, security checks and images are to run.

    Args:
        event: Name of the event; on a schedule and by hand everything runs.
        paths: Files that differ; `None` when that cannot be told.
    """
    return event not in COMPARED or not paths or not all(map(is_document, paths))


def changed(base: str, head: str) -> list[str] | None:
    """Files that differ between two commits since they parted; a renamed one under both names."""
    if not base or base == NO_COMMIT:
        return None
    command = ["git", "diff", "--name-only", "--no-renames", "-z", f"{base}...{head}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - commits come as arguments of one word
    return [path for path in done.stdout.split("\0") if path] if done.returncode == 0 else None


def output(values: Mapping[str, str]) -> None:
    """Hand values to the jobs that follow, and show them."""
    text = "".join(f"{name}={value}\n" for name, value in values.items())
    sys.stdout.write(text)
    if target := os.environ.get("GITHUB_OUTPUT"):
        with Path(target).open("a", encoding="utf-8") as file:
            file.write(text)


def main() -> int:
    """Decide for the event that the environment names."""
    event = os.environ.get("EVENT", "")
    paths = changed(os.environ.get("BASE", ""), os.environ.get("HEAD", "") or "HEAD") if event in COMPARED else None
    heavy = needs_all(event, paths)
    for path in paths or ():
        print(f"{'document' if is_document(path) else 'code    '}  {path}")
    output({"heavy": str(heavy).lower()})
    return 0


if __name__ == "__main__":
    sys.exit(main())
