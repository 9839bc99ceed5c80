"""The first service of a compose project: it makes keys, looks at secrets, and keeps the others from starting."""

import base64
import json
import os
from pathlib import Path
import stat

import pytest

from common.runtime.provision import MADE, READ_BY_GROUP, REQUIRED, machine_bytes, main, memory_faults


KEY = "0123456789abcdef" * 4


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of this machine takes part."""
    for name in ("ENVIRONMENT", "BIND_ADDRESS", "MEMORY_WANTED", "LOG_FILE", *(name.upper() for name in (*MADE, *REQUIRED))):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"{name}_FILE", raising=False)


@pytest.fixture
def mounted(tmp_path: Path) -> Path:
    """Secrets as a production installation has them."""
    folder = tmp_path / "mounted"
    folder.mkdir()
    for name in REQUIRED:
        (folder / name).write_text("Kq3vT8+w1Zx0Lr5n" if name.endswith("_password") else KEY)
    (folder / "encryption_master_key").write_text(base64.urlsafe_b64encode(b"k" * 32).decode())
    (folder / "nlq_api_key").write_text("")
    return folder


def error(capsys: pytest.CaptureFixture[str]) -> str:
    """Why nothing may start, from the log."""
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
    (told,) = [line["error"] for line in lines if line["level"] == "error"]
    return str(told)


def test_keys_are_made_once_and_are_private(tmp_path: Path) -> None:
    assert main(["make", "--into", str(tmp_path)]) == 0
    made = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert made.keys() == MADE.keys()
    assert len(set(made.values())) == len(made)
    assert len(base64.urlsafe_b64decode(made["encryption_master_key"])) == 32
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == dict.fromkeys(MADE, 0o600) | dict.fromkeys(READ_BY_GROUP, 0o640)
    assert main(["make", "--into", str(tmp_path)]) == 0
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == made


def test_a_key_of_the_environment_replaces_what_was_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["make", "--into", str(tmp_path)]) == 0
    monkeypatch.setenv("JWT_SECRET_KEY", KEY)
    assert main(["make", "--into", str(tmp_path)]) == 0
    assert (tmp_path / "jwt_secret_key").read_text() == KEY
    assert KEY not in capsys.readouterr().out


def test_published_passwords_are_refused_where_other_machines_come_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BIND_ADDRESS", "0.0.0.0")
    monkeypatch.setenv("POSTGRES_PASSWORD", "discogsography")
    for name in ("NEO4J_PASSWORD", "RABBITMQ_PASSWORD"):
        monkeypatch.setenv(name, "Kq3vT8+w1Zx0Lr5n")
    assert main(["make", "--into", str(tmp_path)]) == 1
    assert error(capsys) == "BIND_ADDRESS=0.0.0.0 lets other machines in, and POSTGRES_PASSWORD is a published default"
    assert not list(tmp_path.iterdir())
    monkeypatch.setenv("POSTGRES_PASSWORD", "Kq3vT8+w1Zx0Lr5m")
    assert main(["make", "--into", str(tmp_path)]) == 0


def test_the_development_file_alone_is_no_production(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    assert main(["make", "--into", str(tmp_path)]) == 1
    assert "add -f docker-compose.prod.yml" in error(capsys)


def test_sound_secrets_pass(mounted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("MEMORY_WANTED", "1m 1m 1MB")
    made = tmp_path / "made"
    made.mkdir()
    assert main(["check", "--from", str(mounted), "--make", "mcp_bearer_token", "--into", str(made)]) == 0
    assert [path.name for path in made.iterdir()] == ["mcp_bearer_token"]


def test_operations_weak_06_everything_that_is_wrong_is_told_at_once(mounted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (mounted / "redis_password").write_text("discogsography\n")
    (mounted / "neo4j_password").write_text("# Neo4j's password\nyour-neo4j-password\n")
    (mounted / "jwt_secret_key").unlink()
    (mounted / "rabbitmq_username").write_bytes(b"\xff")
    assert main(["check", "--from", str(mounted)]) == 1
    told = error(capsys)
    assert "redis_password is a published default" in told
    assert "neo4j_password is a placeholder" in told
    assert "jwt_secret_key cannot be read (No such file or directory): scripts/create-secrets.sh makes it" in told
    assert "rabbitmq_username is not text" in told
    assert "discogsography" not in told


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_a_secret_of_somebody_else_is_told_with_the_way_out(mounted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (mounted / "redis_password").chmod(0)
    assert main(["check", "--from", str(mounted)]) == 1
    assert f"redis_password cannot be read by user {os.getuid()}" in error(capsys)


@pytest.mark.parametrize(
    ("wanted", "total_gb", "told"),
    [("8g 16g 2GB", 16, "26.0 GB of this machine's 16.0"), ("8g 16g 2GB", 32, None), ("", 1, None), ("lots", 1, "'lots' is no size")],
)
def test_operations_weak_38_memory_that_is_not_there_is_refused(wanted: str, total_gb: int, told: str | None) -> None:
    faults = memory_faults(wanted, total_gb << 30)
    assert bool(faults) == (told is not None)
    if told:
        assert told in faults[0]


def test_the_machines_memory_is_read(tmp_path: Path) -> None:
    assert machine_bytes() > 100_000_000
    (tmp_path / "meminfo").write_text("MemFree: 5 kB\nMemTotal:       16384 kB\n")
    assert machine_bytes(tmp_path / "meminfo") == 16 << 20


def test_wrong_arguments_end_with_two(tmp_path: Path) -> None:
    for arguments in (
        [],
        ["make"],
        ["check", "--from", str(tmp_path), "--make", "grafana_password"],
        ["check", "--from", ".", "--make", "what", "--into", "."],
    ):
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        assert ended.value.code == 2
