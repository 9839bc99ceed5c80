"""The routes, over canned figures."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families
import pytest

from dashboard import routes
from dashboard.metrics import FAMILIES
from tests.dashboard.support import canned
from tests.dashboard.support.canned_site import CannedHistory
from tests.dashboard.support.serving import Hand, dashboard
from tests.support.pages import page_folder


ROUTES = ("/api/metrics", "/api/services", "/api/queues", "/api/databases", "/api/queue-prefixes", "/api/history", "/api/thresholds", "/metrics")


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


async def test_ui_32_all_figures_in_one_answer() -> None:
    hand = Hand()
    async with dashboard(hand.gathering) as client:
        hand.board.show(canned.discogs_only(now() - timedelta(seconds=3)))
        answer = await client.get("/api/metrics")

    told = answer.json()
    assert answer.headers["cache-control"] == "no-store"
    assert set(told) >= {"pipelines", "databases", "timestamp"}
    assert list(told["pipelines"]) == ["discogs"]
    assert [each["name"] for each in told["databases"]] == ["PostgreSQL", "Neo4j"]
    assert told["timestamp"].endswith("Z")
    service = told["pipelines"]["discogs"]["services"][0]
    assert set(service) >= {"name", "status", "last_seen", "current_task", "progress", "error", "extraction_progress", "last_extraction_time"}
    queue = told["pipelines"]["discogs"]["queues"][0]
    assert set(queue) >= {"name", "messages", "messages_ready", "messages_unacknowledged", "consumers", "message_rate", "ack_rate"}
    assert 3 <= told["collector"]["age_seconds"] < 30


async def test_parts_of_the_figures_have_routes_of_their_own() -> None:
    hand = Hand()
    async with dashboard(hand.gathering) as client:
        hand.board.show(canned.stores_down(now()))
        services, queues = (await client.get("/api/services")).json(), (await client.get("/api/queues")).json()
        databases = (await client.get("/api/databases")).json()

    assert [each["name"] for each in services["discogs"]] == ["extractor-discogs", "graphinator", "tableinator"]
    assert queues == {}  # a pipeline without queues is left out
    assert [(each["name"], each["status"], each["connection_count"], each["size"]) for each in databases] == [
        ("PostgreSQL", "unhealthy", 0, None),
        ("Neo4j", "unhealthy", 0, None),
    ]


async def test_ui_40_dead_letter_queues_are_told_beside_the_main_ones() -> None:
    hand = Hand()
    async with dashboard(hand.gathering) as client:
        hand.board.show(canned.importing(now()))
        queues = (await client.get("/api/queues")).json()["discogs"]
        dead = (await client.get("/api/metrics")).json()["dead_letters"]

    depths = {queue["name"]: queue["messages"] for queue in queues if queue["dead_letters"]}
    assert len(depths) == 8
    assert {name for name in depths if not name.endswith(".dlq")} == set()
    assert depths["discogsography-discogs-graphinator-releases.dlq"] == 3
    assert (dead[0]["depth"], dead[0]["reasons"][0]["last_id"]) == (3, "2549617")


async def test_ui_34_prefixes_follow_the_settings() -> None:
    async with dashboard(Hand().gathering, discogs_exchange_prefix="d", musicbrainz_exchange_prefix="m") as client:
        assert (await client.get("/api/queue-prefixes")).json() == {"discogs": "d", "musicbrainz": "m"}


async def test_before_the_first_figures_a_request_waits_and_then_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "FIRST_FIGURES_S", 0.05)
    async with dashboard(Hand().gathering) as client:
        figures, lines = await client.get("/api/metrics"), await client.get("/api/history")

    assert (figures.status_code, figures.json()) == (503, {"detail": "No figures have been gathered yet"})
    assert lines.status_code == 503


async def test_history_is_told_for_so_many_minutes() -> None:
    hand = Hand()
    async with dashboard(hand.gathering) as client:
        hand.board.history = CannedHistory(now)
        line = (await client.get("/api/history", params={"minutes": 60, "points": 60})).json()
        refused = [(await client.get("/api/history", params=params)).status_code for params in ({"minutes": 361}, {"minutes": 0}, {"points": 1})]

    assert (line["minutes"], line["step_seconds"], len(line["times"])) == (60, 60, 60)
    assert all(len(queue["messages"]) == 60 for queue in line["queues"])
    assert refused == [422, 422, 422]


async def test_ui_weak_40_health_tells_the_age_of_the_figures_and_fails_when_none_come() -> None:
    hand = Hand()
    async with dashboard(hand.gathering) as client:
        before = await client.get("/health")
        hand.board.show(canned.stores_down(now() - timedelta(seconds=5)))
        fresh = await client.get("/health")
        hand.board.show(canned.idle(now() - timedelta(seconds=40)))
        stale = await client.get("/health")

    assert (before.status_code, before.json()["status"], before.json()["collector"]["last_success_at"]) == (200, "healthy", None)
    told = fresh.json()
    # Stores that are away are no fault of the dashboard.
    assert (fresh.status_code, told["status"], told["service"], told["uptime"]) == (200, "healthy", "dashboard", "running")
    assert told["timestamp"].endswith("+00:00")
    assert 5 <= told["collector"]["age_seconds"] < 25
    assert (stale.status_code, stale.json()["status"]) == (503, "unhealthy")
    assert "No figures were gathered" in stale.json()["error"]


async def test_ui_35_prometheus_finds_sockets_and_requests() -> None:
    hand = Hand()
    async with dashboard(hand.gathering) as client:
        hand.board.show(canned.idle(now()))
        for path in ("/api/metrics", "/api/metrics", "/api/queues", "/api/queue-prefixes"):
            await client.get(path)
        text = (await client.get("/metrics")).text

    assert "dashboard_websocket_connections 0.0" in text
    assert 'dashboard_api_requests_total{endpoint="/api/metrics",method="GET"} 2.0' in text
    assert 'dashboard_api_requests_total{endpoint="/api/queue-prefixes",method="GET"} 1.0' in text


async def test_ui_weak_41_everything_known_is_exported_with_the_proper_type() -> None:
    hand = Hand()
    async with dashboard(hand.gathering) as client:
        empty = await client.get("/metrics")
        hand.board.show(canned.importing(now()))
        answer = await client.get("/metrics")

    assert empty.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    families = {family.name: family for family in text_string_to_metric_families(answer.text)}
    assert {family.name.removesuffix("_total") for family in FAMILIES} <= set(families)
    samples = [sample for family in families.values() for sample in family.samples]

    def value(name: str, **labels: str) -> float:
        return next(sample.value for sample in samples if sample.name == name and labels.items() <= sample.labels.items())

    assert value("discogsography_queue_messages", queue="discogsography-discogs-tableinator-releases", consumer="tableinator") == 64_802
    assert value("discogsography_queue_dead_letters", queue="discogsography-discogs-graphinator-releases.dlq", type="releases") == 3
    assert value("discogsography_service_up", pipeline="discogs", service="graphinator") == 1
    assert value("discogsography_import_records", source="discogs", type="releases", stage="graph") == 11_985_300
    assert value("discogsography_import_state", source="discogs", state="reading") == 1
    assert value("discogsography_neo4j_nodes") == 21_432_101
    assert value("discogsography_alerts", severity="warning") == 2
    assert value("discogsography_store_up", store="Redis") == 1


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
async def test_ui_weak_08_documents_of_the_service_are_not_public(path: str) -> None:
    async with dashboard(Hand().gathering) as client:
        assert (await client.get(path)).status_code == 404


async def test_ui_weak_08_with_a_token_figures_need_it() -> None:
    hand = Hand()
    async with dashboard(hand.gathering, dashboard_token="t0ken") as client:
        hand.board.show(canned.idle(now()))
        hand.board.history = CannedHistory(now)
        closed = [await client.get(path) for path in ROUTES]
        open_to = [await client.get(path, headers={"Authorization": "Bearer t0ken"}) for path in ROUTES]
        health, wrong = await client.get("/health"), await client.post("/api/session", json={"token": "other"})

        assert [answer.status_code for answer in closed] == [401] * len(ROUTES)
        assert closed[0].headers["www-authenticate"] == "Bearer"
        assert [answer.status_code for answer in open_to] == [200] * len(ROUTES)
        assert health.status_code == 200
        assert (wrong.status_code, wrong.headers.get("set-cookie")) == (401, None)

        entered = await client.post("/api/session", json={"token": "t0ken"})
        cookie = entered.headers["set-cookie"]
        assert entered.status_code == 204
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert "t0ken" not in cookie
        assert (await client.get("/api/metrics")).status_code == 200
        await client.delete("/api/session")
        assert (await client.get("/api/metrics")).status_code == 401


async def test_without_a_token_there_is_nothing_to_enter() -> None:
    async with dashboard(Hand().gathering) as client:
        answer = await client.post("/api/session", json={"token": "x"})

    assert (answer.status_code, answer.headers.get("set-cookie")) == (204, None)


async def test_other_pages_read_figures_only_where_the_settings_let_them() -> None:
    hand = Hand()
    async with dashboard(hand.gathering, cors_origins="http://ops.example") as client:
        hand.board.show(canned.empty(now()))
        let_in = await client.get("/api/metrics", headers={"Origin": "http://ops.example"})
        kept_out = await client.get("/api/metrics", headers={"Origin": "http://localhost:3000"})

    assert let_in.headers["access-control-allow-origin"] == "http://ops.example"
    assert "access-control-allow-origin" not in kept_out.headers


async def test_the_page_and_its_files_are_served_with_their_policies(tmp_path: Path) -> None:
    async with dashboard(Hand().gathering, dashboard_static_dir=page_folder(tmp_path, "Discogsography Dashboard")) as client:
        page = await client.get("/")
        script = await client.get("/assets/index-Ab3dEf9h.js", headers={"Accept-Encoding": "gzip"})
        lost, health = await client.get("/admin"), await client.get("/health")

    assert "Discogsography Dashboard" in page.text
    assert "style-src 'self' 'nonce-" in page.headers["content-security-policy"]
    assert (script.headers["content-encoding"], script.headers["cache-control"]) == ("gzip", "public, max-age=31536000, immutable")
    assert lost.status_code == 404
    for answer in (page, script, lost, health):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert "content-security-policy" in answer.headers
        assert "server" not in answer.headers


async def test_without_a_build_the_service_serves_everything_else(tmp_path: Path) -> None:
    async with dashboard(Hand().gathering, dashboard_static_dir=tmp_path) as client:
        assert (await client.get("/")).status_code == 503
        assert (await client.get("/health")).status_code == 200


async def test_thresholds_are_told_with_the_settings_that_make_them() -> None:
    hand = Hand()
    async with dashboard(hand.gathering) as client:
        assert (await client.get("/api/thresholds")).json() == []
