"""Settings from the environment, secret files and arguments; what is wrong is told at once."""

from enum import StrEnum
from pathlib import Path
from urllib.parse import unquote, urlsplit

from hypothesis import given, strategies as st
from pydantic import Field, SecretStr, ValidationError
import pytest

from common.runtime.errors import ConfigError
from common.runtime.settings import (
    FALSE_WORDS,
    TRUE_WORDS,
    ConsumerSettings,
    Neo4jSettings,
    PostgresSettings,
    RabbitSettings,
    RedisSettings,
    Settings,
    settings_reference,
)


class Color(StrEnum):
    """A closed set of words."""

    RED = "red"
    BLUE = "blue"


class Everything(Neo4jSettings, PostgresSettings, RabbitSettings, RedisSettings, ConsumerSettings):
    """All groups in one process."""


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Everything.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(f"{name.upper()}_FILE", raising=False)


def postgres(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in {"HOST": "localhost", "USERNAME": "user", "PASSWORD": "pw", "DATABASE": "db", **values}.items():
        monkeypatch.setenv(f"POSTGRES_{name}", value)


def test_all_missing_variables_are_named_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTGRES_HOST", "")  # empty counts as missing

    with pytest.raises(ConfigError) as caught:
        PostgresSettings.load()

    assert str(caught.value) == ("Missing required environment variables: POSTGRES_HOST, POSTGRES_USERNAME, POSTGRES_PASSWORD, POSTGRES_DATABASE")


def test_bad_values_missing_ones_and_unreadable_secrets_are_reported_together(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    postgres(monkeypatch, PORT="not-a-port", POOL_MIN_SIZE="0")
    monkeypatch.setenv("NEO4J_HOST", "localhost")
    monkeypatch.setenv("NEO4J_TLS_ENABLED", "perhaps")
    monkeypatch.setenv("NEO4J_PASSWORD_FILE", str(tmp_path / "absent"))

    with pytest.raises(ConfigError) as caught:
        Everything.load()

    text = str(caught.value)
    assert "Missing required environment variables: NEO4J_USERNAME" in text
    assert "POSTGRES_PORT" in text
    assert "POSTGRES_POOL_MIN_SIZE" in text
    assert "NEO4J_TLS_ENABLED: Value error, must be true or false" in text
    assert f"Cannot read secret file for NEO4J_PASSWORD: '{tmp_path / 'absent'}'" in text


def test_operations_15_a_secret_file_wins_and_one_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in (("HOST", "localhost"), ("USERNAME", "neo4j"), ("PASSWORD", "other"), ("PASSWORD_FILE", str(tmp_path / "secret"))):
        monkeypatch.setenv(f"NEO4J_{name}", value)
    with pytest.raises(ConfigError, match="NEO4J_PASSWORD"):
        Neo4jSettings.load()
    (tmp_path / "secret").write_text("pw\n", encoding="utf-8")
    assert Neo4jSettings.load().neo4j_password.get_secret_value() == "pw"


def test_a_secret_file_wins_and_is_stripped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    postgres(monkeypatch, PASSWORD="other")
    for name, text in (("PASSWORD", "p w\n"), ("USERNAME", " someone\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
        monkeypatch.setenv(f"POSTGRES_{name}_FILE", str(tmp_path / name))

    settings = PostgresSettings.load()

    assert settings.postgres_password.get_secret_value() == "p w"
    assert settings.postgres_username == "someone"


def test_an_empty_secret_file_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    postgres(monkeypatch)
    (tmp_path / "empty").write_text(" \n", encoding="utf-8")
    monkeypatch.setenv("POSTGRES_PASSWORD_FILE", str(tmp_path / "empty"))

    with pytest.raises(ConfigError, match="Secret file for POSTGRES_PASSWORD is empty"):
        PostgresSettings.load()


class Mail(Settings):
    """Somebody's settings."""

    resend_api_key: SecretStr | None = None


def test_an_empty_file_of_a_secret_that_one_can_do_without_means_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").touch()
    monkeypatch.setenv("RESEND_API_KEY_FILE", str(tmp_path / "key"))
    assert Mail.load().resend_api_key is None
    monkeypatch.setenv("RESEND_API_KEY_FILE", str(tmp_path / "gone"))
    with pytest.raises(ConfigError, match="Cannot read secret file for RESEND_API_KEY"):
        Mail.load()


@pytest.mark.parametrize("password", ["discogsography", "CHANGE_ME_IN_PRODUCTION", "# the password", "your-password"])
def test_no_published_secret_is_taken_elsewhere_than_in_development(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    postgres(monkeypatch)
    monkeypatch.setenv("POSTGRES_PASSWORD", password)
    PostgresSettings.load()
    monkeypatch.setenv("ENVIRONMENT", "production")
    with pytest.raises(ConfigError, match="ENVIRONMENT=production, and these are published defaults or placeholders: POSTGRES_PASSWORD") as refused:
        PostgresSettings.load()
    if password != "discogsography":
        assert password not in str(refused.value)
    monkeypatch.setenv("POSTGRES_PASSWORD", "Kq3vT8+w1Zx0Lr5n")
    PostgresSettings.load()


def test_a_file_variable_that_is_empty_or_of_no_secret_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    postgres(monkeypatch)
    monkeypatch.setenv("POSTGRES_PASSWORD_FILE", "")
    monkeypatch.setenv("POSTGRES_DATABASE_FILE", "/nowhere")

    assert PostgresSettings.load().postgres_database == "db"


def test_an_optional_secret_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "redis").write_text("p@ss", encoding="utf-8")
    monkeypatch.setenv("REDIS_PASSWORD_FILE", str(tmp_path / "redis"))

    assert RedisSettings.load(redis_host="cache", redis_port=1).redis_url == "redis://:p%40ss@cache:1/0"
    monkeypatch.setenv("REDIS_PASSWORD_FILE", str(tmp_path / "absent"))
    with pytest.raises(ConfigError, match="REDIS_PASSWORD"):
        RedisSettings.load()


def test_a_value_is_never_echoed(monkeypatch: pytest.MonkeyPatch) -> None:
    postgres(monkeypatch, PASSWORD="s3cret", PORT="s3cret-port")

    with pytest.raises(ConfigError) as caught:
        PostgresSettings.load()
    monkeypatch.setenv("POSTGRES_PORT", "1")

    assert "s3cret" not in str(caught.value)
    assert "s3cret" not in repr(PostgresSettings.load())


def test_settings_are_frozen() -> None:
    settings = RedisSettings.load()

    with pytest.raises(ValidationError):
        settings.redis_host = "elsewhere"  # type: ignore[misc]  # the point of the test


@pytest.mark.parametrize(("words", "expected"), [(TRUE_WORDS, True), (FALSE_WORDS, False)])
def test_words_of_a_flag(words: frozenset[str], expected: bool) -> None:
    for word in words:
        settings = Neo4jSettings.load(neo4j_host="h", neo4j_username="u", neo4j_password="p", neo4j_tls_enabled=f" {word.upper()} ")
        assert settings.neo4j_tls_enabled is expected


@pytest.mark.parametrize(
    ("host", "port", "expected"),
    [("graph", 7687, "bolt://graph:7687"), ("graph", 1, "bolt://graph:1"), ("neo4j+s://graph.example:9999", 1, "neo4j+s://graph.example:9999")],
)
def test_neo4j_uri(host: str, port: int, expected: str) -> None:
    assert Neo4jSettings.load(neo4j_host=host, neo4j_port=port, neo4j_username="u", neo4j_password="p").neo4j_uri == expected


@given(st.text(st.characters(codec="utf-8"), min_size=1), st.text(st.characters(codec="utf-8"), min_size=1), st.text(st.characters(codec="utf-8")))
def test_user_password_and_vhost_survive_the_url(user: str, password: str, vhost: str) -> None:
    url = urlsplit(RabbitSettings.load(rabbitmq_username=user, rabbitmq_password=SecretStr(password), rabbitmq_vhost=vhost).amqp_url)

    assert (url.hostname, url.port) == ("rabbitmq", 5672)
    assert [unquote(part or "") for part in (url.username, url.password, url.path[1:])] == [user, password, vhost]


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("rabbitmq", ["rabbitmq:5671"]),
        ("rabbitmq:1", ["rabbitmq:1"]),
        (" a, b:2 ,[::1],[::1]:3,", ["a:5671", "b:2", "[::1]:5671", "[::1]:3"]),
    ],
)
def test_rabbitmq_may_be_several_nodes(host: str, expected: list[str]) -> None:
    settings = RabbitSettings.load(rabbitmq_host=host, rabbitmq_port=5671)

    assert settings.rabbitmq_nodes == expected
    assert settings.amqp_url == f"amqp://discogsography:discogsography@{','.join(expected)}/%2F"


def test_the_reference_lists_every_field_and_no_secret() -> None:
    rows = {row["name"]: row for row in settings_reference(Everything)}

    assert rows.keys() == {name.upper() for name in Everything.model_fields}
    assert all(row["description"] for row in rows.values())
    assert rows["POSTGRES_PASSWORD"] == {
        "name": "POSTGRES_PASSWORD",
        "type": "secret",
        "default": "required",
        "file": "yes",
        "description": "Password of PostgreSQL.",
    }
    assert rows["RABBITMQ_PASSWORD"]["default"] == "(secret)"
    assert rows["REDIS_PASSWORD"]["default"] == "unset"
    assert rows["NEO4J_TLS_VERIFY"]["default"] == "true"
    assert rows["LOG_FILE"]["type"] == "path"


class Unusual(RedisSettings):
    """Types that few settings have."""

    color: Color = Field(Color.RED, description="x")
    words: tuple[str, ...] | str | None = Field(None, description="x")
    workers: int = Field(default_factory=lambda: 7, description="x")
    pause: float = Field(2.50, description="x")


def test_the_reference_speaks_of_types_in_words() -> None:
    rows = {row["name"]: (row["type"], row["default"]) for row in settings_reference(Unusual)}

    assert rows["COLOR"] == ("`red` or `blue`", "red")
    assert rows["WORDS"] == ("list, comma-separated", "unset")
    assert rows["WORKERS"] == ("integer", "depends on the machine")
    assert rows["PAUSE"] == ("number", "2.5")
