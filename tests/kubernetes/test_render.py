"""What kustomize makes of the overlays, where it is installed (alone, or inside kubectl)."""

from functools import cache
import shutil
import subprocess
from typing import Final

import pytest
import yaml

from tests.kubernetes.manifests import ROOT, WORKLOADS, Document, containers, name_of, of_kind, pod
from tests.kubernetes.test_schemas import check


OVERLAYS: Final = sorted(path.name for path in (ROOT / "overlays").iterdir())


@cache
def rendered(overlay: str) -> list[Document]:
    """Objects of an overlay; skips without the tool."""
    command = next((words for words in (["kustomize", "build"], ["kubectl", "kustomize"]) if shutil.which(words[0])), None)
    if command is None:
        pytest.skip("neither kustomize nor kubectl is installed")
    made = subprocess.run([*command, str(ROOT / "overlays" / overlay)], capture_output=True, text=True, timeout=60, check=False)
    assert made.returncode == 0, made.stderr
    return [document for document in yaml.safe_load_all(made.stdout) if document]


def named(overlay: str, kind: str) -> dict[str, Document]:
    """Objects of a kind by name."""
    return {name_of(document): document for document in rendered(overlay) if document["kind"] == kind}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_what_an_overlay_makes_is_valid_and_in_one_namespace(overlay: str) -> None:
    for document in rendered(overlay):
        check(document)
        if document["kind"] != "Namespace":
            assert document["metadata"]["namespace"] == "discogsography", name_of(document)


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_images_have_a_registry_and_a_version(overlay: str) -> None:
    for document in rendered(overlay):
        if document["kind"] in WORKLOADS:
            for container in containers(document):
                path, _, version = container["image"].rpartition(":")
                assert path.startswith(("ghcr.io/", "redis")) and version[0].isdigit(), container["image"]


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_settings_that_are_named_are_there(overlay: str) -> None:
    maps = named(overlay, "ConfigMap").keys()
    for document in rendered(overlay):
        if document["kind"] in WORKLOADS:
            for container in containers(document):
                assert {source["configMapRef"]["name"] for source in container["envFrom"]} <= maps if "envFrom" in container else True
            assert pod(document)["serviceAccountName"] in named(overlay, "ServiceAccount")


def test_production_has_everything() -> None:
    kinds = {(document["kind"], name_of(document)) for document in rendered("production")}
    assert {(document["kind"], name_of(document)) for document in of_kind(*{kind for kind, _ in kinds} - {"ConfigMap"})} <= kinds


def test_production_leaves_numbers_to_the_autoscalers() -> None:
    for name, document in named("production", "Deployment").items():
        assert ("replicas" in document["spec"]) == (name in {"insights", "dashboard", "mcp-server"}), name


def test_production_tells_the_doors_who_is_in_front() -> None:
    (settings,) = (name for name in named("production", "ConfigMap") if name.startswith("ingress-"))
    for door, variable in (("api", "FORWARDED_ALLOW_IPS"), ("explore", "TRUSTED_PROXIES")):
        container = pod(named("production", "Deployment")[door])["containers"][0]
        (told,) = [each for each in container["env"] if each["name"] == variable]
        assert told["valueFrom"]["configMapKeyRef"]["name"] == settings


def test_evaluation_is_one_of_each_and_small() -> None:
    assert named("evaluation", "RabbitmqCluster")["rabbitmq"]["spec"]["replicas"] == 1
    assert all(document["spec"].get("replicas", 1) == 1 for document in named("evaluation", "Deployment").values())
    assert not named("evaluation", "ScaledObject")
