"""Questions over HTTP: the real application, its real tools, and a server that speaks a provider's protocol."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import json
from typing import Any
import uuid

import httpx
import pytest

from tests.support.api import Api, running_api
from tests.support.llm import ModelServer, Turn, model_server, say, use
from tests.support.servers import GraphTarget, PostgresTarget, TestStack
from tests.support.users import seed_account
from tests.support.waiting import eventually


CATALOGUE: dict[str, list[dict[str, Any]]] = {
    "artists": [{"id": "4711", "name": "Nickel Canyon"}, {"id": "9", "name": "311"}],
    "releases": [
        {
            "id": "1",
            "title": "First Light",
            "released": "1971",
            "artists": [{"id": "4711", "name": "Nickel Canyon"}, {"id": "9", "name": "311"}],
            "genres": ["Rock"],
        }
    ],
}
ANSWERED = "Nickel Canyon shared First Light with 311."
SCRIPT: list[Turn] = [
    use("search", q="nickel canyon"),
    use("get_collaborators", artist_id="4711"),
    use("ui_focus_node", name="Nickel Canyon", entity_type="artist"),
    say(ANSWERED),
]


@asynccontextmanager
async def asking(
    stack: TestStack, postgres: PostgresTarget, graph: GraphTarget, turns: list[Turn], **settings: Any
) -> AsyncIterator[tuple[Api, ModelServer]]:
    """The API with questions on, and the model behind it."""
    async with model_server(turns) as model:
        on = {"nlq_enabled": True, "nlq_base_url": model.url, "nlq_model": "openai:test-model", **settings}
        async with running_api(stack, postgres, graph, **on) as api:
            yield api, model


async def ask(api: Api, query: Any = "Who worked with Nickel Canyon?", *, headers: dict[str, str] | None = None, **more: Any) -> httpx.Response:
    """POST a question."""
    return await api.client.post("/api/nlq/query", json={"query": query, **more}, headers=headers)


async def streamed(api: Api, query: str, **headers: str) -> list[tuple[str, Any]]:
    """Events of a streamed answer."""
    answer = await ask(api, query, headers={"Accept": "text/event-stream", **headers})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-accel-buffering"] == "no"
    events: list[tuple[str, Any]] = []
    for block in answer.text.split("\r\n\r\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\r\n") if line and not line.startswith(":"))
        if "event" in fields:
            events.append((fields["event"], json.loads(fields["data"])))
    return events


async def test_api_graph_40_when_questions_are_off_everything_says_so(api: Api) -> None:
    assert await api.ok("/api/nlq/status") == {"enabled": False, "reason": "NLQ_ENABLED is not true"}
    for query in ("Who?", "", "x" * 600):
        answer = await ask(api, query)
        assert (answer.status_code, answer.json()["error"]) == (503, "NLQ is not available")
    suggestions = (await api.ok("/api/nlq/suggestions", pane="trends", focus="Nickel Canyon", focus_type="artist"))["suggestions"]
    assert len(suggestions) >= 4
    assert all("Nickel Canyon" in text for text in suggestions)


async def test_a_question_is_answered_from_the_catalogue(stack: TestStack, postgres: PostgresTarget, graph: GraphTarget) -> None:
    async with asking(stack, postgres, graph, SCRIPT, nlq_api_key="sk-test") as (api, model):
        await api.load(CATALOGUE)
        assert (await api.ok("/api/nlq/status"))["enabled"] is True

        answer = await ask(api, context={"entity_id": "Nickel Canyon", "entity_type": "artist", "more": "ignored"})

        found = answer.json()
        assert answer.status_code == 200, found
        assert found["summary"] == ANSWERED
        assert found["tools_used"] == ["search", "get_collaborators", "ui_focus_node"]
        assert {"id": "4711", "name": "Nickel Canyon", "type": "artist"} in found["entities"]
        assert found["actions"] == [{"type": "focus_node", "name": "Nickel Canyon", "entity_type": "artist"}]
        assert found["cached"] is False
        assert [each["artist_name"] for each in model.tool_results[1]["collaborators"]] == ["311"]
        assert set(model.keys) == {"Bearer sk-test"}
        assert model.asked[0]["model"] == "test-model"
        assert model.asked[0].get("max_tokens", model.asked[0].get("max_completion_tokens")) == 1024


async def test_api_graph_41_streamed_then_kept_then_replayed(stack: TestStack, postgres: PostgresTarget, graph: GraphTarget) -> None:
    async with asking(stack, postgres, graph, SCRIPT) as (api, model):
        await api.load(CATALOGUE)
        events = await streamed(api, "Who worked with Nickel Canyon?")
        assert [name for name, _ in events] == ["status", "status", "status", "actions", "result"]
        assert events[0][1] == {"step": "Running search..."}
        assert events[3][1]["actions"][0]["type"] == "focus_node"
        assert events[4][1]["summary"] == ANSWERED
        calls = len(model.asked)

        again = (await ask(api, "  who worked with nickel canyon? ")).json()
        replay = await streamed(api, "Who worked with Nickel Canyon?")

        assert again["cached"] is True
        assert again["summary"] == ANSWERED
        assert [name for name, _ in replay] == ["actions", "result"]
        assert replay[1][1]["cached"] is True
        assert len(model.asked) == calls, "no call of the model"
        other = await ask(api, "Who worked with Nickel Canyon?", context={"entity_id": "9", "entity_type": "artist"})
        assert other.json()["cached"] is False, "another screen is another question"


async def test_api_graph_41_answers_for_the_signed_in_are_neither_kept_nor_found(
    stack: TestStack, postgres: PostgresTarget, graph: GraphTarget
) -> None:
    async with asking(stack, postgres, graph, [say("For you.")]) as (api, model):
        user = await seed_account(api.postgres)
        assert (await ask(api, "Same?", headers=user.headers)).json()["cached"] is False
        assert (await ask(api, "Same?")).json()["cached"] is False, "not kept"
        assert (await ask(api, "Same?", headers=user.headers)).json()["cached"] is False, "not found"
        names = {tool["function"]["name"] for tool in model.asked[0]["tools"]}
        assert "get_collection_stats" in names
        assert "get_collection_stats" not in {tool["function"]["name"] for tool in model.asked[1]["tools"]}


async def test_the_collection_tools_read_the_collection_of_the_caller(stack: TestStack, postgres: PostgresTarget, graph: GraphTarget) -> None:
    async with asking(stack, postgres, graph, [use("get_collection_stats"), say("One record.")]) as (api, model):
        await api.load(CATALOGUE)
        user = await seed_account(api.postgres)
        await graph.rows("MATCH (r:Release {id: '1'}) CREATE (:User {id: $id})-[:COLLECTED {instance_id: '1'}]->(r)", id=str(user.id))
        await ask(api, "How much do I own?", headers=user.headers)
        assert model.tool_results == [{"collection_count": 1}]


@pytest.mark.parametrize(
    ("query", "status", "error"),
    [
        ("x" * 501, 400, "Query exceeds maximum length of 500 characters"),
        ("   ", 400, "Query must not be empty"),
        ("", 400, "Query must not be empty"),
        ("a\x00b", 400, "Query must not hold control characters"),
    ],
)
async def test_api_graph_42_questions_that_cannot_be_asked(
    stack: TestStack, postgres: PostgresTarget, graph: GraphTarget, query: str, status: int, error: str
) -> None:
    async with asking(stack, postgres, graph, [say("x")]) as (api, model):
        for headers in ({}, {"Accept": "text/event-stream"}):
            answer = await ask(api, query, headers=headers)
            assert (answer.status_code, answer.json()["error"]) == (status, error)
            assert answer.headers["content-type"] == "application/json"
        assert not model.asked


async def test_a_body_that_is_no_question_is_refused(stack: TestStack, postgres: PostgresTarget, graph: GraphTarget) -> None:
    async with asking(stack, postgres, graph, [say("x")]) as (api, _):
        for body in ({}, {"query": 7}, {"query": "x", "context": {"entity_id": "x", "entity_type": "banana"}}):
            assert (await api.client.post("/api/nlq/query", json=body)).status_code == 422


async def test_api_graph_42_a_failure_of_the_model_ends_the_stream(stack: TestStack, postgres: PostgresTarget, graph: GraphTarget) -> None:
    async with asking(stack, postgres, graph, [{"status": 400}, {"status": 400}, say("Now it works.")]) as (api, _):
        events = await streamed(api, "Who?")
        assert events == [("error", {"error": "An internal error occurred"})]
        plain = await ask(api, "Who?")
        assert plain.status_code == 503
        assert plain.json()["error"] == "An internal error occurred"
        assert (await ask(api, "Who?")).json()["summary"] == "Now it works.", "a failure is not kept"


async def test_the_budget_of_a_day_bounds_what_questions_cost(stack: TestStack, postgres: PostgresTarget, graph: GraphTarget) -> None:
    async with asking(stack, postgres, graph, [say("x")], nlq_daily_token_budget=150) as (api, model):
        assert [(await ask(api, f"Question {number}?")).status_code for number in range(3)] == [200, 200, 429]
        assert len(model.asked) == 2, "100 tokens each"
        assert (await ask(api, "Question 0?")).json()["cached"] is True, "what is kept costs nothing"


async def test_questions_may_need_an_account(stack: TestStack, postgres: PostgresTarget, graph: GraphTarget) -> None:
    async with asking(stack, postgres, graph, [say("x")], nlq_anonymous=False) as (api, _):
        assert (await ask(api)).status_code == 403
        user = await seed_account(api.postgres)
        assert (await ask(api, headers=user.headers)).status_code == 200


async def test_the_limit_of_questions_is_a_setting(stack: TestStack, postgres: PostgresTarget, graph: GraphTarget) -> None:
    async with asking(stack, postgres, graph, [say("x")], rate_limit_enabled=True, nlq_rate_limit="2/minute") as (api, _):
        assert [(await ask(api, "Same?")).status_code for _ in range(3)] == [200, 200, 429]


async def test_a_listener_that_goes_away_ends_the_question(stack: TestStack, postgres: PostgresTarget, graph: GraphTarget) -> None:
    async with asking(stack, postgres, graph, [say("x")]) as (api, model):
        model.hold = asyncio.Event()
        request = asyncio.create_task(ask(api, f"Who? {uuid.uuid4()}", headers={"Accept": "text/event-stream"}))
        await eventually(lambda: bool(model.asked))
        request.cancel()
        await asyncio.gather(request, return_exceptions=True)
        await eventually(lambda: not any(task.get_name() == "question" for task in asyncio.all_tasks()))
