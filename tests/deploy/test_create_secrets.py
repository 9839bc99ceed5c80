"""scripts/create-secrets.sh, in a copy of its own."""

import base64
import os
from pathlib import Path
import re
import shutil
import stat
import subprocess
from typing import Final

import pytest

from common.runtime.provision import REQUIRED, file_faults
from common.runtime.secret_rules import OPTIONAL, fault
from tests.deploy.compose_files import REPOSITORY


EXAMPLES: Final = REPOSITORY / "secrets.example"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """An empty copy of the checkout, but for the script."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(REPOSITORY / "scripts" / "create-secrets.sh", tmp_path / "scripts")
    return tmp_path


def create(copy: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    told = {"PATH": "/usr/bin:/bin", "READER_UID": str(os.getuid()), **environment}
    command = ["bash", str(copy / "scripts" / "create-secrets.sh"), *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, env=told, cwd="/", timeout=60)


def contents(copy: Path) -> dict[str, str]:
    return {path.name.removesuffix(".txt"): path.read_text(encoding="utf-8") for path in (copy / "secrets").iterdir()}


def test_operations_07_eleven_private_secrets_are_made_once(copy: Path) -> None:
    first = create(copy)
    assert first.returncode == 0, first.stderr
    made = contents(copy)
    assert set(made) == set(REQUIRED)
    assert len(made) == 11
    assert stat.S_IMODE((copy / "secrets").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in (copy / "secrets").iterdir()} == {0o600}
    assert not [name for name, text in made.items() if text.endswith("\n")]
    assert made["postgres_username"] == made["rabbitmq_username"] == "discogsography"
    assert re.fullmatch(r"[0-9a-f]{64}", made["jwt_secret_key"])
    assert len(base64.urlsafe_b64decode(made["encryption_master_key"])) == 32
    assert {name for name, text in made.items() if not text} == OPTIONAL
    assert len(set(made.values())) == len(made) - 2, "no two are the same, but for user names and what is empty"

    second = create(copy, NLQ_API_KEY="sk-1234567890")
    assert second.returncode == 0
    assert contents(copy) == made
    assert second.stdout.count("[skip]") == 11


def test_keys_of_services_outside_come_from_the_environment(copy: Path) -> None:
    assert create(copy, RESEND_API_KEY="re_123", NLQ_API_KEY="sk-456").returncode == 0
    assert contents(copy)["resend_api_key"] == "re_123"
    assert contents(copy)["nlq_api_key"] == "sk-456"


def test_what_it_makes_passes_the_check_before_the_start(copy: Path, tmp_path: Path) -> None:
    for _ in range(3):  # passwords are random, and what Neo4j and Redis cannot take is to come up in none
        shutil.rmtree(copy / "secrets", ignore_errors=True)
        create(copy)
        mounted = tmp_path / "mounted"
        shutil.rmtree(mounted, ignore_errors=True)
        mounted.mkdir()
        for name, text in contents(copy).items():
            (mounted / name).write_text(text, encoding="utf-8")
        assert file_faults(mounted) == []


def test_operations_weak_06_a_copied_placeholder_is_refused(copy: Path) -> None:
    (copy / "secrets").mkdir()
    shutil.copy(EXAMPLES / "redis_password.txt", copy / "secrets")
    done = create(copy)
    assert done.returncode == 1
    assert "redis_password holds a placeholder" in done.stderr
    for path in EXAMPLES.glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        assert not text.startswith("#")
        assert fault(path.stem, text.strip()) == "is a placeholder"


def test_operations_weak_07_whoever_is_not_the_containers_user_is_told(copy: Path) -> None:
    done = create(copy, READER_UID="12345")
    assert done.returncode == 0
    owner = (copy / "secrets" / "jwt_secret_key.txt").stat().st_uid
    assert owner == 12345 if os.getuid() == 0 else "sudo chown -R 12345" in done.stdout


def test_help_and_what_it_does_not_know(copy: Path) -> None:
    told = create(copy, "--help")
    assert (told.returncode, "usage: scripts/create-secrets.sh" in told.stdout) == (0, True)
    assert create(copy, "--all").returncode == 2
    assert not (copy / "secrets").exists()
