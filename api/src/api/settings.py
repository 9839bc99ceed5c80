"""Settings of the API process."""

from pydantic import Field, SecretStr

from common.runtime.settings import FileText, Flag, Neo4jSettings, OriginSettings, PostgresSettings, RedisSettings
from common.runtime.startup import StartSettings


class ApiSettings(PostgresSettings, Neo4jSettings, RedisSettings, OriginSettings, StartSettings):
    """What the API reads from its environment."""

    postgres_pool_max_size: int = Field(16, ge=1, description="Connections opened at most.")
    postgres_statement_timeout: float = Field(30.0, gt=0, description="Seconds after which the server cancels a statement.")

    api_host: str = Field("0.0.0.0", description="Address to listen on.")  # noqa: S104 - containers are reached from outside
    api_port: int = Field(8004, ge=0, le=65535, description="Port of the API.")
    health_host: str = Field("0.0.0.0", description="Address that the health port listens on.")  # noqa: S104 - probes come from outside
    health_port: int = Field(8005, ge=0, le=65535, description="Port of the health listener: `/health` with readiness, and `/metrics`.")
    forwarded_allow_ips: str = Field(
        "127.0.0.1", description="Addresses whose X-Forwarded-For and X-Forwarded-Proto are believed, comma separated: exact addresses, no networks."
    )
    trusted_proxies: str = Field(
        "127.0.0.1", description="Addresses of the pages' own proxy, comma separated: requests through it get the higher limits of pages."
    )

    jwt_secret_key: SecretStr | None = Field(None, min_length=1, description="Key of access tokens (HS256). Unset: routes of users answer 503.")
    jwt_algorithm: str = Field("HS256", pattern="^HS256$", description="Only HS256.")
    jwt_expire_minutes: int = Field(30, ge=1, description="Minutes that an access token lives.")
    encryption_master_key: SecretStr | None = Field(None, description="Master secret, urlsafe base64, of what is encrypted at rest.")
    insights_internal_secret: SecretStr | None = Field(None, description="Opens the internal computation routes. Unset: they answer 503.")

    rate_limit_enabled: Flag = Field(True, description="Off only in load and fuzz runs.")
    rate_limit_default: str = Field("120/minute", description="Limit of routes that state none, per route and client.")
    max_body_bytes: int = Field(1_048_576, ge=1024, description="Largest request body.")
    cache_enabled: Flag = Field(True, description="Keep answers in Redis. Off only to measure the stores.")
    redis_key_prefix: str = Field("", description="Put before every Redis key, when one Redis serves several platforms.")

    catalogue_poll_interval: float = Field(2.0, gt=0, description="Seconds between looks for ended imports.")

    snapshot_ttl_days: int = Field(28, ge=1, description="Days that a shared view of the graph is kept.")
    snapshot_max_nodes: int = Field(100, ge=1, description="Nodes of a shared view.")
    snapshot_max_payload_bytes: int = Field(65_536, ge=1024, description="Bytes of a shared view.")
    snapshot_max_per_user: int = Field(50, ge=1, description="Shared views that a user has at a time.")

    insights_url: str = Field("http://insights:8008", description="Base URL of the insights service.")
    discogs_user_agent: str = Field("discogsography/1.0", description="Sent with every call of the Discogs API.")
    discogs_api_url: str = Field("https://api.discogs.com", description="Base URL of the Discogs API.")

    nlq_enabled: Flag = Field(False, description="Answer questions in plain language.")
    nlq_api_key: SecretStr | None = Field(None, description="Key of the model's provider.")
    nlq_base_url: str | None = Field(None, description="Base URL of the provider, for a local OpenAI-compatible server.")
    nlq_model: FileText = Field(FileText("claude-sonnet-4-20250514"), description="Model, as provider:name; without provider it is one of anthropic.")
    nlq_max_iterations: int = Field(5, ge=1, le=20, description="Model calls per question.")
    nlq_max_query_length: int = Field(500, ge=1, le=10_000, description="Characters of a question.")
    nlq_cache_ttl: int = Field(3600, ge=0, description="Seconds that an answer is kept.")
    nlq_rate_limit: str = Field("10/minute", description="Questions per client.")
    nlq_daily_token_budget: int = Field(2_000_000, ge=0, description="Tokens that all questions of a day may use together; 0 is no bound.")
    nlq_anonymous: Flag = Field(True, description="Whether questions need no account.")
