"""Settings of the insights service."""

from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field, SecretStr

from common.domain.insights import DEFAULT_MILESTONES
from common.runtime.settings import PostgresSettings, RedisSettings
from common.runtime.startup import StartSettings


DEFAULT_SCHEDULE_HOURS: Final = 24


def _hours(value: Any) -> Any:
    try:
        hours = int(str(value).strip())
    except ValueError:
        return DEFAULT_SCHEDULE_HOURS
    return hours if hours >= 1 else DEFAULT_SCHEDULE_HOURS


def _years(value: Any) -> Any:
    if not isinstance(value, str | int):  # a single year arrives as a number
        return value
    try:
        years = {int(part) for part in str(value).split(",")}
    except ValueError:
        return DEFAULT_MILESTONES
    return tuple(sorted(years)) if all(1 <= year <= 1000 for year in years) else DEFAULT_MILESTONES


class InsightsSettings(PostgresSettings, RedisSettings, StartSettings):
    """What the insights service reads from its environment."""

    postgres_pool_min_size: int = Field(1, ge=1, description="Connections kept open.")
    postgres_pool_max_size: int = Field(4, ge=4, description="Connections opened at most: one listens, two compute, the others answer.")
    postgres_statement_timeout: float = Field(30.0, gt=0, description="Seconds after which the server cancels a statement.")

    insights_host: str = Field("0.0.0.0", description="Address to listen on.")  # noqa: S104 - containers are reached from outside
    insights_port: int = Field(8008, ge=0, le=65535, description="Port of the service.")
    health_host: str = Field("0.0.0.0", description="Address that the health port listens on.")  # noqa: S104 - probes come from outside
    health_port: int = Field(8009, ge=0, le=65535, description="Port of the health listener.")

    api_base_url: str = Field("http://api:8004", description="Base URL of the API, which computes.")
    insights_internal_secret: SecretStr | None = Field(None, description="Opens the API's internal routes. Unset: nothing can be computed.")
    insights_schedule_hours: Annotated[int, BeforeValidator(_hours)] = Field(
        DEFAULT_SCHEDULE_HOURS, description="Hours between computations of one catalogue; what is no number from 1 on means 24."
    )
    insights_milestone_years: Annotated[tuple[int, ...] | str, BeforeValidator(_years)] = Field(
        DEFAULT_MILESTONES, description="Anniversaries that count, in years, comma-separated; what cannot be read means the default."
    )
    insights_poll_interval: float = Field(30.0, gt=0, description="Seconds between looks at what is due.")
    insights_start_delay: float = Field(30.0, ge=0, description="Seconds from the start to the first look.")
    redis_key_prefix: str = Field("", description="Put before every Redis key, when one Redis serves several platforms.")

    @property
    def milestones(self) -> tuple[int, ...]:
        """Anniversaries that count, in years, ascending."""
        years = self.insights_milestone_years
        assert not isinstance(years, str)
        return years
