import pytest

from common.domain.ids import is_discogs_id, is_mbid


@pytest.mark.parametrize("value", ["1", "900001", "3000000000", str(2**63 - 1)])
def test_usable_discogs_ids(value: str) -> None:
    assert is_discogs_id(value)


@pytest.mark.parametrize("value", ["", "0", "01", "-1", "1.0", " 1", "1\n", "١", "unknown", str(2**63), "1" * 20, None, 5, b"5", True])
def test_unusable_discogs_ids(value: object) -> None:
    assert not is_discogs_id(value)


@pytest.mark.parametrize("value", ["11111111-2222-4333-8444-555555555555", "ABCDEF00-0000-0000-0000-000000000000"])
def test_usable_mbids(value: str) -> None:
    assert is_mbid(value)


@pytest.mark.parametrize("value", ["", "unknown", "11111111222243338444555555555555", "11111111-2222-4333-8444-55555555555", "{x}", None, 5])
def test_unusable_mbids(value: object) -> None:
    assert not is_mbid(value)
