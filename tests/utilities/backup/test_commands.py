"""The commands as typed: help, results for people and programs, exit codes, and what is said without a stack."""

from pathlib import Path

import orjson
import pytest

from tests.utilities.backup.test_manifest import written
from utilities.operations.cli import main


def run(*arguments: str | Path) -> int:
    """The exit code of `discogsography <arguments>`."""
    with pytest.raises(SystemExit) as ended:
        main([str(each) for each in arguments])
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.mark.parametrize("command", [("backup",), ("backup", "create"), ("backup", "verify"), ("restore",)], ids=" ".join)
def test_help(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*command, "--help") == 0
    shown = capsys.readouterr().out
    assert "Usage:" in shown
    assert "Exit codes: 0" in shown or command == ("backup",)


def test_a_sound_backup_is_told_as_such(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(tmp_path / "b")
    assert run("backup", "verify", tmp_path / "b") == 0
    assert "all 1 files are as written on 2026-01-01T00:00:00+00:00; 2 rows, 2 nodes, 1 relationships" in capsys.readouterr().out
    assert run("backup", "verify", tmp_path / "b", "--json") == 0
    told = orjson.loads(capsys.readouterr().out)
    assert told["sound"] is True
    assert told["manifest"]["counts"]["nodes"] == {"Artist": 2}


def test_a_damaged_one_is_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(tmp_path / "b")
    (tmp_path / "b" / "postgres.dump").write_bytes(b"rowz")
    assert run("backup", "verify", tmp_path / "b") == 1
    assert "its SHA-256 differs" in capsys.readouterr().out
    assert run("backup", "verify", tmp_path / "b", "--json") == 1
    assert orjson.loads(capsys.readouterr().out)["problems"] == ["postgres.dump is not what was written: its SHA-256 differs"]


def test_a_folder_that_is_none_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("backup", "verify", tmp_path) == 1
    assert "is no complete backup" in capsys.readouterr().err


@pytest.mark.parametrize("command", [("backup", "create", "into"), ("restore", "from")], ids=" ".join)
def test_without_a_stack_both_say_how_to_start_one(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STACK_DIR", str(tmp_path / "none"))
    monkeypatch.chdir(tmp_path)
    assert run(*command, "--native") == 3
    assert "./up makes one" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [("backup", "create", "--nonsense"), ("restore",), ("backup", "burn")], ids=" ".join)
def test_a_wrong_command_line_is_2(command: tuple[str, ...]) -> None:
    assert run(*command) == 2
