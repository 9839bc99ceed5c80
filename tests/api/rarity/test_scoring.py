"""How rare a release is: tables of the bands, and what always holds."""

from hypothesis import given, strategies as st
import pytest

from api.rarity.scoring import (
    WEIGHTS,
    Basis,
    Distribution,
    Facts,
    Signals,
    Tier,
    collection_prevalence,
    format_rarity,
    graph_isolation,
    hidden_gem,
    label_catalog,
    pressing_scarcity,
    rarest_format,
    rarity,
    signals_of,
    temporal_scarcity,
    tier_of,
)


NOW = 2026


def test_api_graph_32_signals_add_up_by_their_weights() -> None:
    score = rarity(Signals(100, 75, 40, 60, 50, 50))

    assert score == 66.0
    assert tier_of(score) is Tier.RARE


@pytest.mark.parametrize(
    ("score", "tier"),
    [
        (100, "ultra-rare"),
        (80, "ultra-rare"),
        (79.99, "rare"),
        (60, "rare"),
        (59.99, "scarce"),
        (40, "scarce"),
        (39.99, "uncommon"),
        (20, "uncommon"),
        (19.99, "common"),
        (0, "common"),
    ],
)
def test_api_graph_32_thresholds_of_tiers_are_inclusive(score: float, tier: str) -> None:
    assert tier_of(score).value == tier


@pytest.mark.parametrize(("pressings", "score"), [(0, 90), (1, 100), (2, 85), (3, 60), (5, 60), (6, 35), (10, 35), (11, 10), (5000, 10)])
def test_api_graph_32_the_only_pressing_of_a_master_is_rarer_than_no_master(pressings: int, score: int) -> None:
    assert pressing_scarcity(pressings) == score


@pytest.mark.parametrize(
    ("releases", "score"), [(0, 100), (9, 100), (10, 75), (50, 75), (51, 50), (200, 50), (201, 25), (1000, 25), (1001, 10), (30_000, 10)]
)
def test_a_small_label_is_rare(releases: int, score: int) -> None:
    assert label_catalog(releases) == score


@pytest.mark.parametrize(
    ("formats", "score", "rarest"),
    [
        ((), 50, None),
        (("CD",), 10, "CD"),
        (("CD", "Vinyl"), 40, "Vinyl"),
        (("Vinyl", "Test Pressing"), 100, "Test Pressing"),
        (("vinyl",), 50, "vinyl"),  # exact, as the dump writes it
        (('10"', "Vinyl"), 65, '10"'),
        (("Edison Disc", "CD"), 50, "Edison Disc"),
        (("File",), 5, "File"),
    ],
)
def test_the_best_format_counts(formats: tuple[str, ...], score: int, rarest: str | None) -> None:
    assert format_rarity(formats) == score
    assert rarest_format(formats) == rarest


@pytest.mark.parametrize(
    ("year", "newest", "score"),
    [
        (None, None, 50),
        (None, 2025, 50),
        (2026, None, 0),
        (2027, None, 0),
        (1986, None, 60),
        (1985, None, 61.5),
        (1900, None, 100),
        (1986, 2016, 20),
        (1986, 2015, 60),
        (2010, 2020, 0),
    ],
)
def test_age_is_rare_unless_pressed_again(year: int | None, newest: int | None, score: float) -> None:
    assert temporal_scarcity(year, newest, NOW) == score


@pytest.mark.parametrize(("degree", "score"), [(0, 90), (2, 90), (3, 70), (4, 70), (5, 50), (7, 50), (8, 30), (12, 30), (13, 10)])
def test_what_hangs_on_little_is_rare(degree: int, score: int) -> None:
    assert graph_isolation(degree) == score


@pytest.mark.parametrize(
    ("have", "want", "score"),
    [
        (None, None, 50),
        (None, 9, 50),
        (0, 0, 95),
        (0, 1, 100),
        (10, 10, 85),
        (10, 11, 90),
        (11, None, 70),
        (100, 0, 70),
        (1000, 0, 50),
        (10_000, 0, 25),
        (10_001, 20_000, 15),
        (10_001, 0, 10),
    ],
)
def test_what_few_own_and_many_look_for_is_rare(have: int | None, want: int | None, score: int) -> None:
    assert collection_prevalence(have, want) == score


def test_a_value_stands_where_the_share_strictly_below_it_is() -> None:
    spread = Distribution([(5, 2), (1, 1), (9, 1), (0, 7)])

    assert [spread.share_below(value) for value in (-1, 0, 1, 2, 5, 6, 9, 10)] == [0, 0, 0, 0.25, 0.25, 0.75, 0.75, 1]
    assert Distribution().share_below(3) == 0


def test_a_hidden_gem_is_rare_among_well_connected_names() -> None:
    basis = Basis(Distribution([(1, 1), (100, 1)]), Distribution([(1, 3), (50, 1)]), Distribution([(10, 1)]))
    facts = Facts(artist_degree=100, largest_label=50, largest_genre=10)

    assert hidden_gem(60.0, facts, basis) == 60 * (0.4 * 0.5 + 0.3 * 0.75 + 0)
    assert hidden_gem(60.0, Facts(), basis) == 0


facts = st.builds(
    Facts,
    pressings=st.integers(0, 10_000),
    label_releases=st.integers(0, 10**6),
    formats=st.lists(st.sampled_from(["CD", "Vinyl", "Shellac", "File", "?"]), max_size=3),
    year=st.none() | st.integers(1860, 2027),
    newest_pressing_year=st.none() | st.integers(1860, 2027),
    degree=st.integers(0, 10**6),
    have=st.none() | st.integers(0, 10**6),
    want=st.none() | st.integers(0, 10**6),
    artist_degree=st.integers(0, 10**6),
    largest_label=st.integers(0, 10**6),
    largest_genre=st.integers(0, 10**7),
)
spreads = st.builds(Distribution, st.lists(st.tuples(st.integers(-5, 10**6), st.integers(0, 9)), max_size=9))


@given(facts, st.builds(Basis, spreads, spreads, spreads))
def test_scores_stay_in_bounds(each: Facts, basis: Basis) -> None:
    signals = signals_of(each, NOW)
    score = rarity(signals)

    assert all(0 <= signal <= 100 for signal in signals)
    assert 0 <= score <= 100
    assert 0 <= hidden_gem(score, each, basis) <= round(score, 1)
    assert sum(WEIGHTS) == 100


@given(st.tuples(*[st.integers(0, 200)] * 6))
def test_a_sum_on_a_threshold_is_on_it(halves: tuple[int, ...]) -> None:
    """No weight may turn 80 into 79.99…: signals are whole or half numbers."""
    score = rarity(Signals(*(half / 2 for half in halves)))
    exact = sum(int(weight) * half for weight, half in zip(WEIGHTS, halves, strict=True))

    assert (score >= 80) == (exact >= 16_000)
    assert (score >= 20) == (exact >= 4_000)


@given(spreads, st.integers(-5, 10**6), st.integers(-5, 10**6))
def test_a_larger_value_never_stands_lower(spread: Distribution, one: int, other: int) -> None:
    low, high = sorted((one, other))

    assert 0 <= spread.share_below(low) <= spread.share_below(high) <= 1
