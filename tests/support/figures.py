"""A catalogue small enough to compute its figures by hand."""

from datetime import UTC, datetime
from typing import Any, Final

from tests.support.catalogue import Records


THIS_YEAR: Final = datetime.now(UTC).year
THIS_MONTH: Final = datetime.now(UTC).month
OTHER_MONTH: Final = THIS_MONTH % 12 + 1


def _artist(artist_id: str, name: str | None) -> dict[str, Any]:
    return {"id": artist_id, "name": name}


ADA, BEA, CLEO = (_artist(number, name) for number, name in (("1", "Ada"), ("2", "Bea"), ("3", "Cleo")))
NORTH, SOUTH = ({"id": number, "name": name, "catno": "X 1"} for number, name in (("10", "North"), ("20", "South")))

FIGURES: Final[Records] = {
    "artists": [
        {"id": "1", "name": "Ada", "profile": "Sings.", "images": {"image": {"@type": "primary"}}, "aliases": [{"id": "3", "name": "Cleo"}]},
        {"id": "2", "name": "Bea", "profile": ""},
        {"id": "3", "name": "Cleo", "urls": {"url": ["https://example.org"]}},
    ],
    "labels": [{"id": "10", "name": "North", "profile": "Since long."}, {"id": "20", "name": "South"}],
    "masters": [
        {"id": "100", "title": "One", "year": str(THIS_YEAR - 40), "main_release": "1001", "artists": [ADA], "genres": ["Rock"]},
        {"id": "200", "title": "Two", "year": str(THIS_YEAR - 25), "main_release": "2001", "artists": [BEA], "genres": ["Jazz"], "styles": ["Bop"]},
        {"id": "300", "title": "Three", "year": str(THIS_YEAR - 25), "main_release": "3001", "artists": [CLEO]},
        {"id": "400", "title": "Four", "year": str(THIS_YEAR - 24)},
    ],
    "releases": [
        {
            "id": "1001",
            "title": "One",
            "released": f"{THIS_YEAR - 40}-{THIS_MONTH:02}-05",
            "country": "UK",
            "master_id": "100",
            "artists": [ADA],
            "labels": [NORTH],
            "genres": ["Rock"],
            "formats": [{"name": "Vinyl"}],
        },
        {
            "id": "2001",
            "title": "Two",
            "released": f"{THIS_YEAR - 25}-{OTHER_MONTH:02}-00",
            "master_id": "200",
            "artists": [BEA, ADA],
            "labels": [NORTH, SOUTH],
            "genres": ["Jazz"],
            "styles": ["Bop"],
            "formats": [{"name": "CD"}],
        },
        {"id": "2002", "title": "Two again", "released": str(THIS_YEAR - 1), "master_id": "200", "artists": [BEA], "genres": ["Jazz"]},
        {"id": "3001", "title": None, "released": "", "master_id": "300", "artists": [CLEO], "labels": [SOUTH]},
        {"id": "4001", "title": "Alone", "released": str(THIS_YEAR - 10), "artists": [ADA], "labels": [NORTH], "genres": ["Rock", "Jazz"]},
    ],
}
"""Three artists, two labels, four masters, five releases:

    1001  Ada        North         Rock  the only pressing of One, 40 years ago this month, vinyl
    2001  Bea, Ada   North, South  Jazz  first pressing of Two, 25 years ago in another month, CD
    2002  Bea        no label      Jazz  second pressing of Two, last year
    3001  Cleo       South         none  the only pressing of Three: no title, no date
    4001  Ada        North         both  no master, ten years ago
"""
