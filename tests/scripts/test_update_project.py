"""`scripts/update-project.sh` in a small checkout, with stand-ins for what reaches the network."""

import importlib.util
import os
from pathlib import Path
import shutil
import subprocess
from types import ModuleType

import pytest

from tests.support.real_data import REPOSITORY


SCRIPT = REPOSITORY / "scripts" / "update-project.sh"
LOCK = 'version = 1\n[[package]]\nname = "httpx"\nversion = "{httpx}"\n[[package]]\nname = "py-lib"\nversion = "2.0.0"\n'
MANIFEST = """\
[project]
requires-python = ">=3.13"
dependencies = [
    "httpx>=0.28.1", # a floor with a reason
    "py_lib[fast]>=1.5,<3; python_version < '4'",
]
[tool.uv.workspace]
members = ["api"]
[tool.ruff]
target-version = "py313"
[tool.mypy]
python_version = "3.13"
"""
PACKAGE = '{\n  "workspaces": [],\n  "devDependencies": {\n    "vite": "8.3.8"\n  }\n}\n'
RELEASE = '{"tag_name": "1.2.3"}'


@pytest.fixture
def versions() -> ModuleType:
    spec = importlib.util.spec_from_file_location("versions", REPOSITORY / "scripts" / "update" / "versions.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    root = tmp_path / "checkout"
    for folder in ("scripts/update", ".github/workflows", ".github/actions/setup-python-uv", "api"):
        (root / folder).mkdir(parents=True)
    files = {
        "pyproject.toml": MANIFEST,
        "api/pyproject.toml": '[project]\nrequires-python = ">=3.13"\ndependencies = []\n',
        "uv.lock": LOCK.format(httpx="0.28.1"),
        "package.json": PACKAGE,
        "package-lock.json": "{}",
        "Dockerfile": "ARG PYTHON_VERSION=3.13\nARG UV_VERSION=0.13.9\n",
        "justfile": "lint:\n    true\ntest:\n    true\n",
        ".python-version": "3.13\n",
        ".pre-commit-config.yaml": "---\nrepos: []\n",
        ".github/actions/setup-python-uv/action.yml": '    default: "3.13"\n      uses: astral-sh/setup-uv@v9.0.0\n',
        ".gitignore": "bin/\nbackups/\n",
    }
    for name, text in files.items():
        (root / name).write_text(text, encoding="utf-8")
    for script in ("pin.py", "update/versions.py"):
        shutil.copy(REPOSITORY / "scripts" / script, root / "scripts" / script)
    identity = ["-c", "user.name=T", "-c", "user.email=t@example.com"]
    for command in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-qm", "x"]):
        subprocess.run(["git", *command], cwd=root, check=True)
    return root


def update(root: Path, *options: str, curl: str = f"echo '{RELEASE}'", uv: str = "", npm: str = "echo '{}'") -> subprocess.CompletedProcess[str]:
    """Run it; `uv` is what `uv lock` does, in shell."""
    programs = root / "bin"
    programs.mkdir(exist_ok=True)
    stand_ins = {"curl": curl, "npm": npm, "uv": f'case "$1" in lock) true; {uv} ;; pip) echo "[]" ;; esac', "just": "true"}
    for name, text in stand_ins.items():
        (programs / name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        (programs / name).chmod(0o755)
    environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"}
    return subprocess.run([str(SCRIPT), *options], cwd=root, check=False, capture_output=True, text=True, env=environment)


def locked(version: str) -> str:
    """A `uv lock` that finds a newer httpx."""
    return f"sed -i 's/0.28.1/{version}/' uv.lock"


def changed(root: Path) -> set[str]:
    told = subprocess.run(["git", "diff", "--name-only"], cwd=root, check=True, capture_output=True, text=True).stdout
    return set(told.split())


def test_help_tells_every_option_and_the_exit_codes() -> None:
    done = subprocess.run([str(SCRIPT), "--help"], check=False, capture_output=True, text=True)
    assert done.returncode == 0
    for word in ("--python", "--major", "--no-backup", "--skip-tests", "--dry-run", "--summary", "--help", "Exit codes"):
        assert word in done.stdout
    assert done.stdout == subprocess.run([str(SCRIPT), "-h"], check=False, capture_output=True, text=True).stdout


@pytest.mark.parametrize("options", [["--bogus"], ["update"], ["--python"], ["--python", "3.13.1"], ["--python", "null"], ["--summary"]])
def test_operations_weak_33_unknown_options_and_bad_values_end_with_2(checkout: Path, options: list[str]) -> None:
    done = update(checkout, *options)
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert not changed(checkout)


def test_elsewhere_than_in_a_checkout_it_ends_with_1(tmp_path: Path) -> None:
    done = subprocess.run([str(SCRIPT)], cwd=tmp_path, check=False, capture_output=True, text=True)
    assert (done.returncode, "root of a checkout" in done.stderr) == (1, True)


@pytest.mark.parametrize("answer", ["echo '{\"tag_name\": null}'", "exit 22", "echo '<html>'"])
def test_operations_weak_33_an_answer_that_is_no_version_is_not_written(checkout: Path, answer: str) -> None:
    done = update(checkout, "--no-backup", "--skip-tests", curl=answer)
    assert done.returncode == 0, done.stderr
    assert "warning: the newest release of astral-sh/uv could not be found out" in done.stderr
    assert "ARG UV_VERSION=0.13.9\n" in (checkout / "Dockerfile").read_text(encoding="utf-8")
    assert "setup-uv@v9.0.0" in (checkout / ".github/actions/setup-python-uv/action.yml").read_text(encoding="utf-8")


def test_a_version_is_written_where_it_belongs(checkout: Path) -> None:
    assert update(checkout, "--no-backup", "--skip-tests").returncode == 0
    assert "ARG UV_VERSION=1.2.3\n" in (checkout / "Dockerfile").read_text(encoding="utf-8")


def test_operations_weak_33_changed_packages_are_told_without_a_backup(checkout: Path) -> None:
    done = update(checkout, "--no-backup", "--skip-tests", "--summary", "summary.md", uv=locked("0.29.0"))
    assert done.returncode == 0, done.stderr
    assert "| httpx | 0.28.1 | 0.29.0 |" in done.stdout
    assert "| httpx | 0.28.1 | 0.29.0 |" in (checkout / "summary.md").read_text(encoding="utf-8")
    assert not (checkout / "backups").exists()
    assert '"httpx>=0.29.0", # a floor with a reason' in (checkout / "pyproject.toml").read_text(encoding="utf-8")


def test_copies_are_kept_unless_not_wanted(checkout: Path) -> None:
    assert update(checkout, "--skip-tests", uv=locked("0.29.0")).returncode == 0
    (kept,) = (checkout / "backups").iterdir()
    assert (kept / "uv.lock").read_text(encoding="utf-8") == LOCK.format(httpx="0.28.1")
    assert (kept / "api" / "pyproject.toml").exists()


def test_a_dry_run_changes_nothing(checkout: Path) -> None:
    done = update(checkout, "--dry-run", "--major", "--python", "3.14", uv=locked("0.29.0"), npm="exit 9")
    assert done.returncode == 0, done.stderr
    assert not changed(checkout)
    assert not (checkout / "backups").exists()
    assert "would run: uv lock --upgrade" in done.stdout


def test_another_python_is_written_everywhere(checkout: Path) -> None:
    assert update(checkout, "--no-backup", "--skip-tests", "--python", "3.14").returncode == 0
    text = (checkout / "pyproject.toml").read_text(encoding="utf-8")
    assert all(line in text for line in ('requires-python = ">=3.14"', 'target-version = "py314"', 'python_version = "3.14"'))
    assert 'requires-python = ">=3.14"' in (checkout / "api" / "pyproject.toml").read_text(encoding="utf-8")
    assert "ARG PYTHON_VERSION=3.14\n" in (checkout / "Dockerfile").read_text(encoding="utf-8")
    assert (checkout / ".python-version").read_text(encoding="utf-8") == "3.14\n"


def test_a_lock_that_fails_ends_with_1(checkout: Path) -> None:
    assert update(checkout, "--no-backup", "--skip-tests", uv="exit 1").returncode == 1


def test_floors_rise_and_the_rest_of_a_requirement_stays(versions: ModuleType) -> None:
    raised = versions.raise_floors(MANIFEST, {"httpx": "0.27.0", "py-lib": "2.0.0"})
    assert '"httpx>=0.28.1", # a floor with a reason' in raised  # never lowered
    assert "\"py_lib[fast]>=2.0.0,<3; python_version < '4'\"" in raised


def test_caps_that_keep_a_release_out_are_named(versions: ModuleType) -> None:
    assert list(versions.kept_out(MANIFEST, {"py-lib": "3.1.0", "httpx": "1.0.0"})) == [("py_lib", "3", "3.1.0")]
    assert list(versions.kept_out(MANIFEST, {"py-lib": "2.9.9"})) == []


@pytest.mark.parametrize(
    ("major", "expected"), [(False, {"a": "1.3.0", "b": "1.0.0", "c": "^1.0.0"}), (True, {"a": "1.3.0", "b": "2.0.0", "c": "^1.0.0"})]
)
def test_packages_of_pages_stay_within_their_major_version(versions: ModuleType, major: bool, expected: dict[str, str]) -> None:
    manifest = {"name": "x", "dependencies": {"a": "1.2.9", "b": "1.0.0", "c": "^1.0.0"}}
    moved = versions.newer_npm(manifest, {"a": "1.3.0", "b": "2.0.0", "c": "1.4.0"}, major=major)
    assert moved == {"name": "x", "dependencies": expected}
