"""Routes: how rare releases are."""

from typing import Annotated, Final

from fastapi import Path, Query

from api.dependencies import Graph, Postgres
from api.errors import NotFound, TimedOut, Unavailable
from api.limits import ApiRouter, limited
from api.models import EntityKey, Text
from api.rarity import service
from api.rarity.models import RarityDetail, RarityPage


router = ApiRouter(prefix="/api/rarity", tags=["rarity"])

LIMIT: Final = "30/minute"
REFUSALS: Final = Unavailable.openapi() | TimedOut.openapi()
MAX_BIGINT: Final = 2**63 - 1

PageNumber = Annotated[int, Query(ge=1, le=1000, description="Number of the page.")]
PageSize = Annotated[int, Query(ge=1, le=100, description="Releases a page.")]


@router.get("/leaderboard", responses=REFUSALS)
@limited(LIMIT)
async def leaderboard(
    postgres: Postgres,
    page: PageNumber = 1,
    page_size: PageSize = 20,
    tier: Annotated[
        Text | None, Query(max_length=20, description="ultra-rare, rare, scarce, uncommon or common; another one has no releases.")
    ] = None,
) -> RarityPage:
    """The rarest releases, of one tier or of all. Costs an index range; totals are precomputed."""
    return await service.leaderboard(postgres, tier=tier, page=page, page_size=page_size)


@router.get("/hidden-gems", responses=REFUSALS)
@limited(LIMIT)
async def hidden_gems(
    postgres: Postgres,
    page: PageNumber = 1,
    page_size: PageSize = 20,
    min_rarity: Annotated[float, Query(ge=0, le=100, allow_inf_nan=False, description="Least rarity score.")] = 41.0,
) -> RarityPage:
    """Rare releases among well-connected artists, labels and genres, best first. Costs an index range."""
    return await service.hidden_gems(postgres, min_rarity=min_rarity, page=page, page_size=page_size)


@router.get("/artist/{artist_id}", responses=REFUSALS | NotFound.openapi())
@limited(LIMIT)
async def artist(artist_id: EntityKey, graph: Graph, postgres: Postgres, page: PageNumber = 1, page_size: PageSize = 20) -> RarityPage:
    """The rarest releases by an artist. Costs a key look-up a release, up to 5,000; artists with 2,000 releases and more have precomputed
    pages of their 1,000 rarest."""
    return await service.of_entity(graph, postgres, "artist", artist_id, page=page, page_size=page_size)


@router.get("/label/{label_id}", responses=REFUSALS | NotFound.openapi())
@limited(LIMIT)
async def label(label_id: EntityKey, graph: Graph, postgres: Postgres, page: PageNumber = 1, page_size: PageSize = 20) -> RarityPage:
    """The rarest releases on a label. Costs as for an artist."""
    return await service.of_entity(graph, postgres, "label", label_id, page=page, page_size=page_size)


@router.get("/{release_id}", responses=REFUSALS | NotFound.openapi())
@limited(LIMIT)
async def release(release_id: Annotated[int, Path(ge=-MAX_BIGINT, le=MAX_BIGINT)], graph: Graph, postgres: Postgres) -> RarityDetail:
    """One release's score with the six signals, what each was scored from, its percentile, and the scores of the master's other pressings.
    Costs a key look-up a pressing, up to 2,000."""
    return await service.detail(graph, postgres, release_id)
