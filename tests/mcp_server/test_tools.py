"""The tools, called by an MCP client."""

import json
import re
from typing import Any

import httpx
from mcp import Client
import pytest

from mcp_server.client import ApiClient
from mcp_server.server import make_server
from tests.mcp_server.conftest import CANYON, assistant
from tests.support.api import Api


THE_TWELVE = {
    "search",
    "get_artist_details",
    "get_label_details",
    "get_release_details",
    "get_genre_details",
    "get_style_details",
    "find_path",
    "get_trends",
    "get_graph_stats",
    "get_collaborators",
    "get_genre_tree",
    "nlq_query",
}


async def call(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    """Structured content of a call."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    assert result.structured_content is not None
    return dict(result.structured_content)


class Wire:
    """An API that notes what it is asked and gives one answer; no server is needed to see which questions tools ask."""

    def __init__(self, status: int = 200, body: Any = None, headers: dict[str, str] | None = None) -> None:
        self.asked: list[httpx.Request] = []
        self._answer = (status, {} if body is None else body, headers)

    def client(self) -> ApiClient:
        """A client of it."""

        def handle(request: httpx.Request) -> httpx.Response:
            self.asked.append(request)
            status, body, headers = self._answer
            return httpx.Response(status, json=body, headers=headers)

        return ApiClient(httpx.AsyncClient(transport=httpx.MockTransport(handle), base_url="http://api"))

    @property
    def paths(self) -> list[str]:
        """Paths and queries as sent."""
        return [request.url.raw_path.decode() for request in self.asked]


async def test_api_graph_43_the_twelve_tools_are_there_with_described_arguments_and_answers() -> None:
    async with Client(make_server(Wire().client())) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert set(tools) >= THE_TWELVE
    for tool in tools.values():
        assert tool.description, tool.name
        assert tool.output_schema is not None, tool.name
        for name, schema in tool.input_schema.get("properties", {}).items():
            assert schema.get("description"), f"{tool.name}.{name}"
    required = {name: set(tools[name].input_schema.get("required", [])) for name in THE_TWELVE}
    assert required["find_path"] == {"from_name", "from_type", "to_name", "to_type"}
    assert required["search"] == required["nlq_query"] == {"query"}
    assert required["get_artist_details"] == {"artist_id"}


async def test_api_graph_43_the_depth_of_a_path_is_clamped() -> None:
    wire = Wire(body={"found": True, "length": 0, "path": []})
    async with Client(make_server(wire.client())) as client:
        for depth in (12, "many", 0):
            await call(client, "find_path", from_name="A", from_type="Artist", to_name="B", to_type="label", max_depth=depth)
    assert [request.url.params["max_depth"] for request in wire.asked] == ["10", "10", "1"]
    assert wire.asked[0].url.params["from_type"] == "artist"


@pytest.mark.parametrize("key", ["../x", "abc", "1/2", ""])
async def test_api_graph_43_an_id_that_is_none_is_refused_without_asking(key: str) -> None:
    wire = Wire()
    async with Client(make_server(wire.client())) as client:
        answer = await call(client, "get_artist_details", artist_id=key)
    assert answer == {"error": f"Invalid artist_id: must be a numeric string (got '{key}')"}
    assert not wire.asked


async def test_names_are_encoded_as_one_segment() -> None:
    wire = Wire(body={"id": "x", "name": "x"})
    async with Client(make_server(wire.client())) as client:
        await call(client, "get_genre_details", genre_name="Funk / Soul")
        await call(client, "get_person_credits", name="AC/DC?#%")
    assert wire.paths == ["/api/node/Funk%20%2F%20Soul?type=genre", "/api/credits/person/AC%2FDC%3F%23%25?limit=50"]


@pytest.mark.parametrize(
    ("tool", "arguments", "error"),
    [
        ("search", {"query": "abc", "types": "artist,x"}, "Invalid type(s): x. Valid: artist"),
        ("find_path", {"from_name": "a", "from_type": "x", "to_name": "b", "to_type": "artist"}, "Invalid from_type: x. Must be one of"),
        ("get_trends", {"name": "a", "entity_type": "x"}, "Invalid type: x. Must be"),
        ("compare_artists", {"artist_ids": "1,b"}, "Invalid artist_ids"),
    ],
)
async def test_wrong_words_are_told_with_the_right_ones(tool: str, arguments: dict[str, Any], error: str) -> None:
    wire = Wire()
    async with Client(make_server(wire.client())) as client:
        assert error in (await call(client, tool, **arguments))["error"]
    assert not wire.asked


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (404, {"error": "Artist '9' not found"}, {"error": "Artist '9' not found", "status": 404}),
        (429, {"error": "Rate limit exceeded: 30 per 1 minute"}, {"status": 429, "retry_after_s": "12"}),
        (503, {"error": "Service not ready"}, {"error": "Service not ready", "status": 503}),
        (500, ["no object"], {"error": "API returned HTTP 500", "status": 500}),
    ],
)
async def test_what_the_api_refuses_comes_back_in_words(status: int, body: Any, expected: dict[str, Any]) -> None:
    wire = Wire(status, body, {"Retry-After": "12"})
    async with Client(make_server(wire.client())) as client:
        answer = await call(client, "get_collaborators", artist_id="9")
    assert expected.items() <= answer.items()
    assert answer["url"] == "http://api/api/collaborators/9"
    assert status == 500 or answer["hint"]


async def test_an_api_that_is_away_is_said() -> None:
    async with httpx.AsyncClient(base_url="http://127.0.0.1:9", trust_env=False) as http, Client(make_server(ApiClient(http))) as client:
        answer = await call(client, "get_graph_stats")
    assert answer["error"].startswith("API request failed")
    assert "hint" in answer


ARGUMENTS: dict[str, Any] = {
    **{f"{kind}_id": "1" for kind in ("artist", "label", "release", "master")},
    **dict.fromkeys(("query", "genre_name", "style_name", "from_name", "to_name", "name"), "A"),
    **{"from_type": "artist", "to_type": "artist", "artist_ids": "1,2", "topic": "status"},
}
"""What tools must be told."""
ANSWERS_WITHOUT_LISTS = {"get_genre_details", "get_style_details", "get_graph_stats", "nlq_query"}


async def test_every_answer_that_was_cut_says_how_to_read_on_in_arguments_of_the_tool() -> None:
    entry = {"name": "N" * 100}
    wire = Wire(body={"truncated": True, "results": [entry] * 1000, "works": [{**entry, "parts": [entry] * 100}] * 3})
    async with Client(make_server(wire.client(), own_token="dscg_mine")) as client:
        tools = (await client.list_tools()).tools
        for tool in tools:
            known = set(tool.input_schema.get("properties", {}))
            answer = await call(client, tool.name, **{name: ARGUMENTS[name] for name in tool.input_schema.get("required", [])})
            assert len(json.dumps(answer)) < 26_000, tool.name
            told = set(re.findall(r"(\w+)=|(?<=smaller )(\w+)", answer["more"]))
            named = {name for pair in told for name in pair if name}
            assert named or tool.name in ANSWERS_WITHOUT_LISTS, f"{tool.name}: {answer['more']}"
            assert named <= known, f"{tool.name}: {answer['more']}"


async def test_a_whole_answer_is_read_to_its_end_part_by_part() -> None:
    tracks = [{"title": f"Track {number} {'x' * 150}"} for number in range(500)]
    wire = Wire(body={"id": "1", "title": "T", "notes": "n" * 3000, "tracks": tracks, "labels": [{"name": "L"}]})
    async with Client(make_server(wire.client())) as client:
        answer = await call(client, "get_release_details", release_id="1")
        read = answer["tracks"]
        assert answer["labels"] == [{"name": "L"}]
        while "more" in answer:
            assert answer["more"].startswith(f"Read on with section='tracks', offset={len(read)}.")
            answer = await call(client, "get_release_details", release_id="1", section="tracks", offset=len(read))
            assert answer["title"] == "T"
            read = read + answer["tracks"]
        assert read == tracks
        assert "labels, tracks" in (await call(client, "get_release_details", release_id="1", section="none"))["error"]


async def test_all_genres_are_shown_with_their_first_styles() -> None:
    tree = [{"name": f"Genre {genre}", "styles": [f"Style {number}" for number in range(200 * genre)]} for genre in range(1, 16)]
    async with Client(make_server(Wire(body={"genres": tree}).client())) as client:
        answer = await call(client, "get_genre_tree")
        shown = answer["truncated"]["genres.*.styles"]["shown"]
        assert [genre["name"] for genre in answer["genres"]] == [genre["name"] for genre in tree]
        assert answer["more"] == f"Read on with section='genres.*.styles', offset={shown}. Write a number for *."
        rest = await call(client, "get_genre_tree", section="genres.2.styles", offset=shown)
        assert rest["genres.2.styles"][0] == f"Style {shown}"


async def test_pages_of_the_api_are_continued_from_where_they_were_cut() -> None:
    wire = Wire(body={"results": [{"name": "x" * 1000}] * 100, "pagination": {"has_more": True}})
    async with Client(make_server(wire.client())) as client:
        answer = await call(client, "search", query="abc", limit=100, offset=200)
    assert answer["more"] == f"Read on with offset={200 + len(answer['results'])}."
    assert wire.asked[0].url.params["offset"] == "200"


@pytest.mark.parametrize(
    ("tool", "arguments", "way"),
    [
        ("find_path", {"from_name": "A", "from_type": "artist", "to_name": "B", "to_type": "artist"}, "max_depth"),
        ("get_artist_network", {"artist_id": "1"}, "smaller depth"),
        ("get_influences", {"artist_id": "1"}, "within a chain"),
        ("get_rarest_releases", {"label_id": "1"}, "get_rarity"),
    ],
)
async def test_what_the_api_did_not_look_at_is_told_with_a_narrower_question(tool: str, arguments: dict[str, Any], way: str) -> None:
    async with Client(make_server(Wire(body={"truncated": True}).client())) as client:
        answer = await call(client, tool, **arguments)
    assert answer["truncated"] is True
    assert way in answer["more"]


async def test_the_collection_needs_a_token_and_is_asked_with_it() -> None:
    wire = Wire(body={"releases": [], "total": 0})
    async with Client(make_server(wire.client())) as client:
        answer = await call(client, "get_my_collection")
    assert "app token" in answer["error"]
    assert not wire.asked
    async with Client(make_server(wire.client(), own_token="dscg_mine")) as client:
        await call(client, "get_my_collection", limit=10)
        await call(client, "get_graph_stats")
    assert [request.headers.get("authorization") for request in wire.asked] == ["Bearer dscg_mine", None], "only where it is needed"


async def test_an_assistant_answers_a_real_question(api: Api) -> None:
    async with assistant(api) as client:
        hits = (await call(client, "search", query="nickel canyon", types="artist"))["results"]
        assert (hits[0]["id"], hits[0]["name"]) == CANYON

        details = await call(client, "get_artist_details", artist_id="4711")
        assert details["name"] == "Nickel Canyon"

        together = await call(client, "get_collaborators", artist_id="4711")
        assert [each["artist_name"] for each in together["collaborators"]] == ["Silver Harbour"]

        path = await call(client, "find_path", from_name="Nickel Canyon", from_type="artist", to_name="Ana Vale", to_type="artist")
        assert [node["name"] for node in path["path"]] == ["Nickel Canyon", "First Light", "Silver Harbour", "Second Wind", "Ana Vale"]

        people = await call(client, "get_release_credits", release_id="1")
        assert [each["name"] for each in people["credits"]] == ["Ida Low"]


async def test_resources_are_texts(api: Api) -> None:
    async with assistant(api) as client:
        templates = {template.uri_template for template in (await client.list_resource_templates()).resource_templates}
        assert templates >= {"discogsography://artist/{artist_id}", "discogsography://release/{release_id}"}
        (content,) = (await client.read_resource("discogsography://release/1")).contents
        text = getattr(content, "text", "")
        assert text.startswith("# Nickel Canyon, Silver Harbour – First Light")
        assert "Blue Heron BH 1" in text
        assert "Producer: Ida Low" in text
        (content,) = (await client.read_resource("discogsography://artist/4711")).contents
        assert "is an act of the test world" in getattr(content, "text", "")


async def test_prompts_name_the_tools_that_answer_them(api: Api) -> None:
    async with assistant(api) as client:
        prompts = {prompt.name for prompt in (await client.list_prompts()).prompts}
        assert prompts == {"introduce_artist", "connect_artists", "appraise_release"}
        message = (await client.get_prompt("connect_artists", {"first": "A", "second": "B"})).messages[0]
        assert "find_path" in getattr(message.content, "text", "")
