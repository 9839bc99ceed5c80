"""Alerts fire when a value crosses its threshold, once, and clear when it is well below again. Pure, but for its own memory."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dashboard.models import Alert, Severity
from dashboard.rules import Observation, Rule, Rules


_ORDER: Final = {Severity.CRITICAL: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True)
class Change:
    """An alert came or went."""

    alert: Alert
    has_fired: bool


class Alerts:
    """What is wrong at present, and what may soon be."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._since: dict[str, datetime] = {}
        self._active: dict[str, Alert] = {}

    @property
    def active(self) -> list[Alert]:
        """Critical ones first, then the newest."""
        return sorted(self._active.values(), key=lambda alert: (_ORDER[alert.severity], -alert.since.timestamp(), alert.id))

    def judge(self, observations: Iterable[Observation], now: datetime) -> list[Change]:
        """Look at what was observed. What was not observed stays as it is."""
        changes = []
        for seen in observations:
            rule = self._rules[seen.kind]
            active = self._active.get(seen.key)
            if active is not None:
                if seen.value < rule.clears_at:
                    del self._active[seen.key]
                    self._since.pop(seen.key, None)
                    changes.append(Change(active, has_fired=False))
                else:
                    self._active[seen.key] = _alert(seen, rule, active.since, active.id)
            elif seen.value < rule.fires_at:
                self._since.pop(seen.key, None)
            else:
                since = self._since.setdefault(seen.key, now)
                if (now - since).total_seconds() >= rule.for_s:
                    alert = self._active[seen.key] = _alert(seen, rule, since, f"{seen.key}:{int(since.timestamp())}")
                    changes.append(Change(alert, has_fired=True))
        return changes


def _alert(seen: Observation, rule: Rule, since: datetime, alert_id: str) -> Alert:
    return Alert(
        id=alert_id,
        kind=seen.kind,
        severity=seen.severity or rule.severity,
        title=seen.title,
        detail=seen.detail,
        error=seen.error,
        since=since,
        action=seen.action,
        subject=seen.subject,
        name=seen.name,
    )
