"""Routes: What a user owns and wants."""

from typing import Annotated, Final

from fastapi import Query

from api.collection import service
from api.collection.models import (
    Bucket,
    Collection,
    CollectionStats,
    Evolution,
    Formats,
    Gaps,
    Metric,
    MissingOfArtist,
    MissingOnLabel,
    MissingVersion,
    OwnedStatus,
    Timeline,
    Wantlist,
)
from api.dependencies import CollectionReader, CurrentUser, Graph, OptionalUser, Postgres
from api.errors import NotFound, Unprocessable
from api.limits import ApiRouter, limited
from api.models import EntityKey, EntityType, Text


MAX_OFFSET: Final = 1_000_000

router = ApiRouter(prefix="/api", tags=["collection"])

Limit = Annotated[int, Query(ge=1, le=200, description="Rows of a page.")]
Offset = Annotated[int, Query(ge=0, le=MAX_OFFSET, description="Rows to leave out.")]
FormatNames = Annotated[
    list[Annotated[Text, Query(max_length=100)]], Query(max_length=50, description="Only releases that have one of these formats, e.g. `LP`.")
]
WithoutWanted = Annotated[bool, Query(description="Leave out what is on the wantlist.")]


@router.get("/user/collection")
@limited("60/minute", "600/hour", by="token")
async def collection(user: CollectionReader, graph: Graph, limit: Limit = 50, offset: Offset = 0) -> Collection:
    """Owned copies, latest additions first. Costs a sort of the user's copies, and the details of a page."""
    return await service.collection(graph, user.id, limit=limit, offset=offset)


@router.get("/user/wantlist")
async def wantlist(user: CurrentUser, graph: Graph, limit: Limit = 50, offset: Offset = 0) -> Wantlist:
    """Wanted releases, latest additions first. Costs a sort of the wantlist, and the details of a page."""
    return await service.wantlist(graph, user.id, limit=limit, offset=offset)


@router.get("/user/collection/stats")
@limited("60/minute", "600/hour", by="token")
async def stats(user: CollectionReader, graph: Graph) -> CollectionStats:
    """What the collection consists of. Costs four walks over the user's copies."""
    return await service.stats(graph, user.id)


@router.get("/user/collection/timeline")
@limited("60/minute", "600/hour", by="token")
async def timeline(user: CollectionReader, graph: Graph, bucket: Bucket = Bucket.YEAR) -> Timeline:
    """Years that owned releases are from, with genres, labels and styles. Costs four walks over the user's copies."""
    return await service.timeline(graph, user.id, bucket)


@router.get("/user/collection/evolution")
async def evolution(user: CurrentUser, graph: Graph, metric: Metric = Metric.GENRE) -> Evolution:
    """How genres, styles or labels of owned releases change with their years. Costs a walk over the user's copies."""
    return await service.evolution(graph, user.id, metric)


@router.get("/user/status", responses=Unprocessable.openapi())
async def status(
    user: OptionalUser, graph: Graph, ids: Annotated[Text, Query(max_length=4000, description="Release ids, comma separated; at most 100.")]
) -> OwnedStatus:
    """Whether the caller has or wants releases; all false for nobody. Costs two edge look-ups a release."""
    return await service.status(graph, user.id if user else None, ids)


@router.get("/collection/formats")
async def formats(user: CurrentUser, postgres: Postgres) -> Formats:
    """Formats of owned copies. Costs a scan of the user's rows."""
    return await service.formats(postgres, user.id)


@router.get("/collection/gaps/label/{label_id}", responses=NotFound.openapi())
async def label_gaps(
    user: CurrentUser,
    graph: Graph,
    postgres: Postgres,
    label_id: EntityKey,
    limit: Limit = 50,
    offset: Offset = 0,
    exclude_wantlist: WithoutWanted = False,
    formats: FormatNames = [],  # noqa: B006 - never changed; a default that the API document can show
) -> Gaps[MissingOnLabel]:
    """Releases on a label that the user lacks. Costs the label's releases, each looked up among the user's copies; of a label with thousands,
    unless formats are chosen, what the user owns and the ids of the years that the page lies in."""
    return await service.gaps(
        graph,
        postgres,
        MissingOnLabel,
        user.id,
        EntityType.LABEL,
        label_id,
        limit=limit,
        offset=offset,
        exclude_wantlist=exclude_wantlist,
        formats=formats,
    )


@router.get("/collection/gaps/artist/{artist_id}", responses=NotFound.openapi())
async def artist_gaps(
    user: CurrentUser,
    graph: Graph,
    postgres: Postgres,
    artist_id: EntityKey,
    limit: Limit = 50,
    offset: Offset = 0,
    exclude_wantlist: WithoutWanted = False,
    formats: FormatNames = [],  # noqa: B006
) -> Gaps[MissingOfArtist]:
    """Releases of an artist that the user lacks. Costs as for a label."""
    return await service.gaps(
        graph,
        postgres,
        MissingOfArtist,
        user.id,
        EntityType.ARTIST,
        artist_id,
        limit=limit,
        offset=offset,
        exclude_wantlist=exclude_wantlist,
        formats=formats,
    )


@router.get("/collection/gaps/master/{master_id}", responses=NotFound.openapi())
async def master_gaps(
    user: CurrentUser,
    graph: Graph,
    postgres: Postgres,
    master_id: EntityKey,
    limit: Limit = 50,
    offset: Offset = 0,
    exclude_wantlist: WithoutWanted = False,
    formats: FormatNames = [],  # noqa: B006
) -> Gaps[MissingVersion]:
    """Versions of a master that the user lacks. Costs its versions, each looked up among the user's copies."""
    return await service.gaps(
        graph,
        postgres,
        MissingVersion,
        user.id,
        EntityType.MASTER,
        master_id,
        limit=limit,
        offset=offset,
        exclude_wantlist=exclude_wantlist,
        formats=formats,
    )
