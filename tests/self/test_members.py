"""What every member of the workspace promises: commands that start, coverage that is held, packages that are named."""

import importlib
import inspect
import json
from pathlib import Path
import subprocess
import sys
import tomllib
from typing import Any

import pytest

from tests.support.real_data import REPOSITORY
from utilities.stack.suite import python_checks


ROOT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
MEMBERS: list[str] = ROOT["tool"]["uv"]["workspace"]["members"]
PROJECTS: dict[str, dict[str, Any]] = {
    member: tomllib.loads((REPOSITORY / member / "pyproject.toml").read_text(encoding="utf-8"))["project"] for member in MEMBERS
}
SCRIPTS = {name: target for project in PROJECTS.values() for name, target in project.get("scripts", {}).items()}


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_operations_weak_16_a_console_script_is_a_function_that_can_be_called(name: str) -> None:
    module, _, function = SCRIPTS[name].partition(":")
    found = getattr(importlib.import_module(module), function)
    assert callable(found)
    assert not inspect.iscoroutinefunction(found), "whoever calls it gets a coroutine, and nothing runs"
    assert Path(sys.executable).with_name(name).exists(), "uv sync installs it"


@pytest.mark.parametrize(("covered", "code"), [(80, 0), (79, 1)])
def test_operations_weak_24_a_package_below_the_floor_fails_the_run(covered: int, code: int, tmp_path: Path) -> None:
    report = tmp_path / "coverage.json"
    entry = {"summary": {"covered_lines": covered, "num_statements": 100}}
    whole = {"summary": {"covered_lines": 100, "num_statements": 100}}
    report.write_text(json.dumps({"files": {"graphinator/src/graphinator/a.py": entry, "api/src/api/b.py": whole}}), encoding="utf-8")
    command = [sys.executable, str(REPOSITORY / "scripts" / "check_coverage.py"), str(report)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == code
    assert ("BELOW" in done.stdout) == bool(code)


def test_operations_weak_44_each_member_names_its_packages_and_the_root_names_the_members() -> None:
    """`deptry` compares imports with manifests; `./test` and `just dependencies` run it for every member."""
    assert python_checks()["dependencies"][-1] == "scripts/check_dependencies.py"
    assert {project["name"] for project in PROJECTS.values()} == set(ROOT["project"]["dependencies"])
    everywhere = [
        word for project in PROJECTS.values() for word in project.get("dependencies", ()) if word.split(">")[0] in ("dict-hash", "tqdm", "pulp")
    ]
    assert everywhere == [], "nothing is installed that nobody imports"
