"""Settings: one class a concern; a process inherits the groups that it uses.

A field is its environment variable in lower case. What may come from a file is exactly what is typed `SecretStr`, and the two
user names that the platform always read that way: `<NAME>_FILE`, if set and not empty, names a file whose stripped text wins.
Every bad value of a process is reported in one `ConfigError`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
import os
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Final, Self, get_args, get_origin
from urllib.parse import quote

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from common.runtime.errors import ConfigError
from common.runtime.secret_rules import OPTIONAL, is_published


DEVELOPMENT: Final = "development"
TRUE_WORDS = frozenset({"true", "1", "yes", "on", "y", "t"})
FALSE_WORDS = frozenset({"false", "0", "no", "off", "n", "f"})


def _word(value: object) -> object:
    if isinstance(value, str):
        text = value.strip().lower()
        if text in TRUE_WORDS:
            return True
        if text in FALSE_WORDS:
            return False
        raise ValueError("must be true or false")
    return value


Flag = Annotated[bool, BeforeValidator(_word)]
"""A boolean of the environment: true/1/yes/on/y/t or false/0/no/off/n/f, any case."""


class FileText(str):
    """Plain text that may also come from `<NAME>_FILE` (user names)."""

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, handler: Any) -> Any:
        return handler(str)


@dataclass(frozen=True, slots=True)
class _UnreadableSecret:
    """Stands for the text of a secret file that cannot be used: no field accepts it, so it is reported with all other bad values."""

    reason: str


class SecretFileSource(EnvSettingsSource):
    """`<NAME>_FILE` for every `SecretStr` and `FileText` field: the file's stripped text wins over `<NAME>`."""

    def __call__(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, field in self.settings_cls.model_fields.items():
            if not _may_come_from_file(field.annotation):
                continue
            variable = f"{name.upper()}_FILE"
            if path := os.environ.get(variable):
                if name in OPTIONAL and _is_blank(Path(path)):
                    continue
                try:
                    found[name] = read_secret(variable, path)
                except ConfigError as error:
                    found[name] = _UnreadableSecret(str(error))
        return found


def _may_come_from_file(annotation: Any) -> bool:
    return annotation in (SecretStr, FileText) or any(_may_come_from_file(part) for part in getattr(annotation, "__args__", ()))


def _is_blank(path: Path) -> bool:
    """Whether a file is there and says nothing: compose needs a file for every secret, for one that nobody has as well."""
    try:
        return not path.read_bytes().strip()
    except OSError:
        return False


def read_secret(variable: str, path: str) -> str:
    """Text of a secret file without surrounding white space.

    Raises:
        ConfigError: the file cannot be read or holds nothing; the text names variable and path.
    """
    try:
        text = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"Cannot read secret file for {variable.removesuffix('_FILE')}: '{path}' ({error})") from error
    if not text:
        raise ConfigError(f"Secret file for {variable.removesuffix('_FILE')} is empty: '{path}'")
    return text


class Settings(BaseSettings):
    """Base of all settings classes: frozen, built once in `main()` by `load`, passed down."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True)

    environment: str = Field(DEVELOPMENT, description="Copied into every log line. Elsewhere than in development no published secret is taken.")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING, ERROR or CRITICAL; unknown names mean INFO and one warning.")
    log_file: Path | None = Field(None, description="Also write log lines to this file, rotated at 50 MB. Unset: standard output only.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is the library's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, SecretFileSource(settings_cls), env_settings

    @classmethod
    def load(cls, **arguments: Any) -> Self:
        """Settings from arguments, secret files and the environment, in this order of strength.

        Raises:
            ConfigError: names every missing variable and every bad value at once; elsewhere than in development also every secret that
                stands in a published file.
        """
        try:
            settings = cls(**arguments)
        except ValidationError as error:
            raise ConfigError(_explain(cls, error)) from None
        if settings.environment != DEVELOPMENT and (known := _published(settings)):
            raise ConfigError(f"ENVIRONMENT={settings.environment}, and these are published defaults or placeholders: {', '.join(known)}")
        return settings


def _published(settings: Settings) -> list[str]:
    """Variables whose secret everybody can know."""
    secrets = ((name, getattr(settings, name)) for name in type(settings).model_fields)
    return [name.upper() for name, secret in secrets if isinstance(secret, SecretStr) and is_published(secret.get_secret_value())]


def _explain(settings: type[Settings], error: ValidationError) -> str:
    missing: list[str] = []
    bad: list[str] = []
    for problem in error.errors(include_url=False):
        if isinstance(problem["input"], _UnreadableSecret):
            bad.append(problem["input"].reason)
            continue
        name = ".".join(str(part) for part in problem["loc"]).upper() or "settings"
        if problem["type"] == "missing":
            missing.append(name)
        else:
            bad.append(f"Bad setting {name}: {problem['msg']}")
    order = [field.upper() for field in settings.model_fields]
    missing.sort(key=lambda name: order.index(name) if name in order else len(order))
    lines = [f"Missing required environment variables: {', '.join(missing)}"] if missing else []
    return "; ".join(lines + bad)


class QueueType(StrEnum):
    """Kind of a queue on the broker."""

    CLASSIC = "classic"
    QUORUM = "quorum"


class RabbitSettings(Settings):
    """Where the broker is, and the names of exchanges and queues."""

    rabbitmq_host: str = Field(
        "rabbitmq", description="Host of RabbitMQ, or the nodes of one cluster, comma separated; a node may name its port: host:port, [v6]:port."
    )
    rabbitmq_port: int = Field(5672, ge=1, le=65535, description="AMQP port of RabbitMQ, of every node that names none.")
    rabbitmq_username: FileText = Field(FileText("discogsography"), description="User of RabbitMQ.")
    rabbitmq_password: SecretStr = Field(SecretStr("discogsography"), description="Password of RabbitMQ.")
    rabbitmq_vhost: str = Field("/", description="Virtual host of RabbitMQ.")
    discogs_exchange_prefix: str = Field("discogsography-discogs", description="Prefix of Discogs exchanges and queues.")
    musicbrainz_exchange_prefix: str = Field("discogsography-musicbrainz", description="Prefix of MusicBrainz exchanges and queues.")
    dead_letter_queue_type: QueueType = Field(
        QueueType.CLASSIC, description="Kind of the dead-letter queues. On a cluster `quorum`: a classic queue is away with its one node."
    )

    @property
    def rabbitmq_nodes(self) -> list[str]:
        """`host:port` of each node."""
        hosts = [host for each in self.rabbitmq_host.split(",") if (host := each.strip())]
        return [host if ":" in host.rpartition("]")[2] else f"{host}:{self.rabbitmq_port}" for host in hosts]

    @property
    def amqp_url(self) -> str:
        """The broker's URL, user, password and virtual host percent-encoded, with all nodes. Holds the password: never log it."""
        user, password = quote(self.rabbitmq_username, safe=""), quote(self.rabbitmq_password.get_secret_value(), safe="")
        return f"amqp://{user}:{password}@{','.join(self.rabbitmq_nodes)}/{quote(self.rabbitmq_vhost, safe='')}"


class Neo4jSettings(Settings):
    """Where the graph is."""

    neo4j_host: str = Field(..., min_length=1, description="Host of Neo4j, or a whole URI with its scheme.")
    neo4j_port: int = Field(7687, ge=1, le=65535, description="Bolt port; used with a bare host only.")
    neo4j_username: FileText = Field(..., min_length=1, description="User of Neo4j.")
    neo4j_password: SecretStr = Field(..., min_length=1, description="Password of Neo4j.")
    neo4j_tls_enabled: Flag = Field(False, description="Encrypt Bolt connections. Not with a +s or +ssc URI.")
    neo4j_tls_verify: Flag = Field(True, description="Verify the server's certificate against the system's authorities.")

    @property
    def neo4j_uri(self) -> str:
        """`bolt://host:port`, or the host as it is when it already is a URI."""
        return self.neo4j_host if "://" in self.neo4j_host else f"bolt://{self.neo4j_host}:{self.neo4j_port}"


class PostgresSettings(Settings):
    """Where the tables are. The host may embed a port, which wins."""

    postgres_host: str = Field(..., min_length=1, description="Host of PostgreSQL, optionally host:port; IPv6 in brackets.")
    postgres_port: int = Field(5432, ge=1, le=65535, description="Port of PostgreSQL when the host names none.")
    postgres_username: FileText = Field(..., min_length=1, description="User of PostgreSQL.")
    postgres_password: SecretStr = Field(..., min_length=1, description="Password of PostgreSQL.")
    postgres_database: str = Field(..., min_length=1, description="Database of the platform.")
    postgres_pool_min_size: int = Field(2, ge=1, description="Connections kept open.")
    postgres_pool_max_size: int = Field(12, ge=1, description="Connections opened at most.")
    postgres_statement_timeout: float = Field(600.0, gt=0, description="Seconds after which the server cancels a statement.")


class RedisSettings(Settings):
    """Where Redis is."""

    redis_host: str = Field("localhost", description="Host of Redis.")
    redis_port: int = Field(6379, ge=1, le=65535, description="Port of Redis.")
    redis_password: SecretStr | None = Field(None, description="Password of Redis.")

    @property
    def redis_url(self) -> str:
        """`redis://[:password@]host:port/0`. Holds the password: never log it."""
        secret = f":{quote(self.redis_password.get_secret_value(), safe='')}@" if self.redis_password else ""
        return f"redis://{secret}{self.redis_host}:{self.redis_port}/0"


DEVELOPMENT_ORIGINS: Final = ("http://localhost:3000", "http://localhost:8003", "http://localhost:8006")
"""Pages of a machine that the platform is developed on."""


class OriginSettings(Settings):
    """Which pages of other origins a service lets in."""

    cors_origins: str | None = Field(
        None, description="Origins that browsers may call from, comma separated. Unset: the local pages in development, none elsewhere."
    )

    @property
    def allowed_origins(self) -> list[str]:
        """Origins for CORS."""
        if self.cors_origins:
            return [origin.strip() for origin in self.cors_origins.split(",") if origin.strip()]
        return list(DEVELOPMENT_ORIGINS) if self.environment == DEVELOPMENT else []


def addresses(text: str) -> frozenset[str]:
    """Addresses of a comma-separated setting."""
    return frozenset(part.strip() for part in text.split(",") if part.strip())


class ConsumerSettings(Settings):
    """How a consumer paces itself. Times are seconds."""

    consumer_cancel_delay: float = Field(300, ge=0, description="Seconds from a completion message to the consumer's cancellation; 0 never cancels.")
    queue_check_interval: float = Field(3600, gt=0, description="Seconds between looks at the queues of cancelled types (at most 10 are waited).")
    stuck_check_interval: float = Field(30, gt=0, description="Seconds between looks at the consumers' own state.")
    startup_idle_timeout: float = Field(30, ge=0, description="Seconds without any message before idle logging.")
    idle_log_interval: float = Field(300, gt=0, description="Seconds between idle log lines.")
    startup_delay: float = Field(0, ge=0, description="Seconds to wait before connecting; health answers meanwhile.")
    shutdown_deadline: float = Field(8, gt=0, description="Seconds that a stop may take; what is unsettled then goes back to the broker.")
    health_host: str = Field("0.0.0.0", description="Address that the health port listens on.")  # noqa: S104 - probes come from outside
    consumer_workers: int = Field(1, ge=1, le=64, description="Processes that share the queues.")
    consumer_memory_budget: int = Field(
        64_000_000, ge=1_000_000, description="Bytes of undelivered bodies a process holds before it pauses the intake."
    )


_TYPE_NAMES: Final = {str: "text", FileText: "text", SecretStr: "secret", int: "integer", float: "number", bool: "true or false", Path: "path"}


def settings_reference(settings: type[Settings]) -> list[Mapping[str, str]]:
    """Rows of the generated configuration reference: name, type, default, whether a file may hold it, description."""
    return [
        {
            "name": name.upper(),
            "type": " or ".join(dict.fromkeys(_type_name(part) for part in _parts(field.annotation))),
            "default": _default(field),
            "file": "yes" if _may_come_from_file(field.annotation) else "",
            "description": field.description or "",
        }
        for name, field in settings.model_fields.items()
    ]


def _type_name(part: Any) -> str:
    if isinstance(part, type) and issubclass(part, StrEnum):
        return " or ".join(f"`{word}`" for word in part)
    return "list, comma-separated" if get_origin(part) is tuple else _TYPE_NAMES.get(part, str(part))


def _parts(annotation: Any) -> list[Any]:
    if not isinstance(annotation, UnionType):
        return [annotation]
    parts = [part for part in get_args(annotation) if part is not type(None)]
    # A list is read from text; that the text form is allowed as well needs no word.
    return [part for part in parts if part is not str or len(parts) == 1]


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    if field.default_factory is not None:
        return "depends on the machine"
    value = field.default
    if value is None:
        return "unset"
    if isinstance(value, SecretStr):
        return "(secret)"
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


__all__ = [
    "DEVELOPMENT_ORIGINS",
    "ConsumerSettings",
    "FileText",
    "Flag",
    "Neo4jSettings",
    "OriginSettings",
    "PostgresSettings",
    "QueueType",
    "RabbitSettings",
    "RedisSettings",
    "SecretFileSource",
    "Settings",
    "addresses",
    "read_secret",
    "settings_reference",
]
