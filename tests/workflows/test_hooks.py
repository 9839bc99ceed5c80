"""What is checked before every commit."""

from pathlib import Path
import subprocess
import sys
from typing import Any

import pytest
import yaml

from tests.support.real_data import REPOSITORY


CONFIG: dict[str, Any] = yaml.safe_load((REPOSITORY / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
HOOKS: dict[str, dict[str, Any]] = {hook["id"]: hook for source in CONFIG["repos"] for hook in source["hooks"]}
BIN = Path(sys.executable).parent


def tracked(*patterns: str) -> list[str]:
    """Files under version control; those that somebody has just taken away aside."""
    told = subprocess.run(["git", "ls-files", "-z", *patterns], cwd=REPOSITORY, check=True, capture_output=True, text=True).stdout
    return [path for path in told.split("\0") if path and (REPOSITORY / path).exists()]


def shell_files() -> list[str]:
    """Scripts by their first line or their ending."""
    found = []
    for path in tracked():
        file = REPOSITORY / path
        if file.is_file() and not file.is_symlink() and (path.endswith(".sh") or file.open("rb").readline(64).rstrip() in SHEBANGS):
            found.append(path)
    return found


SHEBANGS = {b"#!/usr/bin/env bash", b"#!/bin/bash", b"#!/bin/sh", b"#!/usr/bin/env sh"}


def test_every_kind_of_file_has_its_check() -> None:
    assert HOOKS.keys() >= {
        "check-added-large-files",
        "check-executables-have-shebangs",
        "check-json",
        "check-merge-conflict",
        "check-shebang-scripts-are-executable",
        "check-toml",
        "check-yaml",
        "detect-aws-credentials",
        "detect-private-key",
        "end-of-file-fixer",
        "mixed-line-ending",
        "trailing-whitespace",
        "pretty-format-json",
        "check-github-workflows",
        "check-github-actions",
        "ruff",
        "ruff-format",
        "hadolint",
        "actionlint",
        "yamllint",
        "shellcheck",
        "shfmt",
        "mypy",
    }
    assert HOOKS["shellcheck"]["types"] == HOOKS["shfmt"]["types"] == ["shell"]  # all of them, not a list that somebody forgets


def test_hooks_come_from_the_lock_file_or_at_an_exact_version() -> None:
    assert [source["repo"] for source in CONFIG["repos"]] == ["local"]
    for hook in HOOKS.values():
        program = hook["entry"].split()[0]
        if hook["language"] == "system":
            assert program == "bash" or program.startswith(".venv/bin/"), hook["id"]
            assert program == "bash" or (REPOSITORY / program).exists(), f"{hook['id']}: {program} is not installed"
        else:
            (module,) = hook["additional_dependencies"]
            assert module.rpartition("@")[2].startswith("v"), hook["id"]


def test_yaml_is_well_formed_and_in_one_style() -> None:
    files = tracked("*.yml", "*.yaml", ".github", ".yamllint")
    done = subprocess.run([str(BIN / "yamllint"), "--strict", "-c", ".yamllint", *files], cwd=REPOSITORY, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_shell_scripts_hold_nothing_that_shellcheck_warns_of() -> None:
    files = shell_files()
    assert "scripts/update-project.sh" in files
    done = subprocess.run([str(BIN / "shellcheck"), "--severity=warning", *files], cwd=REPOSITORY, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("program", ["hadolint", "check-jsonschema", "yamllint", "shellcheck", "pretty-format-json"])
def test_programs_of_hooks_are_installed_with_the_project(program: str) -> None:
    assert (BIN / program).exists()
