"""What the command tells its caller."""

from pathlib import Path

import pytest

from schema_init import neo4j, postgres, runner
from schema_init.outcome import Outcome, Reason
from schema_init.runner import ExitCode, Half
from schema_init.settings import SchemaInitSettings
from tests.schema_init.command import NOTHING_LISTENS, schema_init


async def test_help_explains_the_exit_codes() -> None:
    ended = await schema_init({}, "--help")

    assert ended.code == ExitCode.DONE
    assert "exit codes:" in ended.output
    assert "--only" in ended.output


@pytest.mark.parametrize("arguments", [("--only", "redis"), ("--wipe",)])
async def test_an_unknown_argument_ends_with_2(arguments: tuple[str, ...]) -> None:
    assert (await schema_init({}, *arguments)).code == ExitCode.USAGE


async def test_bad_settings_end_with_2_and_are_told_together(tmp_path: Path) -> None:
    ended = await schema_init({"POSTGRES_PORT": "many", "NEO4J_PASSWORD_FILE": str(tmp_path / "absent"), "NEO4J_TLS_ENABLED": "perhaps"})

    assert ended.code == ExitCode.USAGE
    assert ended.summary["event"] == "❌ Configuration error"
    assert all(name in ended.summary["error"] for name in ("POSTGRES_PORT", "NEO4J_PASSWORD", "NEO4J_TLS_ENABLED"))


async def test_the_summary_names_both_failed_stores_and_why() -> None:
    ended = await schema_init({"POSTGRES_HOST": "127.0.0.1:1", "NEO4J_HOST": NOTHING_LISTENS, "SCHEMA_INIT_TIMEOUT": "0"})

    assert ended.code == ExitCode.FAILED
    assert sorted(ended.summary["systems"]) == ["Neo4j", "PostgreSQL"]
    assert {half["reason"] for half in ended.summary["stores"].values()} == {Reason.UNREACHABLE}
    assert ended.summary["duration_ms"] >= 0


def test_there_is_a_default_for_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SchemaInitSettings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)

    settings = SchemaInitSettings.load()

    assert (settings.postgres_host, settings.postgres_username, settings.postgres_database) == ("localhost", "discogsography", "discogsography")
    assert (settings.neo4j_uri, settings.neo4j_username) == ("bolt://localhost:7687", "neo4j")
    assert settings.postgres_password.get_secret_value() == settings.neo4j_password.get_secret_value() == "discogsography"


async def test_a_bug_in_one_half_does_not_hide_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> list[str]:
        raise RuntimeError("a bug")

    async def fine(*_: object, **__: object) -> Outcome:
        return Outcome(neo4j.STORE, succeeded=3)

    monkeypatch.setattr(postgres, "migrate", broken)
    monkeypatch.setattr(neo4j, "apply", fine)

    assert await runner.run(SchemaInitSettings.load()) is ExitCode.FAILED
    assert await runner.run(SchemaInitSettings.load(), [Half.NEO4J]) is ExitCode.DONE


async def test_settings_that_no_driver_takes_are_a_failure_of_that_half() -> None:
    ended = await schema_init({"NEO4J_HOST": "neo4j+s://graph", "NEO4J_TLS_ENABLED": "true"}, "--only", "neo4j")

    assert ended.code == ExitCode.FAILED
    assert "NEO4J_HOST" in ended.summary["stores"]["Neo4j"]["error"]
