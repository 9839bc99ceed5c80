"""Queues as the broker lists them."""

from common.domain.data_types import Source
from common.messaging.management import QueueState
from dashboard.pipelines import PIPELINES
from dashboard.queues import flow_of, queues_of


PREFIX = "music"
DISCOGS = PIPELINES[Source.DISCOGS]


def listed(*names: str, messages: int = 5, rate: float | None = 2.0) -> dict[str, QueueState]:
    """Queues of a broker."""
    return {name: QueueState(name, messages, messages - 1, 1, 1, rate, rate, rate, "running", "quorum") for name in names}


def test_ui_weak_38_only_exact_names_belong_to_a_pipeline() -> None:
    state = listed(
        "music-graphinator-labels",
        "music-graphinator-labels.dlq",
        "music-brainzgraphinator-labels",
        "music-graphinator-labels-copy",
        "music2-graphinator-labels",
        "my-music-graphinator-labels",
        "music-graphinator-release-groups",
    )

    found = queues_of(DISCOGS, PREFIX, state)

    assert [(queue.name, queue.consumer, queue.type, queue.dead_letters) for queue in found] == [
        ("music-graphinator-labels", "graphinator", "labels", False),
        ("music-graphinator-labels.dlq", "graphinator", "labels", True),
    ]


def test_ui_34_names_follow_the_prefix() -> None:
    assert {queue.name for queue in DISCOGS.queues("other")} == {
        f"other-{consumer}-{kind}{ending}"
        for consumer in ("graphinator", "tableinator")
        for kind in ("artists", "labels", "masters", "releases")
        for ending in ("", ".dlq")
    }


def test_queues_come_by_consumer_and_type_and_rates_that_nobody_measured_are_none() -> None:
    names = ["music-tableinator-artists", "music-graphinator-labels", "music-graphinator-masters"]

    found = queues_of(DISCOGS, PREFIX, listed(*names, rate=None))

    assert [queue.name for queue in found] == ["music-graphinator-masters", "music-graphinator-labels", "music-tableinator-artists"]
    assert {(queue.message_rate, queue.ack_rate) for queue in found} == {(0.0, 0.0)}
    assert (found[0].messages, found[0].messages_ready, found[0].messages_unacknowledged, found[0].consumers) == (5, 4, 1, 1)


def test_what_goes_in_is_counted_once_and_what_goes_out_at_each_queue() -> None:
    names = ["music-graphinator-labels", "music-tableinator-labels", "music-graphinator-artists", "music-graphinator-labels.dlq"]

    flow = flow_of(queues_of(DISCOGS, PREFIX, listed(*names)))

    assert (flow.publish_rate, flow.ack_rate, flow.messages, flow.dead_letters) == (4.0, 6.0, 15, 5)
