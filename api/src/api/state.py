"""What a running API holds: opened at start-up, closed in reverse."""

from dataclasses import dataclass, field

from httpx import AsyncClient
from redis.asyncio import Redis

from api.background import Background
from api.cache import Cache
from api.catalogue.generation import Generation
from api.limits import Limiter
from api.redis_guard import RedisGuard
from api.settings import ApiSettings
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore


@dataclass(frozen=True, slots=True)
class State:
    """Open stores and what stands on them."""

    settings: ApiSettings
    postgres: PostgresStore
    graph: Neo4jStore
    redis: Redis
    redis_guard: RedisGuard
    cache: Cache
    limiter: Limiter
    generation: Generation
    http: AsyncClient
    background: Background
    extras: dict[str, object] = field(default_factory=dict)
    """What single domains open for themselves, under the domain's name."""
