"""Settings of schema-init. Unlike the services it has a default for everything: it runs by hand as well."""

from pydantic import Field, SecretStr

from common.runtime.settings import FileText, Neo4jSettings, PostgresSettings


class SchemaInitSettings(PostgresSettings, Neo4jSettings):
    """Where both stores are, and how long to wait for them."""

    postgres_host: str = Field("localhost", min_length=1, description="Host of PostgreSQL, optionally host:port; IPv6 in brackets.")
    postgres_username: FileText = Field(FileText("discogsography"), min_length=1, description="User of PostgreSQL.")
    postgres_password: SecretStr = Field(SecretStr("discogsography"), min_length=1, description="Password of PostgreSQL.")
    postgres_database: str = Field("discogsography", min_length=1, description="Database of the platform; made when absent.")
    postgres_statement_timeout: float = Field(
        7200.0, gt=0, description="Seconds after which PostgreSQL cancels a statement; building an index on a filled database takes long."
    )
    neo4j_host: str = Field("localhost", min_length=1, description="Host of Neo4j, or a whole URI with its scheme.")
    neo4j_username: FileText = Field(FileText("neo4j"), min_length=1, description="User of Neo4j.")
    neo4j_password: SecretStr = Field(SecretStr("discogsography"), min_length=1, description="Password of Neo4j.")
    schema_init_timeout: float = Field(
        60.0,
        ge=0,
        description="Seconds to go on trying while a store refuses connections, starts up or is locked by another run. "
        "A store that takes a connection and does not answer within 10 s is given up at once.",
    )
    schema_init_index_timeout: float = Field(1800.0, gt=0, description="Seconds to wait until all indexes of the graph are online.")
