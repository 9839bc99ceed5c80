"""Keeps views in Redis until they expire."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
import re
import secrets
from typing import Final

from redis.asyncio import Redis

from api.errors import NotFound, RateLimited, TooLarge, Unavailable, Unprocessable
from api.redis_guard import RedisAway, RedisGuard
from api.settings import ApiSettings
from api.snapshots.models import NewSnapshot, SavedSnapshot, Snapshot


NOT_READY: Final = "Snapshot service not ready"
TOKEN_BYTES: Final = 12
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{16}")


async def save(redis: RedisGuard, settings: ApiSettings, user_id: str, new: NewSnapshot) -> SavedSnapshot:
    """Keep a view for `snapshot_ttl_days`.

    Raises:
        Unprocessable: it has too many nodes.
        TooLarge: its text is too long.
        RateLimited: the user has as many as allowed; the oldest one's end makes room.
        Unavailable: Redis is away.
    """
    if len(new.nodes) > settings.snapshot_max_nodes:
        raise Unprocessable(f"Too many nodes: maximum is {settings.snapshot_max_nodes}")
    now = datetime.now(UTC)
    lifetime = timedelta(days=settings.snapshot_ttl_days)
    text = Snapshot(nodes=new.nodes, center=new.center, created_at=now).model_dump_json(exclude_none=True).encode()
    if len(text) > settings.snapshot_max_payload_bytes:
        raise TooLarge(f"Snapshot payload is {len(text)} bytes, maximum is {settings.snapshot_max_payload_bytes}")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    # A set of its own, not below `snapshot:`: no token can name it.
    owned, key = f"{settings.redis_key_prefix}snapshots-of:{user_id}", _key(settings, token)

    async def keep(client: Redis) -> bool:
        async with client.pipeline(transaction=True) as pipeline:
            pipeline.zremrangebyscore(owned, "-inf", now.timestamp())
            pipeline.zadd(owned, {token: (now + lifetime).timestamp()})
            pipeline.expire(owned, lifetime)
            pipeline.zcard(owned)
            pipeline.set(key, text, ex=lifetime)
            *_, count, _ = await pipeline.execute()
        if count <= settings.snapshot_max_per_user:
            return True
        async with client.pipeline(transaction=True) as pipeline:
            pipeline.zrem(owned, token)
            pipeline.delete(key)
            await pipeline.execute()
        return False

    if not await _ask(redis, keep):
        limit = settings.snapshot_max_per_user
        raise RateLimited(f"User already has {limit} snapshots, maximum is {limit}")
    return SavedSnapshot(token=token, url=f"/snapshot/{token}", expires_at=now + lifetime)


async def restore(redis: RedisGuard, settings: ApiSettings, token: str) -> Snapshot:
    """A kept view. Raises `NotFound` for an unknown or expired token, `Unavailable` without Redis."""

    async def read(client: Redis) -> str | bytes | None:
        return await client.get(_key(settings, token))

    text = await _ask(redis, read) if _TOKEN.fullmatch(token) else None
    if text is None:
        raise NotFound("Snapshot not found or expired")
    return Snapshot.model_validate_json(text)


async def _ask[T](redis: RedisGuard, question: Callable[[Redis], Awaitable[T]]) -> T:
    try:
        return await redis.ask(question)
    except RedisAway as error:
        raise Unavailable(NOT_READY) from error


def _key(settings: ApiSettings, token: str) -> str:
    return f"{settings.redis_key_prefix}snapshot:{token}"
