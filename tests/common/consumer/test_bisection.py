"""Halving finds exactly the bad records, cheaply."""

from math import ceil, log2

from hypothesis import given, strategies as st

from common.consumer.bisection import SYSTEMATIC, Bisection, FailureStreak


@given(size=st.integers(1, 600), data=st.data())
def test_exactly_the_bad_ones_are_rejected(size: int, data: st.DataObject) -> None:
    bad = data.draw(st.sets(st.integers(0, size - 1), max_size=6))
    plan = Bisection(size)
    written: list[int] = []
    writes = 0
    while (part := plan.part) is not None:
        writes += 1
        inside = range(*part)
        if bad.intersection(inside):
            plan.failed("bad")
        else:
            written += inside
            plan.written({})
    assert set(plan.rejected) == bad
    assert written == [n for n in range(size) if n not in bad], "each good one once, in order"
    assert writes <= 1 + 2 * len(bad) * max(1, ceil(log2(size)))
    assert plan.is_total_loss == (len(bad) == size)


def test_a_writer_s_own_rejects_keep_their_place() -> None:
    plan = Bisection(8)
    plan.split()
    plan.written({})
    plan.written({1: "no name"})
    assert plan.part is None and dict(plan.rejected) == {5: "no name"}


def test_splitting_one_record_keeps_it() -> None:
    plan = Bisection(1)
    plan.split()
    assert plan.part == (0, 1)


def test_an_empty_batch_needs_no_write() -> None:
    assert Bisection(0).part is None and not Bisection(0).is_total_loss


def test_a_streak_counts_distinct_records_of_one_error() -> None:
    streak = FailureStreak()
    for n in range(SYSTEMATIC - 1):
        streak.add(str(n), "TypeError")
    streak.add("0", "TypeError")
    assert not streak.is_systematic, "the same record again is no further evidence"
    streak.add("x", "TypeError")
    assert streak.is_systematic
    streak.add("y", "KeyError")
    assert not streak.is_systematic
