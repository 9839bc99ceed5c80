"""Routes: Who may have influenced whom: chains through groups, labels and credits that respect time."""

from typing import Annotated

from fastapi import Query

from api.dependencies import Answers, Graph
from api.errors import BadRequest, NotFound, TimedOut
from api.influence import service
from api.influence.models import Direction, InfluenceChains
from api.limits import ApiRouter, limited
from api.models import EntityKey


router = ApiRouter(prefix="/api", tags=["influence"])


@router.get("/influence/artist/{artist_id}", responses=BadRequest.openapi() | NotFound.openapi() | TimedOut.openapi())
@limited("30/minute")
async def influence(
    artist_id: EntityKey,
    graph: Graph,
    cache: Answers,
    direction: Annotated[Direction, Query(description="`from` the artist to those after, or `to` it from those before.")] = Direction.FROM,
    min_links: Annotated[int, Query(ge=1, le=4, description="Leave out shorter chains.")] = 1,
    max_links: Annotated[int, Query(ge=1, le=4)] = 4,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> InfluenceChains:
    """Chains from an artist, or to it, that respect time: no link's first year is before that of the link before.

    Links are: member of; on the same label, with first releases there at most five years apart, the earlier artist first; credited on a
    release. Artists that stand for nobody (Various, Unknown Artist, …) and labels with over 5,000 releases are left out.

    | link | weight |
    |---|---|
    | member of | 0.9 |
    | credit on n releases | 0.8 · n / (n + 1); a quarter of it for mastering, design and management |
    | label of k artists, g years apart | 0.6 · (1 - g / 10) / (1 + log10 k) |

    A chain's score is the product of its weights; each artist has the strongest chain that was found.

    Costs at most four rounds: first the artist itself (at most 1,000 releases and 1,000 credits), then the 16 strongest that were reached, as
    far as they have 1,500 releases together; in each round labels with 8,000 releases together. `truncated` says that a bound was met. Kept for
    a day.
    """
    if min_links > max_links:
        raise BadRequest("min_links must not be greater than max_links")
    return await service.influence(graph, cache, artist_id, direction, min_links=min_links, max_links=max_links, limit=limit)
