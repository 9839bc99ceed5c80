"""Routes: What a label is made of, and which labels are like it."""

from typing import Annotated

from fastapi import Query

from api.dependencies import Answers, Graph, Postgres
from api.errors import BadRequest, NotFound, TimedOut, Unavailable, Unprocessable
from api.labels import service
from api.labels.models import MAX_COMPARED, LabelComparison, LabelDna, SimilarLabels
from api.limits import ApiRouter, limited
from api.models import EntityKey, Text


router = ApiRouter(prefix="/api", tags=["labels"])

_ANSWERS = NotFound.openapi() | Unprocessable.openapi() | Unavailable.openapi() | TimedOut.openapi()


@router.get("/label/dna/compare", responses=_ANSWERS | BadRequest.openapi())
@limited("30/minute")
async def compare_labels(
    postgres: Postgres,
    graph: Graph,
    cache: Answers,
    ids: Annotated[Text, Query(max_length=2000, description="Two to five label ids, separated by commas.")],
) -> LabelComparison:
    """Fingerprints of several labels side by side, in the order asked for. Costs what as many fingerprints cost."""
    label_ids = [part.strip() for part in ids.split(",") if part.strip()]
    if len(label_ids) < 2:
        raise BadRequest("At least 2 label IDs required")
    if len(label_ids) > MAX_COMPARED:
        raise BadRequest(f"At most {MAX_COMPARED} label IDs allowed")
    return await service.compare_labels(postgres, graph, cache, label_ids)


@router.get("/label/{label_id}/dna", responses=_ANSWERS)
@limited("30/minute")
async def label_dna(postgres: Postgres, graph: Graph, cache: Answers, label_id: EntityKey) -> LabelDna:
    """Genres, styles, formats, decades and pace of a label with at least five releases.

    Costs a key look-up: profiles of all labels are made when an import ends. Until then it is computed from the label's releases.
    """
    return await service.label_dna(postgres, graph, cache, label_id)


@router.get("/label/{label_id}/similar", responses=_ANSWERS)
@limited("30/minute")
async def similar_labels(
    postgres: Postgres, graph: Graph, cache: Answers, label_id: EntityKey, limit: Annotated[int, Query(ge=1, le=50)] = 10
) -> SimilarLabels:
    """Labels most like one: of the hundred with most releases in its five main styles, those whose genre shares are closest, with reasons.

    Costs at most 2,000 index entries a style and a hundred key look-ups, however large the label is. Empty for a label without styles or genres.
    """
    return await service.similar_labels(postgres, graph, cache, label_id, limit)
