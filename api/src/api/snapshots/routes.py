"""Routes: Saved views of the graph."""

from typing import Annotated

from fastapi import Path

from api.dependencies import Configured, CurrentUser, Platform
from api.errors import NotFound, RateLimited, TooLarge, Unavailable, Unprocessable
from api.limits import ApiRouter, limited
from api.models import Text
from api.snapshots import service
from api.snapshots.models import NewSnapshot, SavedSnapshot, Snapshot


router = ApiRouter(prefix="/api/snapshot", tags=["snapshots"])

Token = Annotated[Text, Path(max_length=100, description="As the saving answered it.")]


@router.post("", status_code=201, responses=Unprocessable.openapi() | TooLarge.openapi() | RateLimited.openapi() | Unavailable.openapi())
@limited("20/minute", by="token")
async def save(user: CurrentUser, platform: Platform, settings: Configured, new: NewSnapshot) -> SavedSnapshot:
    """Save a view of the graph: its nodes and its centre. Costs a write to Redis, where it stays for weeks."""
    return await service.save(platform.redis_guard, settings, user.id, new)


@router.get("/{token}", responses=NotFound.openapi() | Unavailable.openapi())
@limited("30/minute", pages="300/minute")
async def restore(platform: Platform, settings: Configured, token: Token) -> Snapshot:
    """A saved view; whoever has the token may see it. Costs a read from Redis."""
    return await service.restore(platform.redis_guard, settings, token)
