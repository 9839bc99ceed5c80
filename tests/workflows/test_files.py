"""The files under .github, against the project that they run."""

import json
from pathlib import Path
import re
import subprocess
import sys
from typing import Any

import pytest
import yaml

from tests.support.real_data import REPOSITORY
from tests.workflows.simulation import WORKFLOWS, run_script, steps, workflow


NAMES = sorted(path.stem for path in WORKFLOWS.glob("*.yml"))
ACTIONS = sorted((REPOSITORY / ".github" / "actions").glob("*/action.yml"))
EXPECTED = {
    "build",
    "cleanup-cache",
    "cleanup-images",
    "code-quality",
    "docker-compose-validate",
    "docker-validate",
    "e2e-test",
    "images",
    "list-sub-projects",
    "release",
    "security",
    "test",
    "update-dependencies",
}
EXACT = re.compile(r"(v?\d+\.\d+\.\d+|[0-9a-f]{40})")
PICTOGRAM = re.compile(r"^[\U0001F300-\U0001FAFF\u2600-\u27BF\u2B50]\uFE0F? ")
SCANS = ("docker run ", "gh release ", "rm -rf .buildx")
"""Steps that call a program of somebody else, or tidy up: they decide nothing."""


def all_steps() -> list[tuple[str, dict[str, Any]]]:
    found = [(name, step) for name in NAMES for job in workflow(name)["jobs"].values() for step in steps(job)]
    return found + [(path.parent.name, step) for path in ACTIONS for step in yaml.safe_load(path.read_text(encoding="utf-8"))["runs"]["steps"]]


def recipes() -> set[str]:
    shown = subprocess.run([str(Path(sys.executable).with_name("just")), "--summary"], cwd=REPOSITORY, check=True, capture_output=True, text=True)
    return set(shown.stdout.split())


def test_every_workflow_is_there() -> None:
    assert set(NAMES) == EXPECTED


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-workflows", sorted(WORKFLOWS.glob("*.yml"))),
        ("vendor.github-actions", ACTIONS),
        ("vendor.dependabot", [REPOSITORY / ".github" / "dependabot.yml"]),
    ],
)
def test_files_keep_their_schema(schema: str, files: list[Path]) -> None:
    command = [str(Path(sys.executable).with_name("check-jsonschema")), "--builtin-schema", schema, *map(str, files)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_steps_are_named_and_their_names_open_with_an_emoji() -> None:
    jobs = [(name, job.get("name", "")) for name in NAMES for job in workflow(name)["jobs"].values()]
    unnamed = [
        (where, title) for where, title in [*jobs, *((where, step.get("name", "")) for where, step in all_steps())] if not PICTOGRAM.match(title)
    ]
    assert not unnamed


def test_actions_are_taken_at_an_exact_version() -> None:
    used = {step["uses"] for _, step in all_steps() if "uses" in step and not step["uses"].startswith("./")}
    assert used
    assert not [each for each in used if not EXACT.fullmatch(each.partition("@")[2])]


def test_workflows_of_our_own_that_are_called_exist() -> None:
    called = {job["uses"] for name in NAMES for job in workflow(name)["jobs"].values() if "uses" in job}
    called |= {step["uses"] for _, step in all_steps() if step.get("uses", "").startswith("./")}
    for path in called:
        assert (REPOSITORY / path).is_file() or (REPOSITORY / path / "action.yml").is_file(), path


def test_steps_have_no_logic_but_the_recipes_and_scripts_of_the_project() -> None:
    known = recipes()
    for where, step in all_steps():
        script = step.get("run", "")
        for recipe in re.findall(r"^\s*just ([a-z][\w-]*)", script, re.MULTILINE):
            assert recipe in known, f"{where}: no recipe {recipe}"
        for path in re.findall(r"scripts/[\w./-]+", script):
            assert (REPOSITORY / path).is_file(), f"{where}: no {path}"
        lines = [line for line in script.splitlines() if line.strip() and not line.strip().startswith("#")]
        assert len(lines) <= 10, f"{where}: {step['name']} is long enough for a script of its own"
        assert (
            len(lines) <= 1
            or "just " in script
            or "scripts/" in script
            or "uv sync" in script
            or "GITHUB_" in script
            or "summary.md" in script
            or (script.startswith(SCANS))
        ), f"{where}: {step['name']}"


def test_text_of_others_never_becomes_part_of_a_script() -> None:
    """An expression inside `run` is pasted before the shell reads it; values come by the environment."""
    assert not [(where, step["name"]) for where, step in all_steps() if "${{" in step.get("run", "")]


@pytest.mark.parametrize("name", NAMES)
def test_rights_are_given_one_by_one(name: str) -> None:
    told = workflow(name)
    assert told["permissions"] == {"contents": "read"}
    for job in told["jobs"].values():
        assert "timeout-minutes" in job or "uses" in job
        for step in steps(job):
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


def test_matrices_are_read_from_the_workspace(tmp_path: Path) -> None:
    code, outputs = run_script("matrices", tmp_path)
    assert code == 0
    names = json.loads(outputs["names"])
    bake = re.search(r"service = \[(.*?)\]", (REPOSITORY / "docker-bake.hcl").read_text(encoding="utf-8"), re.DOTALL)
    assert bake is not None
    assert names == sorted(re.findall(r'"([\w-]+)"', bake[1]))
    assert [each["name"] for each in json.loads(outputs["projects"])["include"]] == names


def test_operations_weak_23_every_suite_is_run(tmp_path: Path) -> None:
    """By a recipe of its own, or among the rest; none twice. Browser tests and tests of containers have workflows of their own."""
    known = recipes()
    suites = json.loads(run_script("matrices", tmp_path)[1]["suites"])["include"]
    run: list[str] = []
    for suite in suites:
        recipe, *paths = suite["recipe"].split()
        assert recipe in known
        run += paths or [f"tests/{suite['name'].replace('-', '_')}"]
    folders = {f"tests/{path.relative_to(REPOSITORY / 'tests').parts[0]}" for path in (REPOSITORY / "tests").glob("*/**/test_*.py")}
    assert sorted(run) == sorted(folders - {"tests/containers"})
    assert {page for job in workflow("e2e-test")["jobs"].values() for page in job["strategy"]["matrix"]["page"]} == {"explore", "dashboard"}


def test_operations_weak_24_a_suite_below_the_floor_fails_its_job() -> None:
    """The recipes fail; only the upload of what they measured may go wrong unnoticed."""
    suite = workflow("test")["jobs"]["suite"]
    assert [step.get("continue-on-error", False) for step in suite["steps"] if "run" in step] == [False]
    assert "--fail-under=80" in (REPOSITORY / "justfile").read_text(encoding="utf-8")


def test_names_of_what_is_no_test_are_not_taken_for_recipes(tmp_path: Path) -> None:
    suites = json.loads(run_script("matrices", tmp_path)[1]["suites"])["include"]
    assert len({suite["name"] for suite in suites}) == len(suites)
    assert suites[-1]["recipe"].startswith("test-all tests/")


def test_images_are_published_with_where_they_come_from_and_what_is_in_them() -> None:
    told = (WORKFLOWS / "images.yml").read_text(encoding="utf-8")
    assert "--provenance=mode=max" in told
    assert "--sbom=true" in told
    assert "actions/attest-build-provenance@" in told
    release = workflow("release")["jobs"]["images"]
    assert set(release["needs"]) == {"code-quality", "list-sub-projects", "security", "test", "e2e-test"}


def test_versions_agree_where_they_are_written() -> None:
    python = (REPOSITORY / ".python-version").read_text(encoding="utf-8").strip()
    setup = yaml.safe_load((REPOSITORY / ".github/actions/setup-python-uv/action.yml").read_text(encoding="utf-8"))
    assert setup["inputs"]["python-version"]["default"] == python
    assert f"ARG PYTHON_VERSION={python}\n" in (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
