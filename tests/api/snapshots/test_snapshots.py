"""Views of the graph that are shared by a link."""

from typing import Any

import pytest

from tests.support.api import Api, running_api
from tests.support.servers import GraphTarget, PostgresTarget, TestStack
from tests.support.users import bearer, seed_account


CENTER = {"id": "42", "type": "artist", "name": "Björk"}


def view(count: int = 2, **changes: Any) -> dict[str, Any]:
    nodes = [{"id": str(number), "type": "release", "name": f"T{number}", "category": "releases"} for number in range(count)]
    return {"nodes": nodes, "center": CENTER} | changes


async def test_api_accounts_33_a_saved_view_is_found_by_anybody_for_four_weeks(api: Api) -> None:
    account = await seed_account(api.postgres)

    saved = await api.client.post("/api/snapshot", json=view(), headers=account.headers)
    token = saved.json()["token"]
    found = await api.ok(f"/api/snapshot/{token}")

    assert (saved.status_code, len(token), saved.json()["url"]) == (201, 16, f"/snapshot/{token}")
    assert {key: found[key] for key in ("nodes", "center")} == {"nodes": view()["nodes"], "center": CENTER | {"category": None}}


async def test_what_the_reference_sent_is_enough(api: Api) -> None:
    account = await seed_account(api.postgres)
    body = {"nodes": [{"id": "1", "type": "artist", "colour": "red"}], "center": {"id": "X", "type": "genre"}}

    token = (await api.client.post("/api/snapshot", json=body, headers=account.headers)).json()["token"]

    assert (await api.ok(f"/api/snapshot/{token}"))["nodes"] == [{"id": "1", "type": "artist", "name": None, "category": None}]


@pytest.mark.parametrize(
    ("body", "status", "text"),
    [
        (view(101), 422, "Too many nodes: maximum is 100"),
        (view(nodes=[{"id": "🎵" * 128, "type": "🎵" * 32}] * 100), 413, "Snapshot payload is "),
    ],
)
async def test_api_accounts_33_views_are_bounded(api: Api, body: dict[str, Any], status: int, text: str) -> None:
    account = await seed_account(api.postgres)

    answer = await api.client.post("/api/snapshot", json=body, headers=account.headers)

    assert answer.status_code == status
    assert answer.json()["error"].startswith(text)


async def test_a_view_without_nodes_is_refused(api: Api) -> None:
    account = await seed_account(api.postgres)

    answer = await api.client.post("/api/snapshot", json=view(nodes=[]), headers=account.headers)

    assert answer.status_code == 422
    assert "nodes must not be empty" in answer.text


@pytest.mark.parametrize("token", ["A" * 16, "usercount:1", "..", "a" * 90])
async def test_api_accounts_33_an_unknown_token_is_404(api: Api, token: str) -> None:
    answer = await api.get(f"/api/snapshot/{token.replace('..', '%2e%2e')}")

    assert (answer.status_code, answer.json()["error"]) in {(404, "Snapshot not found or expired"), (404, "Not Found")}


async def test_saving_needs_an_account(api: Api) -> None:
    assert (await api.client.post("/api/snapshot", json=view())).status_code == 401
    assert (await api.client.post("/api/snapshot", json=view(), headers=bearer("nonsense"))).status_code == 401


async def test_api_accounts_33_a_user_has_only_so_many(stack: TestStack, postgres: PostgresTarget, graph: GraphTarget) -> None:
    async with running_api(stack, postgres, graph, snapshot_max_per_user=2) as bounded:
        account, other = await seed_account(bounded.postgres), await seed_account(bounded.postgres)

        codes = [(await bounded.client.post("/api/snapshot", json=view(), headers=account.headers)).status_code for _ in range(3)]
        refused = await bounded.client.post("/api/snapshot", json=view(), headers=account.headers)

        assert codes == [201, 201, 429]
        assert refused.json()["error"] == "User already has 2 snapshots, maximum is 2"
        assert (await bounded.client.post("/api/snapshot", json=view(), headers=other.headers)).status_code == 201
