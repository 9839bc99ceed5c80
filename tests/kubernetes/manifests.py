"""The manifests of deploy/kubernetes as they are written, and what a process finds in its environment there and in docker-compose.yml.

Plain files are read, not what kustomize makes of them, so no tool is needed; `test_render.py` looks at its output where there is one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
import re
from typing import Any, Final

import yaml

from tests.support.real_data import REPOSITORY


ROOT: Final = REPOSITORY / "deploy" / "kubernetes"
COMPONENTS: Final = ("redis", "rabbitmq-cluster", "autoscaling", "ingress", "monitoring", "mcp-server")
WORKLOADS: Final = frozenset({"Deployment", "StatefulSet", "Job"})
STORES: Final = ("rabbitmq", "postgres", "neo4j", "redis")

type Document = dict[str, Any]


class ComposeLoader(yaml.SafeLoader):
    """Compose has tags of its own, as `!reset`: what they mark is taken away."""


ComposeLoader.add_multi_constructor("!", lambda _loader, _suffix, _node: None)


@dataclass(frozen=True, slots=True)
class Layer:
    """A folder with a `kustomization.yaml`."""

    path: Path

    @property
    def kustomization(self) -> Document:
        """What it lists."""
        return dict(yaml.safe_load((self.path / "kustomization.yaml").read_text()))

    @property
    def documents(self) -> list[Document]:
        """Objects in the files that it lists."""
        files = [self.path / name for name in self.kustomization["resources"]]
        return [document for file in files for document in yaml.safe_load_all(file.read_text()) if document]


@cache
def base() -> Layer:
    """What every installation has."""
    return Layer(ROOT / "base")


@cache
def layers() -> list[Layer]:
    """The base and all components."""
    return [base(), *(Layer(ROOT / "components" / name) for name in COMPONENTS)]


@cache
def objects() -> list[Document]:
    """Every object that is written anywhere."""
    return [document for layer in layers() for document in layer.documents]


def of_kind(*kinds: str) -> list[Document]:
    """Objects of some kinds."""
    return [document for document in objects() if document["kind"] in kinds]


def name_of(document: Document) -> str:
    """Its name."""
    return str(document["metadata"]["name"])


@cache
def workloads() -> dict[str, Document]:
    """What runs pods, by name."""
    return {name_of(document): document for document in of_kind(*WORKLOADS)}


def pod(workload: Document) -> Document:
    """Specification of its pods."""
    return dict(workload["spec"]["template"]["spec"])


def pod_labels(workload: Document) -> dict[str, str]:
    """Labels of its pods, with what kustomize adds to all of them."""
    return {"app.kubernetes.io/part-of": "discogsography", **workload["spec"]["template"]["metadata"]["labels"]}


def containers(workload: Document) -> list[Document]:
    """All its containers, those that run first included."""
    return [*pod(workload).get("initContainers", []), *pod(workload)["containers"]]


def every_container() -> Iterator[tuple[str, Document]]:
    """Each container with the name of its workload."""
    for name, workload in workloads().items():
        for container in containers(workload):
            yield name, container


def selects(selector: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    """Whether a selector takes labels; an empty one takes all."""
    for expression in selector.get("matchExpressions", []):
        assert expression["operator"] == "In", expression
        if labels.get(expression["key"]) not in expression["values"]:
            return False
    return all(labels.get(key) == value for key, value in selector.get("matchLabels", {}).items())


def settings_file(name: str) -> dict[str, str]:
    """Variables of a config map that the base makes of a file."""
    lines = (ROOT / "base" / "settings" / f"{name}.env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def environment(container: Document) -> dict[str, str | None]:
    """Variables of a container; `None` for what comes by reference."""
    found: dict[str, str | None] = {}
    for source in container.get("envFrom", []):
        found |= settings_file(source["configMapRef"]["name"])
    return found | {variable["name"]: variable.get("value") for variable in container.get("env", [])}


@cache
def compose() -> dict[str, Document]:
    """Services of docker-compose.yml with the defaults of their variables."""
    text = (REPOSITORY / "docker-compose.yml").read_text()
    return dict(yaml.load(with_defaults(text), ComposeLoader)["services"])


def with_defaults(text: str) -> str:
    """`${NAME:-default}` becomes its default, innermost first."""
    while (filled := re.sub(r"(?<!\$)\$\{\w+(?::?[-?]([^${}]*))?\}", lambda match: match[1] or "", text)) != text:
        text = filled
    return text
