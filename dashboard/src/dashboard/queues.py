"""Queues as the broker lists them, brought into the order of the pipelines. Pure.

A queue belongs to a pipeline when its name is exactly one of those that the pipeline declares: a queue of another platform, whose
prefix happens to begin with ours, does not.
"""

from collections.abc import Mapping, Sequence

from common.messaging.management import QueueState
from dashboard.models import BrokerFlow, QueueInfo
from dashboard.pipelines import Pipeline


def queues_of(pipeline: Pipeline, prefix: str, listed: Mapping[str, QueueState]) -> list[QueueInfo]:
    """Those of a pipeline's queues that exist."""
    found = []
    for queue in pipeline.queues(prefix):
        state = listed.get(queue.name)
        if state is None:
            continue
        info = QueueInfo(
            name=queue.name,
            messages=state.messages,
            messages_ready=state.ready,
            messages_unacknowledged=state.unacknowledged,
            consumers=state.consumers,
            message_rate=state.publish_rate or 0.0,
            ack_rate=state.ack_rate or 0.0,
            consumer=queue.consumer,
            type=queue.data_type.value,
            dead_letters=queue.dead_letters,
        )
        found.append(info)
    return found


def flow_of(queues: Sequence[QueueInfo]) -> BrokerFlow:
    """A pipeline's queues together. What goes in is counted once: every queue of a type gets the same records."""
    main = [queue for queue in queues if not queue.dead_letters]
    rates: dict[str, float] = {}
    for queue in main:
        rates[queue.type] = max(rates.get(queue.type, 0.0), queue.message_rate)
    return BrokerFlow(
        publish_rate=round(sum(rates.values()), 1),
        ack_rate=round(sum(queue.ack_rate for queue in main), 1),
        messages=sum(queue.messages for queue in main),
        dead_letters=sum(queue.messages for queue in queues if queue.dead_letters),
    )
