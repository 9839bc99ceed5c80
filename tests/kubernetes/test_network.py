"""Network policies: nothing goes but the arrows of docs/architecture.md."""

from collections.abc import Iterator
from typing import Any, Final

from tests.kubernetes.manifests import Document, name_of, of_kind, pod, pod_labels, selects, workloads


ARROWS: Final = {
    "schema-init": {"postgres", "neo4j"},
    "extractor-discogs": {"rabbitmq", "internet"},
    "extractor-musicbrainz": {"rabbitmq", "internet", "extractor-discogs"},
    "graphinator": {"rabbitmq", "neo4j"},
    "brainzgraphinator": {"rabbitmq", "neo4j"},
    "tableinator": {"rabbitmq", "postgres"},
    "brainztableinator": {"rabbitmq", "postgres"},
    "api": {"postgres", "neo4j", "redis", "insights", "internet"},
    "insights": {"postgres", "redis", "api"},
    "explore": {"postgres", "neo4j", "redis", "insights", "internet"},  # its API's; it reaches nothing itself
    "dashboard": {"rabbitmq", "rabbitmq-management", "postgres", "neo4j", "redis", "health"},
    "mcp-server": {"api"},
    "redis": set(),
}


def policies() -> dict[str, Document]:
    return {name_of(document): document["spec"] for document in of_kind("NetworkPolicy")}


def test_all_that_is_not_allowed_is_refused() -> None:
    assert policies()["default-deny"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_every_pod_reaches_what_the_architecture_says() -> None:
    found = {name: {label.rpartition("reaches-")[2] for label in pod_labels(each) if "/reaches-" in label} for name, each in workloads().items()}
    assert found == ARROWS


def test_every_arrow_has_its_policy() -> None:
    for target in set().union(*ARROWS.values()):
        spec = policies()[f"reach-{target}"]
        assert spec["podSelector"] == {"matchLabels": {f"discogsography/reaches-{target}": "true"}}
        assert spec["policyTypes"] == ["Egress"]
        assert all(rule["ports"] for rule in spec["egress"]), "a rule without ports opens all of them"


def test_no_policy_is_broader_than_names_say() -> None:
    for name, spec in policies().items():
        for rule in [*spec.get("ingress", []), *spec.get("egress", [])]:
            assert rule.get("ports"), name
        if "Ingress" in spec["policyTypes"] and name != "default-deny":
            assert all(rule.get("from") for rule in spec["ingress"]), f"{name} lets everybody in"


def arrows_inside() -> Iterator[tuple[Document, Document, int]]:
    """From, to and port of each arrow that ends at a pod of ours."""
    for spec in policies().values():
        for rule in spec.get("egress", []):
            for peer in rule.get("to", []):
                if "podSelector" not in peer or "namespaceSelector" in peer:
                    continue
                for source in workloads().values():
                    for target in workloads().values():
                        if selects(spec["podSelector"], pod_labels(source)) and selects(peer["podSelector"], pod_labels(target)):
                            yield from ((source, target, number) for number in numbers(rule["ports"], target))


def numbers(ports: list[dict[str, Any]], target: Document) -> set[int]:
    """Ports of a workload that a rule means."""
    named = {port["name"]: port["containerPort"] for container in pod(target)["containers"] for port in container.get("ports", [])}
    found: set[int] = set()
    for port in ports:
        first = named.get(port["port"], -1) if isinstance(port["port"], str) else port["port"]
        found |= {number for number in named.values() if first <= number <= port.get("endPort", first)}
    return found


def lets_in(target: Document, source: Document, port: int) -> bool:
    """Whether some policy of the target takes the source in."""
    return any(
        selects(spec["podSelector"], pod_labels(target))
        and port in numbers(rule["ports"], target)
        and any(
            selects(peer["podSelector"], pod_labels(source)) for peer in rule["from"] if "podSelector" in peer and "namespaceSelector" not in peer
        )
        for spec in policies().values()
        for rule in spec.get("ingress", [])
    )


def test_what_may_leave_for_a_service_may_enter_there() -> None:
    """But for health: the dashboard may knock at any port from 8000 to 8013, and is let in where health is."""
    checked = set()
    for source, target, port in arrows_inside():
        is_health = any(
            each.get("containerPort") == port and each["name"] == "health" for c in pod(target)["containers"] for each in c.get("ports", [])
        )
        if name_of(source) != "dashboard" or is_health:
            assert lets_in(target, source, port), f"{name_of(source)} to {name_of(target)}:{port}"
            checked.add((name_of(source), name_of(target)))
    assert {
        ("insights", "api"),
        ("mcp-server", "api"),
        ("api", "insights"),
        ("explore", "insights"),
        ("extractor-musicbrainz", "extractor-discogs"),
    } <= checked
    assert {("dashboard", name) for name in ("graphinator", "extractor-discogs", "api", "insights", "explore")} <= checked


def test_nobody_but_the_ingress_controller_comes_in_from_outside() -> None:
    outside = {
        name: {
            peer["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"]
            for rule in spec.get("ingress", [])
            for peer in rule["from"]
            if "namespaceSelector" in peer
        }
        for name, spec in policies().items()
        if "Ingress" in spec["policyTypes"] and name != "default-deny"
    }
    assert {name: namespaces for name, namespaces in outside.items() if namespaces} == {
        "allow-ingress": {"ingress-nginx"},
        "allow-ingress-to-mcp-server": {"ingress-nginx"},
        "allow-metrics": {"monitoring"},
        "allow-metrics-of-the-dashboard": {"monitoring"},
        "allow-rabbitmq-from-keda": {"keda"},
    }
