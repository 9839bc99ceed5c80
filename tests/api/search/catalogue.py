"""A small catalogue with namesakes, tribute bands, accents, punctuation and odd values."""

from collections.abc import Mapping
from typing import Any, Final

from api.catalogue.documents import derive_documents
from tests.support.api import Api
from tests.support.catalogue import load_discogs


type Record = dict[str, Any]


def release(number: int, title: str, artist: str, name: str, **fields: Any) -> Record:
    """A release with one artist; `released`, `genres`, … as in a record."""
    return {"id": str(number), "title": title, "artists": [{"id": artist, "name": name}], **fields}


def _several(first: int, count: int, artist: str, name: str, **fields: Any) -> list[Record]:
    return [release(first + number, f"Session {first + number}", artist, name, **fields) for number in range(count)]


ARTISTS: Final[list[Record]] = [
    {"id": "1", "name": "Who, The"},
    {"id": "2", "name": "Who"},
    {"id": "3", "name": "The Who's Who Tribute"},
    {"id": "5", "name": "AC/DC", "namevariations": {"name": ["ACϟDC", "Acca Dacca"]}},
    {"id": "6", "name": "AC/DC Cover Band"},
    {"id": "7", "name": "Björk", "realname": "Björk Guðmundsdóttir"},
    {"id": "8", "name": "Bjork Tribute Orchestra"},
    {"id": "9", "name": "Sigur Rós"},
    {"id": "10", "name": "Radiohead"},
    {"id": "11", "name": "Radiohead Tribute Band"},
    {"id": "13", "name": "Nirvana"},
    {"id": "14", "name": "Nirvana (2)"},
    {"id": "15", "name": "Jay-Z"},
    {"id": "16", "name": "!!!", "namevariations": {"name": "Chk Chk Chk"}},
    {"id": "17", "name": "R.E.M."},
    {"id": "18", "name": "The The"},
    {"id": "19", "name": "Don't <b>Look</b> & Listen"},
    {"id": "20", "name": "Guns N' Roses"},
    {"id": "21", "name": "Prince", "namevariations": {"name": ["Love Symbol"]}},
    {"id": "22", "name": None},
    {"id": "23", "name": "311"},
    {"id": "24", "name": "Blink-182"},
    {"id": "25", "name": "Die Ärzte"},
    {"id": "26", "name": "Motörhead"},
    {"id": "27", "name": "Κλειώ Βαλενόπουλος"},
    {"id": "28", "name": "Mø"},
    {"id": "29", "name": "Straße"},
    {"id": "30", "name": "100% \\_'\"; DROP"},
]
LABELS: Final[list[Record]] = [{"id": "50", "name": "Warp Records"}, {"id": "51", "name": "Radiohead Ltd."}]
MASTERS: Final[list[Record]] = [
    {
        "id": "70",
        "title": "OK Computer",
        "year": "1997",
        "artists": [{"id": "10", "name": "Radiohead"}],
        "genres": ["Electronic", "Rock"],
        "styles": ["Alternative Rock"],
    },
    {"id": "71", "title": "Thriller", "year": "1982", "genres": ["Funk / Soul"]},
    {"id": "72", "title": "Dateless", "artists": [{"id": "2", "name": "Who"}]},
]
RELEASES: Final[list[Record]] = [
    *_several(900, 40, "1", "Who, The", released="1967", genres=["Rock"], country="UK"),
    release(1010, "Session 1010", "2", "Who", released="2001", genres=["Jazz"], country="France"),
    release(1011, "Session 1011", "3", "The Who's Who Tribute"),
    *_several(1020, 4, "5", "AC/DC", released="1980", genres=["Rock"], styles=["Hard Rock"], country="Australia"),
    release(1030, "Session 1030", "6", "AC/DC Cover Band"),
    *_several(1040, 3, "7", "Björk", released="1995", genres=["Electronic"], country="Iceland"),
    *_several(1050, 3, "13", "Nirvana", released="1991", genres=["Rock"]),
    *_several(1060, 1, "14", "Nirvana (2)", released="1968", genres=["Rock"]),
    release(
        1100,
        "OK Computer",
        "10",
        "Radiohead",
        released="1997-05-21",
        master_id="70",
        genres=["Electronic", "Rock"],
        styles=["Alternative Rock"],
        country="UK",
        formats=[{"name": "CD", "qty": "1"}],
        labels=[{"id": "50", "name": "Warp Records", "catno": "NODATA 02"}],
        identifiers={"identifier": {"@type": "Barcode", "@value": "7 24385 52292 5"}},
    ),
    release(
        1101,
        "OK Computer",
        "10",
        "Radiohead",
        released="1997",
        master_id="70",
        genres=["Electronic", "Rock"],
        country="Japan",
        formats=[{"name": "Vinyl", "qty": "2"}, {"name": "Vinyl", "qty": "1"}],
        labels=[{"id": "50", "name": "Warp Records", "catno": "NODATA 01"}],
        identifiers={"identifier": [{"@type": "Matrix / Runout", "@value": "NODATA 02"}, {"@type": "Barcode", "@value": "4988006735811"}]},
    ),
    release(1102, "Pablo", "10", "Radiohead", released="1993", genres=["Rock"], country="UK", formats=[{"name": "CD", "qty": "1"}]),
    *[release(1110 + n, "Thriller", "40", "M. J.", released="1982", master_id="71", genres=["Funk / Soul"]) for n in range(3)],
    release(1120, "Thriller", "41", "Nobody", released="2010", genres=["Folk, World, & Country"]),
    release(1130, "Undated Session", "2", "Who", genres=["Jazz"]),
]
CATALOGUE: Final[Mapping[str, list[Record]]] = {"artists": ARTISTS, "labels": LABELS, "masters": MASTERS, "releases": RELEASES}
PEOPLE: Final = "UNWIND [['Nigel Godrich', 12], ['Nigel Hopkins', 2], ['Sean Booth', 40], ['Seán', 1], ['Nigel', 0]] AS p CREATE (:Person {name: p[0], credit_count: p[1]})"


async def load(api: Api) -> None:
    """Put it into the tables, its persons into the graph, and derive what search looks in."""
    await load_discogs(api.postgres, None, CATALOGUE)
    await api.graph.rows(PEOPLE)
    await derive_documents(api.state.postgres, api.state.graph)
