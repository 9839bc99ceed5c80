"""What the health answers of services say. Pure; lenient, since a dashboard must not fail on what it shows."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from common.domain.health import FINISHED, by_type, number, text, type_key
from dashboard.models import Overall, ServiceStatus, TypeProgress
from dashboard.pipelines import Pipeline


HEALTHY: Final = "healthy"
UNHEALTHY: Final = "unhealthy"
UNKNOWN: Final = "unknown"
OK: Final = 200

type Rates = Mapping[str, float]
type Expected = Mapping[str, int | None]


class NotAnswered(Exception):  # noqa: N818 - named for what it is
    """A service gave no health answer that could be read."""


def answered(pipeline: Pipeline, name: str, code: int, body: Mapping[str, Any] | None, now: datetime) -> ServiceStatus:
    """A service that answered.

    Args:
        code: HTTP status.
        body: The decoded object; `None` when there was none.
    Raises:
        NotAnswered: a success without a body that says anything.
    """
    if body is None:
        if code == OK:
            raise NotAnswered("The health answer is not a JSON object")
        return silent(name, f"HTTP {code}", status=UNHEALTHY, last_seen=now)
    said = text(body.get("status"))
    status = said or (HEALTHY if code == OK else UNHEALTHY)
    reasons = [reason for each in _list(body.get("reasons")) if (reason := text(each))]
    error = text(body.get("error_message")) or text(body.get("error")) or ("; ".join(reasons) or None)
    if code != OK and error is None and status != "starting":
        error = f"HTTP {code}"
    is_extractor = name == pipeline.extractor
    types = _extractor_types(pipeline, body, now) if is_extractor else _consumer_types(pipeline, body)
    p95 = [each.batch_p95_ms for each in types.values() if each.batch_p95_ms is not None]
    return ServiceStatus(
        name=name,
        status=status,
        last_seen=now,
        current_task=text(body.get("current_task")),
        progress=number(body.get("progress")),
        error=error,
        extraction_progress=_counts(body.get("extraction_progress")) if is_extractor else None,
        last_extraction_time=_ages(body.get("last_extraction_time")) if is_extractor else None,
        extraction_status=text(body.get("extraction_status")) if is_extractor else None,
        version=text(body.get("version")) if is_extractor else None,
        rate=round(sum(each.rate for each in types.values()), 1),
        batch_p95_ms=max(p95) if p95 else None,
        reasons=reasons,
        types=types,
    )


def silent(name: str, error: str | None, *, status: str = UNKNOWN, last_seen: datetime | None = None) -> ServiceStatus:
    """A service of which nothing more is known."""
    return ServiceStatus(
        name=name,
        status=status,
        last_seen=last_seen,
        current_task=None,
        progress=None,
        error=error,
        extraction_progress=None,
        last_extraction_time=None,
        extraction_status=None,
        version=None,
        rate=0.0,
        batch_p95_ms=None,
        reasons=[],
        types={},
    )


def overall(statuses: list[str]) -> Overall:
    """All services together: one that is unhealthy is worse than one of which nothing is known."""
    if statuses and all(status == HEALTHY for status in statuses):
        return Overall.OPERATIONAL
    if statuses and all(status == UNHEALTHY for status in statuses):
        return Overall.OFFLINE
    return Overall.DEGRADED if UNHEALTHY in statuses else Overall.UNKNOWN


def with_rates(service: ServiceStatus, rates: Rates) -> ServiceStatus:
    """An extractor with the rates that its counts make over time: it does not tell them itself."""
    types = {name: each.model_copy(update={"rate": round(rates.get(name, 0.0), 1)}) for name, each in service.types.items()}
    return service.model_copy(update={"types": types, "rate": round(sum(each.rate for each in types.values()), 1)})


def with_expected(service: ServiceStatus, expected: Expected) -> ServiceStatus:
    """A service with the totals that its types will have, and the time until then."""
    types = {}
    for name, each in service.types.items():
        total = expected.get(name)
        types[name] = each.model_copy(update={"expected": total, "eta_seconds": None if each.done else eta_s(each.count, total, each.rate)})
    return service.model_copy(update={"types": types})


def eta_s(count: int, expected: int | None, rate: float) -> float | None:
    """Seconds until `expected` is reached; `None` when it is unknown, or nothing moves."""
    if expected is None:
        return None
    left = max(0, expected - count)
    if not left:
        return 0.0
    return round(left / rate, 1) if rate > 0 else None


def _extractor_types(pipeline: Pipeline, body: Mapping[str, Any], now: datetime) -> dict[str, TypeProgress]:
    counts = _counts(body.get("extraction_progress")) or {}
    ages = _ages(body.get("last_extraction_time")) or {}
    is_done = body.get("extraction_status") in FINISHED
    types = {}
    for kind in pipeline.types:
        age, count = ages.get(kind.value), counts.get(kind.value, 0)
        types[kind.value] = TypeProgress(
            count=count,
            expected=None,
            rate=0.0,
            eta_seconds=None,
            batch_p95_ms=None,
            last_activity=None if age is None else now - timedelta(seconds=age),
            done=is_done and count > 0,
        )
    return types


def _consumer_types(pipeline: Pipeline, body: Mapping[str, Any]) -> dict[str, TypeProgress]:
    written, rates, p95 = _numbers(body.get("written")), _numbers(body.get("rate")), _numbers(body.get("batch_p95_ms"))
    seen_at = _numbers(body.get("last_message_time"))
    completed = {type_key(str(each)) for each in _list(body.get("completed_files"))}
    types = {}
    for kind in pipeline.types:
        at, worst = seen_at.get(kind.value, 0.0), p95.get(kind.value, 0.0)
        types[kind.value] = TypeProgress(
            count=int(written.get(kind.value, 0)),
            expected=None,
            rate=rates.get(kind.value, 0.0),
            eta_seconds=None,
            batch_p95_ms=worst or None,
            last_activity=datetime.fromtimestamp(at, UTC) if 0 < at < _FAR_FUTURE else None,
            done=kind.value in completed,
        )
    return types


_FAR_FUTURE: Final = datetime(9000, 1, 1, tzinfo=UTC).timestamp()


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _numbers(value: object) -> dict[str, float]:
    return {name: found for name, each in by_type(value).items() if (found := number(each)) is not None}


def _counts(value: object) -> dict[str, int] | None:
    return {name: int(count) for name, count in _numbers(value).items()} if isinstance(value, dict) else None


def _ages(value: object) -> dict[str, float | None] | None:
    return {name: number(each) for name, each in by_type(value).items()} if isinstance(value, dict) else None
