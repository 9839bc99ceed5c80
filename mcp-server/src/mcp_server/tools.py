"""The tools. Each asks the API one question; wrong arguments are answered without asking.

The first twelve have the names and arguments that clients of this server know; the others follow them.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from mcp.server.mcpserver import Context, MCPServer
from pydantic import Field

from common.agent_tools import ArgumentError, End, clamp, digits, entity_type, find_path as search_path, search_types
from mcp_server.callers import Desk
from mcp_server.client import QUESTION_TIMEOUT_S, segment
from mcp_server.reading import Reading
from mcp_server.results import Answer, Entity, GenreTree, GraphStats, Named, Page, PathResult, Result, SearchResults, Trends


Ctx = Context[Desk, Any]
ArtistId = Annotated[str, Field(description="Discogs id of the artist: digits. `search` returns it.")]
LabelId = Annotated[str, Field(description="Discogs id of the label: digits. `search` returns it.")]
ReleaseId = Annotated[str, Field(description="Discogs id of the release: digits. `search` returns it.")]
MasterId = Annotated[str, Field(description="Discogs id of the master (the work behind its versions): digits.")]
PersonName = Annotated[str, Field(description="Exact name of the person, as credits spell it.")]
Limit = Annotated[int, Field(description="Entries at most.")]
Offset = Annotated[int, Field(description="Entries to leave out: how to read on.")]
Section = Annotated[
    str | None, Field(description="Only this list of the answer, from `offset` on: how to read on where `truncated` says that it was cut.")
]
PageNumber = Annotated[int, Field(description="Page, from 1.")]
EntityWord = Annotated[str, Field(description="artist, genre, label or style.")]
MAX_OFFSET: Final = 1_000_000
"""Beyond what the API pages: its refusal says how far that is."""
PATH_NARROWER: Final = "A shorter path, or one at all, is not ruled out: ask for the path to something in between, with a smaller max_depth."
NETWORK_NARROWER: Final = "Only the closest were followed: ask with a smaller depth, or for the network of one of these artists."
INFLUENCE_NARROWER: Final = "Only the strongest links were followed: ask for the influences of an artist within a chain."
RARITY_NARROWER: Final = "Not all releases can be paged: ask for those of one of its labels or artists, or for one release by get_rarity."


def register(server: MCPServer[Desk]) -> None:
    """Give the server all tools."""
    for tool in (*KNOWN, *MORE, *COLLECTION):
        server.tool(structured_output=True)(tool)


async def search(
    query: Annotated[str, Field(description="What to find: a name, a title, a catalogue number, a barcode. Typos are forgiven.")],
    ctx: Ctx,
    types: Annotated[str, Field(description="Comma list of artist, label, master, release, genre, style, person.")] = "artist,label,master,release",
    limit: Limit = 20,
    offset: Offset = 0,
) -> SearchResults:
    """Find artists, labels, masters, releases, genres, styles and people. Start here: the ids it returns are what other tools want."""
    try:
        wanted = search_types(types)
    except ArgumentError as error:
        return _refused(error)
    return await _desk(ctx).get("/api/search", q=query, types=wanted, **_window(limit, 100, 20, offset))


async def get_artist_details(artist_id: ArtistId, ctx: Ctx, section: Section = None, offset: Offset = 0) -> Entity:
    """An artist: profile, years, genres, styles, counts, members, groups, aliases."""
    return await _by_id(ctx, "/api/artist/", artist_id, "artist_id", node="artist", reading=_part(section, offset))


async def get_label_details(label_id: LabelId, ctx: Ctx, section: Section = None, offset: Offset = 0) -> Entity:
    """A label: profile, parent and sublabels, releases per year."""
    return await _by_id(ctx, "/api/label/", label_id, "label_id", node="label", reading=_part(section, offset))


async def get_release_details(release_id: ReleaseId, ctx: Ctx, section: Section = None, offset: Offset = 0) -> Entity:
    """A release: artists, labels with catalogue numbers, formats, tracks, credits, companies, identifiers, rarity."""
    return await _by_id(ctx, "/api/release/", release_id, "release_id", node="release", reading=_part(section, offset))


async def get_genre_details(genre_name: Annotated[str, Field(description="Exact name, e.g. `Funk / Soul`.")], ctx: Ctx) -> Entity:
    """A genre and how many artists it has."""
    return await _desk(ctx).get(f"/api/node/{segment(genre_name)}", type="genre")


async def get_style_details(style_name: Annotated[str, Field(description="Exact name, e.g. `Deep House`.")], ctx: Ctx) -> Entity:
    """A style and how many artists it has."""
    return await _desk(ctx).get(f"/api/node/{segment(style_name)}", type="style")


async def find_path(
    from_name: Annotated[str, Field(description="Exact name or id of the start.")],
    from_type: EntityWord,
    to_name: Annotated[str, Field(description="Exact name or id of the end.")],
    to_type: EntityWord,
    ctx: Ctx,
    max_depth: Annotated[Any, Field(description="Steps at most, 1 to 10.")] = 10,
    section: Section = None,
    offset: Offset = 0,
) -> PathResult:
    """How two entities are connected: the shortest path through releases, labels, genres, groups and aliases."""
    desk = _desk(ctx)

    async def resolve(_kind: str, key: str) -> str:
        return key  # the API takes a name or an id, the exact name first

    async def ask(start: End, end: End, depth: int) -> Mapping[str, Any]:
        ends = {"from_name": start.key, "from_type": start.type, "to_name": end.key, "to_type": end.type}
        return await desk.get("/api/path", reading=_part(section, offset, PATH_NARROWER), **ends, max_depth=depth)

    try:
        found: Any = await search_path(resolve, ask, End(from_name, from_type), End(to_name, to_type), max_depth)
    except ArgumentError as error:
        return _refused(error)
    return found


async def get_trends(
    name: Annotated[str, Field(description="Exact name.")],
    ctx: Ctx,
    entity_type: EntityWord = "artist",
    section: Section = None,
    offset: Offset = 0,
) -> Trends:
    """Releases per year of an artist, label, genre or style."""
    try:
        kind = _entity_type(entity_type)
    except ArgumentError as error:
        return _refused(error)
    return await _desk(ctx).get("/api/trends", name=name, type=kind, reading=_part(section, offset))


async def get_graph_stats(ctx: Ctx) -> GraphStats:
    """How many artists, labels, releases, masters, genres and styles the graph holds."""
    return await _desk(ctx).get("/api/graph/stats")


async def get_collaborators(artist_id: ArtistId, ctx: Ctx, limit: Limit = 20, offset: Offset = 0) -> Named:
    """Who shares releases with an artist, most first, with years."""
    return await _by_id(ctx, "/api/collaborators/", artist_id, "artist_id", **_window(limit, 100, 20, offset))


async def get_genre_tree(ctx: Ctx, section: Section = None, offset: Offset = 0) -> GenreTree:
    """All genres with the styles within them and their release counts."""
    return await _desk(ctx).get("/api/genre-tree", reading=_part(section, offset))


async def nlq_query(query: Annotated[str, Field(description="A question in plain language.")], ctx: Ctx) -> Answer:
    """Ask the platform's own question answering. Slow; the other tools answer most questions faster."""
    return await _desk(ctx).post("/api/nlq/query", {"query": query}, timeout_s=QUESTION_TIMEOUT_S)


async def get_master_details(master_id: MasterId, ctx: Ctx, section: Section = None, offset: Offset = 0) -> Entity:
    """A master: title, year, artists, genres, styles, how many versions it has."""
    return await _by_id(ctx, "/api/master/", master_id, "master_id", reading=_part(section, offset))


async def get_master_versions(master_id: MasterId, ctx: Ctx, limit: Limit = 20, offset: Offset = 0) -> Result:
    """The releases of a master: format, country, catalogue number, year, rarity."""
    return await _by_id(ctx, "/api/master/", master_id, "master_id", suffix="/versions", **_window(limit, 100, 20, offset))


async def get_artist_people(artist_id: ArtistId, ctx: Ctx, limit: Limit = 20, offset: Offset = 0) -> Result:
    """Who works on an artist's releases: producers, engineers, players, with roles, counts and years."""
    return await _by_id(ctx, "/api/artist/", artist_id, "artist_id", suffix="/people", **_window(limit, 100, 20, offset))


async def get_similar_artists(artist_id: ArtistId, ctx: Ctx, limit: Limit = 10, section: Section = None, offset: Offset = 0) -> Named:
    """Artists like one, with the reasons: genres, styles, labels and people they share."""
    reading = _part(section, offset)
    return await _by_id(ctx, "/api/recommend/similar/artist/", artist_id, "artist_id", limit=clamp(limit, 1, 50, 10), reading=reading)


async def get_artist_network(
    artist_id: ArtistId, ctx: Ctx, depth: Annotated[int, Field(description="Hops, 1 to 3.")] = 2, limit: Limit = 30, offset: Offset = 0
) -> Named:
    """The collaboration network around an artist, nearest first."""
    window = _window(limit, 200, 30, offset, NETWORK_NARROWER)
    return await _by_id(ctx, "/api/network/artist/", artist_id, "artist_id", suffix="/collaborators", depth=clamp(depth, 1, 3, 2), **window)


async def get_influences(
    artist_id: ArtistId,
    ctx: Ctx,
    direction: Annotated[Literal["from", "to"], Field(description="`from`: whom it influenced; `to`: by whom.")] = "to",
    section: Section = None,
    offset: Offset = 0,
) -> Result:
    """Chains of possible influence that respect time, each link explained."""
    reading = _part(section, offset, INFLUENCE_NARROWER)
    return await _by_id(ctx, "/api/influence/artist/", artist_id, "artist_id", direction=direction, reading=reading)


async def compare_artists(
    artist_ids: Annotated[str, Field(description="Comma list of two to four artist ids.")], ctx: Ctx, section: Section = None, offset: Offset = 0
) -> Result:
    """Two to four artists side by side: years, styles, shared labels, people and releases."""
    try:
        wanted = ",".join(digits(word, "artist_ids") for word in artist_ids.split(",") if word.strip())
    except ArgumentError as error:
        return _refused(error)
    return await _desk(ctx).get("/api/compare/artists", ids=wanted, reading=_part(section, offset))


async def get_label_dna(label_id: LabelId, ctx: Ctx, section: Section = None, offset: Offset = 0) -> Named:
    """What a label is made of: genres, styles, formats, decades, diversity."""
    return await _by_id(ctx, "/api/label/", label_id, "label_id", suffix="/dna", reading=_part(section, offset))


async def get_similar_labels(label_id: LabelId, ctx: Ctx, limit: Limit = 10, section: Section = None, offset: Offset = 0) -> Named:
    """Labels with a similar profile."""
    reading = _part(section, offset)
    return await _by_id(ctx, "/api/label/", label_id, "label_id", suffix="/similar", limit=clamp(limit, 1, 50, 10), reading=reading)


async def get_release_credits(release_id: ReleaseId, ctx: Ctx, limit: Limit = 100, offset: Offset = 0) -> Result:
    """Who did what on a release."""
    return await _by_id(ctx, "/api/credits/release/", release_id, "release_id", **_window(limit, 200, 100, offset))


async def get_person_credits(name: PersonName, ctx: Ctx, limit: Limit = 50, offset: Offset = 0) -> Named:
    """What a person is credited for, newest first."""
    return await _desk(ctx).get(f"/api/credits/person/{segment(name)}", **_window(limit, 200, 50, offset))


async def get_person_profile(name: PersonName, ctx: Ctx, section: Section = None, offset: Offset = 0) -> Named:
    """A person's career in numbers: first and last year, credits by category."""
    return await _desk(ctx).get(f"/api/credits/person/{segment(name)}/profile", reading=_part(section, offset))


async def get_rarity(release_id: ReleaseId, ctx: Ctx, section: Section = None, offset: Offset = 0) -> Result:
    """How rare a release is, and why: six signals with their weights."""
    return await _by_id(ctx, "/api/rarity/", release_id, "release_id", reading=_part(section, offset))


async def get_rarest_releases(
    ctx: Ctx,
    artist_id: Annotated[str | None, Field(description="Only of this artist.")] = None,
    label_id: Annotated[str | None, Field(description="Only of this label.")] = None,
    page: PageNumber = 1,
    page_size: Limit = 20,
) -> Page:
    """The rarest releases of all, of an artist, or of a label."""
    window = _pages(page, page_size)
    if artist_id:
        return await _by_id(ctx, "/api/rarity/artist/", artist_id, "artist_id", **window)
    if label_id:
        return await _by_id(ctx, "/api/rarity/label/", label_id, "label_id", **window)
    return await _desk(ctx).get("/api/rarity/leaderboard", **window)


async def get_hidden_gems(ctx: Ctx, page: PageNumber = 1, page_size: Limit = 20) -> Page:
    """Rare releases of well-known artists and labels."""
    return await _desk(ctx).get("/api/rarity/hidden-gems", **_pages(page, page_size))


async def get_musicbrainz_facts(artist_id: ArtistId, ctx: Ctx, section: Section = None, offset: Offset = 0) -> Result:
    """What MusicBrainz knows of an artist: type, dates, area, relationships, links."""
    try:
        wanted = digits(artist_id, "artist_id")
    except ArgumentError as error:
        return _refused(error)
    desk = _desk(ctx)
    facts: Any = await desk.get(f"/api/artist/{wanted}/musicbrainz", reading=None)
    if "error" in facts:
        return facts
    for path, key in (("relationships", "relationships"), ("external-links", "links")):
        answer = await desk.get(f"/api/artist/{wanted}/{path}", reading=None)
        facts[key] = answer.get(key, [])
    told: Any = _part(section, offset).of(facts)
    return told


async def get_insights(
    topic: Annotated[
        Literal["top-artists", "genre-trends", "label-longevity", "this-month", "data-completeness", "release-rarity", "status"],
        Field(description="Which figures."),
    ],
    ctx: Ctx,
    genre: Annotated[str | None, Field(description="Exact genre; needed by genre-trends.")] = None,
    limit: Limit = 20,
    section: Section = None,
    offset: Offset = 0,
) -> Result:
    """Figures over the whole catalogue, computed in the background."""
    wanted: dict[str, Any] = {"genre": genre} if topic == "genre-trends" else {}
    if topic in ("top-artists", "label-longevity", "release-rarity"):
        wanted = {"limit": clamp(limit, 1, 100, 20)}
    return await _desk(ctx).get(f"/api/insights/{topic}", **wanted, reading=_part(section, offset))


async def get_my_collection(ctx: Ctx, limit: Limit = 50, offset: Offset = 0) -> Result:
    """The releases that the user owns. Needs the user's app token."""
    return await _own(ctx, "/api/user/collection", **_window(limit, 200, 50, offset))


async def get_my_collection_stats(ctx: Ctx, section: Section = None, offset: Offset = 0) -> Result:
    """The user's collection in numbers: genres, decades, labels, rating. Needs the user's app token."""
    return await _own(ctx, "/api/user/collection/stats", reading=_part(section, offset))


async def get_my_collection_timeline(
    ctx: Ctx,
    bucket: Annotated[Literal["year", "decade"], Field(description="Width of a step.")] = "decade",
    section: Section = None,
    offset: Offset = 0,
) -> Result:
    """The user's collection through the years. Needs the user's app token."""
    return await _own(ctx, "/api/user/collection/timeline", bucket=bucket, reading=_part(section, offset))


KNOWN: Final = (
    search,
    get_artist_details,
    get_label_details,
    get_release_details,
    get_genre_details,
    get_style_details,
    find_path,
    get_trends,
    get_graph_stats,
    get_collaborators,
    get_genre_tree,
    nlq_query,
)
MORE: Final = (
    get_master_details,
    get_master_versions,
    get_artist_people,
    get_similar_artists,
    get_artist_network,
    get_influences,
    compare_artists,
    get_label_dna,
    get_similar_labels,
    get_release_credits,
    get_person_credits,
    get_person_profile,
    get_rarity,
    get_rarest_releases,
    get_hidden_gems,
    get_musicbrainz_facts,
    get_insights,
)
COLLECTION: Final = (get_my_collection, get_my_collection_stats, get_my_collection_timeline)
NAMES: Final = frozenset(tool.__name__ for tool in (*KNOWN, *MORE, *COLLECTION))


def _window(limit: object, most: int, default: int, offset: object, narrower: str = "") -> dict[str, Any]:
    """Arguments of a GET whose entries the API pages."""
    start = clamp(offset, 0, MAX_OFFSET, 0)
    return {"limit": clamp(limit, 1, most, default), "offset": start or None, "reading": Reading("offset", start, narrower=narrower)}


def _pages(page: object, page_size: object) -> dict[str, Any]:
    """The same, where the API numbers its pages."""
    reading = Reading("page", narrower=RARITY_NARROWER)
    return {"page": clamp(page, 1, 10_000, 1), "page_size": clamp(page_size, 1, 100, 20), "reading": reading}


def _part(section: str | None, offset: object, narrower: str = "") -> Reading:
    """The whole of an answer, or one list of it."""
    return Reading("section", clamp(offset, 0, MAX_OFFSET, 0), section, narrower)


def _desk(ctx: Ctx) -> Desk:
    return ctx.request_context.lifespan_context


def _refused(error: ArgumentError) -> Any:
    return {"error": str(error)}


_entity_type = entity_type


async def _by_id(ctx: Ctx, path: str, key: str, argument: str, *, suffix: str = "", node: str | None = None, **parameters: Any) -> Any:
    """Ask for one entity by its numeric id; with `node` an entity that has no record is described by what the graph knows of it."""
    try:
        wanted = digits(key, argument)
    except ArgumentError as error:
        return _refused(error)
    desk = _desk(ctx)
    answer = await desk.get(f"{path}{wanted}{suffix}", **parameters)
    if node and answer.get("status") == 404:
        answer = await desk.get(f"/api/node/{wanted}", type=node)
    return answer


async def _own(ctx: Ctx, path: str, **parameters: Any) -> Any:
    desk = _desk(ctx)
    token = desk.token_of(ctx.headers)
    if token is None:
        return {
            "error": "This needs the user's app token",
            "hint": "Over stdio set DISCOGSOGRAPHY_TOKEN or DISCOGSOGRAPHY_TOKEN_FILE; over HTTP send it as bearer token.",
        }
    return await desk.get(path, token=token, **parameters)
