from hypothesis import given, strategies as st
import pytest

from common.runtime.backoff import Backoff


@pytest.mark.parametrize(("attempt", "expected"), [(0, 1), (1, 2), (2, 4), (3, 8), (4, 16), (5, 30), (6, 30), (100_000, 30)])
def test_delays_double_up_to_the_bound(attempt: int, expected: float) -> None:
    assert Backoff(initial=1, factor=2, maximum=30, jitter=0).delay(attempt) == expected


def test_jitter_adds_its_fraction_at_most() -> None:
    assert Backoff(initial=4, jitter=0.25, random=lambda: 1.0).delay(0) == 5
    assert Backoff(initial=4, jitter=0.25, random=lambda: 0.0).delay(0) == 4


@given(initial=st.floats(0.001, 100), factor=st.floats(1, 10), maximum=st.floats(0.001, 1000), attempt=st.integers(0, 10_000))
def test_a_delay_never_shrinks_and_never_passes_the_bound(initial: float, factor: float, maximum: float, attempt: int) -> None:
    backoff = Backoff(initial, factor, maximum, jitter=0)

    assert backoff.delay(attempt) <= backoff.delay(attempt + 1) <= maximum
