"""The program as it is started: exit codes, what is refused before anything else happens."""

from collections.abc import Mapping
import os
from pathlib import Path
import subprocess
import sys

import pytest

from tests.extractor.support import lay, small_dump


def extractor(*arguments: str, env: Mapping[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("RABBITMQ", "EXTRACTOR", "DISCOGS", "MUSICBRAINZ", "DATA_"))}
    return subprocess.run(
        [sys.executable, "-m", "extractor", *arguments], env=clean | dict(env or {}), capture_output=True, text=True, timeout=60, check=False
    )


def test_help_and_version() -> None:
    assert "--data-quality-rules" in extractor("--help").stdout
    version = extractor("-V")
    assert (version.returncode, version.stdout) == (0, "extractor 0.1.0\n")


@pytest.mark.parametrize(
    ("arguments", "env"),
    [
        (["--source", "spotify"], {}),
        ([], {"EXTRACTOR_SOURCE": "spotify"}),
        ([], {"FORCE_REPROCESS": "maybe"}),
        (["--data-quality-rules", ""], {}),
        (["--limit", "0"], {}),
        (["--no-such-option"], {}),
    ],
)
def test_usage_errors_end_with_2(arguments: list[str], env: dict[str, str]) -> None:
    assert extractor(*arguments, env=env).returncode == 2


def test_bad_settings_are_reported_together_and_end_with_1() -> None:
    result = extractor(env={"PERIODIC_CHECK_DAYS": "soon", "RABBITMQ_PORT": "none"})
    assert result.returncode == 1
    assert "PERIODIC_CHECK_DAYS" in result.stdout
    assert "RABBITMQ_PORT" in result.stdout


def test_an_unreadable_secret_file_ends_with_1() -> None:
    result = extractor(env={"RABBITMQ_PASSWORD_FILE": "/nowhere/secret"})
    assert result.returncode == 1
    assert "/nowhere/secret" in result.stdout


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rules.yaml", "skip_records:\n  cassettes:\n    - {field: a, contains: b, reason: c}\n"),
        ("rules.yaml", "filters:\n  releases:\n    - {field: a, remove_matching: '(', reason: c}\n"),
        ("rules.txt", "{}\n"),
    ],
)
def test_extraction_40_wrong_rules_end_with_1_before_any_network_access(tmp_path: Path, name: str, content: str) -> None:
    lay(tmp_path, {name: content.encode()})
    result = extractor(env={"DATA_QUALITY_RULES": str(tmp_path / name), "DISCOGS_ROOT": str(tmp_path), "RABBITMQ_HOST": "127.0.0.1"})
    assert result.returncode == 1
    assert "Run begins" not in result.stdout
    assert name in result.stdout


def test_a_broker_that_is_away_fails_the_only_run_with_1(tmp_path: Path) -> None:
    folder = lay(tmp_path / "dumps", small_dump(1))
    env = {"RABBITMQ_HOST": "127.0.0.1", "RABBITMQ_PORT": "9", "PUBLISH_GIVE_UP": "0.2", "DISCOGS_ROOT": str(tmp_path / "root"), "HEALTH_PORT": "0"}
    result = extractor("--once", "--dump-dir", str(folder), env=env)
    assert result.returncode == 1
    assert "cannot be reached" in result.stdout


SIGNALLED_AT_ITS_END = """
import asyncio, os, signal, sys
from extractor.cli import run_service
from extractor.settings import ExtractorSettings
code = asyncio.run(run_service(ExtractorSettings.load(), once=True))
os.kill(os.getpid(), signal.SIGTERM)
sys.exit(code)
"""


def test_a_stop_that_comes_when_all_is_over_does_not_change_the_exit_code(tmp_path: Path) -> None:
    env = os.environ | {"EXTRACTOR_DUMP_DIR": str(tmp_path / "nowhere"), "DISCOGS_ROOT": str(tmp_path), "HEALTH_PORT": "0"}
    result = subprocess.run([sys.executable, "-c", SIGNALLED_AT_ITS_END], env=env, capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 1, result.stdout
