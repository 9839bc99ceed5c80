"""The routers of all domains. Paths with a fixed segment come before those with a parameter in its place."""

from collections.abc import Sequence
from functools import cache
from typing import Final

from fastapi import APIRouter
from starlette.routing import BaseRoute

from api.collection.routes import router as collection
from api.compare.routes import router as compare
from api.credits.routes import router as credits_of_people
from api.entities.routes import router as entities
from api.explore.routes import router as explore
from api.genres.routes import router as genres
from api.health import router as health
from api.influence.routes import router as influence
from api.insights.routes import router as insights
from api.internal.routes import router as internal
from api.labels.routes import router as labels
from api.musicbrainz.routes import router as musicbrainz
from api.network.routes import router as network
from api.nlq.routes import router as nlq
from api.openapi import operation_id
from api.paths.routes import router as paths
from api.rarity.routes import router as rarity
from api.recommend.routes import router as recommend
from api.search.routes import router as search
from api.snapshots.routes import router as snapshots
from api.taste.routes import router as taste


ROUTERS: Final[tuple[APIRouter, ...]] = (
    health,
    search,
    explore,
    genres,
    paths,
    network,
    credits_of_people,
    labels,
    recommend,
    rarity,
    musicbrainz,
    compare,
    influence,
    entities,
    insights,
    nlq,
    collection,
    taste,
    snapshots,
    internal,
)


@cache
def all_routes() -> Sequence[BaseRoute]:
    """The routes of all of them. What FastAPI derives from a route when it is first looked at is kept in it, for every application of the process."""
    everything = APIRouter(generate_unique_id_function=operation_id)
    for router in ROUTERS:
        everything.include_router(router)
    return tuple(everything.routes)
