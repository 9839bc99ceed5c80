"""Routes: genres and the styles within them."""

from api.dependencies import Answers, Postgres
from api.errors import TimedOut, Unavailable
from api.genres import service
from api.genres.models import GenreTree
from api.limits import ApiRouter, limited


router = ApiRouter(prefix="/api", tags=["explore"])


@router.get("/genre-tree", responses=Unavailable.openapi() | TimedOut.openapi())
@limited("30/minute")
async def genre_tree(postgres: Postgres, cache: Answers) -> GenreTree:
    """Every genre that has releases, with the styles on them. Cost: a table of some thousand rows, kept for a day."""
    return await service.genre_tree(postgres, cache)
