"""`python -m common.runtime.provision`: the first service of a compose project, before all others.

    make    development: random keys into a volume, those that are there stay; refuses published passwords that others could use
    check   production: every secret file present, readable and no placeholder or default; and the servers' memory fits the machine

Its end with another code than 0 keeps everything else from starting.
"""

import argparse
import base64
from collections.abc import Callable, Iterable, Mapping, Sequence
import os
from pathlib import Path
import secrets
import sys
from typing import Final

from pydantic import Field, SecretStr

from common.runtime.errors import ConfigError
from common.runtime.logging import get_logger, setup_logging
from common.runtime.marks import Mark
from common.runtime.secret_rules import fault, is_loopback, size_bytes
from common.runtime.settings import DEVELOPMENT, Settings


SERVICE: Final = "secrets"
REQUIRED: Final = (
    "jwt_secret_key",
    "encryption_master_key",
    "resend_api_key",
    "nlq_api_key",
    "postgres_username",
    "postgres_password",
    "rabbitmq_username",
    "rabbitmq_password",
    "neo4j_password",
    "redis_password",
    "insights_internal_secret",
)
"""What a production installation brings, one file each."""
STORE_PASSWORDS: Final = ("neo4j_password", "postgres_password", "rabbitmq_password")
MEMORY_SHARE: Final = 0.9
"""Of the machine's memory that heaps and caches, which are taken at once, may have. The rest of the platform needs some too."""
MEMORY_FILE: Final = Path("/proc/meminfo")

log = get_logger(__name__)


def _hexadecimal() -> str:
    return secrets.token_hex(32)


def _master_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


MADE: Final[Mapping[str, Callable[[], str]]] = {
    "jwt_secret_key": _hexadecimal,
    "encryption_master_key": _master_key,
    "insights_internal_secret": _hexadecimal,
    "mcp_bearer_token": _hexadecimal,
    "grafana_password": _hexadecimal,
}
READ_BY_GROUP: Final = frozenset({"grafana_password", "mcp_bearer_token"})
"""The images of Grafana and Prometheus have users of their own; Prometheus shows the token to be told of the MCP server's metrics."""


class ProvisionSettings(Settings):
    """What it makes or checks."""

    bind_address: str = Field("127.0.0.1", description="Address that the containers' ports are published on.")
    neo4j_password: SecretStr | None = Field(None, description="Password of Neo4j in development.")
    postgres_password: SecretStr | None = Field(None, description="Password of PostgreSQL in development.")
    rabbitmq_password: SecretStr | None = Field(None, description="Password of RabbitMQ in development.")
    jwt_secret_key: SecretStr | None = Field(None, description="Written instead of a random one.")
    encryption_master_key: SecretStr | None = Field(None, description="Written instead of a random one.")
    insights_internal_secret: SecretStr | None = Field(None, description="Written instead of a random one.")
    mcp_bearer_token: SecretStr | None = Field(None, description="Written instead of a random one.")
    grafana_password: SecretStr | None = Field(None, description="Written instead of a random one.")
    memory_wanted: str = Field(
        "", description="Sizes that servers take at once, parted by spaces: Neo4j's heap, its page cache, PostgreSQL's buffers."
    )

    def given(self, name: str) -> str:
        """Text of a secret that came by the environment; empty when none did."""
        secret: SecretStr | None = getattr(self, name, None)
        return secret.get_secret_value().strip() if secret else ""


def development_faults(settings: ProvisionSettings) -> list[str]:
    """Why this environment is not one that published passwords may be used in."""
    if settings.environment != DEVELOPMENT:
        return [f"ENVIRONMENT={settings.environment}: docker-compose.yml alone is for development; add -f docker-compose.prod.yml"]
    if is_loopback(settings.bind_address):
        return []
    return [
        f"BIND_ADDRESS={settings.bind_address} lets other machines in, and {name.upper()} {why}"
        for name in STORE_PASSWORDS
        if (why := fault(name, settings.given(name)))
    ]


def file_faults(folder: Path, names: Iterable[str] = REQUIRED) -> list[str]:
    """What is wrong with the secret files of a folder, all of it."""
    faults: list[str] = []
    for name in names:
        try:
            text = (folder / name).read_text(encoding="utf-8").strip()
        except PermissionError:
            faults.append(
                f"{name} cannot be read by user {os.getuid()}, as which the containers run: chown the file to it, or set UID and GID in .env"
            )
        except OSError as error:
            faults.append(f"{name} cannot be read ({error.strerror}): scripts/create-secrets.sh makes it")
        except UnicodeDecodeError:
            faults.append(f"{name} is not text")
        else:
            if why := fault(name, text):
                faults.append(f"{name} {why}")
    return faults


def memory_faults(wanted: str, total_bytes: int) -> list[str]:
    """Why servers that take these sizes at their start would not leave the machine enough."""
    try:
        sum_bytes = sum(size_bytes(size) for size in wanted.split())
    except ValueError as error:
        return [f"NEO4J_HEAP_SIZE, NEO4J_PAGECACHE_SIZE, POSTGRES_SHARED_BUFFERS: {error}"]
    if sum_bytes <= total_bytes * MEMORY_SHARE:
        return []
    return [
        f"Neo4j and PostgreSQL would take {sum_bytes / 2**30:.1f} GB of this machine's {total_bytes / 2**30:.1f}: "
        "choose smaller sizes, for instance --env-file deploy/compose/memory/16g.env"
    ]


def machine_bytes(meminfo: Path = MEMORY_FILE) -> int:
    """Memory of the machine, not of the container."""
    for line in meminfo.read_text(encoding="utf-8").splitlines():
        if line.startswith("MemTotal:"):
            return int(line.split()[1]) * 1024
    raise ConfigError(f"{meminfo} does not tell the machine's memory")


def write_secrets(folder: Path, names: Iterable[str], settings: ProvisionSettings) -> list[str]:
    """Make what is missing; what was given by the environment replaces what is there. Returns the names written."""
    written = []
    for name in names:
        path, given = folder / name, settings.given(name)
        if path.exists() and (not given or path.read_text(encoding="utf-8") == given):
            continue
        fresh = path.with_name(f"{name}.new")
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o600)
        fresh.write_text(given or MADE[name](), encoding="utf-8")
        fresh.chmod(0o640 if name in READ_BY_GROUP else 0o600)
        fresh.replace(path)
        written.append(name)
    return written


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 when the others may start, else 1; 2 for wrong arguments."""
    parser = argparse.ArgumentParser(prog="provision", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("make", help="random keys for development")
    making.add_argument("--into", type=Path, required=True, metavar="DIR", help="folder that the keys are written to")
    checking = commands.add_parser("check", help="secret files and memory for production")
    checking.add_argument("--from", dest="folder", type=Path, required=True, metavar="DIR", help="folder of the secret files")
    checking.add_argument("--make", action="append", default=[], choices=MADE, metavar="NAME", help="make this one where it is missing")
    checking.add_argument("--into", type=Path, metavar="DIR", help="folder that made keys are written to")
    options = parser.parse_args(arguments)
    if options.command == "check" and bool(options.make) != bool(options.into):
        parser.error("--make and --into belong together")
    try:
        settings = ProvisionSettings.load()
        setup_logging(SERVICE, settings.log_level, environment=settings.environment)
        if options.command == "make":
            faults, names = development_faults(settings), tuple(MADE)
        else:
            faults, names = file_faults(options.folder), tuple(options.make)
            faults += memory_faults(settings.memory_wanted, machine_bytes())
        if faults:
            raise ConfigError("; ".join(faults))
        written = write_secrets(options.into, names, settings) if names else []
    except (ConfigError, OSError) as error:
        log.error(Mark.FAILED, "Nothing may start", error=str(error))
        return 1
    log.info(Mark.AUTH, "Secrets are in place", made=written)
    return 0


if __name__ == "__main__":
    sys.exit(main())
