"""Settings of the extractor: one process, one source. Command-line options are passed as arguments and win over the environment."""

import os
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, SecretStr

from common.domain.data_types import TYPES_OF, DataType, Source
from common.messaging.topology import CONSUMERS_OF
from common.runtime.settings import Flag, RabbitSettings


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _words(value: object) -> object:
    """`a,b` as a tuple; the empty text is an empty tuple, which differs from an unset variable."""
    return tuple(word for word in value.replace(" ", "").split(",") if word) if isinstance(value, str) else value


def _at_least_one(value: object) -> object:
    """0 means 1, as it always did for these settings."""
    return 1 if isinstance(value, str) and value.strip() == "0" else value


Count = Annotated[int, BeforeValidator(_at_least_one)]


class ExtractorSettings(RabbitSettings):
    """What one extractor process does. Times are seconds unless the name says otherwise."""

    extractor_source: Annotated[Source, BeforeValidator(_lower)] = Field(Source.DISCOGS, description="`discogs` or `musicbrainz`.")
    force_reprocess: Flag = Field(False, description="Ignore the state marker in the initial run.")
    data_quality_rules: Path | None = Field(None, description="Rules file (.yaml); unset: no rules.")

    discogs_root: Path = Field(Path("/discogs-data"), description="Discogs dumps, markers, flagged records.")
    musicbrainz_root: Path = Field(Path("/musicbrainz-data"), description="MusicBrainz dumps and markers.")
    extractor_dump_dir: Path | None = Field(None, description="Read dumps from this folder (read only, no network), once.")
    extractor_limit: int | None = Field(None, ge=1, description="Publish only the first records of each file: a partial run.")

    discogs_data_url: str = Field("https://data.discogs.com/", description="Website with the Discogs dumps.")
    musicbrainz_dump_url: str = Field(
        "https://data.metabrainz.org/pub/musicbrainz/data/json-dumps/", description="Index of the MusicBrainz JSON dumps."
    )
    discogs_health_url: str = Field("http://extractor-discogs:8000/health", description="MusicBrainz waits while this says `running`.")
    discogs_poll_interval: float = Field(3600, gt=0, description="Wait between two looks at a running Discogs extractor.")
    discogs_retry_initial: float = Field(5, ge=0, description="First wait when the Discogs extractor cannot be reached; doubles up to 300.")
    request_gap: float | None = Field(None, ge=0, description="Least time between two requests; unset: 5 for Discogs, 2 for MusicBrainz.")
    download_retry_initial: float = Field(2, ge=0, description="Wait before the second attempt of a download; doubles.")

    periodic_check_days: Count = Field(15, ge=1, description="Days between two looks for a new dump.")
    failure_cooldown_secs: float = Field(600, ge=0, description="Wait before a failed initial run ends the process.")
    failed_retry_initial: float = Field(300, gt=0, description="First wait before a failed later run is tried again; doubles up to a day.")

    health_host: str = Field("0.0.0.0", description="Address that the health port listens on.")  # noqa: S104 - probes come from outside
    health_port: int = Field(8000, ge=0, le=65535, description="Port of health, metrics, ready and trigger.")
    trigger_secret: SecretStr | None = Field(None, description="If set, `POST /trigger` needs it as a bearer token.")

    extractor_workers: Count = Field(
        default_factory=lambda: os.cpu_count() or 1, ge=1, le=256, description="Parse processes, shared by all open files; unset: one a core."
    )
    max_workers: Count = Field(2, ge=1, description="Files open at once.")
    batch_size: Count = Field(100, ge=1, description="Kept for compatibility; records travel in blocks (`BLOCK_BYTES`).")
    queue_size: Count = Field(5000, ge=1, description="Unconfirmed records a worker may have.")
    state_save_interval: Count = Field(5000, ge=1, description="Records between saves of the marker (it is saved every second as well).")
    progress_log_interval: Count = Field(1000, ge=1, description="Kept for compatibility; progress is logged by time.")
    block_bytes: int = Field(1 << 20, ge=1 << 10, le=1 << 26, description="Size of the pieces that workers parse.")
    publish_give_up: float = Field(300, gt=0, description="How long a broker may be away before the file fails.")
    unroutable_give_up: float = Field(30, ge=0, description="How long messages without a queue are retried before the file fails.")
    extractor_consumers: Annotated[tuple[str, ...] | str | None, BeforeValidator(_words)] = Field(
        None, description="Consumers whose queues are declared before the first message; unset: both of the source; empty: none."
    )
    dumps_kept: int = Field(0, ge=0, description="Versions kept on disk, newest first; 0 keeps all.")

    @property
    def source(self) -> Source:
        """The source of this process."""
        return self.extractor_source

    @property
    def types(self) -> tuple[DataType, ...]:
        """Types of the source in canonical order."""
        return TYPES_OF[self.source]

    @property
    def root(self) -> Path:
        """Data root of the source."""
        return self.discogs_root if self.source is Source.DISCOGS else self.musicbrainz_root

    @property
    def exchange_prefix(self) -> str:
        """Prefix of the source's exchanges."""
        return self.discogs_exchange_prefix if self.source is Source.DISCOGS else self.musicbrainz_exchange_prefix

    @property
    def consumers(self) -> tuple[str, ...]:
        """Consumers whose queues this extractor declares."""
        given = self.extractor_consumers
        if given is None:
            # An empty variable means "none", yet the settings layer drops empty variables as unset.
            return () if "EXTRACTOR_CONSUMERS" in os.environ else CONSUMERS_OF[self.source]
        return given if isinstance(given, tuple) else (given,)

    @property
    def polite_gap_s(self) -> float:
        """Least time between two requests to the source's site."""
        if self.request_gap is not None:
            return self.request_gap
        return 5.0 if self.source is Source.DISCOGS else 2.0

    @property
    def retry_after_cap_s(self) -> float:
        """Longest wait that a `Retry-After` header may ask for."""
        return 7200.0 if self.source is Source.DISCOGS else 1800.0

    @property
    def waits_for_discogs(self) -> bool:
        """Whether runs wait for the Discogs extractor: always for the site's dumps, for a local folder if told whom to ask."""
        told = "discogs_health_url" in self.model_fields_set
        return self.source is Source.MUSICBRAINZ and (told or self.extractor_dump_dir is None)


def describe(settings: ExtractorSettings) -> dict[str, Any]:
    """The start line's fields; nothing secret."""
    return {
        "source": settings.source.value,
        "root": str(settings.root),
        "dump_dir": str(settings.extractor_dump_dir) if settings.extractor_dump_dir else None,
        "workers": settings.extractor_workers,
        "files_at_once": settings.max_workers,
        "limit": settings.extractor_limit,
        "broker": ",".join(settings.rabbitmq_nodes),
    }
