"""The platform's own processes in a native stack: their programs, environment and health ports."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from common.domain.data_types import Source
from utilities.stack.credentials import NEO4J_USER, USER, secret_file
from utilities.stack.downloads import PLANS
from utilities.stack.ports import LOOPBACK, Ports
from utilities.stack.program import Program
from utilities.stack.servers.base import Site
from utilities.stack.servers.neo4j import bolt_uri
from utilities.stack.servers.postgres import DATABASE


CONSUMER_SETTLED_S: Final = 300  # a consumer that lived shorter counts as a failed start: deliveries are spent by restarts
EXTRACTOR_STOP_S: Final = 60
CONSUMER_STOP_S: Final = 30
DOOR_STOP_S: Final = 20

SCHEMA_INIT: Final = "schema-init"
GRAPH_CONSUMERS: Final = ("graphinator", "brainzgraphinator")
TABLE_CONSUMERS: Final = ("tableinator", "brainztableinator")
CONSUMERS: Final = ("graphinator", "tableinator", "brainzgraphinator", "brainztableinator")
CONSUMERS_OF: Final[dict[Source, tuple[str, str]]] = {
    Source.DISCOGS: ("graphinator", "tableinator"),
    Source.MUSICBRAINZ: ("brainzgraphinator", "brainztableinator"),
}
EXPLORE: Final = "explore"
DASHBOARD: Final = "dashboard"
DOORS: Final = ("api", "insights", "mcp-server", EXPLORE, DASHBOARD)
"""What answers people and programs."""
SERVICES: Final = (*CONSUMERS, *DOORS)
"""What runs all the time, in the order in which it is started."""
EXTRACTORS: Final[dict[Source, str]] = {Source.DISCOGS: "extractor-discogs", Source.MUSICBRAINZ: "extractor-musicbrainz"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What an extractor reads.

    Attributes:
        dump_dir: Folder of local dumps; `None` downloads the newest ones.
        limit: Records per type at most.
        force: Import a version again that is complete already.
        site: Where to download from; `None`: the source's own site.
    """

    dump_dir: Path | None = None
    limit: int | None = None
    force: bool = False
    site: str | None = None


def health_ports(ports: Ports) -> dict[str, int]:
    """Health port of every service."""
    return {
        "extractor-discogs": ports.extractor_discogs_port,
        "extractor-musicbrainz": ports.extractor_musicbrainz_port,
        "graphinator": ports.graphinator_port,
        "tableinator": ports.tableinator_port,
        "brainzgraphinator": ports.brainzgraphinator_port,
        "brainztableinator": ports.brainztableinator_port,
        "api": ports.api_health_port,
        "insights": ports.insights_health_port,
        "mcp-server": ports.mcp_port,
        EXPLORE: ports.explore_health_port,
        DASHBOARD: ports.dashboard_port,
    }


def door_ports(ports: Ports) -> dict[str, int]:
    """Port of every service that people and programs call, where it is another one than its health port."""
    return {"api": ports.api_port, "insights": ports.insights_port, EXPLORE: ports.explore_port}


def store_environment(site: Site) -> dict[str, str]:
    """`POSTGRES_*`, `NEO4J_*`, `RABBITMQ_*`, `REDIS_*` of the stack; passwords by file."""
    return {
        "POSTGRES_HOST": LOOPBACK,
        "POSTGRES_PORT": str(site.ports.postgres_port),
        "POSTGRES_USERNAME": USER,
        "POSTGRES_PASSWORD_FILE": str(secret_file(site.layout, "postgres_password")),
        "POSTGRES_DATABASE": DATABASE,
        "NEO4J_HOST": bolt_uri(site),
        "NEO4J_USERNAME": NEO4J_USER,
        "NEO4J_PASSWORD_FILE": str(secret_file(site.layout, "neo4j_password")),
        "RABBITMQ_HOST": LOOPBACK,
        "RABBITMQ_PORT": str(site.ports.rabbitmq_port),
        "RABBITMQ_MANAGEMENT_PORT": str(site.ports.rabbitmq_management_port),
        "RABBITMQ_USERNAME": USER,
        "RABBITMQ_PASSWORD_FILE": str(secret_file(site.layout, "rabbitmq_password")),
        "REDIS_HOST": LOOPBACK,
        "REDIS_PORT": str(site.ports.redis_port),
        "REDIS_PASSWORD_FILE": str(secret_file(site.layout, "redis_password")),
    }


def service_programs(site: Site, readings: Mapping[Source, Reading]) -> list[Program]:
    """Every service, started or not. An extractor without a reading has a program all the same: it would download."""
    ports = health_ports(site.ports)
    base = {**store_environment(site), "LOG_LEVEL": "INFO", "HEALTH_HOST": LOOPBACK, "HOME": str(site.layout.root)}
    programs = [Program(SCHEMA_INIT, [str(site.layout.venv_bin / SCHEMA_INIT)], base, settled_s=0, restart=False)]
    for name in CONSUMERS:
        environment = {**base, **_consumer_environment(name), "HEALTH_PORT": str(ports[name])}
        programs.append(_service(site, name, [name], environment, CONSUMER_STOP_S))
    programs.append(_service(site, "api", ["api"], {**base, **api_environment(site), "HEALTH_PORT": str(ports["api"])}, DOOR_STOP_S))
    insights = {**base, **_insights_environment(site), "HEALTH_PORT": str(ports["insights"])}
    programs.append(_service(site, "insights", ["insights"], insights, DOOR_STOP_S))
    programs.append(_service(site, "mcp-server", ["discogsography-mcp", "--transport", "streamable-http"], _mcp_environment(site), DOOR_STOP_S))
    explore = {**_explore_environment(site), "LOG_LEVEL": "INFO", "HEALTH_HOST": LOOPBACK, "HEALTH_PORT": str(ports[EXPLORE])}
    programs.append(_service(site, EXPLORE, [EXPLORE], explore, DOOR_STOP_S))
    dashboard = {**base, **_dashboard_environment(site)}
    programs.append(_service(site, DASHBOARD, [DASHBOARD], dashboard, DOOR_STOP_S))
    for source, name in EXTRACTORS.items():
        environment = {**base, **_extractor_environment(site, source, readings.get(source, Reading())), "HEALTH_PORT": str(ports[name])}
        programs.append(_service(site, name, ["extractor", "--source", source.value], environment, EXTRACTOR_STOP_S))
    return programs


def _service(site: Site, name: str, command: list[str], environment: dict[str, str], stop_wait_s: int) -> Program:
    program = [str(site.layout.venv_bin / command[0]), *command[1:]]
    return Program(name, program, environment, settled_s=CONSUMER_SETTLED_S, stop_wait_s=stop_wait_s)


def _consumer_environment(name: str) -> dict[str, str]:
    group = "NEO4J" if name in GRAPH_CONSUMERS else "POSTGRES"
    return {f"{group}_BATCH_SIZE": "2000", f"{group}_BATCH_FLUSH_INTERVAL": "2.0", "STARTUP_DELAY": "0"}


def api_environment(site: Site) -> dict[str, str]:
    """What the API reads beside the stores."""
    return {
        "API_HOST": LOOPBACK,
        "API_PORT": str(site.ports.api_port),
        "JWT_SECRET_KEY_FILE": str(secret_file(site.layout, "jwt_secret_key")),
        "ENCRYPTION_MASTER_KEY_FILE": str(secret_file(site.layout, "encryption_master_key")),
        "INSIGHTS_INTERNAL_SECRET_FILE": str(secret_file(site.layout, "insights_internal_secret")),
        "INSIGHTS_URL": f"http://{LOOPBACK}:{site.ports.insights_port}",
    }


def _insights_environment(site: Site) -> dict[str, str]:
    return {
        "INSIGHTS_HOST": LOOPBACK,
        "INSIGHTS_PORT": str(site.ports.insights_port),
        "API_BASE_URL": f"http://{LOOPBACK}:{site.ports.api_port}",
        "INSIGHTS_INTERNAL_SECRET_FILE": str(secret_file(site.layout, "insights_internal_secret")),
        "STARTUP_DELAY": "0",
    }


def _mcp_environment(site: Site) -> dict[str, str]:
    return {"API_BASE_URL": f"http://{LOOPBACK}:{site.ports.api_port}", "MCP_HOST": LOOPBACK, "MCP_PORT": str(site.ports.mcp_port)}


def _explore_environment(site: Site) -> dict[str, str]:
    return {
        "API_BASE_URL": f"http://{LOOPBACK}:{site.ports.api_port}",
        "EXPLORE_HOST": LOOPBACK,
        "EXPLORE_PORT": str(site.ports.explore_port),
        "HOME": str(site.layout.root),
    }


def _dashboard_environment(site: Site) -> dict[str, str]:
    ports = health_ports(site.ports)
    looked_at = (*EXTRACTORS.values(), *CONSUMERS)
    return {
        "DASHBOARD_HOST": LOOPBACK,
        "DASHBOARD_PORT": str(site.ports.dashboard_port),
        **{f"{name.upper().replace('-', '_')}_HEALTH_URL": f"http://{LOOPBACK}:{ports[name]}/health" for name in looked_at},
    }


def _extractor_environment(site: Site, source: Source, reading: Reading) -> dict[str, str]:
    environment = {
        "DISCOGS_ROOT": str(site.layout.root / "discogs"),
        "MUSICBRAINZ_ROOT": str(site.layout.root / "musicbrainz"),
        "FAILURE_COOLDOWN_SECS": "5",
        "FORCE_REPROCESS": "true" if reading.force else "false",
    }
    if source is Source.DISCOGS:
        environment["PERIODIC_CHECK_DAYS"] = "5"
        environment["DATA_QUALITY_RULES"] = str(site.layout.repository / "extractor" / "extraction-rules.yaml")
    else:
        environment["PERIODIC_CHECK_DAYS"] = "3"
        environment["DISCOGS_HEALTH_URL"] = f"http://{LOOPBACK}:{site.ports.extractor_discogs_port}/health"
        environment["DISCOGS_POLL_INTERVAL"] = "2"
        environment["DISCOGS_RETRY_INITIAL"] = "0.5"
    if reading.dump_dir:
        environment["EXTRACTOR_DUMP_DIR"] = str(reading.dump_dir)
    else:
        environment[PLANS[source].site_setting] = reading.site or PLANS[source].url
    if reading.limit:
        environment["EXTRACTOR_LIMIT"] = str(reading.limit)
    return environment
