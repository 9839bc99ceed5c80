"""Insights through the API, from a small server that stands in for the service."""

from typing import Any

import orjson

from common.domain.insights import ROUTES
from tests.support.api import running_api
from tests.support.http_sites import Answer, Site
from tests.support.servers import GraphTarget, PostgresTarget, TestStack


async def test_api_graph_39_the_service_answers_through_the_api(stack: TestStack, postgres: PostgresTarget, graph: GraphTarget) -> None:
    with Site() as service:
        async with running_api(stack, postgres, graph, insights_url=service.url) as api:
            invalid = {"detail": [{"type": "custom", "loc": ["query", "limit"], "msg": "no"}]}
            service.answer("/api/insights/top-artists?limit=7", Answer(orjson.dumps(invalid), status=422))
            service.answer("/api/insights/genre-trends?genre=Funk%20%2F%20Soul&x=%C3%A9", b'{"genre":"Funk / Soul"}')
            service.answer("/api/insights/status", b'{"statuses":[]}')
            service.answer("/api/insights/this-month", b"<html>")

            passed_on = await api.get("/api/insights/top-artists", limit=7)
            assert (passed_on.status_code, passed_on.json()) == (422, invalid)
            assert (await api.client.get("/api/insights/genre-trends?genre=Funk%20%2F%20Soul&x=%C3%A9")).json() == {"genre": "Funk / Soul"}
            assert await api.ok("/api/insights/status") == {"statuses": []}
            refused = await api.get("/api/insights/this-month")  # no JSON
            assert (refused.status_code, refused.json()["error"]) == (503, "Insights service unavailable")
            assert (await api.get("/api/insights/genre-trends")).status_code == 422
            assert (await api.get("/api/insights/unknown")).status_code == 404
            document: dict[str, Any] = await api.ok("/openapi.json")

        async with running_api(stack, postgres, graph, insights_url="http://127.0.0.1:1") as api:
            down = await api.get("/api/insights/release-rarity", limit=3)
    assert (down.status_code, down.json()["error"]) == (503, "Insights service unavailable")

    paths = {f"/api/insights/{name}" for name in ROUTES}
    assert paths <= document["paths"].keys()
    (genre,) = document["paths"]["/api/insights/genre-trends"]["get"]["parameters"]
    assert (genre["name"], genre["required"]) == ("genre", True)
    for path in paths:
        answer = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        assert answer["$ref"].startswith("#/components/schemas/"), path
