"""Every object is what Kubernetes, or the operator that it is for, takes: checked against their schemas, unknown fields refused."""

from functools import cache
import json
from pathlib import Path
from typing import Any, Final

import jsonschema
import kubernetes_validate
import pytest

from tests.kubernetes.manifests import COMPONENTS, ROOT, Document, layers, name_of, objects


KUBERNETES: Final = "1.31"
"""The oldest release that is supported."""
SCHEMAS: Final = Path(__file__).with_name("schemas")
OPERATORS: Final = {
    "RabbitmqCluster": "rabbitmq.com/v1beta1",
    "ScaledObject": "keda.sh/v1alpha1",
    "TriggerAuthentication": "keda.sh/v1alpha1",
    "ServiceMonitor": "monitoring.coreos.com/v1",
}
"""Kinds that operators bring. Their schemas here hold the fields that are used, by the operators' documentation."""


@cache
def schema(kind: str) -> Any:
    """Schema of an operator's kind."""
    return json.loads((SCHEMAS / f"{kind.lower()}.json").read_text())


def check(document: Document) -> None:
    """Raise for what the cluster would not take."""
    kind = document["kind"]
    if kind in OPERATORS:
        assert document["apiVersion"] == OPERATORS[kind]
        jsonschema.validate(document, schema(kind))
    else:
        kubernetes_validate.validate(document, KUBERNETES, strict=True)


@pytest.mark.parametrize("document", [pytest.param(each, id=f"{each['kind']}-{name_of(each)}") for each in objects()])
def test_an_object_is_valid(document: Document) -> None:
    check(document)


@pytest.mark.parametrize(
    "broken",
    [
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "s"}, "spec": {"prots": []}},
        {"apiVersion": "keda.sh/v1alpha1", "kind": "ScaledObject", "metadata": {"name": "s"}, "spec": {"triggers": []}},
        {"apiVersion": "rabbitmq.com/v1beta1", "kind": "RabbitmqCluster", "metadata": {"name": "s"}, "spec": {"replica": 3}},
    ],
)
def test_a_slip_is_found(broken: Document) -> None:
    with pytest.raises((jsonschema.ValidationError, kubernetes_validate.ValidationError)):
        check(broken)


def test_every_file_is_part_of_a_layer() -> None:
    listed = {layer.path / name for layer in layers() for name in layer.kustomization["resources"]}
    written = {path for path in ROOT.rglob("*.yaml") if path.name != "kustomization.yaml"}
    assert written == listed
    assert {path.name for path in (ROOT / "components").iterdir()} == set(COMPONENTS)


def test_no_object_is_written_twice() -> None:
    names = [(document["kind"], name_of(document)) for document in objects()]
    assert len(names) == len(set(names))
