"""Settings of the dashboard."""

from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr

from common.messaging.management import ManagementSettings
from common.runtime.settings import Neo4jSettings, OriginSettings, PostgresSettings, RedisSettings
from common.runtime.startup import StartSettings


BUILT: Final = Path(__file__).with_name("static")
"""Where the build of the page lands."""


def _health_url(text: str) -> str:
    url = urlsplit(text)
    if url.scheme not in ("http", "https") or not url.hostname:
        raise ValueError("must be http://host:port/path or https://host:port/path")
    return text


type HealthUrl = Annotated[str, AfterValidator(_health_url)]


class DashboardSettings(StartSettings, OriginSettings, RedisSettings, ManagementSettings, PostgresSettings, Neo4jSettings):
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

    extractor_discogs_health_url: HealthUrl = Field("http://extractor-discogs:8000/health", description="Health of the Discogs extractor.")
    extractor_musicbrainz_health_url: HealthUrl = Field(
        "http://extractor-musicbrainz:8000/health", description="Health of the MusicBrainz extractor."
    )
    graphinator_health_url: HealthUrl = Field("http://graphinator:8001/health", description="Health of graphinator.")
    tableinator_health_url: HealthUrl = Field("http://tableinator:8002/health", description="Health of tableinator.")
    brainzgraphinator_health_url: HealthUrl = Field("http://brainzgraphinator:8011/health", description="Health of brainzgraphinator.")
    brainztableinator_health_url: HealthUrl = Field("http://brainztableinator:8010/health", description="Health of brainztableinator.")

    redis_key_prefix: str = Field("", description="Put before every Redis key, when one Redis serves several platforms.")

    dashboard_alert_queue_messages: int = Field(50_000, ge=1, description="Messages of a queue from which on an alert fires.")
    dashboard_alert_dead_letters: int = Field(1, ge=1, description="Messages of a dead-letter queue from which on an alert fires.")
    dashboard_alert_batch_p95_ms: int = Field(2_000, ge=1, description="Time of slow writes (95 of 100 are faster) from which on an alert fires.")
    dashboard_alert_connections_percent: int = Field(90, ge=1, le=100, description="Part of PostgreSQL's connections from which on an alert fires.")
    dashboard_alert_stalled_seconds: int = Field(300, ge=10, description="Seconds without a stored record after which an import counts as stalled.")

    @property
    def health_urls(self) -> dict[str, str]:
        """Health address of each service of the pipelines."""
        return {
            "extractor-discogs": self.extractor_discogs_health_url,
            "extractor-musicbrainz": self.extractor_musicbrainz_health_url,
            "graphinator": self.graphinator_health_url,
            "tableinator": self.tableinator_health_url,
            "brainzgraphinator": self.brainzgraphinator_health_url,
            "brainztableinator": self.brainztableinator_health_url,
        }

    @property
    def prefixes(self) -> dict[str, str]:
        """What queue names begin with, by source."""
        return {"discogs": self.discogs_exchange_prefix, "musicbrainz": self.musicbrainz_exchange_prefix}

    @property
    def static_dir(self) -> Path:
        """Folder of the built page."""
        return self.dashboard_static_dir or BUILT
