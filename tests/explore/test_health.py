"""What probes are told, in this process."""

import asyncio
from pathlib import Path

from tests.explore.serving import explore
from tests.explore.upstream import Seen, Upstream, upstream
from tests.support.waiting import eventually


async def test_ui_weak_05_readiness_follows_the_api(static: Path) -> None:
    async with upstream() as api, explore(api.url, static) as client:

        async def health() -> dict[str, object]:
            return dict((await client.get("/health")).json())

        async def is_ready() -> bool:
            return bool((await health())["ready"])

        await eventually(is_ready)
        assert (await health())["api"] == {"status": "up", "error": None}


async def test_ui_weak_05_an_api_that_is_away_makes_the_service_not_ready_but_no_less_healthy(static: Path) -> None:
    async with explore("http://127.0.0.1:1", static) as client:

        async def asked() -> dict[str, object]:
            told = dict((await client.get("/health")).json())
            return told if told["api"]["error"] != "not asked yet" else {}

        told = await eventually(asked)

    assert (told["status"], told["ready"], told["api"]["status"]) == ("healthy", False, "down")


async def test_requests_are_counted_by_what_answered_them(static: Path) -> None:
    async def broken(_upstream: Upstream, _seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with upstream(broken) as api, explore(api.url, static) as client:
        for path in ("/", "/assets/index-Ab3dEf9h.js", "/api/x", "/nothing"):
            await client.get(path)
        text = client.app.state.metrics.text().decode()  # type: ignore[attr-defined]

    assert 'discogsography_explore_requests_total{kind="page",method="GET",status="200"} 1.0' in text
    assert 'discogsography_explore_requests_total{kind="file",method="GET",status="404"} 1.0' in text
    assert 'discogsography_explore_requests_total{kind="api",method="GET",status="502"} 1.0' in text
