"""The statistical shape of the dumps: how many credits, tracks, genres … a release has, and how heavy the tails are.

Counts are frequencies among 1,000 releases and 1,000 artists spread over the whole id range of the August 2020 dumps; genre sets
are those of the same releases. The share of credits without an id is that of the 2026 dumps. The test suite compares the
generated catalogue with the dumps themselves, so a table that drifts fails there.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import sqrt
from typing import Final


@dataclass(frozen=True, slots=True)
class Shape[T]:
    """A discrete distribution that is read at points of the unit interval."""

    values: Sequence[T]
    bounds: Sequence[float]

    @classmethod
    def of(cls, frequencies: Mapping[T, float]) -> "Shape[T]":
        """From frequencies; they need not add up to one."""
        total = sum(frequencies.values())
        return cls(tuple(frequencies), tuple(bound / total for bound in accumulate(frequencies.values())))

    def at(self, u: float) -> T:
        """The value at `u` in [0, 1)."""
        return self.values[min(bisect_right(self.bounds, u), len(self.values) - 1)]


def spread(index: int, stream: int, seed: int) -> float:
    """Point `index` of an evenly spread sequence over [0, 1); `stream` picks one of 24 independent ones.

    Successive multiples of an irrational number cover the interval evenly, so even a small catalogue has the shares and the
    percentiles of a large one. Plain random numbers would miss a 99th percentile by far more than 15 %.
    """
    return (index * _STEPS[stream] + seed * 0.618033988749895) % 1.0


_STEPS: Final = tuple(sqrt(prime) % 1.0 for prime in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89))

RELEASE_ARTISTS: Final = Shape.of({1: 859, 2: 88, 3: 34, 4: 7, 5: 5, 6: 2, 7: 3, 9: 1, 10: 1})
RELEASE_LABELS: Final = Shape.of({1: 887, 2: 98, 3: 10, 4: 4, 6: 1})
CREDITS: Final = Shape.of(
    {0: 409, 1: 125, 2: 89, 3: 68, 4: 46, 5: 38, 6: 33, 7: 25, 8: 29, 9: 12, 10: 15, 11: 14, 12: 10, 13: 15, 14: 5, 15: 7, 16: 5, 17: 6, 18: 6, 19: 9}
    | {20: 4, 21: 4, 22: 3, 23: 2, 24: 3, 25: 2, 26: 2, 27: 1, 29: 2, 30: 2, 32: 2, 33: 1, 36: 1, 41: 3, 55: 1, 56: 1}
)
TRACKS: Final = Shape.of(
    {1: 43, 2: 176, 3: 62, 4: 113, 5: 33, 6: 42, 7: 28, 8: 40, 9: 42, 10: 73, 11: 40, 12: 104, 13: 29, 14: 41, 15: 17, 16: 24, 17: 11, 18: 15}
    | {19: 13, 20: 14, 21: 2, 22: 5, 23: 2, 24: 5, 25: 1, 26: 3, 27: 2, 29: 1, 30: 1, 32: 2, 33: 1, 35: 1, 36: 1, 40: 1, 43: 1, 46: 2, 52: 1, 59: 1}
    | {65: 1, 66: 1, 67: 1, 124: 1, 132: 1, 133: 1, 267: 1}
)
TRACK_CREDITS: Final = Shape.of(
    {0: 643, 1: 55, 2: 46, 3: 33, 4: 26, 5: 20, 6: 15, 7: 11, 8: 13, 9: 11, 10: 4, 11: 8, 12: 11, 13: 7, 14: 6, 16: 8, 18: 10, 20: 8, 21: 6, 23: 6}
    | {25: 7, 26: 3, 31: 3, 32: 4, 34: 4, 36: 2, 39: 4, 42: 4, 47: 2, 53: 3, 61: 3, 68: 3, 97: 2, 120: 2, 145: 3, 402: 1}
)
FORMATS: Final = Shape.of({1: 977, 2: 16, 3: 6, 10: 1})
STYLES: Final = Shape.of({0: 146, 1: 456, 2: 241, 3: 109, 4: 27, 5: 13, 6: 3, 7: 3, 9: 1, 10: 1})
IDENTIFIERS: Final = Shape.of(
    {0: 474, 1: 151, 2: 145, 3: 77, 4: 50, 5: 32, 6: 29, 7: 13, 8: 9, 9: 3, 10: 5, 11: 4, 12: 1, 15: 3, 17: 1, 18: 1, 40: 1, 50: 1}
)
COMPANIES: Final = Shape.of(
    {0: 551, 1: 114, 2: 89, 3: 75, 4: 54, 5: 43, 6: 13, 7: 14, 8: 10, 9: 9, 10: 9, 11: 6, 12: 3, 13: 2, 14: 3, 17: 1, 21: 1, 25: 1, 33: 1, 37: 1}
)
NOTE_SENTENCES: Final = Shape.of({0: 360, 1: 290, 2: 158, 3: 78, 4: 34, 5: 28, 6: 19, 7: 12, 8: 9, 10: 6, 14: 4, 27: 1, 50: 1})
ALIASES: Final = Shape.of({0: 885, 1: 70, 2: 25, 3: 12, 4: 8})
NAME_VARIATIONS: Final = Shape.of({0: 739, 1: 133, 2: 40, 3: 16, 4: 18, 5: 13, 6: 10, 8: 8, 10: 11, 15: 5, 20: 4, 25: 2, 56: 1})
PROFILE_SENTENCES: Final = Shape.of({0: 873, 1: 56, 2: 22, 3: 16, 5: 14, 8: 9, 14: 6, 20: 4})
URLS: Final = Shape.of({0: 855, 1: 68, 2: 30, 3: 16, 4: 10, 6: 6, 9: 9, 15: 6})

NO_YEAR: Final = 0.119
"""Share of releases without a usable year."""
FULL_DATE: Final = 0.311
"""Share of releases with year, month and day (some with day or month 00)."""
HAS_MASTER: Final = 0.615
CREDIT_WITHOUT_ID: Final = 0.017
NON_ASCII_ARTIST: Final = 0.115
LABEL_WITH_PARENT: Final = 0.083
PARENT_WITHOUT_ID: Final = 0.10
GROUP_ARTIST: Final = 0.10
VARIOUS: Final = 0.048
"""Share of artist links that go to the collective name for compilations, the largest hub by far."""
STAR_ARTIST: Final = 0.034
MAJOR_LABEL: Final = 0.18
MAJORS: Final = 60
MAJOR_RANK: Final = Shape.of({rank: 1 / (rank + 3) for rank in range(MAJORS)})
"""Degrees of the largest labels fall like 1/(rank + 3): the first has 2 % of all label links, the first eight 8 %."""
BUSY_PERSON: Final = 0.075

DECADES: Final = Shape.of({1930: 1, 1940: 2, 1950: 5, 1960: 67, 1970: 81, 1980: 97, 1990: 195, 2000: 205, 2010: 228, 2020: 90})

GENRE_SETS: Final = Shape.of(
    {
        ("Electronic",): 248,
        ("Rock",): 214,
        ("Pop",): 68,
        ("Folk, World, & Country",): 66,
        ("Classical",): 49,
        ("Rock", "Pop"): 43,
        ("Jazz",): 34,
        ("Hip Hop",): 26,
        ("Electronic", "Rock"): 20,
        ("Funk / Soul",): 19,
        ("Reggae",): 17,
        ("Electronic", "Pop"): 17,
        ("Latin",): 12,
        ("Folk, World, & Country", "Pop"): 10,
        ("Rock", "Folk, World, & Country"): 9,
        ("Stage & Screen",): 9,
        ("Children's",): 7,
        ("Blues",): 7,
        ("Rock", "Blues"): 7,
        ("Jazz", "Funk / Soul"): 6,
        ("Hip Hop", "Funk / Soul"): 5,
        ("Electronic", "Rock", "Pop"): 5,
        ("Rock", "Folk, World, & Country", "Pop"): 6,
        ("Rock", "Funk / Soul"): 5,
        ("Funk / Soul", "Pop"): 5,
        ("Rock", "Stage & Screen"): 5,
        ("Electronic", "Funk / Soul"): 4,
        ("Jazz", "Latin"): 4,
        ("Jazz", "Rock"): 4,
        ("Jazz", "Stage & Screen"): 4,
        ("Jazz", "Pop"): 4,
        ("Classical", "Folk, World, & Country"): 4,
        ("Classical", "Folk, World, & Country", "Latin", "Stage & Screen"): 4,
        ("Latin", "Pop"): 4,
        ("Folk, World, & Country", "Latin", "Pop"): 4,
        ("Non-Music",): 6,
        ("Brass & Military",): 2,
        ("Electronic", "Hip Hop"): 4,
        ("Rock", "Hip Hop"): 4,
        ("Blues", "Funk / Soul"): 3,
        ("Classical", "Electronic", "Stage & Screen"): 3,
        ("Pop", "Stage & Screen"): 3,
        ("Classical", "Stage & Screen"): 3,
        ("Rock", "Funk / Soul", "Pop"): 4,
        ("Electronic", "Jazz"): 4,
        ("Electronic", "Jazz", "Rock"): 4,
        ("Blues", "Latin", "Stage & Screen"): 3,
        ("Electronic", "Non-Music"): 3,
        ("Electronic", "Rock", "Hip Hop", "Pop"): 4,
        ("Rock", "Jazz", "Funk / Soul", "Pop"): 5,
        ("Classical", "Electronic", "Jazz", "Rock"): 2,
        ("Electronic", "Rock", "Funk / Soul", "Hip Hop", "Latin", "Pop"): 2,
        ("Rock", "Blues", "Folk, World, & Country", "Jazz", "Pop"): 2,
    }
)

STYLES_OF: Final[dict[str, tuple[str, ...]]] = {
    "Electronic": (
        *("House", "Deep House", "Techno", "Tech House", "Experimental", "Ambient", "Trance", "Progressive House", "Electro", "Downtempo", "Drone"),
        *(
            "Synth-pop",
            "Minimal",
            "Euro House",
            "IDM",
            "Dub",
            "Industrial",
            "Abstract",
            "Dub Techno",
            "Drum n Bass",
            "Disco",
            "Hardstyle",
            "Leftfield",
        ),
        *("Dark Ambient", "Tribal House", "Breakbeat", "Acid", "Noise", "Breaks", "Hardcore", "Jungle", "Trip Hop", "Garage House", "Italo-Disco"),
    ),
    "Rock": (
        *("Pop Rock", "Alternative Rock", "Punk", "Indie Rock", "Heavy Metal", "Hardcore", "Classic Rock", "Hard Rock", "Rock & Roll", "Garage Rock"),
        *(
            "Black Metal",
            "Prog Rock",
            "Death Metal",
            "Doom Metal",
            "New Wave",
            "Psychedelic Rock",
            "Thrash",
            "Grunge",
            "Emo",
            "Stoner Rock",
            "Soft Rock",
        ),
        *("Post-Punk", "Grindcore", "Post Rock", "Shoegaze", "Folk Rock", "Blues Rock", "Art Rock", "Krautrock", "Surf", "Rockabilly", "Mod"),
    ),
    "Pop": (
        "Vocal",
        "Ballad",
        "Chanson",
        "Schlager",
        "Europop",
        "Indie Pop",
        "J-pop",
        "City Pop",
        "Kayōkyoku",
        "Novelty",
        "Bubblegum",
        "Light Music",
    ),
    "Folk, World, & Country": (
        *(
            "Country",
            "Folk",
            "African",
            "Bluegrass",
            "Volksmusik",
            "Highlife",
            "Gospel",
            "Cajun",
            "Celtic",
            "Fado",
            "Hindustani",
            "Romani",
            "Flamenco",
        ),
    ),
    "Classical": ("Romantic", "Classical", "Baroque", "Modern", "Contemporary", "Opera", "Choral", "Medieval", "Renaissance", "Impressionist"),
    "Jazz": (
        *("Contemporary Jazz", "Free Improvisation", "Free Jazz", "Cool Jazz", "Big Band", "Dixieland", "Easy Listening", "Jazz-Funk", "Hard Bop"),
        *("Fusion", "Swing", "Post Bop", "Avant-garde Jazz", "Latin Jazz", "Bop", "Modal", "Soul-Jazz"),
    ),
    "Hip Hop": ("Conscious", "Gangsta", "Instrumental", "Boom Bap", "DJ Battle Tool", "Pop Rap", "Trap", "Turntablism", "Thug Rap"),
    "Funk / Soul": ("Soul", "Funk", "Disco", "Rhythm & Blues", "Neo Soul", "Gospel", "Boogie"),
    "Stage & Screen": ("Soundtrack", "Score", "Theme", "Musical"),
    "Latin": ("Salsa", "Cumbia", "Bolero", "Samba", "Ranchera", "Mariachi", "Mambo", "Tango", "Bossanova", "Guaguancó", "Forró", "Cha-Cha", "Plena"),
    "Blues": ("Electric Blues", "Chicago Blues", "Country Blues", "Delta Blues", "Texas Blues", "Jump Blues"),
    "Reggae": ("Reggae", "Roots Reggae", "Dub", "Dancehall", "Lovers Rock", "Ska", "Rocksteady", "Soca"),
    "Non-Music": ("Spoken Word", "Poetry", "Field Recording", "Comedy", "Education", "Sound Art"),
    "Children's": ("Story", "Nursery Rhymes", "Educational"),
    "Brass & Military": ("Marches", "Brass Band", "Military"),
}

CREDIT_ROLES: Final = Shape.of(
    {
        **{"Producer": 273, "Written-By": 195, "Mastered By": 115, "Drums": 112, "Guitar": 101, "Vocals": 89, "Engineer": 89, "Bass": 76},
        **{"Executive-Producer": 74, "Photography By": 68, "Recorded By": 67, "Mixed By": 61, "Composed By": 49, "Backing Vocals": 47, "Design": 45},
        **{"Piano": 42, "Arranged By": 40, "Music By": 38, "Lyrics By": 36, "Liner Notes": 33, "Engineer [Assistant]": 32, "Artwork": 28},
        **{"Orchestra": 28, "Performer": 27, "Conductor": 26, "Producer, Written-By": 24, "Lacquer Cut By": 22, "Keyboards": 21, "Remix": 20},
        **{"Trumpet": 16, "Saxophone": 16, "Percussion": 18, "Violin": 14, "Cello": 9, "Flute": 8, "Synthesizer": 12, "Trombone": 8, "Organ": 8},
        **{"Guitar, Vocals": 14, "Mixed By, Recorded By": 15, "Producer [Additional]": 10, "Compiled By": 12, "DJ Mix": 8, "Layout": 9, "Cover": 9},
        **{"A&R": 6, "Management": 6, "Art Direction": 10, "Illustration": 6, "Co-producer": 9, "Programmed By": 10, "Featuring": 8, "Harmonica": 4},
        **{"Accordion": 3, "Harp": 2, "Clarinet": 3, "Viola": 4, "Lead Vocals": 9, "Booking": 2, "Remastered By": 8, "Sound Engineer": 4},
    }
)
COMPANY_ROLES: Final = Shape.of(
    {
        **{(21, "Published By"): 306, (13, "Phonographic Copyright (p)"): 236, (14, "Copyright (c)"): 207, (23, "Recorded At"): 182},
        **{(9, "Distributed By"): 122, (10, "Manufactured By"): 103, (17, "Pressed By"): 97, (29, "Mastered At"): 87, (8, "Made By"): 41},
        **{(27, "Mixed At"): 39, (18, "Printed By"): 38, (4, "Record Company"): 36, (6, "Licensed From"): 24, (7, "Marketed By"): 24},
    }
)
IDENTIFIER_TYPES: Final = Shape.of(
    {"Matrix / Runout": 729, "Barcode": 338, "Rights Society": 229, "Other": 114, "Label Code": 83, "Mastering SID Code": 62, "Mould SID Code": 62}
)
DATA_QUALITY: Final = Shape.of({"Needs Vote": 700, "Correct": 270, "Complete and Correct": 20, "Needs Minor Changes": 10})
