"""The tools of the model: questions to the catalogue, questions to the user's collection, and actions of the page.

Every tool answers a JSON object. What goes wrong is an answer too: `{"error": ...}`, so that the model can do better.
Limits that the model chooses are moved into their range, and long answers are cut.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
import inspect
from typing import Annotated, Any, Final

from pydantic import Field, ValidationError
from pydantic_ai import RunContext, Tool
from pydantic_ai.toolsets import FunctionToolset

from api.errors import ApiError
from api.nlq.models import ACTIONS, Mentioned, PageAction, action_arguments
from api.nlq.sources import Json, Sources
from common.agent_tools import ArgumentError, End, bounded, clamp, entity_type, find_path as search_path
from common.runtime.logging import get_logger
from common.runtime.marks import Mark


MAX_TOOL_CHARS: Final = 12_000
"""Of one tool's answer: the model reads several."""
NOT_SIGNED_IN: Final = "Authentication required for this tool"

log = get_logger(__name__)


@dataclass(slots=True)
class Run:
    """One question being answered.

    Attributes:
        sources: What tools ask.
        user_id: The signed-in user, if any.
        announce: Called with the name of each tool before it runs.
    """

    sources: Sources
    user_id: str | None
    announce: Callable[[str], Awaitable[None]]
    tools_used: list[str] = field(default_factory=list)
    actions: list[PageAction] = field(default_factory=list)
    entities: dict[tuple[str, str], Mentioned] = field(default_factory=dict)

    def mention(self, key: object, name: object, kind: object) -> None:
        """Remember an entity that a tool returned; the first of an id and type is kept."""
        if key and kind:
            self.entities.setdefault((str(key), str(kind)), Mentioned(id=str(key), name=str(name or ""), type=str(kind)))


Ctx = RunContext[Run]
Limit = Annotated[int, Field(description="Entries at most.")]
Kind = Annotated[str, Field(description="artist, label, genre or style.")]
ArtistId = Annotated[str, Field(description="Id of the artist, as `search` returns it.")]
LabelId = Annotated[str, Field(description="Id of the label, as `search` returns it.")]


async def search(
    ctx: Ctx,
    q: Annotated[str, Field(description="What to find.")],
    types: Annotated[list[str] | None, Field(description="Of artist, label, master, release.")] = None,
    genres: Annotated[list[str] | None, Field(description="Only releases of these genres.")] = None,
    year_min: Annotated[int | None, Field(description="Earliest year.")] = None,
    year_max: Annotated[int | None, Field(description="Latest year.")] = None,
    limit: Limit = 10,
    offset: Annotated[int, Field(description="Entries to leave out.")] = 0,
) -> Json:
    """Find artists, labels, masters and releases by name."""
    answer = await ctx.deps.sources.search(q, types or [], genres or [], (year_min, year_max), clamp(limit, 1, 50, 10), clamp(offset, 0, 1000, 0))
    for hit in answer.get("results", []):
        ctx.deps.mention(hit.get("id"), hit.get("name"), hit.get("type"))
    return answer


async def autocomplete(ctx: Ctx, type: Kind, query: Annotated[str, Field(description="Begin of the name.")], limit: Limit = 10) -> Json:
    """Names that begin so, with their ids."""
    kind = entity_type(type)
    answer = await ctx.deps.sources.autocomplete(kind, query, clamp(limit, 1, 50, 10))
    for hit in answer.get("results", []):
        ctx.deps.mention(hit.get("id"), hit.get("name"), kind)
    return answer | {"_entity_type": kind}


async def explore_entity(ctx: Ctx, type: Kind, name: Annotated[str, Field(description="Exact name, or id.")]) -> Json:
    """One entity and how many releases, labels, artists, styles it has."""
    kind = entity_type(type)
    answer = await ctx.deps.sources.explore(kind, name)
    ctx.deps.mention(answer.get("id"), answer.get("name"), kind)
    return answer | {"_entity_type": kind}


async def find_path(
    ctx: Ctx,
    from_id: Annotated[str, Field(description="Name or id of the start.")],
    to_id: Annotated[str, Field(description="Name or id of the end.")],
    from_type: Kind = "artist",
    to_type: Kind = "artist",
    max_depth: Annotated[int, Field(description="Steps at most, 1 to 10.")] = 6,
) -> Json:
    """How two entities are connected, step by step."""
    sources = ctx.deps.sources
    answer = await search_path(sources.resolve, sources.path, End(from_id, from_type), End(to_id, to_type), max_depth)
    nodes = answer.get("path") or []
    for node in nodes:
        ctx.deps.mention(node.get("id"), node.get("name"), node.get("type"))
    return answer


async def get_collaborators(ctx: Ctx, artist_id: ArtistId, limit: Limit = 20) -> Json:
    """Artists that share releases with one, most first."""
    return await ctx.deps.sources.collaborators(artist_id, clamp(limit, 1, 100, 20))


async def get_similar_artists(ctx: Ctx, artist_id: ArtistId, limit: Limit = 20) -> Json:
    """Artists like one, with what they share."""
    return await ctx.deps.sources.similar_artists(artist_id, clamp(limit, 1, 50, 20))


async def get_label_dna(ctx: Ctx, label_id: LabelId) -> Json:
    """What a label is made of: genres, styles, formats, decades."""
    return await ctx.deps.sources.label_dna(label_id)


async def get_trends(ctx: Ctx, type: Kind, name: Annotated[str, Field(description="Exact name.")]) -> Json:
    """Releases per year."""
    return await ctx.deps.sources.trends(entity_type(type), name)


async def get_genre_tree(ctx: Ctx) -> Json:
    """All genres with their styles."""
    return await ctx.deps.sources.genre_tree()


async def get_graph_stats(ctx: Ctx) -> Json:
    """How many artists, labels, releases and so on there are."""
    return await ctx.deps.sources.graph_stats()


async def get_collection_gaps(
    ctx: Ctx,
    entity_type: Annotated[str, Field(description="label or artist.")],
    entity_id: Annotated[str, Field(description="Its id.")],
    limit: Limit = 50,
) -> Json:
    """Releases of a label or artist that the user does not own."""
    if entity_type not in ("label", "artist"):
        raise ArgumentError(f"Invalid entity_type: {entity_type}. Must be label or artist")
    return await ctx.deps.sources.collection_gaps(_user(ctx), entity_type, entity_id, clamp(limit, 1, 200, 50))


async def get_taste_fingerprint(ctx: Ctx) -> Json:
    """Genres and decades of the user's collection."""
    return await ctx.deps.sources.taste_fingerprint(_user(ctx))


async def get_taste_blindspots(ctx: Ctx, limit: Limit = 5) -> Json:
    """Genres that the user's favourite artists made and the user does not own."""
    return await ctx.deps.sources.taste_blindspots(_user(ctx), clamp(limit, 1, 20, 5))


async def get_collection_stats(ctx: Ctx) -> Json:
    """How much the user owns."""
    return await ctx.deps.sources.collection_stats(_user(ctx))


PUBLIC: Final = (
    search,
    autocomplete,
    explore_entity,
    find_path,
    get_collaborators,
    get_similar_artists,
    get_label_dna,
    get_trends,
    get_genre_tree,
    get_graph_stats,
)
OWN: Final = (get_collection_gaps, get_taste_fingerprint, get_taste_blindspots, get_collection_stats)


def public_tools() -> list[Tool[Run]]:
    """The tools that everybody's question may use: ten questions, then ten actions."""
    return [_question(tool) for tool in PUBLIC] + [_action(action) for action in ACTIONS]


def own_tools() -> FunctionToolset[Run]:
    """The tools that read the signed-in user's collection."""
    return FunctionToolset([_question(tool) for tool in OWN])


def _user(ctx: Ctx) -> str:
    if ctx.deps.user_id is None:
        raise ArgumentError(NOT_SIGNED_IN)
    return ctx.deps.user_id


def _question(tool: Callable[..., Awaitable[Json]]) -> Tool[Run]:
    """A tool around a question: announced, counted, its failures in words, its answer cut to size."""
    name = tool.__name__

    async def ask(ctx: Ctx, **arguments: Any) -> Json:
        await ctx.deps.announce(name)
        ctx.deps.tools_used.append(name)
        try:
            return bounded(await tool(ctx, **arguments), max_chars=MAX_TOOL_CHARS)
        except ArgumentError as error:
            return {"error": str(error)}
        except ApiError as error:
            return {"error": error.message}
        except Exception as error:  # the model is told, and can say so; the log has the rest
            log.warning(Mark.WARNING, "A tool of a question failed", tool=name, error=error)
            return {"error": f"Tool '{name}' failed"}

    ask.__signature__ = inspect.signature(tool, eval_str=True)  # type: ignore[attr-defined]
    ask.__annotations__ = inspect.get_annotations(tool, eval_str=True)
    return Tool(ask, takes_ctx=True, name=name, description=inspect.getdoc(tool))


def _action(action: type[PageAction]) -> Tool[Run]:
    """A tool that notes what the page is to do; an invalid payload is answered by what is wrong with it, and not noted."""
    name = f"ui_{action.model_fields['type'].default}"

    async def note(ctx: Ctx, **payload: Any) -> Json:
        await ctx.deps.announce(name)
        ctx.deps.tools_used.append(name)
        try:
            ctx.deps.actions.append(action.model_validate(payload))
        except ValidationError as error:
            wrong = "; ".join(f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}" for problem in error.errors(include_url=False))
            return {"error": f"Invalid {name}: {wrong}"}
        return {"ok": True}

    return Tool.from_schema(note, name=name, description=inspect.getdoc(action), json_schema=action_arguments(action), takes_ctx=True)
