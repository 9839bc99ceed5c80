"""Runs the real `build.yml` on paper: which jobs would run, given how the others end. Decisions are made by the project's own scripts.

Only the forms of conditions are understood that the workflow uses; another one is an error, so that it cannot be passed over.
"""

from collections.abc import Mapping, Sequence
import json
import os
from pathlib import Path
import re
import subprocess
import sys
from typing import Any, Final

import yaml

from tests.support.real_data import REPOSITORY


WORKFLOWS: Final = REPOSITORY / ".github" / "workflows"
SCRIPTS: Final = REPOSITORY / "scripts" / "ci"
OUTPUT: Final = re.compile(r"needs\.([\w-]+)\.outputs\.(\w+) == '(\w+)'")

type Ended = dict[str, dict[str, Any]]


def workflow(name: str) -> dict[str, Any]:
    """A workflow's text, read."""
    told: dict[str, Any] = yaml.safe_load((WORKFLOWS / f"{name}.yml").read_text(encoding="utf-8"))
    return told


def run_script(name: str, cwd: Path, **environment: str) -> tuple[int, dict[str, str]]:
    """A script of the project as a job runs it: exit code and outputs."""
    target = cwd / "output.txt"
    target.write_text("", encoding="utf-8")
    env = {**os.environ, "GITHUB_OUTPUT": str(target), **environment}
    done = subprocess.run([sys.executable, str(SCRIPTS / f"{name}.py")], cwd=cwd, env=env, check=False, capture_output=True, text=True)
    lines = target.read_text(encoding="utf-8").splitlines()
    return done.returncode, dict(line.split("=", 1) for line in lines)


def simulate(heavy: str | None, results: Mapping[str, str], folder: Path) -> Ended:
    """How all jobs end.

    Args:
        heavy: What the first job found out; `None` when it failed.
        results: How jobs end that run; `success` by default.
        folder: Where scripts may write.
    """
    ended: Ended = {}
    jobs: dict[str, dict[str, Any]] = workflow("build")["jobs"]
    while len(ended) < len(jobs):
        name = next(name for name, job in jobs.items() if name not in ended and all(needed in ended for needed in job.get("needs", ())))
        job = jobs[name]
        needs = {needed: ended[needed] for needed in job.get("needs", ())}
        if not may_run(job.get("if"), needs):
            ended[name] = {"result": "skipped", "outputs": {}}
        elif name == "detect-changes":
            ended[name] = {"result": "failure" if heavy is None else "success", "outputs": {} if heavy is None else {"heavy": heavy}}
        elif name == "aggregate-results":
            code, outputs = run_script("aggregate", folder, NEEDS=json.dumps(needs))
            ended[name] = {"result": "success" if code == 0 else "failure", "outputs": outputs}
        else:
            ended[name] = {"result": results.get(name, "success"), "outputs": {}}
    return ended


def may_run(condition: object, needs: Mapping[str, Mapping[str, Any]]) -> bool:
    """What GitHub makes of a job's `if`."""
    text = str(condition if condition is not None else "").strip().removeprefix("${{").removesuffix("}}").strip()
    terms = [term.strip() for term in text.split("&&")] if text else []
    asks_for_state = any(term in ("always()", "!cancelled()") for term in terms)
    if not asks_for_state and any(told["result"] != "success" for told in needs.values()):
        return False
    return all(_holds(term, needs) for term in terms)


def _holds(term: str, needs: Mapping[str, Mapping[str, Any]]) -> bool:
    if term in ("always()", "!cancelled()"):
        return True
    if match := OUTPUT.fullmatch(term):
        job, output, value = match.groups()
        return bool(needs[job]["outputs"].get(output) == value)
    raise AssertionError(f"the simulation does not understand '{term}'")


def steps(job: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
    """Steps of a job that has any."""
    found: Sequence[dict[str, Any]] = job.get("steps", ())
    return found
