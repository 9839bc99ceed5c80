from typing import Any

import pytest

from common.domain.data_types import Source
from common.messaging.management import QueueState
from utilities.operations.imports import ImportProgress, consumer_queues, dead_letters, import_progress, is_ours


PREFIXES = {Source.DISCOGS: "d", Source.MUSICBRAINZ: "m"}


def queue(name: str, messages: int) -> QueueState:
    return QueueState(name, messages, messages, 0, 1, None, None, None, "running", "quorum")


def extractor(**fields: Any) -> dict[str, Any]:
    return {"extraction_status": "running", "version": "20260101", "extraction_progress": {"artists": 100, "total": 100}, **fields}


def progress(health: dict[str, Any], *queues: QueueState, source: Source = Source.DISCOGS) -> ImportProgress:
    return import_progress(source, PREFIXES[source], health, queues)


def test_the_slowest_consumer_decides_how_long_it_takes() -> None:
    health = {
        "extractor-discogs": extractor(bytes_read=25, bytes_total=100),
        "graphinator": {"rate": {"artists": 10.0, "labels": 0.0}},
        "tableinator": {"rate": {"artists": 50.0}},
    }
    found = progress(health, queue("d-graphinator-artists", 60), queue("d-tableinator-artists", 0))
    assert (found.state, found.version, found.fraction, found.read, found.waiting) == ("running", "20260101", 0.25, 100, 60)
    assert found.rate == 10.0
    assert found.seconds_left == pytest.approx((300 + 60) / 10)
    assert [(part.consumer, part.waiting, part.rate) for part in found.types[0].consumers] == [("graphinator", 60, 10.0), ("tableinator", 0, 50.0)]


def test_nothing_can_be_said_while_a_consumer_with_work_stands_still() -> None:
    health = {"extractor-discogs": extractor(bytes_read=50, bytes_total=100), "graphinator": {"rate": {"artists": 5.0}}}
    assert progress(health).seconds_left is None


@pytest.mark.parametrize("state", ["completed", "waiting"])
def test_a_finished_import_with_empty_queues_has_nothing_left(state: str) -> None:
    found = progress({"extractor-discogs": extractor(extraction_status=state)})
    assert (found.fraction, found.seconds_left) == (1.0, None)


def test_an_extractor_that_does_not_answer_is_away() -> None:
    found = progress({}, queue("d-graphinator-releases", 4))
    assert (found.state, found.fraction, found.version, found.waiting, found.seconds_left) == ("away", None, None, 4, None)


def test_types_of_musicbrainz_are_found_under_their_names_in_health() -> None:
    health = {"extractor-musicbrainz": extractor(extraction_progress={"release_groups": 7, "total": 7})}
    assert {line.data_type: line.read for line in progress(health, source=Source.MUSICBRAINZ).types}["release-groups"] == 7


def test_notes_tell_what_else_goes_on() -> None:
    health = {
        "extractor-discogs": extractor(error_message="disk full", partial=True),
        "graphinator": {"maintenance": {"running": True}, "reasons": ["Neo4j is away for 40 s"]},
    }
    assert progress(health).notes == [
        "extractor-discogs: disk full",
        "a partial import: nothing is removed after it",
        "graphinator: maintenance",
        "graphinator: Neo4j is away for 40 s",
    ]


def test_dead_letters_are_those_of_our_queues() -> None:
    queues = [
        queue("d-graphinator-artists.dlq", 2),
        queue("d-tableinator-labels.dlq", 0),
        queue("other.dlq", 5),
        queue("m-brainztableinator-release-groups.dlq", 1),
    ]
    assert dead_letters(PREFIXES, queues) == {"d-graphinator-artists.dlq": 2, "m-brainztableinator-release-groups.dlq": 1}
    assert len(consumer_queues(PREFIXES)) == 16


def test_ours_is_what_begins_with_a_prefix() -> None:
    assert is_ours("d-graphinator-artists", PREFIXES)
    assert not is_ours("dd-graphinator-artists", PREFIXES)
