"""PostgreSQL, Redis, RabbitMQ and Neo4j as ordinary processes."""

from typing import Final

from utilities.stack.servers.base import Server, Site
from utilities.stack.servers.neo4j import Neo4j
from utilities.stack.servers.postgres import Postgres
from utilities.stack.servers.rabbitmq import RabbitMQ
from utilities.stack.servers.redis import Redis


def _servers(graphs: int) -> dict[str, Server]:
    servers: list[Server] = [Postgres(), Redis(), RabbitMQ(), *(Neo4j(number) for number in range(1, graphs + 1))]
    return {server.name: server for server in servers}


SERVERS: Final = _servers(graphs=1)
TEST_SERVERS: Final = _servers(graphs=3)
"""Servers of `./test`: a graph for each of its processes."""

__all__ = ["SERVERS", "TEST_SERVERS", "Server", "Site"]
