"""Deliveries become batches, and every delivery is settled exactly once."""

from hypothesis import given, strategies as st
import orjson
import pytest

from common.consumer.batching import readable_id, sort_out
from common.domain.data_types import DataType
from common.domain.messages import RunStamp
from common.messaging.intake import Delivery
from tests.common.consumer.fake_store import Note, decode


ARTISTS = DataType.ARTISTS
OLD = RunStamp("20260301", "2026-03-05T10:00:00.000000Z")
NEW = RunStamp("20260401", "2026-04-05T10:00:00.000000Z")


def delivery(tag: int, record: object, run: RunStamp | None = None, sequence: int = 0) -> Delivery:
    body = record if isinstance(record, bytes) else orjson.dumps(record)
    return Delivery(ARTISTS, 1, tag, body, False, run, sequence)


@pytest.mark.parametrize(
    ("sequences", "kept"),
    [((1, 2, 3), 3), ((3, 2, 1), 1), ((2, 3, 1), 2), ((0, 0, 0), 3), ((5, 5, 4), 2)],
    ids=["rising", "falling", "mixed", "without: last arrival", "equal: later arrival"],
)
def test_of_one_id_the_highest_sequence_is_kept(sequences: tuple[int, ...], kept: int) -> None:
    found = sort_out(ARTISTS, [delivery(tag, {"id": "1", "text": str(tag)}, OLD, n) for tag, n in enumerate(sequences, 1)], decode)
    [bundle] = found.bundles
    assert [item.record.text for item in bundle.batch.items] == [str(kept)]
    assert sorted(entry.tag for entry in bundle.deliveries[0]) == [1, 2, 3]


def test_runs_are_parted_and_the_oldest_goes_first() -> None:
    deliveries = [delivery(1, {"id": "1"}, NEW), delivery(2, {"id": "1"}, OLD), delivery(3, {"id": "1"}), delivery(4, {"id": "2"}, NEW)]
    found = sort_out(ARTISTS, deliveries, decode)
    assert [bundle.batch.run for bundle in found.bundles] == [None, OLD, NEW]
    assert [item.record.id for item in found.bundles[2].batch.items] == ["1", "2"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [(b"{", None), (b"[1]", None), (b"{}", None), (b'{"id":5}', None), (b'{"id":" "}', None), (b'{"id":"7","x":null}', "7"), (b'{"id":NaN}', None)],
)
def test_readable_id(body: bytes, expected: str | None) -> None:
    assert readable_id(body) == expected


def test_an_error_while_decoding_is_the_record_s() -> None:
    def explode(_data_type: DataType, body: bytes) -> Note:
        if b"2" in body:
            raise KeyError("sha256")
        return decode(_data_type, body)

    found = sort_out(ARTISTS, [delivery(n, {"id": str(n)}) for n in (1, 2, 3)], explode)
    [refusal] = found.refusals
    assert (refusal.reject.record_id, refusal.reject.reason) == ("2", "KeyError: 'sha256'")
    assert len(found.bundles[0].batch.items) == 2


def test_all_deliveries_of_a_rejected_id_are_refused() -> None:
    found = sort_out(ARTISTS, [delivery(1, {"id": "1"}), delivery(2, {"id": "2"}), delivery(3, {"id": "1"})], decode)
    refusals = found.bundles[0].refusals({0: "too large"})
    assert sorted(refusal.delivery.tag for refusal in refusals) == [1, 3]
    assert {refusal.reject.record_id for refusal in refusals} == {"1"}


messages = st.tuples(
    st.sampled_from([{"id": "1"}, {"id": "2"}, {"id": "3"}, b"junk", {"id": ""}]), st.sampled_from([None, OLD, NEW]), st.integers(0, 3)
)


@given(st.lists(messages, max_size=40))
def test_every_delivery_ends_in_one_place(found: list[tuple[object, RunStamp | None, int]]) -> None:
    deliveries = [delivery(tag, *message) for tag, message in enumerate(found, 1)]
    result = sort_out(ARTISTS, deliveries, decode)
    tags = [refusal.delivery.tag for refusal in result.refusals]
    for bundle in result.bundles:
        ids = [item.record.id for item in bundle.batch.items]
        assert len(ids) == len(set(ids)) == len(bundle.deliveries)
        tags += [entry.tag for entries in bundle.deliveries for entry in entries]
    assert sorted(tags) == [entry.tag for entry in deliveries]
