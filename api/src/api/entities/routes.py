"""Routes: Artists, labels, releases and masters as pages show them, and the look-up of entities by id or name.

Details come from the stored record by its key, relations and counts from the graph. Nothing scans: an artist or label with fewer than
500 releases is expanded, a larger one is answered from tables that are derived after each import.
"""

from typing import Annotated

from fastapi import Query

from api.dependencies import Graph, Postgres
from api.entities import artists, labels, releases
from api.entities.artist_models import ArtistPage, ArtistPeople
from api.entities.label_models import LabelPage, LabelReleases
from api.entities.order import ReleaseSort, VersionSort
from api.entities.release_models import MasterPage, MasterVersions, ReleasePage
from api.errors import NotFound, TimedOut, Unprocessable
from api.limits import ApiRouter
from api.models import EntityKey, Year


router = ApiRouter(prefix="/api", tags=["entities"])

MISSING = NotFound.openapi() | TimedOut.openapi()

type Limit = Annotated[int, Query(ge=1, le=100, description="Rows of a page.")]
type Offset = Annotated[int, Query(ge=0, le=100_000, description="Rows before the page.")]


@router.get("/artist/{artist_id}", responses=MISSING)
async def artist(artist_id: EntityKey, graph: Graph, postgres: Postgres) -> ArtistPage:
    """An artist: names, profile, links, members, groups, aliases, counts, releases per year, genres and styles.

    Costs two key look-ups, the artist's edges to other artists, and some ten edges a release (at most 500 releases).
    """
    return await artists.artist_page(graph, postgres, artist_id)


@router.get("/artist/{artist_id}/people", responses=MISSING)
async def artist_people(artist_id: EntityKey, graph: Graph, postgres: Postgres, limit: Limit = 30, offset: Offset = 0) -> ArtistPeople:
    """Who is credited on an artist's releases: roles, how many releases, when.

    Costs the credits on its releases (at most 500 releases, some ten credits each); for larger artists a range of an index.
    """
    return await artists.artist_people(graph, postgres, artist_id, limit=limit, offset=offset)


@router.get("/release/{release_id}", responses=MISSING)
async def release(release_id: EntityKey, graph: Graph, postgres: Postgres) -> ReleasePage:
    """A release: everything its record says, its master, collectors, rarity.

    Costs three key look-ups, two hops in the graph, and a seek for each entity that its notes refer to.
    """
    return await releases.release_page(graph, postgres, release_id)


@router.get("/master/{master_id}", responses=MISSING)
async def master(master_id: EntityKey, graph: Graph, postgres: Postgres) -> MasterPage:
    """A master: what its versions share. Costs two key look-ups and one hop a version."""
    return await releases.master_page(graph, postgres, master_id)


@router.get("/master/{master_id}/versions", responses=MISSING)
async def master_versions(
    master_id: EntityKey, graph: Graph, postgres: Postgres, sort: VersionSort = VersionSort.YEAR, limit: Limit = 50, offset: Offset = 0
) -> MasterVersions:
    """A page of a master's releases. Costs one hop a version, and two key look-ups for each one shown; by country or rarity for each one there is."""
    return await releases.versions(graph, postgres, master_id, sort, limit, offset)


@router.get("/label/{label_id}", responses=MISSING)
async def label(label_id: EntityKey, graph: Graph, postgres: Postgres) -> LabelPage:
    """A label: profile, contact, parent and sublabels, sizes, releases per year, genres and styles.

    Costs two key look-ups, the label's edges to other labels, and some six edges a release (at most 500 releases).
    """
    return await labels.label_page(graph, postgres, label_id)


@router.get("/label/{label_id}/releases", responses=MISSING | Unprocessable.openapi())
async def label_releases(
    label_id: EntityKey,
    graph: Graph,
    postgres: Postgres,
    year_from: Annotated[Year | None, Query(description="First year, included; leaves out undated releases.")] = None,
    year_to: Annotated[Year | None, Query(description="Last year, included; leaves out undated releases.")] = None,
    sort: ReleaseSort = ReleaseSort.YEAR,
    limit: Limit = 50,
    offset: Offset = 0,
) -> LabelReleases:
    """A page of a label's releases.

    Costs one hop a release (at most 500), and a key look-up for each one shown. Larger labels are read by year or by versions from a
    table; by title or catalogue number only when the years hold at most 2,000 releases, else the answer is 422.
    """
    return await labels.label_releases(graph, postgres, label_id, year_from=year_from, year_to=year_to, sort=sort, limit=limit, offset=offset)
