"""Where a command finds the servers. What the environment says wins over what the running stack says of itself."""

from collections.abc import Mapping
import os
from typing import Any, Self

from pydantic import Field
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource

from common.domain.data_types import Source
from common.messaging.management import ManagementEndpoint, ManagementSettings
from common.runtime.settings import Neo4jSettings, PostgresSettings, RedisSettings


class OperatorSettings(ManagementSettings, PostgresSettings, Neo4jSettings, RedisSettings):
    """Servers of the stack that operator commands look at; unset: as the running stack has them."""

    rabbitmq_url: str | None = Field(None, description="Base URL of RabbitMQ's management API, instead of its host and port.")

    @property
    def management(self) -> ManagementEndpoint:
        """The management API, with the credentials of the broker."""
        endpoint = super().management
        if self.rabbitmq_url is None:
            return endpoint
        return ManagementEndpoint(self.rabbitmq_url.rstrip("/"), endpoint.username, endpoint.password, endpoint.vhost)

    @property
    def prefixes(self) -> Mapping[Source, str]:
        """Prefix of each source's exchanges and queues."""
        return {Source.DISCOGS: self.discogs_exchange_prefix, Source.MUSICBRAINZ: self.musicbrainz_exchange_prefix}

    @classmethod
    def over(cls, found: Mapping[str, Any], **arguments: Any) -> Self:
        """Settings from arguments, secret files and the environment; for what these leave open, from `found`.

        Raises:
            ConfigError: as `load`.
        """

        class Here(cls):  # type: ignore[misc, valid-type]  # mypy knows no class made from a variable
            @classmethod
            def settings_customise_sources(
                cls, settings_cls: type[BaseSettings], *sources: PydanticBaseSettingsSource, **named: PydanticBaseSettingsSource
            ) -> tuple[PydanticBaseSettingsSource, ...]:
                before = super().settings_customise_sources(settings_cls, *sources, **named)
                return (*before, InitSettingsSource(settings_cls, init_kwargs=dict(found)))

        loaded: Self = Here.load(**arguments)
        return loaded

    @classmethod
    def names_broker(cls) -> bool:
        """Whether the environment says where the broker is."""
        return any(os.environ.get(name) for name in ("RABBITMQ_HOST", "RABBITMQ_URL"))
