"""The load test against a small site: what it asks, what it writes, how it ends."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.perftest.plan import Key, Keys, Request
from tests.perftest.run_perftest import TOO_MANY, ask, bearer, run, stats_of
from tests.support.http_sites import Answer, Site


KEYS = Keys(artists=[Key("1", "Nickel Canyon"), Key("2", "Lee Example")], labels=[Key("5", "Some Label")])


class Sleeps:
    """Waits that are noted instead of waited."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def config(site: Site, **changes: Any) -> dict[str, Any]:
    return {
        **{"api_base_url": site.url, "health_url": f"{site.url}health", "timeout": 5, "health_retries": 3, "health_interval": 5},
        **{"iterations": 3, "warm_p95_ms": 5000, "credit_role_categories": ["mastering"], "targets": {}},
        **changes,
    }


async def test_operations_37_only_what_was_named_is_asked_and_figures_have_four_decimals(tmp_path: Path) -> None:
    with Site() as site:
        site.answer("/health", b"{}")
        site.answer("/api/artist/1", b"{}")
        assert await run(config(site), "artist/", tmp_path / "results", keys=KEYS) == 0
        asked = {path.partition("?")[0] for path in site.paths("/api/")}
    assert asked
    assert not any("/label/" in path for path in asked)
    found = json.loads((tmp_path / "results" / "perftest-results.json").read_text(encoding="utf-8"))
    assert {row["endpoint"].partition("/")[0] for row in found["results"]} == {"artist"}
    for row in found["results"]:
        assert row["stats"].keys() >= {"min", "avg", "max", "p95"}
        assert all(value == round(value, 4) for value in row["stats"].values())
    assert any(value != round(value, 2) for row in found["results"] for value in row["stats"].values())
    assert "== artist" in (tmp_path / "results" / "perftest-report.txt").read_text(encoding="utf-8")


async def test_operations_37_a_refusal_as_one_too_many_is_waited_out() -> None:
    with Site() as site:
        site.answer("/api/x", Answer(b"", TOO_MANY), b"{}")
        site.answer("/api/y", Answer(b"", TOO_MANY))
        async with httpx.AsyncClient(base_url=site.url) as client:
            sleeps = Sleeps()
            assert (await ask(client, Request("/api/x"), sleeps)).status == 200
            assert sleeps.seconds == [32]
            assert site.paths() == ["/api/x", "/api/x"]
            sleeps = Sleeps()
            spent = await ask(client, Request("/api/y"), sleeps)
    assert sleeps.seconds == [32, 64, 128, 256]
    assert spent.status == TOO_MANY
    assert spent.error is not None
    assert stats_of([spent]) == {}, "the time of a refusal is no figure"


async def test_operations_37_it_ends_with_1_when_the_output_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "results").write_text("a file", encoding="utf-8")
    with Site() as site:
        assert await run(config(site), "", tmp_path / "results", keys=KEYS) == 1
        assert site.requests == []
    assert "Cannot write to" in capsys.readouterr().err


async def test_operations_37_it_ends_with_1_when_the_api_never_is_healthy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sleeps = Sleeps()
    with Site() as site:
        site.answer("/health", Answer(b"{}", 503))
        assert await run(config(site), "", tmp_path / "results", keys=KEYS, sleep=sleeps) == 1
        assert site.paths() == ["/health"] * 3
    assert sleeps.seconds == [5, 5, 5]
    assert "is not healthy" in capsys.readouterr().err


async def test_operations_weak_34_errors_and_broken_bounds_end_it_with_1(tmp_path: Path) -> None:
    with Site() as site:
        site.answer("/health", b"{}")
        site.answer("/api/artist/1", Answer(b"broken", 500))
        assert await run(config(site), "artist/page", tmp_path / "a", keys=KEYS) == 1
        site.answer("/api/artist/1", b"{}")
        assert await run(config(site, targets={"artist/page": 0}), "artist/page", tmp_path / "b", keys=KEYS) == 1
    report = (tmp_path / "b" / "perftest-report.txt").read_text(encoding="utf-8")
    assert "bound broken" in report


async def test_operations_weak_34_a_token_is_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "token").write_text("dscg_of_a_file\n", encoding="utf-8")
    monkeypatch.delenv("API_TOKEN", raising=False)
    monkeypatch.delenv("API_TOKEN_FILE", raising=False)
    assert bearer() == {}
    monkeypatch.setenv("API_TOKEN_FILE", str(tmp_path / "token"))
    assert bearer() == {"Authorization": "Bearer dscg_of_a_file"}
    with Site() as site:
        site.answer("/health", b"{}")
        await run(config(site), "artist/page", tmp_path / "results", keys=KEYS)
        assert {seen.headers.get("Authorization") for seen in site.requests} == {"Bearer dscg_of_a_file"}
