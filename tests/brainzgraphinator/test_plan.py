"""Plans of a batch, and the exact count of what was seen."""

from typing import Any

from hypothesis import given, strategies as st

from brainzgraphinator.enrichment import enrichment_of
from brainzgraphinator.plan import Candidate, Stats, StoredNode, plan
from brainzgraphinator.records import LifeSpan, MusicBrainzRecord, Relation
from brainzgraphinator.sightings import by_block, mark
from common.domain.data_types import DataType


A, B = "aaaaaaaa-0000-4000-8000-000000000000", "bbbbbbbb-0000-4000-8000-000000000000"
FREE = StoredNode(None, None, None)


def candidate(mbid: str = A, discogs_id: int = 1, run: int | None = 5, **fields: Any) -> Candidate:
    record = MusicBrainzRecord(id=mbid, discogs_artist_id=discogs_id, life_span=LifeSpan("1980"), **fields)
    enrichment = enrichment_of(DataType.ARTISTS, record)
    assert enrichment is not None
    return Candidate(record, enrichment, run)


def stored(of: Candidate, run: int | None = 4) -> StoredNode:
    return StoredNode(of.enrichment.mbid, of.enrichment.hash, run)


def test_a_free_node_is_enriched() -> None:
    result = plan("artists", [candidate()], {"1": FREE}, frozenset())
    (row,) = result.enrich
    assert row["id"] == "1"
    assert row["properties"]["mbid"] == A
    assert row["properties"]["mb_run"] == 5
    assert (result.withdraw, result.pending, result.settled) == ([], [], [f"artists:{A}"])
    assert result.stats.entities_enriched == 1


def test_without_a_run_none_is_written() -> None:
    assert "mb_run" not in plan("artists", [candidate(run=None)], {"1": FREE}, frozenset()).enrich[0]["properties"]


def test_an_unchanged_node_is_only_stamped() -> None:
    mine = candidate()
    result = plan("artists", [mine], {"1": stored(mine)}, frozenset())
    assert (result.enrich, result.stamps, result.written) == ([], [["1", 5]], 0)
    assert result.stats.entities_unchanged == result.stats.entities_enriched == 1
    assert plan("artists", [mine], {"1": stored(mine, run=5)}, frozenset()).stamps == []


def test_a_changed_node_takes_back_relations_that_are_gone() -> None:
    changed = candidate(relations=[Relation("teacher", "forward", 2), Relation("teacher", "backward", 3)])
    result = plan("artists", [changed], {"1": StoredNode(A, "old", 4)}, frozenset({"1", "2", "3"}))
    assert result.withdraw == [{"id": "1", "outgoing": ["TAUGHT:2"], "incoming": ["TAUGHT:3"]}]
    assert [(row["source"], row["target"]) for row in result.edges["TAUGHT"]] == [("1", "2"), ("3", "1")]


def test_a_missing_node_waits() -> None:
    result = plan("artists", [candidate()], {}, frozenset())
    assert result.stats == Stats(entities_skipped_no_discogs_match=1, enrichments_deferred=1)
    assert [(row["key"], row["discogs_id"], row["run"]) for row in result.pending] == [(f"artists:{A}", "1", 5)]
    again = plan("artists", [candidate()], {}, frozenset(), retry=True)
    assert (again.pending, again.settled, again.stats) == ([], [], Stats())


def test_a_missing_other_side_waits_and_the_rest_is_written() -> None:
    mine = candidate(relations=[Relation("teacher", "forward", 2), Relation("teacher", "forward", 9), Relation("tribute", "forward", None)])
    result = plan("artists", [mine], {"1": FREE}, frozenset({"1", "2"}))
    assert len(result.edges["TAUGHT"]) == 1
    assert result.stats.relationships_skipped_missing_side == 2
    assert len(result.pending) == 1
    later = plan("artists", [mine], {"1": stored(mine, 5)}, frozenset({"1", "2", "9"}), retry=True)
    assert len(later.edges["TAUGHT"]) == 2
    assert (later.settled, later.enrich) == ([f"artists:{A}"], [])


def test_the_smallest_mbid_of_a_run_owns_the_node_whatever_the_order() -> None:
    small, large = candidate(A), candidate(B)
    for batch in ([small, large], [large, small]):
        result = plan("artists", batch, {"1": FREE}, frozenset())
        assert [row["properties"]["mbid"] for row in result.enrich] == [A]
        assert result.losers == [("1", B)]
    assert plan("artists", [large], {"1": stored(small, run=5)}, frozenset()).losers == [("1", B)]
    assert len(plan("artists", [small], {"1": stored(large, run=5)}, frozenset()).enrich) == 1
    assert len(plan("artists", [large], {"1": stored(small, run=4)}, frozenset()).enrich) == 1  # its link may be gone by now
    assert plan("artists", [candidate(B, run=3)], {"1": stored(small, run=4)}, frozenset()).losers == [("1", B)]
    assert plan("artists", [candidate(B, run=None)], {"1": stored(small, run=4)}, frozenset()).losers == [("1", B)]


def test_stats_add_up() -> None:
    total = Stats(entities_enriched=1)
    total.add(Stats(entities_enriched=2, relationships_created=3))
    assert total == Stats(entities_enriched=3, relationships_created=3)


@given(first=st.sets(st.integers(0, 3 << 24)), second=st.sets(st.integers(0, 3 << 24)))
def test_each_sequence_is_counted_once(first: set[int], second: set[int]) -> None:
    bits: dict[int, bytes] = {}
    seen = 0
    for sequences in (first, second, first):
        for block, positions in by_block(position % 5000 + (position >> 24 << 24) for position in sequences).items():
            bits[block], added = mark(bits.get(block), positions)
            seen += added
    assert seen == len({position % 5000 + (position >> 24 << 24) for position in first | second})
