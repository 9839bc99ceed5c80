"""Routes: Artists or labels side by side."""

from typing import Annotated, Final

from fastapi import Query

from api.compare import service
from api.compare.models import ComparisonOfArtists, ComparisonOfLabels
from api.dependencies import Answers, Graph, Postgres
from api.errors import BadRequest, NotFound, TimedOut
from api.limits import ApiRouter, limited
from api.models import MAX_NAME, Text


router = ApiRouter(prefix="/api/compare", tags=["compare"])

MOST: Final = 4

type Ids = Annotated[Text, Query(max_length=MAX_NAME, description="Two to four ids, separated by commas.")]


@router.get("/artists", responses=BadRequest.openapi() | NotFound.openapi() | TimedOut.openapi())
@limited("30/minute")
async def compare_artists(ids: Ids, graph: Graph, postgres: Postgres, cache: Answers) -> ComparisonOfArtists:
    """Artists side by side: years, styles, and the labels, people and releases that they share, with how alike each pair is and why.

    Costs, for each artist, the edges of its releases (at most 500 releases, some twenty each) and of at most 2,000 more that it is
    credited on; larger artists are read from tables. Kept for a day.
    """
    return await service.compare_artists(graph, postgres, cache, parse_ids(ids, "artist"))


@router.get("/labels", responses=BadRequest.openapi() | NotFound.openapi() | TimedOut.openapi())
@limited("30/minute")
async def compare_labels(ids: Ids, graph: Graph, postgres: Postgres, cache: Answers) -> ComparisonOfLabels:
    """Labels side by side: years, styles, and the artists, people and releases that they share, with how alike each pair is and why.

    Costs, for each label, the edges of its releases (at most 500 releases, some twenty each); larger labels are read from tables.
    Kept for a day.
    """
    return await service.compare_labels(graph, postgres, cache, parse_ids(ids, "label"))


def parse_ids(text: str, kind: str) -> list[str]:
    """Distinct ids in the order given. Raises `BadRequest` unless there are two to four."""
    ids = list(dict.fromkeys(part for piece in text.split(",") if (part := piece.strip())))
    if len(ids) < 2:
        raise BadRequest(f"At least 2 {kind} IDs required")
    if len(ids) > MOST:
        raise BadRequest(f"At most {MOST} {kind} IDs allowed")
    return ids
