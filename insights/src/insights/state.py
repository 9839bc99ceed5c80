"""What a running service holds."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from common.stores.postgres import PostgresStore
from insights.cache import AnswerCache
from insights.computer import Computer
from insights.schedule import Schedule


UNHEALTHY_AFTER_S: Final = 120.0
"""So long looks may fail before the service is of no use: longer than a restart of PostgreSQL takes."""


@dataclass(frozen=True, slots=True)
class State:
    """Open stores and what stands on them."""

    postgres: PostgresStore
    cache: AnswerCache
    computer: Computer
    schedule: Schedule


def health(state: State | None) -> dict[str, Any]:
    """Body of the health answer; `None` before everything is open."""
    body: dict[str, Any] = {"service": "insights", "status": "starting", "timestamp": datetime.now(UTC).isoformat(), "last_computation": None}
    if state is None:
        return body
    computer, failing_s = state.computer, state.schedule.failing_for()
    return body | {
        "status": "unhealthy" if failing_s > UNHEALTHY_AFTER_S else "healthy",
        "last_computation": computer.last_computation.isoformat() if computer.last_computation else None,
        "computing": computer.computing.value if computer.computing else None,
        "generation": computer.generation,
        "error": state.schedule.error,
    }
