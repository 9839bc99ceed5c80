"""The API's platform by itself: no store is needed, so none is there unless a test names it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final
from unittest.mock import patch
import uuid

from fastapi import APIRouter, FastAPI
import httpx

from api.app import create_app
from api.catalogue import watcher
from api.settings import ApiSettings
from api.state import State
from tests.support.api import INTERNAL_SECRET, JWT_SECRET
from tests.support.servers import PostgresTarget, TestStack


NOTHING_LISTENS: Final = 1
"""A port of this machine that refuses connections."""


@dataclass(slots=True)
class Served:
    """A started application, and a client of it."""

    app: FastAPI
    client: httpx.AsyncClient

    @property
    def state(self) -> State:
        """What the application holds."""
        state: State = self.app.state.platform
        return state


def settings_without_stores(**changes: Any) -> ApiSettings:
    """Settings whose stores are all away; keyword arguments change them."""
    away: dict[str, Any] = {
        "postgres_host": "127.0.0.1",
        "postgres_port": NOTHING_LISTENS,
        "postgres_username": "nobody",
        "postgres_password": "none",
        "postgres_database": "none",
        "neo4j_host": "127.0.0.1",
        "neo4j_port": NOTHING_LISTENS,
        "neo4j_username": "nobody",
        "neo4j_password": "none",
        "redis_host": "127.0.0.1",
        "redis_port": NOTHING_LISTENS,
        "jwt_secret_key": JWT_SECRET,
        "insights_internal_secret": INTERNAL_SECRET,
        "environment": "development",
    }
    return ApiSettings.load(**(away | changes))


def redis_of(stack: TestStack) -> dict[str, Any]:
    """Settings that name the stack's Redis, with keys of the test's own."""
    told = stack.redis
    prefix = f"test:{uuid.uuid4().hex[:12]}:"
    return {"redis_host": told["host"], "redis_port": told["port"], "redis_password": told.get("password"), "redis_key_prefix": prefix}


def postgres_of(postgres: PostgresTarget) -> dict[str, Any]:
    """Settings that name the test's database."""
    return {name.lower(): value for name, value in postgres.env.items()} | {"postgres_pool_min_size": 1}


@asynccontextmanager
async def serving(*routers: APIRouter, client: tuple[str, int] = ("192.0.2.1", 1234), **changes: Any) -> AsyncIterator[Served]:
    """An application with further routes and no store but those that settings name; `client` is where requests come from."""
    app = create_app(settings_without_stores(**changes))
    for router in routers:
        app.include_router(router)
    async with app.router.lifespan_context(app) if "postgres_host" in changes else _without_waiting(app):
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False, client=client)
        async with httpx.AsyncClient(transport=transport, base_url="http://api", timeout=60) as http:
            yield Served(app, http)


@asynccontextmanager
async def _without_waiting(app: FastAPI) -> AsyncIterator[None]:
    """The start waits a while for a PostgreSQL that does not answer; where there is none, that would be most of a test's time."""
    with patch.object(watcher, "LEARN_S", 0.01):
        async with app.router.lifespan_context(app):
            yield
