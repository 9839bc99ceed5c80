"""What the health ports answer. A background task asks the stores; an answer only reads what it found."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
import time
from typing import Any, Final, Literal

from fastapi import Request
from pydantic import Field

from api.catalogue.generation import Generation
from api.limits import ApiRouter, limited
from api.metrics import Metrics
from api.models import Model
from common.runtime.errors import describe_exception
from common.runtime.logging import get_logger
from common.runtime.marks import Mark


PROBE_INTERVAL_S: Final = 5.0
PROBE_TIMEOUT_S: Final = 5.0
AWAY_S: Final = 30.0
"""A store that answers need and that is away for longer makes the service unhealthy."""
NEEDED: Final = frozenset({"postgres", "neo4j"})
"""Without Redis everything is answered, only slower."""

log = get_logger(__name__)

router = ApiRouter(tags=["platform"])

type Probe = Callable[[], Awaitable[object]]


@dataclass(slots=True)
class StoreHealth:
    """What is known of one store."""

    is_up: bool = False
    was_asked: bool = False
    since: float = field(default_factory=time.monotonic)
    changed_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    error: str | None = None
    latency_ms: float | None = None

    def away_s(self, now: float) -> float:
        """Seconds since it was last seen; 0 while it is there."""
        return 0.0 if self.is_up else now - self.since

    def told(self) -> dict[str, Any]:
        """JSON of it."""
        return {"status": "up" if self.is_up else "down", "since": self.changed_at.isoformat(), "latency_ms": self.latency_ms, "error": self.error}


class Health:
    """Health of the process. `payload` may be called by any thread."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._stores: Mapping[str, StoreHealth] = {}
        self._generation: Generation | None = None
        self._is_open = False

    def brief(self) -> dict[str, Any]:
        """The documented three keys, for the main port."""
        return {"status": self._status(), "service": "api", "timestamp": datetime.now(UTC).isoformat()}

    def payload(self) -> dict[str, Any]:
        """For the health port: the same, and what the process stands on."""
        generation = self._generation
        return self.brief() | {
            "ready": self._is_open and all(store.is_up for name, store in self._stores.items() if name in NEEDED),
            "stores": {name: store.told() for name, store in self._stores.items()},
            "catalogue": {"generation": generation.current, "stage": generation.stage, "error": generation.error} if generation else None,
        }

    def _status(self) -> str:
        if not self._is_open:
            return "starting"
        now = time.monotonic()
        return "unhealthy" if any(self._stores[name].away_s(now) > AWAY_S for name in NEEDED if name in self._stores) else "healthy"

    @asynccontextmanager
    async def watching(self, probes: Mapping[str, Probe], generation: Generation) -> AsyncIterator[None]:
        """Ask each store now and every few seconds, until the context ends."""
        self._stores = {name: StoreHealth() for name in probes}
        self._generation = generation
        tasks = [asyncio.create_task(self._watch(name, probe), name=f"probe of {name}") for name, probe in probes.items()]
        self._is_open = True
        try:
            yield
        finally:
            self._is_open = False
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _watch(self, name: str, probe: Probe) -> None:
        while True:
            await self._ask(name, probe)
            if self._generation is not None:
                self._metrics.generation_is(self._generation.current)
            await asyncio.sleep(PROBE_INTERVAL_S)

    async def _ask(self, name: str, probe: Probe) -> None:
        began = time.perf_counter()
        error: Exception | None = None
        try:
            async with asyncio.timeout(PROBE_TIMEOUT_S):
                await probe()
        except Exception as problem:  # whatever it is, the store is not there for us
            error = problem
        self._note(name, error, round((time.perf_counter() - began) * 1000, 2))

    def _note(self, name: str, error: Exception | None, latency_ms: float) -> None:
        store, is_up = self._stores[name], error is None
        if store.is_up != is_up or not store.was_asked:
            store.changed_at, store.since = datetime.now(UTC), time.monotonic()
            if error is not None:
                log.warning(Mark.WARNING, "A store is away", store=name, error=error)
            elif store.was_asked:
                log.info(Mark.OK, "A store is back", store=name)
        store.is_up, store.was_asked = is_up, True
        store.error = None if error is None else describe_exception(error)
        store.latency_ms = latency_ms if is_up else None
        self._metrics.store_probed(name, is_up)


class HealthBrief(Model):
    """That the API answers."""

    status: Literal["starting", "healthy", "unhealthy"] = Field(description="`unhealthy`: a store that answers need is away for long.")
    service: Literal["api"]
    timestamp: str = Field(description="ISO 8601, UTC.")


@router.get("/health")
@limited(None)
async def health(request: Request) -> HealthBrief:
    """That the API answers: always 200. Readiness, store by store, is on the health port. Costs nothing."""
    known: Health = request.app.state.health
    return HealthBrief.model_validate(known.brief())
