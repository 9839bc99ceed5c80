"""What every pod must be: confined, bounded, probed, and able to wait for what it needs."""

from typing import Any, Final

import pytest

from tests.kubernetes.manifests import (
    STORES,
    Document,
    containers,
    every_container,
    layers,
    name_of,
    objects,
    of_kind,
    pod,
    pod_labels,
    selects,
    workloads,
)


CONSUMERS: Final = ("graphinator", "tableinator", "brainzgraphinator", "brainztableinator")
NEEDS_SCHEMA: Final = {
    "graphinator": ["--wait", "--only", "neo4j"],
    "brainzgraphinator": ["--wait", "--only", "neo4j"],
    "tableinator": ["--wait", "--only", "postgres"],
    "brainztableinator": ["--wait", "--only", "postgres"],
    "insights": ["--wait", "--only", "postgres"],
    "dashboard": ["--wait", "--only", "postgres"],
    "api": ["--wait"],
    "explore": ["--wait"],
}


@pytest.mark.parametrize("name", workloads())
def test_a_pod_has_no_rights(name: str) -> None:
    spec = pod(workloads()[name])
    assert spec["serviceAccountName"] == "discogsography"
    assert spec["automountServiceAccountToken"] is False
    # Services make variables of their names, and RABBITMQ_PORT=tcp://… is no port.
    assert spec["enableServiceLinks"] is False
    security = spec["securityContext"]
    assert security["runAsNonRoot"] is True
    assert security["runAsUser"] == security["fsGroup"] == 1000
    assert security["seccompProfile"] == {"type": "RuntimeDefault"}
    assert not any("hostPath" in volume for volume in spec.get("volumes", []))
    assert not spec.get("hostNetwork") and not spec.get("hostPID")


def test_a_container_cannot_gain_rights_nor_write_to_its_image() -> None:
    for name, container in every_container():
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }, f"{name}/{container['name']}"
        assert {"name": "tmp", "mountPath": "/tmp"} in container["volumeMounts"], f"{name}/{container['name']}"


def test_every_container_says_what_it_needs_and_what_it_may_take() -> None:
    for name, container in every_container():
        resources = container["resources"]
        assert {"cpu", "memory"} <= resources["requests"].keys(), f"{name}/{container['name']}"
        assert "memory" in resources["limits"], f"{name}/{container['name']}"


def test_every_container_that_serves_has_three_probes_on_ports_of_its_own() -> None:
    for name, workload in workloads().items():
        for container in pod(workload)["containers"]:
            if workload["kind"] == "Job":
                continue
            ports = {port["name"] for port in container["ports"]}
            for kind in ("startupProbe", "livenessProbe", "readinessProbe"):
                probe = container[kind]
                (how,) = probe.keys() & {"httpGet", "tcpSocket", "exec"}
                assert probe[how]["port"] in ports, f"{name}/{container['name']}/{kind}"


@pytest.mark.parametrize("name", CONSUMERS)
def test_an_outage_restarts_no_consumer(name: str) -> None:
    (container,) = pod(workloads()[name])["containers"]
    assert container["livenessProbe"].keys() & {"httpGet", "exec"} == set()
    assert container["readinessProbe"]["httpGet"] == {"path": "/health", "port": "health"}


@pytest.mark.parametrize(("name", "arguments"), NEEDS_SCHEMA.items())
def test_what_needs_the_schema_waits_for_it(name: str, arguments: list[str]) -> None:
    (waiting,) = [each for each in pod(workloads()[name])["initContainers"] if each["name"] == "wait-for-schema"]
    assert waiting["image"] == "discogsography/schema-init"
    assert waiting["args"] == arguments


def test_whoever_uses_a_store_but_the_broker_waits_for_its_schema() -> None:
    for name, workload in workloads().items():
        used = {source["configMapRef"]["name"] for each in containers(workload) for source in each.get("envFrom", [])}
        if used & {"postgres", "neo4j"} and name != "schema-init":
            assert name in NEEDS_SCHEMA


def test_there_is_never_a_second_extractor_of_a_source() -> None:
    for source in ("discogs", "musicbrainz"):
        workload = workloads()[f"extractor-{source}"]
        assert (workload["kind"], workload["spec"]["replicas"]) == ("StatefulSet", 1)
        (claim,) = workload["spec"]["volumeClaimTemplates"]
        (container,) = pod(workload)["containers"]
        assert {"name": claim["metadata"]["name"], "mountPath": f"/{source}-data"} in container["volumeMounts"]


def test_services_lead_to_pods_and_ports_that_exist() -> None:
    for service in of_kind("Service"):
        chosen = [each for each in workloads().values() if selects({"matchLabels": service["spec"]["selector"]}, pod_labels(each))]
        assert len(chosen) == 1, name_of(service)
        ports = {port["name"]: port["containerPort"] for container in pod(chosen[0])["containers"] for port in container.get("ports", [])}
        for port in service["spec"]["ports"]:
            assert ports[port["targetPort"]] == port["port"], f"{name_of(service)}: {port}"


def test_a_drained_node_takes_one_pod_of_what_runs_several_times() -> None:
    budgets = {name_of(budget): budget["spec"] for budget in of_kind("PodDisruptionBudget")}
    assert budgets.keys() == {*CONSUMERS, "api", "explore", "rabbitmq"}
    for name, spec in budgets.items():
        assert spec["maxUnavailable"] == 1, "with one pod, `minAvailable: 1` would keep a node from being drained for ever"
        assert spec["selector"]["matchLabels"] == {"app.kubernetes.io/name": name}


def test_disruption_budgets_and_autoscalers_leave_single_pods_alone() -> None:
    scaled = {document["spec"]["scaleTargetRef"]["name"] for document in of_kind("ScaledObject", "HorizontalPodAutoscaler")}
    assert scaled == {*CONSUMERS, "api", "explore"}
    assert all("replicas" not in workloads()[name]["spec"] for name in CONSUMERS), "every apply would undo the autoscaler's work"


def test_no_secret_is_written_down() -> None:
    assert not [name_of(document) for document in objects() if document["kind"] in ("Secret", "ConfigMap")]
    for layer in layers():
        assert "secretGenerator" not in layer.kustomization


def test_images_are_named_once_with_a_version() -> None:
    told: dict[str, Any] = {}
    for layer in layers():
        for image in layer.kustomization.get("images", []):
            assert image["name"] not in told
            told[image["name"]] = image["newTag"]
    used = {container["image"] for _, container in every_container()}
    assert {image for image in used if image.startswith("discogsography/")} == told.keys()
    assert all(":" in image for image in used - told.keys())
    assert "latest" not in told.values()
    assert len(set(told.values())) == 1, "services of one release belong together"


def uses(workload: Document) -> set[str]:
    """Stores whose addresses the pods know."""
    return {source["configMapRef"]["name"] for container in containers(workload) for source in container.get("envFrom", [])} & set(STORES)


@pytest.mark.parametrize("name", workloads())
def test_a_pod_may_reach_the_stores_it_has_addresses_of_and_no_others(name: str) -> None:
    allowed = {label.rpartition("reaches-")[2] for label in pod_labels(workloads()[name]) if "/reaches-" in label}
    assert allowed & set(STORES) == uses(workloads()[name])
