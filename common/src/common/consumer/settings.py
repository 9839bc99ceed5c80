"""The settings that the engine reads; a consumer's own class inherits them beside its store's group."""

from common.runtime.settings import ConsumerSettings, RabbitSettings


class EngineSettings(RabbitSettings, ConsumerSettings):
    """Broker and pace: `class TableinatorSettings(PostgresSettings, EngineSettings)`."""
