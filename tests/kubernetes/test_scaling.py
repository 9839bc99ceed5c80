"""Consumers follow their queues: every queue of every consumer counts, by the names that the platform itself uses."""

import pytest

from common.domain.data_types import TYPES_OF, Source
from common.messaging.topology import CONSUMERS_OF, queue_name
from tests.kubernetes.manifests import Document, name_of, of_kind


SCALED: dict[str, Document] = {name_of(document): document["spec"] for document in of_kind("ScaledObject")}


@pytest.mark.parametrize(("source", "consumer"), [(source, consumer) for source, consumers in CONSUMERS_OF.items() for consumer in consumers])
def test_a_consumer_is_scaled_by_all_its_queues(source: Source, consumer: str) -> None:
    triggers = SCALED[consumer]["triggers"]
    queues = {queue_name(f"discogsography-{source}", consumer, data_type) for data_type in TYPES_OF[source]}
    assert {trigger["metadata"]["queueName"] for trigger in triggers} == queues
    assert all(trigger["authenticationRef"] == {"name": "rabbitmq"} for trigger in triggers)


@pytest.mark.parametrize("consumer", SCALED)
def test_one_process_stays_for_what_follows_an_import(consumer: str) -> None:
    assert SCALED[consumer]["minReplicaCount"] == 1
    assert SCALED[consumer]["maxReplicaCount"] > 1


def test_queue_lengths_are_read_with_the_services_own_credentials() -> None:
    (authentication,) = of_kind("TriggerAuthentication")
    assert authentication["spec"]["secretTargetRef"] == [{"parameter": "host", "name": "rabbitmq-default-user", "key": "connection_string"}]


def test_the_broker_has_three_nodes_on_three_machines() -> None:
    (cluster,) = of_kind("RabbitmqCluster")
    assert cluster["spec"]["replicas"] == 3
    (rule,) = cluster["spec"]["affinity"]["podAntiAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
    assert rule["topologyKey"] == "kubernetes.io/hostname"
    settings = dict(
        line.split(" = ", 1) for line in cluster["spec"]["rabbitmq"]["additionalConfig"].splitlines() if line and not line.startswith("#")
    )
    assert settings["cluster_partition_handling"] == "pause_minority"
    assert int(settings["max_message_size"]) == 134_217_728
