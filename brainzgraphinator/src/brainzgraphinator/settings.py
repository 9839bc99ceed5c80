"""Settings of brainzgraphinator."""

from pydantic import Field

from common.consumer.settings import EngineSettings
from common.runtime.settings import Flag, Neo4jSettings


class BrainzgraphinatorSettings(Neo4jSettings, EngineSettings):
    """Where the graph and the broker are, and how large a batch may grow."""

    health_port: int = Field(8011, ge=1, le=65535, description="Port of `GET /health`.")
    neo4j_batch_mode: Flag = Field(True, description="Write records in batches; false writes each in a transaction of its own.")
    neo4j_batch_size: int = Field(500, ge=1, description="Records a batch holds at most.")
    neo4j_batch_flush_interval: float = Field(5.0, gt=0, description="Seconds after which a batch that is not full is written.")
    purge_max_delete_fraction: float = Field(
        0.10, gt=0, le=1, description="Refuse to remove more than this share of a type's enrichment after a run that lacks it."
    )
