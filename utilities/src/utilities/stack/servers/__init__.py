"""PostgreSQL, Redis, RabbitMQ and Neo4j as ordinary processes."""

from typing import Final

from utilities.stack.servers.base import Server, Site
from utilities.stack.servers.neo4j import Neo4j
from utilities.stack.servers.postgres import Postgres
from utilities.stack.servers.rabbitmq import RabbitMQ
from utilities.stack.servers.redis import Redis


SERVERS: Final[dict[str, Server]] = {server.name: server for server in (Postgres(), Redis(), RabbitMQ(), Neo4j())}

__all__ = ["SERVERS", "Server", "Site"]
