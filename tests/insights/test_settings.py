"""Settings of the service."""

from pathlib import Path

import pytest

from common.runtime.errors import ConfigError
from insights.settings import InsightsSettings


REQUIRED = {"POSTGRES_HOST": "db", "POSTGRES_USERNAME": "u", "POSTGRES_PASSWORD": "p", "POSTGRES_DATABASE": "d"}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("INSIGHTS_SCHEDULE_HOURS", "INSIGHTS_MILESTONE_YEARS", "INSIGHTS_INTERNAL_SECRET", "INSIGHTS_INTERNAL_SECRET_FILE", "API_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in REQUIRED.items():
        monkeypatch.setenv(name, value)


def test_defaults_are_the_documented_ones() -> None:
    settings = InsightsSettings.load()

    assert (settings.insights_port, settings.health_port, settings.api_base_url) == (8008, 8009, "http://api:8004")
    assert (settings.postgres_pool_min_size, settings.postgres_pool_max_size) == (1, 4)
    assert settings.insights_schedule_hours == 24
    assert settings.milestones == (25, 30, 40, 50, 75, 100)
    assert settings.insights_internal_secret is None
    assert settings.insights_start_delay == 30


@pytest.mark.parametrize(("text", "hours"), [("6", 6), ("0", 24), ("-1", 24), ("often", 24), ("1.5", 24), (" 12 ", 12)])
def test_a_useless_schedule_means_a_day(monkeypatch: pytest.MonkeyPatch, text: str, hours: int) -> None:
    monkeypatch.setenv("INSIGHTS_SCHEDULE_HOURS", text)

    assert InsightsSettings.load().insights_schedule_hours == hours


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("50, 10,10", (10, 50)),
        ("25", (25,)),
        ("a,b", (25, 30, 40, 50, 75, 100)),
        ("25,", (25, 30, 40, 50, 75, 100)),
        ("-5", (25, 30, 40, 50, 75, 100)),
    ],
)
def test_milestones_are_distinct_and_ascending(monkeypatch: pytest.MonkeyPatch, text: str, years: tuple[int, ...]) -> None:
    monkeypatch.setenv("INSIGHTS_MILESTONE_YEARS", text)

    assert InsightsSettings.load().milestones == years


def test_all_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in REQUIRED:
        monkeypatch.delenv(name)

    with pytest.raises(ConfigError, match="POSTGRES_HOST, POSTGRES_USERNAME, POSTGRES_PASSWORD, POSTGRES_DATABASE"):
        InsightsSettings.load()


def test_the_secret_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("from a file\n", encoding="utf-8")
    monkeypatch.setenv("INSIGHTS_INTERNAL_SECRET_FILE", str(file))

    secret = InsightsSettings.load().insights_internal_secret

    assert secret is not None
    assert secret.get_secret_value() == "from a file"
