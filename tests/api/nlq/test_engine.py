"""The engine with a model that says what the test scripted."""

from collections.abc import Callable
import json
from typing import Any

from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse, TextPart, ToolCallPart, ToolReturnPart
from pydantic_ai.models.function import AgentInfo, FunctionModel
import pytest

from api.nlq.engine import Engine
from api.nlq.models import Answered
from api.nlq.prompt import FINISH, REDIRECT
from tests.api.nlq.fakes import KnownSources


DATA = ["search", "autocomplete", "explore_entity", "find_path", "get_collaborators", "get_similar_artists", "get_label_dna", "get_trends"]
DATA += ["get_genre_tree", "get_graph_stats"]
ACTIONS = ["ui_seed_graph", "ui_highlight_path", "ui_focus_node", "ui_filter_graph", "ui_find_path", "ui_show_credits", "ui_switch_pane"]
ACTIONS += ["ui_open_insight_tile", "ui_set_trend_range", "ui_suggest_followups"]
OWN = ["get_collection_gaps", "get_taste_fingerprint", "get_taste_blindspots", "get_collection_stats"]


def call(tool: str, **arguments: Any) -> ModelResponse:
    """A reply that calls a tool."""
    return ModelResponse(parts=[ToolCallPart(tool, arguments)])


def text(words: str) -> ModelResponse:
    """A reply in words."""
    return ModelResponse(parts=[TextPart(words)])


class Script:
    """A model that gives these replies in order, the last one again and again."""

    def __init__(self, *replies: ModelResponse | Callable[[], ModelResponse]) -> None:
        self.replies = replies
        self.seen: list[tuple[list[ModelMessage], AgentInfo]] = []

    def __call__(self, messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        self.seen.append((list(messages), info))
        reply = self.replies[min(len(self.seen), len(self.replies)) - 1]
        return reply() if callable(reply) else reply

    def results(self) -> list[Any]:
        """What tools answered, over all requests, as the model last saw it."""
        parts = [part for message in self.seen[-1][0] if isinstance(message, ModelRequest) for part in message.parts]
        return [part.content for part in parts if isinstance(part, ToolReturnPart)]


async def ask(
    script: Script, sources: KnownSources | None = None, *, user_id: str | None = None, iterations: int = 5
) -> tuple[Answered, list[str], list[int]]:
    """Ask one question; the answer, the announced tools, the spent tokens."""
    announced: list[str] = []
    spent: list[int] = []

    async def announce(tool: str) -> None:
        announced.append(tool)

    async def spend(tokens: int) -> None:
        spent.append(tokens)

    engine = Engine(FunctionModel(script), max_iterations=iterations)
    answered = await engine.answer("Who?", None, sources or KnownSources(), user_id=user_id, announce=announce, spent=spend)
    return answered, announced, spent


async def test_the_tools_are_sent_in_order_and_those_of_the_collection_only_to_the_signed_in() -> None:
    anonymous, signed_in = Script(text("x")), Script(text("x"))
    await ask(anonymous)
    await ask(signed_in, user_id="u1")
    assert [tool.name for tool in anonymous.seen[0][1].function_tools] == DATA + ACTIONS
    assert [tool.name for tool in signed_in.seen[0][1].function_tools] == DATA + ACTIONS + OWN
    for tool in signed_in.seen[0][1].function_tools:
        assert tool.description, tool.name
        assert all(schema.get("description") or tool.name.startswith("ui_") for schema in tool.parameters_json_schema.get("properties", {}).values())


async def test_an_answer_names_its_tools_its_entities_and_what_it_cost() -> None:
    script = Script(call("search", q="nickel"), call("search", q="nickel canyon"), text("It is Nickel Canyon."))
    answered, announced, spent = await ask(script)
    assert answered.summary == "It is Nickel Canyon."
    assert answered.tools_used == ["search"]
    assert [(each.id, each.name, each.type) for each in answered.entities] == [("4711", "Nickel Canyon", "artist")]
    assert announced == ["search", "search"]
    assert spent and spent[0] > 0


async def test_limits_that_the_model_chooses_are_moved_into_their_range() -> None:
    sources = KnownSources()
    await ask(
        Script(call("search", q="x", limit=10_000, offset=-5), call("find_path", from_id="311", to_id="Nickel Canyon", max_depth=99), text("x")),
        sources,
    )
    assert ("search", "x", [], [], (None, None), 50, 0) in sources.asked
    assert ("path", "9", "4711", 10) in sources.asked, "a name of digits is a name first"


async def test_a_long_result_is_cut_before_the_model_reads_it() -> None:
    script = Script(call("get_collaborators", artist_id="4711", limit=100), text("x"))
    await ask(script)
    (result,) = script.results()
    assert len(json.dumps(result)) < 13_000
    assert result["truncated"]["collaborators"]["of"] == 100


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (call("explore_entity", type="banana", name="x"), "Invalid type: banana. Must be one of: artist, genre, label, style"),
        (call("find_path", from_id="Nobody", to_id="311"), "artist 'Nobody' not found"),
        (call("ui_switch_pane", pane="banana"), "Invalid ui_switch_pane: pane"),
        (call("ui_seed_graph", entities=[]), "Invalid ui_seed_graph: entities"),
    ],
)
async def test_what_goes_wrong_is_told_to_the_model(reply: ModelResponse, error: str) -> None:
    script = Script(reply, text("sorry"))
    answered, _, _ = await ask(script)
    assert error in script.results()[0]["error"]
    assert answered.actions == []


async def test_a_tool_that_fails_does_not_fail_the_question() -> None:
    sources = KnownSources()
    sources.fails = True
    script = Script(call("get_graph_stats"), text("I cannot tell."))
    answered, _, _ = await ask(script, sources)
    assert script.results() == [{"error": "Tool 'get_graph_stats' failed"}]
    assert answered.summary == "I cannot tell."


async def test_actions_are_recorded_in_order() -> None:
    script = Script(
        call("ui_switch_pane", pane="explore"),
        call("ui_seed_graph", entities=[{"name": "Nickel Canyon", "entity_type": "artist"}]),
        call("ui_find_path", **{"from": "A", "to": "B", "from_type": "artist", "to_type": "label"}),
        text("Shown."),
    )
    answered, _, _ = await ask(script)
    assert script.results()[0] == {"ok": True}
    assert [action.model_dump(mode="json") for action in answered.actions] == [
        {"type": "switch_pane", "pane": "explore"},
        {"type": "seed_graph", "entities": [{"name": "Nickel Canyon", "entity_type": "artist"}], "replace": False},
        {"type": "find_path", "from": "A", "to": "B", "from_type": "artist", "to_type": "label"},
    ]


async def test_the_collection_tools_ask_for_the_signed_in_user_only() -> None:
    sources = KnownSources()
    await ask(Script(call("get_collection_stats"), call("get_collection_gaps", entity_type="label", entity_id="1"), text("x")), sources, user_id="u1")
    assert sources.asked == [("collection_stats", "u1"), ("collection_gaps", "u1", "label", "1", 50)]


async def test_when_the_calls_are_used_up_the_model_must_answer_without_tools() -> None:
    def once_more() -> ModelResponse:
        return text("From what I know.") if not script.seen[-1][1].function_tools else call("get_graph_stats")

    script = Script(once_more)
    answered, announced, _ = await ask(script, iterations=3)
    assert answered.summary == "From what I know."
    assert len(script.seen) == 4, "three with tools, one to finish"
    assert announced == ["get_graph_stats"] * 3
    assert FINISH in str(script.seen[-1][0][-1])


async def test_an_empty_answer_without_a_tool_is_a_redirect_and_words_pass_unchanged() -> None:
    answered, _, _ = await ask(Script(text(" ")))
    assert answered.summary == REDIRECT
    answered, _, _ = await ask(Script(text("I only know music.")))
    assert answered.summary == "I only know music."
    assert REDIRECT.startswith("I can only answer questions about the Discogsography music database")


async def test_a_tool_that_is_none_is_told_and_the_question_goes_on() -> None:
    script = Script(call("drop_database"), call("get_graph_stats"), text("Fine."))
    answered, _, _ = await ask(script)
    assert answered.summary == "Fine."
    assert answered.tools_used == ["get_graph_stats"]
