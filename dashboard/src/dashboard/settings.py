"""Settings of the dashboard."""

from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr

from common.runtime.settings import Neo4jSettings, OriginSettings, PostgresSettings, RabbitSettings, RedisSettings


BUILT: Final = Path(__file__).with_name("static")
"""Where the build of the page lands."""


def _health_url(text: str) -> str:
    url = urlsplit(text)
    if url.scheme not in ("http", "https") or not url.hostname:
        raise ValueError("must be http://host:port/path or https://host:port/path")
    return text


type HealthUrl = Annotated[str, AfterValidator(_health_url)]


class DashboardSettings(Neo4jSettings, PostgresSettings, RabbitSettings, RedisSettings, OriginSettings):
    """What the dashboard reads from its environment."""

    postgres_pool_min_size: int = Field(1, ge=1, description="Connections kept open.")
    postgres_pool_max_size: int = Field(2, ge=1, description="Connections opened at most.")
    postgres_statement_timeout: float = Field(30.0, gt=0, description="Seconds after which the server cancels a statement.")

    dashboard_host: str = Field("0.0.0.0", description="Address to listen on.")  # noqa: S104 - containers are reached from outside
    dashboard_port: int = Field(8003, ge=0, le=65535, description="Port of page, figures, `/health` and `/metrics`.")
    dashboard_token: SecretStr | None = Field(
        None, min_length=1, description="Opens the figures, the socket and `/metrics`, as a bearer token or by signing in. Unset: they are open."
    )
    dashboard_static_dir: Path | None = Field(None, description="Folder of a built page other than the one that comes with the service.")

    rabbitmq_management_host: str | None = Field(None, description="Host of RabbitMQ's management API. Unset: that of RabbitMQ.")
    rabbitmq_management_port: int = Field(15672, ge=1, le=65535, description="Port of RabbitMQ's management API.")

    @property
    def static_dir(self) -> Path:
        """Folder of the built page."""
        return self.dashboard_static_dir or BUILT
