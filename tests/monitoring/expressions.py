"""What rules and panels ask Prometheus for: their expressions, and the metrics and labels in them."""

from collections.abc import Iterator
from dataclasses import dataclass
import importlib
import json
import re
from typing import Any, Final

import promql_parser as promql
import yaml

from tests.support.real_data import REPOSITORY


MONITORING: Final = REPOSITORY / "deploy" / "monitoring"
DASHBOARD: Final = MONITORING / "grafana" / "dashboards" / "discogsography.json"
MODULES: Final = (
    "common.consumer.metrics",
    "extractor.metrics",
    "api.metrics",
    "explore.metrics",
    "insights.metrics",
    "dashboard.metrics",
    "mcp_server.metrics",
)
ADDED: Final = frozenset({"job", "instance"})
"""Labels that Prometheus adds to everything it reads."""
OF_PROMETHEUS: Final = {"up": ADDED, "ALERTS": frozenset({"alertstate", "severity"})}
OF_PROCESSES: Final = frozenset({"process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds", "process_start_time_seconds"})


@dataclass(frozen=True, slots=True)
class Use:
    """A metric that an expression selects, with the labels that it selects it by."""

    metric: str
    labels: frozenset[str]


def declared() -> dict[str, frozenset[str]]:
    """Samples that the processes tell, with their labels."""
    told: dict[str, frozenset[str]] = {}
    for module in MODULES:
        for family in importlib.import_module(module).FAMILIES:
            labels = frozenset(family.labels)
            if str(family.kind) == "histogram":
                told |= {f"{family.name}_bucket": labels | {"le"}, f"{family.name}_count": labels, f"{family.name}_sum": labels}
            else:
                told[family.name] = labels
    return told


def rules() -> list[dict[str, Any]]:
    """All alerts."""
    files = sorted((MONITORING / "prometheus" / "rules").glob("*.yml"))
    return [rule for file in files for group in yaml.safe_load(file.read_text(encoding="utf-8"))["groups"] for rule in group["rules"]]


def board() -> dict[str, Any]:
    """The dashboard."""
    told: dict[str, Any] = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    return told


def of_panels() -> dict[str, list[str]]:
    """Expressions of the dashboard by panel; those of its annotations among them."""
    told = board()
    found = {panel["title"]: [target["expr"] for target in panel["targets"]] for panel in told["panels"] if panel["type"] != "row"}
    return found | {"annotations": [note["expr"] for note in told["annotations"]["list"]]}


def parsed(expression: str) -> promql.Expr:
    """The expression as Prometheus reads it, with Grafana's variables filled in."""
    return promql.parse(re.sub(r"\$\w+", "x", expression.replace("$__rate_interval", "5m")))


def uses(expression: promql.Expr) -> Iterator[Use]:
    """Every metric that is selected."""
    for node in _nodes(expression):
        if isinstance(node, promql.VectorSelector):
            yield Use(node.name or "", frozenset(matcher.name for matcher in node.matchers.matchers))


def grouped_by(expression: promql.Expr) -> set[str]:
    """Labels of the result that an aggregation keeps, and those that both sides of an operator are matched by."""
    return {label for node in _nodes(expression) for label in (getattr(getattr(node, "modifier", None), "labels", None) or ())}


def _nodes(node: Any) -> Iterator[Any]:
    yield node
    for name in ("expr", "lhs", "rhs", "param", "vector_selector"):
        if isinstance(below := getattr(node, name, None), promql.Expr):
            yield from _nodes(below)
    for below in getattr(node, "args", None) or ():
        yield from _nodes(below)
