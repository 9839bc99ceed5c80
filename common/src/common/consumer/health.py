"""What `GET /health` answers. Reads the engine's plain fields only: it is called by the health server's threads."""

from collections.abc import Mapping
from datetime import UTC, datetime
import time
from typing import Any, Final

from common.consumer.completion import CompletionWatcher
from common.consumer.engine import Engine
from common.consumer.gate import StoreGate
from common.consumer.lane import Lane
from common.consumer.link import Link
from common.consumer.spec import HasId, RunState


AWAY_S: Final = 30.0
"""A store or broker that is away for longer makes the service unhealthy."""
NO_COMMIT_S: Final = 120.0
"""So does a delivery that waits while nothing was committed for so long."""
RECENT_S: Final = 10.0


def health_payload[R: HasId](engine: Engine[R]) -> dict[str, Any]:
    """The documented fields, and beside them what an operator needs to see why a consumer is not at work."""
    lanes = engine.lanes
    now = time.monotonic()
    reasons = problems(engine, now)
    status = _status(engine, reasons, now)
    link, watcher = engine.link, engine.watcher
    return {
        "status": status,
        "service": engine.spec.name,
        "current_task": _current_task(engine, status),
        "progress": _progress(engine),
        "message_counts": {name: lane.received for name, lane in lanes.items()},
        "last_message_time": {name: lane.last_message_at for name, lane in lanes.items()},
        "active_consumers": list(link.active) if link else [],
        "completed_files": [name for name, lane in lanes.items() if lane.is_completed],
        **(engine.store.health() if engine.store else {}),
        "timestamp": datetime.now(UTC).isoformat(),
        "reasons": reasons,
        "connections": _connections(engine, now),
        "written": {name: lane.written for name, lane in lanes.items()},
        "unchanged": {name: lane.unchanged for name, lane in lanes.items()},
        "rejected": {name: lane.rejected for name, lane in lanes.items()},
        "pending": {name: len(lane.pending) for name, lane in lanes.items()},
        "in_flight": {name: lane.in_flight for name, lane in lanes.items()},
        "rate": {name: round(lane.rate(), 1) for name, lane in lanes.items()},
        "batch_p95_ms": {name: round(lane.batch_p95_ms(), 1) for name, lane in lanes.items()},
        "last_commit": max(lane.last_commit_at for lane in lanes.values()),
        "runs": [_run(state, watcher.working_on if watcher else None) for state in _runs(watcher)],
        "maintenance": {"running": bool(watcher and watcher.working_on), "run": watcher.working_on if watcher else None},
    }


def problems[R: HasId](engine: Engine[R], now: float) -> list[str]:
    """Why the consumer is not well; empty when it is."""
    found: list[str] = []
    store_away_s, broker_away_s = away_s(engine.gate, now), away_s(engine.link, now)
    if store_away_s > AWAY_S:
        found.append(f"{engine.spec.store_name} is away for {store_away_s:.0f} s: {engine.gate.error if engine.gate else None}")
    if broker_away_s > AWAY_S:
        found.append(f"RabbitMQ is away for {broker_away_s:.0f} s")
    for name, lane in engine.lanes.items():
        waiting = waiting_s(lane, now)
        if waiting > NO_COMMIT_S:
            found.append(f"{name} wait for {waiting:.0f} s without a commit")
    if engine.watcher is not None:
        failed = (run.message.version for run in engine.watcher.runs if run.state == "failed")
        found += [f"the work after the import of {version} failed for good; see the log, and restart to try it again" for version in failed]
    return found


def away_s(server: StoreGate | Link | None, now: float) -> float:
    """Seconds for which a store or the broker has been away; 0 while it is there. Read once: the event loop may change it meanwhile."""
    since = None if server is None else server.away_since
    return 0.0 if since is None else now - since


def waiting_s(lane: Lane, now: float) -> float:
    """Seconds for which deliveries of a type have waited without any commit."""
    since = lane.waiting_since
    return 0.0 if since is None else now - since


def _status[R: HasId](engine: Engine[R], reasons: list[str], now: float) -> str:
    if engine.was_connected:
        return "unhealthy" if reasons else "healthy"
    if engine.opened_at is None or now - engine.opened_at <= AWAY_S:
        return "starting"
    return "unhealthy"


def is_stuck[R: HasId](engine: Engine[R]) -> bool:
    """Records came, not all types are complete, and no consumer is left."""
    lanes = engine.lanes.values()
    has_consumers = engine.link is not None and bool(engine.link.active)
    return not has_consumers and not all(lane.is_completed for lane in lanes) and any(lane.received for lane in lanes)


def _current_task[R: HasId](engine: Engine[R], status: str) -> str | None:
    if not engine.was_connected:
        return f"Initializing {engine.spec.store_name} connection"
    if status != "healthy" and is_stuck(engine):
        return "STUCK - consumers died, awaiting recovery"
    since = time.time() - RECENT_S
    for name, lane in engine.lanes.items():
        if lane.last_message_at > since:
            return f"{engine.spec.verb} {name}"
    return "Idle - waiting for messages" if engine.link and engine.link.active else None


def _progress[R: HasId](engine: Engine[R]) -> float:
    """Part of the newest run that is written, where its counts are known; 0.0 as long as they are not."""
    watcher = engine.watcher
    if not watcher or not watcher.runs:
        return 0.0
    entries = watcher.runs[-1].types.values()
    published = sum(entry.published or 0 for entry in entries)
    return round(min(1.0, sum(entry.seen + entry.rejected for entry in entries) / published), 4) if published else 0.0


def _connections[R: HasId](engine: Engine[R], now: float) -> dict[str, Mapping[str, Any]]:
    gate, link = engine.gate, engine.link
    store: dict[str, Any] = {"connected": bool(gate and gate.is_open)}
    broker: dict[str, Any] = {
        "connected": bool(link and link.intake),
        "resting": bool(link and link.is_resting),
        "paused": bool(link and link.is_paused),
    }
    if gate is not None and (store_away_s := away_s(gate, now)):
        store |= {"away_s": round(store_away_s, 1), "error": gate.error, "attempts": gate.attempts}
    if broker_away_s := away_s(link, now):
        broker["away_s"] = round(broker_away_s, 1)
    return {engine.spec.store_name.lower(): store, "rabbitmq": broker}


def _runs[R: HasId](watcher: CompletionWatcher[R] | None) -> list[RunState]:
    """Open runs, and the last one that this process ended unless it is open again."""
    if watcher is None:
        return []
    ended = [watcher.ended] if watcher.ended and all(run.key != watcher.ended.key for run in watcher.runs) else []
    return [*ended, *watcher.runs]


def _run(state: RunState, working_on: str | None) -> dict[str, Any]:
    return {
        "version": state.message.version,
        "started_at": state.message.started_at,
        "state": "running" if state.key == working_on else state.state,
        "types": {
            name: {"published": entry.published, "seen": entry.seen, "rejected": entry.rejected, "outcome": entry.settled}
            for name, entry in state.types.items()
        },
    }
