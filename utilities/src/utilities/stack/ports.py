"""Ports of a stack, and who holds one that is taken."""

from collections.abc import Mapping
import socket
from typing import Final, Self

import psutil
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from common.runtime.errors import ConfigError


LOOPBACK: Final = "127.0.0.1"


class Ports(BaseSettings):
    """Documented ports; `STACK_<NAME>` moves one, `shifted` moves all, so that stacks can live side by side."""

    model_config = SettingsConfigDict(env_prefix="STACK_", frozen=True, extra="ignore")

    postgres_port: int = Field(5433, ge=1, le=65535, description="PostgreSQL.")
    redis_port: int = Field(6379, ge=1, le=65535, description="Redis.")
    rabbitmq_port: int = Field(5672, ge=1, le=65535, description="RabbitMQ, AMQP.")
    rabbitmq_management_port: int = Field(15672, ge=1, le=65535, description="RabbitMQ, management API.")
    rabbitmq_metrics_port: int = Field(15692, ge=1, le=65535, description="RabbitMQ, figures for Prometheus.")
    rabbitmq_distribution_port: int = Field(25672, ge=1, le=65535, description="RabbitMQ, Erlang distribution.")
    epmd_port: int = Field(24369, ge=1, le=65535, description="Erlang's port mapper, the stack's own.")
    neo4j_http_port: int = Field(7474, ge=1, le=65535, description="Neo4j, HTTP.")
    neo4j_bolt_port: int = Field(7687, ge=1, le=65535, description="Neo4j, Bolt.")
    extractor_discogs_port: int = Field(8000, ge=1, le=65535, description="Health of extractor-discogs.")
    graphinator_port: int = Field(8001, ge=1, le=65535, description="Health of graphinator.")
    tableinator_port: int = Field(8002, ge=1, le=65535, description="Health of tableinator.")
    dashboard_port: int = Field(8003, ge=1, le=65535, description="The dashboard, its health and metrics too.")
    api_port: int = Field(8004, ge=1, le=65535, description="The REST API.")
    api_health_port: int = Field(8005, ge=1, le=65535, description="Health and metrics of the API.")
    insights_port: int = Field(8008, ge=1, le=65535, description="The insights service.")
    insights_health_port: int = Field(8009, ge=1, le=65535, description="Health and metrics of the insights service.")
    explore_port: int = Field(8006, ge=1, le=65535, description="The Explore page.")
    explore_health_port: int = Field(8007, ge=1, le=65535, description="Health and metrics of the Explore service.")
    mcp_port: int = Field(8013, ge=1, le=65535, description="The MCP server, streamable HTTP at /mcp.")
    brainztableinator_port: int = Field(8010, ge=1, le=65535, description="Health of brainztableinator.")
    brainzgraphinator_port: int = Field(8011, ge=1, le=65535, description="Health of brainzgraphinator.")
    extractor_musicbrainz_port: int = Field(8012, ge=1, le=65535, description="Health of extractor-musicbrainz.")

    def shifted(self, offset: int) -> Self:
        """The same ports, each plus `offset`.

        Raises:
            ConfigError: a port would leave the range 1 to 65535.
        """
        moved = {name: port + offset for name, port in self.model_dump().items()}
        bad = [f"{name} {port}" for name, port in moved.items() if not 1 <= port <= 65535]
        if bad:
            raise ConfigError(f"--port-offset {offset} moves ports out of 1-65535: {', '.join(bad)}")
        return self.model_copy(update=moved)


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of the loopback address now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def holder(port: int) -> str:
    """Who listens on a port, in words; processes of other users may be invisible to us."""
    try:
        listeners = [c for c in psutil.net_connections("tcp") if c.status == psutil.CONN_LISTEN and c.laddr and c.laddr.port == port]
        pid = next((c.pid for c in listeners if c.pid), None)
        if pid is not None:
            process = psutil.Process(pid)
            return f"{process.name()} (process {pid} of {process.username()})"
    except psutil.Error:
        pass
    return "another process"


def require_free(needed: Mapping[str, int]) -> None:
    """Check ports before anything is started on them.

    Args:
        needed: What wants a port, in words, and the port.
    Raises:
        ConfigError: names every taken port, its holder and the way out.
    """
    taken = [f"port {port} ({name}) is taken by {holder(port)}" for name, port in needed.items() if not is_free(port)]
    if taken:
        raise ConfigError("; ".join(taken) + ". Stop what holds it, or move this stack: ./up --port-offset 100")
