"""The checks of the code, and the run of the tests that needs no server."""

import os
import subprocess
import sys
import tomllib

from tests.support.real_data import REPOSITORY
from utilities.stack.suite import CHECKS, UNIT


SETTINGS = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
RULES = {"ARG", "B", "C4", "E", "F", "I", "PLC", "PTH", "RUF", "S", "SIM", "T20", "TCH", "UP", "W", "W191"}
MYPY_STRICT = {"warn_return_any", "disallow_untyped_defs", "disallow_incomplete_defs", "check_untyped_defs", "warn_unused_ignores", "strict_equality"}


def test_operations_26_tests_without_servers_run_in_processes_by_file_and_in_a_minute_each() -> None:
    """The whole of it is `just test` and `./test --fast`; here a part, in an environment that knows no server, to see that the options hold."""
    shown = subprocess.run(
        [sys.executable.removesuffix("python") + "just", "--dry-run", "test"], cwd=REPOSITORY, capture_output=True, text=True, timeout=60, check=True
    ).stderr
    assert UNIT in shown
    assert "-n auto --dist loadfile --timeout 60" in shown
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("TEST_STACK", "RABBITMQ_", "PYTEST_"))}
    command = [sys.executable, "-m", "pytest", "-m", "not e2e and not integration", "-n", "2", "--dist", "loadfile", "--timeout", "60", "-q"]
    parts = ["tests/common/domain", "tests/self/test_fixtures.py", "-p", "no:cacheprovider"]
    done = subprocess.run([*command, *parts], cwd=REPOSITORY, capture_output=True, text=True, timeout=170, env=environment, check=False)
    assert done.returncode == 0, done.stdout
    assert "passed" in done.stdout
    assert "failed" not in done.stdout


def test_operations_30_all_code_is_linted_formatted_and_typed_by_these_rules() -> None:
    """`./test` and `just check` run these commands over the whole tree, and fail with them."""
    assert CHECKS["ruff check"] == ["ruff", "check", "."]
    assert CHECKS["ruff format"] == ["ruff", "format", "--check", "."]
    assert CHECKS["mypy"] == ["mypy", "."]
    ruff, mypy = SETTINGS["ruff"], SETTINGS["mypy"]
    assert (ruff["line-length"], ruff["target-version"]) == (150, "py313")
    assert set(ruff["lint"]["select"]) >= RULES
    assert ruff["extend-exclude"] == [".stack"], "nothing of ours is left out"
    assert mypy["strict"] or all(mypy.get(rule) for rule in MYPY_STRICT)
    assert not any("tests" in each for each in mypy["exclude"])
    members = SETTINGS["uv"]["workspace"]["members"]
    assert {f"{member}/src" for member in members} <= set(mypy["mypy_path"])
    assert {member.replace("-", "_") for member in members} <= set(ruff["lint"]["isort"]["known-first-party"])
