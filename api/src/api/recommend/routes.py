"""Routes: Recommendations."""

from typing import Annotated

from fastapi import Query

from api.dependencies import Answers, CurrentUser, Graph, Postgres
from api.error_handlers import timeout_text
from api.errors import BadRequest, NotFound, TimedOut, Unauthenticated, Unprocessable
from api.limits import ApiRouter, limited
from api.models import EntityKey, Text
from api.recommend import personal, service
from api.recommend.models import Discoveries, Recommendations, SimilarArtists
from api.recommend.personal import Stores


router = ApiRouter(prefix="/api", tags=["recommend"])


@router.get("/recommend/similar/artist/{artist_id}", responses=NotFound.openapi() | Unprocessable.openapi() | TimedOut.openapi())
@limited("30/minute")
async def similar_artists(
    artist_id: EntityKey, graph: Graph, postgres: Postgres, answers: Answers, limit: Annotated[int, Query(ge=1, le=50)] = 20
) -> SimilarArtists:
    """Artists whose releases are alike in genres, styles, labels and collaborators, and what both share; equal ones by id.

    Candidates are the artists with most releases of the artist's most frequent genres, styles and labels, and its collaborators: of
    these the 120 most like it are compared. Names that stand for nobody (Various) are like nobody. An artist needs three releases.
    Kept for a day. Cost: some thousand rows of a table that is made when an import ends, whatever the artist; some 50 ms.
    """
    async with timeout_text("Similar artists query timed out — try again later"):
        return await service.similar_artists(graph, postgres, answers, artist_id, limit=limit)


@router.get(
    "/recommend/explore/{entity_type}/{entity_id:path}",
    responses=BadRequest.openapi() | Unauthenticated.openapi() | NotFound.openapi() | TimedOut.openapi(),
)
@limited("30/minute")
async def explore_from_here(
    user: CurrentUser,
    entity_type: Text,
    entity_id: EntityKey,
    graph: Graph,
    postgres: Postgres,
    answers: Answers,
    hops: Annotated[int, Query(ge=1, le=3)] = 2,
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> Discoveries:
    """What there is to find around an artist, label, genre or style, ranked by the user's own taste.

    Genres and styles score by their share of the user's copies, genres in which the user lacks what the user's artists do by 1.5,
    artists and labels by nearness. Kept for an hour. Cost: at most 1,200 releases a hop and what they hang on; `truncated` says that
    something was larger.
    """
    async with timeout_text("Exploration timed out — try fewer hops"):
        return await personal.discoveries(Stores(graph, postgres, answers), user.id, entity_type, entity_id, hops=hops, limit=limit)


@router.get("/user/recommendations", responses=Unauthenticated.openapi() | TimedOut.openapi())
async def recommendations(
    user: CurrentUser,
    graph: Graph,
    postgres: Postgres,
    answers: Answers,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    strategy: Annotated[
        str, Query(pattern="^(artist|multi)$", description="artist, or multi: artists, labels, blind spots and obscurity.")
    ] = "artist",
) -> Recommendations:
    """Releases that the user neither owns nor wants.

    By the ten most collected artists; with `multi` also by labels, by genres in which the user owns nothing of what the user's artists
    do, and the fewer own a release the better. Cost: the user's copies, and at most 1,000 releases of each of those artists and labels.
    """
    async with timeout_text("Recommendations timed out — try again later"):
        return await personal.recommendations(Stores(graph, postgres, answers), user.id, limit=limit, is_multi=strategy == "multi")
