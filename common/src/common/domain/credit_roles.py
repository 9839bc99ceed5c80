"""The category of a release credit, decided from its raw role text."""

from functools import lru_cache
from typing import Final


ROLE_CATEGORIES: Final[dict[str, tuple[str, ...]]] = {
    "production": ("producer", "executive producer", "co-producer", "executive-producer", "produced by", "co-produced by"),
    "engineering": (
        "engineer",
        "recorded by",
        "mixed by",
        "mixed at",
        "remix",
        "remixed by",
        "recording engineer",
        "mixing engineer",
        "sound engineer",
        "audio engineer",
        "assistant engineer",
    ),
    "mastering": ("mastered by", "mastered at", "lacquer cut by", "cut by", "mastering engineer", "remastered by"),
    "session": (
        "bass",
        "guitar",
        "drums",
        "keyboards",
        "piano",
        "percussion",
        "saxophone",
        "trumpet",
        "violin",
        "viola",
        "cello",
        "flute",
        "organ",
        "synthesizer",
        "vocals",
        "backing vocals",
        "lead vocals",
        "strings",
        "horns",
        "harmonica",
        "banjo",
        "mandolin",
        "harp",
        "clarinet",
        "oboe",
        "trombone",
        "tuba",
        "accordion",
        "tabla",
        "sitar",
        "congas",
        "bongos",
        "session musician",
        "featuring",
    ),
    "design": (
        "artwork",
        "artwork by",
        "design",
        "designed by",
        "photography",
        "photography by",
        "liner notes",
        "cover",
        "layout",
        "illustration",
        "art direction",
    ),
    "management": ("a&r", "management", "managed by", "booking", "booked by", "a & r"),
}
"""Fragments of role texts by category. The substring rule is part of the stored data's contract, false hits included."""

ALL_CATEGORIES: Final = (*ROLE_CATEGORIES, "other")

_CATEGORY_OF: Final = {fragment: category for category, fragments in ROLE_CATEGORIES.items() for fragment in fragments}
_BY_LENGTH: Final = sorted(_CATEGORY_OF, key=lambda fragment: (-len(fragment), fragment))


@lru_cache(maxsize=65_536)  # role texts repeat heavily: a few thousand cover a whole dump
def categorize_role(role: str) -> str:
    """Category of a raw role text, one of `ALL_CATEGORIES`.

    An exact fragment decides; else the longest fragment found inside the text (alphabetical among equals); else `other`.
    """
    text = role.lower().strip()
    if text in _CATEGORY_OF:
        return _CATEGORY_OF[text]
    return next((_CATEGORY_OF[fragment] for fragment in _BY_LENGTH if fragment in text), "other")
