from common.domain.data_types import TYPES_OF, DataType, Source


def test_the_order_of_types_is_part_of_the_contract() -> None:
    assert [str(item) for item in TYPES_OF[Source.DISCOGS]] == ["artists", "labels", "masters", "releases"]
    assert [str(item) for item in TYPES_OF[Source.MUSICBRAINZ]] == ["artists", "labels", "release-groups", "releases"]


def test_singular_names() -> None:
    assert {item.value: item.singular for item in DataType} == {
        "artists": "artist",
        "labels": "label",
        "masters": "master",
        "release-groups": "release-group",
        "releases": "release",
    }
