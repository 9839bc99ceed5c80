"""What a process tells at `/metrics`, as Prometheus would read it."""

from collections.abc import Iterable
from typing import Protocol

import httpx
from prometheus_client.parser import text_string_to_metric_families


COMMON = ("process_", "python_")
"""Families that every process tells."""


class Declared(Protocol):
    """What is compared of a declared family."""

    @property
    def name(self) -> str: ...


class Scrape:
    """One answer of `/metrics`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._families = list(text_string_to_metric_families(text))

    def value(self, sample: str, /, **labels: str) -> float:
        """Sum of a sample over all series with these labels; 0 without any."""
        return sum(
            each.value for family in self._families for each in family.samples if each.name == sample and labels.items() <= each.labels.items()
        )

    @property
    def names(self) -> set[str]:
        """Families by the name that queries use, without those that every process has and those that tell when a series began."""
        named = {family.name + ("_total" if family.type == "counter" else "") for family in self._families}
        return {name for name in named if not name.startswith(COMMON) and not name.endswith("_created")}

    def tells_exactly(self, families: Iterable[Declared]) -> None:
        """Fail unless the families are the declared ones."""
        assert self.names == {family.name for family in families}


async def scrape(port: int, *, token: str | None = None) -> Scrape:
    """Ask a process as Prometheus does."""
    headers = {"Accept": "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1"}
    async with httpx.AsyncClient(trust_env=False, timeout=30, headers=headers | ({"Authorization": f"Bearer {token}"} if token else {})) as client:
        answer = await client.get(f"http://127.0.0.1:{port}/metrics")
    answer.raise_for_status()
    assert answer.headers["content-type"].startswith("text/plain; version=")
    return Scrape(answer.text)
