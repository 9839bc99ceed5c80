"""Small catalogues whose numbers were counted by hand."""

from collections.abc import Mapping
import random
from typing import Any, Final

from api.catalogue.hubs_derivation import derive_hubs
from api.catalogue.hubs_models import HUB_RELEASES, MEMBERS_KEPT
from tests.support.api import Api
from tests.support.catalogue import Records, load_discogs


type Record = dict[str, Any]

ODD_LABEL: Final = "AC/DC? 100% #1"
ODD_GENRE: Final = "Funk / Soul"
ODD_PERSON: Final = "Lee Öström/ß?"


def release(number: int, released: str | None = None, **fields: Any) -> Record:
    """A release titled `T<number>`, `artists` and `labels` by id."""
    for name in ("artists", "labels"):
        fields[name] = [{"id": key, "name": f"{name[0].upper()}{key}"} for key in fields.get(name, ())]
    return {"id": str(number), "title": f"T{number}", "released": released, **{key: value for key, value in fields.items() if value}}


HARBOUR: Final[Mapping[str, list[Record]]] = {
    "artists": [
        {"id": "10", "name": "Nickel Canyon", "members": [{"id": "11", "name": "Ana Quill"}], "aliases": [{"id": "12", "name": "Tidal Proof"}]},
        {"id": "12", "name": "Tidal Proof", "aliases": [{"id": "10", "name": "Nickel Canyon"}]},
    ],
    "labels": [{"id": "20", "name": ODD_LABEL, "sublabels": [{"id": "22", "name": "Small"}]}],
    "masters": [
        {
            "id": "900",
            "title": "Första",
            "year": "1990",
            "artists": [{"id": "10", "name": "Nickel Canyon"}],
            "genres": [ODD_GENRE],
            "styles": ["P.Funk"],
        }
    ],
    "releases": [
        {
            **release(101, "1990-05-00", artists=["10"], genres=[ODD_GENRE], styles=["P.Funk"], master_id="900"),
            "labels": [{"id": "20", "name": ODD_LABEL, "catno": "CAT 1"}, {"id": "21", "name": None, "catno": "X-1"}],
            "extraartists": [
                {"id": None, "name": ODD_PERSON, "role": "Producer"},
                {"id": None, "name": ODD_PERSON, "role": "Mixed By"},
                {"id": "11", "name": "Mo", "role": "Mastered By"},
            ],
            "tracklist": {
                "track": [
                    {"position": "A1", "title": "One", "duration": "4:45"},
                    {"position": None, "title": None, "duration": None},
                    {"position": "B1", "title": "Two", "duration": None},
                ]
            },
        },
        {
            **release(102, "1992", artists=["10"], genres=[ODD_GENRE, "Rock"], styles=["P.Funk", "Noise"], master_id="900"),
            "labels": [{"id": "22", "name": "Small", "catno": "S 9"}, {"id": "20", "name": ODD_LABEL, "catno": "CAT 2"}],
            "extraartists": [{"id": None, "name": ODD_PERSON, "role": "Producer"}],
        },
        {**release(103, None, artists=["10", "12"], genres=["Rock"]), "labels": [{"id": "20", "name": ODD_LABEL, "catno": "CAT 3"}]},
        {
            **release(104, "1992-01-02", artists=["12"], genres=["Rock"], styles=["Noise"]),
            "labels": [{"id": "22", "name": "Small", "catno": None}],
            "extraartists": [{"id": "11", "name": "Mo", "role": "Mastered By"}],
        },
    ],
}
"""Two artists, a nameless label (21), names that break paths; four releases, one of them undated."""


def random_catalogue(seed: int, releases: int) -> dict[str, list[Record]]:
    """Releases that share few artists, labels, tags and people, with years missing and references repeated."""
    chance = random.Random(seed)

    def some(values: list[str], most: int) -> list[str]:
        return [chance.choice(values) for _ in range(chance.randint(0, most))]

    def one(number: int) -> Record:
        people = some([f"P{n}" for n in range(7)], 4)
        return {
            **release(
                number,
                chance.choice([None, "1980", "1981", "1990-00-00", "1995-05-05", "2001"]),
                artists=some(["1", "2", "3", "10", "11"], 3),
                labels=some(["5", "6", "50"], 2),
                genres=some(["Rock", ODD_GENRE, "Jazz"], 2),
                styles=some(["a", "b", "B", "é", "c"], 3),
                master_id=chance.choice([None, "0", "70", "71", "700"]),
            ),
            "extraartists": [{"id": None, "name": name, "role": chance.choice(["Producer", "Mixed By", "mastered by"])} for name in people],
        }

    return {"releases": [one(number) for number in chance.sample(range(1, 2000), releases)]}


async def load(api: Api, records: Records, *, hub_releases: int = HUB_RELEASES, members_kept: int = MEMBERS_KEPT) -> None:
    """Import, and derive what exploring needs and nothing else."""
    await load_discogs(api.postgres, api.graph, records)
    await derive_hubs(api.state.postgres, hub_releases=hub_releases, members_kept=members_kept)
