"""Questions, answers and what an answer wants the page to do."""

from enum import StrEnum
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.models import Body, Model, Text


MAX_TEXT: Final = 256
MAX_ACTION_ITEMS: Final = 50

Short = Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT)]


class Shown(StrEnum):
    """Kinds of entities that a page shows."""

    ARTIST = "artist"
    LABEL = "label"
    GENRE = "genre"
    STYLE = "style"
    RELEASE = "release"


class Pane(StrEnum):
    """Panes of the page."""

    EXPLORE = "explore"
    TRENDS = "trends"
    INSIGHTS = "insights"
    GENRES = "genres"
    CREDITS = "credits"


class Context(Body):
    """What is on the asker's screen."""

    entity_id: Annotated[Text, StringConstraints(max_length=MAX_TEXT)] | None = Field(None, description="Name or id of the entity.")
    entity_type: Shown | None = None


class Question(Body):
    """A question in plain language."""

    query: str = Field(description="The question.")
    context: Context | None = None


class Mentioned(Model):
    """An entity that an answer speaks of."""

    id: str
    name: str
    type: str


class PageAction(BaseModel):
    """What a page is asked to do."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True, serialize_by_alias=True)


class Seed(PageAction):
    """An entity to begin a graph with."""

    name: Short
    entity_type: Shown


class SeedGraph(PageAction):
    """Show these entities in the graph."""

    type: Literal["seed_graph"] = "seed_graph"
    entities: list[Seed] = Field(min_length=1, max_length=MAX_ACTION_ITEMS)
    replace: bool = False


class HighlightPath(PageAction):
    """Highlight a path of nodes."""

    type: Literal["highlight_path"] = "highlight_path"
    nodes: list[Short] = Field(min_length=1, max_length=MAX_ACTION_ITEMS)


class FocusNode(PageAction):
    """Centre the graph on an entity."""

    type: Literal["focus_node"] = "focus_node"
    name: Short
    entity_type: Shown


class FilterGraph(PageAction):
    """Show only part of the graph."""

    type: Literal["filter_graph"] = "filter_graph"
    by: Literal["year", "genre", "label"]
    value: Short | int | tuple[int, int]


class FindPath(PageAction):
    """Search a path between two entities."""

    type: Literal["find_path"] = "find_path"
    from_: Short = Field(alias="from")
    to: Short
    from_type: Shown
    to_type: Shown


class ShowCredits(PageAction):
    """Show credits of an entity."""

    type: Literal["show_credits"] = "show_credits"
    name: Short
    entity_type: Shown


class SwitchPane(PageAction):
    """Open another pane."""

    type: Literal["switch_pane"] = "switch_pane"
    pane: Pane


class OpenInsightTile(PageAction):
    """Open one tile of the insights."""

    type: Literal["open_insight_tile"] = "open_insight_tile"
    tile_id: Short


class SetTrendRange(PageAction):
    """Show these years of a trend."""

    type: Literal["set_trend_range"] = "set_trend_range"
    from_: Annotated[str, StringConstraints(min_length=4, max_length=10)] = Field(alias="from")
    to: Annotated[str, StringConstraints(min_length=4, max_length=10)]


class SuggestFollowups(PageAction):
    """Offer further questions."""

    type: Literal["suggest_followups"] = "suggest_followups"
    queries: list[Short] = Field(min_length=1, max_length=10)


type Action = Annotated[
    SeedGraph | HighlightPath | FocusNode | FilterGraph | FindPath | ShowCredits | SwitchPane | OpenInsightTile | SetTrendRange | SuggestFollowups,
    Field(discriminator="type"),
]
ACTIONS: Final[tuple[type[PageAction], ...]] = (
    SeedGraph,
    HighlightPath,
    FocusNode,
    FilterGraph,
    FindPath,
    ShowCredits,
    SwitchPane,
    OpenInsightTile,
    SetTrendRange,
    SuggestFollowups,
)


class Answered(Model):
    """The answer to a question."""

    query: str
    summary: str = Field(description="The answer in words.")
    entities: list[Mentioned] = Field(description="Entities that the tools returned, each once.")
    tools_used: list[str]
    actions: list[Action] = Field(description="What the page is to do, in the order in which the model asked for it.")
    cached: bool = False


class NlqStatus(Model):
    """Whether questions are answered."""

    enabled: bool
    reason: str | None = Field(None, description="Why not, when they are not.")


class NlqSuggestions(Model):
    """Questions worth asking."""

    suggestions: list[str]


def action_arguments(action: type[PageAction]) -> dict[str, Any]:
    """JSON schema of an action's payload, as a tool's parameters."""
    schema = action.model_json_schema(by_alias=True)
    schema.get("properties", {}).pop("type", None)
    return schema
