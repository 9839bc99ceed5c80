"""What a handler can ask for: annotated names, so that a signature reads as a list of needs."""

from typing import Annotated

from fastapi import Depends, Request

from api.cache import Cache
from api.settings import ApiSettings
from api.state import State
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore


def get_state(request: Request) -> State:
    """The running API."""
    state: State = request.app.state.platform
    return state


Platform = Annotated[State, Depends(get_state)]


def _graph(state: Platform) -> Neo4jStore:
    return state.graph


def _postgres(state: Platform) -> PostgresStore:
    return state.postgres


def _cache(state: Platform) -> Cache:
    return state.cache


def _settings(state: Platform) -> ApiSettings:
    return state.settings


Graph = Annotated[Neo4jStore, Depends(_graph)]
Postgres = Annotated[PostgresStore, Depends(_postgres)]
Answers = Annotated[Cache, Depends(_cache)]
"""The cache of answers."""
Configured = Annotated[ApiSettings, Depends(_settings)]
