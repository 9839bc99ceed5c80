"""Everything that can be seen of a running stack at one moment: what `monitor` shows again and again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from common.messaging.management import Management, QueueState
from common.runtime.errors import DiscogsographyError
from utilities.operations.imports import ImportProgress, dead_letters, import_progress, is_ours
from utilities.operations.output import ask_management
from utilities.operations.target import ProcessState, Target


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One process and what it says of itself.

    Attributes:
        health: `status` of its health answer, or of its container's check; empty for what has none or does not answer.
        task: What it does now, where it says so.
    """

    name: str
    state: str
    is_well: bool
    health: str
    task: str
    up_s: float | None


@dataclass(frozen=True, slots=True)
class Look:
    """One look.

    Attributes:
        services_error: Why there is nothing about services.
        queues: The platform's queues by name; `None` when the broker could not be asked, which `queues_error` explains.
        dead_letters: Depth of dead-letter queues that hold something.
    """

    at: datetime
    place: str
    services: list[ServiceLine]
    services_error: str | None
    imports: list[ImportProgress]
    queues: list[QueueState] | None
    queues_error: str | None
    dead_letters: dict[str, int]

    @property
    def is_blind(self) -> bool:
        """Whether nothing at all could be seen."""
        return self.services_error is not None and self.queues is None

    @property
    def is_well(self) -> bool:
        """Whether every service is as it should be and the broker answers."""
        return self.queues is not None and all(service.is_well for service in self.services)


def look(target: Target) -> Look:
    """Look once. What cannot be seen is said in the look, not raised."""
    settings = target.settings

    async def ask(management: Management) -> list[QueueState]:
        return [queue for queue in await management.queues() if is_ours(queue.name, settings.prefixes)]

    queues: list[QueueState] | None = None
    queues_error = services_error = None
    try:
        queues = ask_management(settings, ask)
    except DiscogsographyError as error:
        queues_error = str(error)
    services: list[ServiceLine] = []
    bodies: Mapping[str, Mapping[str, Any]] = {}
    try:
        processes = target.processes()
        bodies = {name: answer.body for name, answer in target.health().items() if answer.status is not None}
        services = [service_line(process, bodies.get(process.name, {})) for process in processes]
    except DiscogsographyError as error:
        services_error = str(error)
    return Look(
        at=datetime.now(UTC),
        place=target.place.value,
        services=services,
        services_error=services_error,
        imports=[import_progress(source, prefix, bodies, queues or ()) for source, prefix in settings.prefixes.items()] if bodies else [],
        queues=queues,
        queues_error=queues_error,
        dead_letters=dead_letters(settings.prefixes, queues or ()),
    )


def service_line(process: ProcessState, body: Mapping[str, Any]) -> ServiceLine:
    """A process and its health answer together."""
    health = str(body.get("status") or process.health)
    return ServiceLine(
        process.name,
        process.state,
        is_well=process.is_well and health not in ("unhealthy", "degraded"),
        health=health,
        task=str(body.get("current_task") or body.get("extraction_status") or ""),
        up_s=process.up_s,
    )
