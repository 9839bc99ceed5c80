"""Settings and command line."""

from pathlib import Path

import pytest
import uvicorn

from mcp_server.server import main
from mcp_server.settings import Settings, SettingsError


def test_defaults_are_local() -> None:
    settings = Settings.read({})
    assert (settings.api_base_url, settings.host, settings.port, settings.token, settings.bearer) == (
        "http://localhost:8004",
        "127.0.0.1",
        8013,
        None,
        None,
    )
    settings.require_safe_http()


def test_a_token_file_wins_and_no_secret_is_shown(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(" dscg_from_file\n", encoding="utf-8")
    settings = Settings.read({"DISCOGSOGRAPHY_TOKEN": "dscg_other", "DISCOGSOGRAPHY_TOKEN_FILE": str(file), "MCP_BEARER_TOKEN": "hidden"})
    assert settings.token == "dscg_from_file"
    assert "dscg" not in repr(settings) and "hidden" not in repr(settings)


def test_every_bad_value_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as raised:
        Settings.read({"API_BASE_URL": "ftp://x", "MCP_PORT": "99999", "MCP_BEARER_TOKEN_FILE": str(tmp_path / "none")})
    assert all(name in str(raised.value) for name in ("API_BASE_URL", "MCP_PORT", "MCP_BEARER_TOKEN_FILE"))


def test_the_network_needs_a_token() -> None:
    with pytest.raises(SettingsError, match="MCP_BEARER_TOKEN"):
        Settings.read({"MCP_HOST": "0.0.0.0"}).require_safe_http()
    Settings.read({"MCP_HOST": "0.0.0.0", "MCP_BEARER_TOKEN": "x"}).require_safe_http()


def test_api_graph_43_an_unknown_transport_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        main(["--transport", "bogus"])
    assert raised.value.code == 2
    assert "invalid choice: 'bogus'" in capsys.readouterr().err


def test_a_wrong_environment_is_an_error(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("MCP_HOST", "0.0.0.0")
    monkeypatch.delenv("MCP_BEARER_TOKEN", raising=False)
    assert main(["-t", "streamable-http"]) == 2
    assert "MCP_HOST=0.0.0.0" in capsys.readouterr().err


@pytest.mark.parametrize(("told", "level"), [("", "INFO"), (" debug ", "DEBUG"), ("TRACE", "INFO"), ("loud", "INFO")])
def test_operations_weak_40_an_odd_level_does_not_keep_the_server_from_starting(told: str, level: str) -> None:
    settings = Settings.read({"LOG_LEVEL": told})
    assert settings.log_level == level
    uvicorn.Config("no:app", log_level=settings.log_level.lower())
