"""What the service answers, from tables that were filled by hand."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from common.domain.insights import ROUTES
from insights.service import precision
from insights.state import UNHEALTHY_AFTER_S, health
from tests.insights.conftest import insights_settings, serving
from tests.support.servers import PostgresTarget, TestStack


NOW = datetime.now(UTC)

FILLED = f"""
    INSERT INTO insights.artist_centrality (rank, artist_id, artist_name, edge_count) VALUES (2, '8', 'B', 50), (1, '9', 'A', 99);
    INSERT INTO insights.genre_trends (genre, decade, release_count) VALUES ('Jazz', 1960, 7), ('Jazz', 1950, 7), ('Funk / Soul', 1970, 1);
    INSERT INTO insights.label_longevity (rank, label_id, label_name, first_year, last_year, years_active, total_releases, peak_decade, still_active)
    VALUES (1, '10', 'North', 1950, 2026, 77, 12, 1960, true);
    INSERT INTO insights.monthly_anniversaries
        (master_id, title, artist_name, release_year, anniversary, computed_month, computed_year, released, rank)
    VALUES
        ('2', 'Two', NULL, {NOW.year - 25}, 25, {NOW.month}, {NOW.year}, '{NOW.year - 25}', 3),
        ('1', 'One', 'A', {NOW.year - 25}, 25, {NOW.month}, {NOW.year}, '{NOW.year - 25}-{NOW.month:02}-07', 2),
        ('3', 'Old', 'B', {NOW.year - 50}, 50, {NOW.month}, {NOW.year}, NULL, NULL),
        ('4', 'Past', 'B', 1950, 50, {NOW.month % 12 + 1}, {NOW.year}, '1950', 1);
    INSERT INTO insights.data_completeness (entity_type, total_count, with_image, completeness_pct, fields)
    VALUES ('labels', 4, 1, 25, '{{"images": 25.0}}'), ('artists', 3, 1, 33.33, '{{}}');
    INSERT INTO insights.release_rarity (release_id, title, rarity_score, tier) VALUES (1, 'X', 87.2, 'ultra-rare'), (2, NULL, 90, 'ultra-rare');
    INSERT INTO insights.computation_log (insight_type, status, started_at, completed_at, rows_affected, duration_ms, error_message, generation)
    VALUES
        ('genre_trends', 'completed', '2026-05-01T00:00:00Z', '2026-05-01T00:00:10.123456Z', 3, 812, NULL, 4),
        ('genre_trends', 'failed', '2026-05-02T00:00:00Z', '2026-05-02T00:00:01Z', NULL, 5, 'ValueError: bad', 4);
    INSERT INTO insights.computation_log (insight_type, started_at, rows_done, rows_expected, generation)
    VALUES ('release_rarity', '2026-05-03T00:00:00Z', 25, 100, 5)
"""


async def ok(client: httpx.AsyncClient, path: str) -> Any:
    answer = await client.get(f"/api/insights/{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_every_route_answers_from_its_table(stack: TestStack, postgres: PostgresTarget) -> None:
    async with serving(insights_settings(stack, postgres)) as client:
        assert await ok(client, "top-artists") == {"metric": "centrality", "items": [], "count": 0}
        assert await ok(client, "this-month") == {"month": NOW.month, "year": NOW.year, "items": [], "count": 0}
        statuses = (await ok(client, "status"))["statuses"]
        assert {row["status"] for row in statuses} == {"never_run"}
        assert (statuses[0]["insight_type"], statuses[0]["last_computed"], statuses[0]["duration_ms"]) == ("artist_centrality", None, None)

    async with await postgres.connect() as connection:
        await connection.execute(FILLED.encode())
    async with serving(insights_settings(stack, postgres)) as client:
        for _ in range(2):  # from PostgreSQL, then from Redis
            assert (await ok(client, "top-artists?limit=1"))["items"] == [{"rank": 1, "artist_id": "9", "artist_name": "A", "edge_count": 99}]
            assert await ok(client, "genre-trends?genre=Jazz") == {
                "genre": "Jazz",
                "trends": [{"decade": 1950, "release_count": 7}, {"decade": 1960, "release_count": 7}],
                "peak_decade": 1950,
            }
            assert await ok(client, "genre-trends?genre=jazz") == {"genre": "jazz", "trends": [], "peak_decade": None}
            assert (await ok(client, "genre-trends?genre=Funk%20%2F%20Soul"))["peak_decade"] == 1970
            assert (await ok(client, "label-longevity"))["items"] == [
                {
                    "rank": 1,
                    "label_id": "10",
                    "label_name": "North",
                    "first_year": 1950,
                    "last_year": 2026,
                    "years_active": 77,
                    "total_releases": 12,
                    "peak_decade": 1960,
                    "still_active": True,
                }
            ]
            month = await ok(client, "this-month")
            assert [(item["master_id"], item["anniversary"], item["precision"]) for item in month["items"]] == [
                ("3", 50, "year"),
                ("1", 25, "day"),
                ("2", 25, "year"),
            ]
            assert month["items"][1]["released"] == f"{NOW.year - 25}-{NOW.month:02}-07"
            assert (await ok(client, "this-month?limit=1"))["count"] == 1
            completeness = await ok(client, "data-completeness")
            assert [item["entity_type"] for item in completeness["items"]] == ["artists", "labels"]
            assert completeness["items"][1]["fields"] == {"images": 25.0}
            assert completeness["items"][0]["completeness_pct"] == 33.33
            rarest = await ok(client, "release-rarity?limit=2")
            assert [(item["release_id"], item["title"]) for item in rarest["items"]] == [(2, None), (1, "X")]

        by_type = {row["insight_type"]: row for row in (await ok(client, "status"))["statuses"]}
        trends, rarity = by_type["genre_trends"], by_type["release_rarity"]
        assert trends["status"] == "failed"
        assert trends["error"] == "ValueError: bad"
        assert trends["duration_ms"] == 5
        assert trends["last_computed"] == "2026-05-01T00:00:10.123456Z"  # the failed run computed nothing
        assert (rarity["status"], rarity["is_running"], rarity["progress"]) == ("never_run", True, 0.25)

        for path in ("genre-trends", "genre-trends?genre=", "genre-trends?genre=a%00b", "top-artists?limit=0", "label-longevity?limit=201"):
            refused = await client.get(f"/api/insights/{path}")
            assert refused.status_code == 422, path
            assert refused.json()["detail"][0]["loc"][0] == "query"
        assert (await client.get("/health")).json()["status"] == "healthy"
        document = (await client.get("/openapi.json")).json()
        assert {f"/api/insights/{name}" for name in ROUTES} == set(document["paths"])


async def test_without_postgresql_the_service_is_not_ready(stack: TestStack, postgres: PostgresTarget, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("insights.app.BORROW_TIMEOUT_S", 0.2)
    async with serving(insights_settings(stack, postgres, postgres_port=1, postgres_host="127.0.0.1")) as client:
        refused = await client.get("/api/insights/top-artists")

    assert refused.status_code == 503
    assert refused.json()["error"] == "Service not ready"


async def test_without_redis_the_service_answers(stack: TestStack, postgres: PostgresTarget) -> None:
    async with serving(insights_settings(stack, postgres, redis_port=1, redis_host="127.0.0.1")) as client:
        assert (await ok(client, "top-artists"))["count"] == 0


@pytest.mark.parametrize(("released", "expected"), [("1994", "year"), ("1994-03", "month"), ("1994-03-07", "day")])
def test_how_far_a_date_is_known(released: str, expected: str) -> None:
    assert precision(released) == expected


class Failing:
    """A state whose looks fail."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.error = "OperationalError"
        self.last_computation = NOW - timedelta(days=1)
        self.computing = None
        self.generation = 4

    computer = schedule = property(lambda self: self)

    def failing_for(self) -> float:
        return self.seconds


def test_health_says_what_can_be_relied_on() -> None:
    starting = health(None)
    assert (starting["service"], starting["status"], starting["last_computation"]) == ("insights", "starting", None)

    for seconds, status in ((0.0, "healthy"), (UNHEALTHY_AFTER_S - 1, "healthy"), (UNHEALTHY_AFTER_S + 1, "unhealthy")):
        told = health(Failing(seconds))  # type: ignore[arg-type]
        assert told["status"] == status
        assert told["last_computation"] == (NOW - timedelta(days=1)).isoformat()
