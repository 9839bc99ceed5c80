"""The files as Prometheus and Grafana read them."""

import re
from typing import Any

import pytest
import yaml

from tests.monitoring.expressions import MONITORING, board, grouped_by, parsed, rules, uses
from tests.support.real_data import REPOSITORY


RULES = {rule["alert"]: rule for rule in rules()}
GUIDE = REPOSITORY / "docs" / "guides" / "operations.md"
SEVERITIES = {"info", "warning", "critical"}
HEALTH_PORTS = {
    "extractor": 8000,
    "graphinator": 8001,
    "tableinator": 8002,
    "dashboard": 8003,
    "api": 8005,
    "explore": 8007,
    "insights": 8009,
    "brainztableinator": 8010,
    "brainzgraphinator": 8011,
    "mcp-server": 8013,
    "rabbitmq": 15692,
    "rabbitmq-queues": 15692,
}


def scrape_jobs() -> dict[str, dict[str, Any]]:
    told = yaml.safe_load((MONITORING / "prometheus" / "prometheus.yml").read_text(encoding="utf-8"))
    assert told["rule_files"] == ["/etc/prometheus/rules/*.yml"]
    return {job["job_name"]: job for job in told["scrape_configs"]}


def headings() -> set[str]:
    """Anchors of the operator's guide, as they are made of headings."""
    titles = re.findall(r"^#+ (.+)$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_service_is_asked_on_its_health_port() -> None:
    jobs = scrape_jobs()
    found = {name: told["port"] for name, job in jobs.items() for told in job.get("dns_sd_configs", ())}
    assert found == HEALTH_PORTS
    assert jobs["extractor"]["params"] == {"format": ["prometheus"]}
    assert jobs["rabbitmq-queues"]["params"] == {"family": ["queue_coarse_metrics", "queue_consumer_count"]}


def test_targets_are_services_of_the_compose_file() -> None:
    services = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    names = {name for job in scrape_jobs().values() for told in job.get("dns_sd_configs", ()) for name in told["names"]}
    assert names <= services.keys()


def test_names_of_alerts_are_used_once() -> None:
    assert len(RULES) == len(rules())


@pytest.mark.parametrize("name", RULES)
def test_an_alert_says_what_is_wrong_and_what_to_do(name: str) -> None:
    rule = RULES[name]
    assert re.fullmatch(r"[A-Z][A-Za-z]+", name)
    assert rule.keys() <= {"alert", "expr", "for", "labels", "annotations"}
    assert re.fullmatch(r"\d+[smhd]", rule.get("for", "1m"))
    assert rule["labels"].keys() == {"severity"}
    assert rule["labels"]["severity"] in SEVERITIES
    assert rule["annotations"].keys() == {"summary", "description", "guide"}
    assert rule["annotations"]["guide"] in headings(), "the operator's guide has no such heading"


@pytest.mark.parametrize("name", RULES)
def test_texts_use_labels_that_the_alert_has(name: str) -> None:
    """Of an aggregation only the labels are left that it groups by; `absent` gives those that it was asked for."""
    rule = RULES[name]
    named = set(re.findall(r"\$labels\.(\w+)", f"{rule['annotations']['summary']} {rule['annotations']['description']}"))
    tree = parsed(rule["expr"])
    plain = {"job", "instance"} if {use.metric for use in uses(tree)} <= {"up", "process_start_time_seconds"} else set()
    assert named <= grouped_by(tree) | plain
    for field in re.findall(r"\{\{(.+?)\}\}", str(rule["annotations"])):
        assert re.fullmatch(r" \$(labels\.\w+|value \| humanize(Duration|Percentage)?) ", field), field


def test_services_that_must_run_are_missed_when_they_are_gone() -> None:
    jobs = set(re.findall(r'job="([\w-]+)"', RULES["ServiceMissing"]["expr"]))
    assert jobs == HEALTH_PORTS.keys() - {"mcp-server", "rabbitmq-queues"}


def test_the_dashboard_is_whole() -> None:
    told = board()
    panels = told["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    titles = [panel["title"] for panel in panels]
    assert len(set(titles)) == len(titles)
    for panel in panels:
        if panel["type"] == "row":
            continue
        assert panel["description"], panel["title"]
        assert panel["datasource"]["uid"] == "${datasource}"
        assert [target["refId"] for target in panel["targets"]] == [chr(ord("A") + place) for place in range(len(panel["targets"]))]


def test_panels_neither_overlap_nor_leave_gaps() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in board()["panels"]:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not cells & taken, panel["title"]
        taken |= cells
    bottom = max(y for _, y in taken) + 1
    assert taken == {(x, y) for x in range(24) for y in range(bottom)}


def test_legends_use_labels_that_their_expression_keeps() -> None:
    for panel in board()["panels"]:
        for target in panel.get("targets", ()):
            assert set(re.findall(r"\{\{(\w+)\}\}", target["legendFormat"])) <= grouped_by(parsed(target["expr"])), (panel["title"], target["expr"])


def test_provisioning_fits_the_dashboard() -> None:
    provisioning = MONITORING / "grafana" / "provisioning"
    (source,) = yaml.safe_load((provisioning / "datasources" / "prometheus.yml").read_text(encoding="utf-8"))["datasources"]
    (provider,) = yaml.safe_load((provisioning / "dashboards" / "dashboards.yml").read_text(encoding="utf-8"))["providers"]
    assert (source["type"], source["isDefault"]) == ("prometheus", True)
    assert provider["options"]["path"] == "/var/lib/grafana/dashboards"
    variables = {variable["name"]: variable for variable in board()["templating"]["list"]}
    assert variables.keys() == {"datasource", "consumer"}
    assert variables["datasource"]["query"] == source["type"]
