"""Names of people, bands, labels and records. Functions of a random generator; nothing is remembered."""

from random import Random

from utilities.sample.vocabulary import (
    ACCENTED,
    BAND_NOUNS,
    BAND_OPENERS,
    LABEL_ENDS,
    LABEL_WORDS,
    LATIN,
    MIX_NAMES,
    OTHER_SCRIPTS,
    TITLE_ADJECTIVES,
    TITLE_NOUNS,
    TITLES_ABROAD,
    Tongue,
)


def person_name(rng: Random, tongue: Tongue) -> tuple[str, str]:
    """Given name and family name in one language."""
    family = f"{rng.choice(tongue.starts)}{rng.choice(tongue.middles)}{rng.choice(tongue.ends)}".replace("~", " ")
    return rng.choice(tongue.given), family


def written(given: str, family: str, tongue: Tongue) -> str:
    """The name in the order its language writes it."""
    return f"{family}{tongue.joint}{given}" if tongue.family_first else f"{given}{tongue.joint}{family}"


def pick_tongue(rng: Random, home: str, *, ascii_only: bool) -> Tongue:
    """The language of one artist: mostly the city's own; accents or another script when the name must not be ASCII."""
    if ascii_only:
        return LATIN[home] if rng.random() < 0.8 else rng.choice(list(LATIN.values()))
    return rng.choice(list((ACCENTED if rng.random() < 0.55 else OTHER_SCRIPTS).values()))


def variation(rng: Random, given: str, family: str, tongue: Tongue) -> str:
    """Another way a sleeve writes the name."""
    form = rng.randrange(5)
    if form == 0:
        return f"{given[0]}. {family}"
    if form == 1:
        return f"{given[0]}.{family}"
    if form == 2:
        return family
    if form == 3:
        return f"{family}, {given}"
    return f"{written(given, family, tongue)} ({rng.choice(('DJ', 'Live', 'Trio', 'Vocals', 'Mix'))})"


def alias_name(rng: Random) -> str:
    """What a musician calls another project."""
    form = rng.randrange(4)
    noun, word = rng.choice(TITLE_NOUNS), rng.choice(LABEL_WORDS)
    if form == 0:
        return f"{word}{rng.randrange(2, 999)}"
    if form == 1:
        return f"DJ {word} {rng.choice(BAND_OPENERS)}"
    if form == 2:
        return f"{noun} {rng.choice(BAND_OPENERS).lower()}er"
    return f"{word}.{noun.lower()}"


def band_name(rng: Random, city: str, given: str, family: str, *, ascii_only: bool) -> str:
    """A group's name; a foreign word in it when it must not be ASCII."""
    if not ascii_only:
        return f"{family} {rng.choice(('Ensemble', 'Kvartett', 'Orkester', 'Трио', 'Συγκρότημα', 'Família', 'Brüder'))}"
    form = rng.randrange(5)
    plain_city = city if city.isascii() else given
    if form == 0:
        return f"The {rng.choice(BAND_OPENERS)} {rng.choice(BAND_NOUNS)}"
    if form == 1:
        return f"{rng.choice(BAND_OPENERS)} {rng.choice(BAND_NOUNS)} of {plain_city}"
    if form == 2:
        return f"{family} {rng.choice(('Quartet', 'Trio', 'Septet', 'Sound System', 'Ensemble', 'Family'))}"
    if form == 3:
        return f"{given} & The {rng.choice(BAND_NOUNS)}"
    return f"{rng.choice(LABEL_WORDS)} {rng.choice(BAND_NOUNS)}"


def label_name(rng: Random, city: str) -> str:
    """A record label's name."""
    form = rng.randrange(4)
    word, end = rng.choice(LABEL_WORDS), rng.choice(LABEL_ENDS)
    if form == 0:
        return f"{word} {end}"
    if form == 1:
        return f"{rng.choice(BAND_OPENERS)} {word}"
    if form == 2:
        return f"{city} {word} {end}"
    return f"{word} & {rng.choice(LABEL_WORDS)} {end}"


def title(rng: Random) -> str:
    """A record's or a song's title."""
    form = rng.randrange(9)
    noun = rng.choice(TITLE_NOUNS)
    if form == 0:
        return noun
    if form in (1, 2, 3):
        return f"{rng.choice(TITLE_ADJECTIVES)} {noun}"
    if form == 4:
        return f"The {noun} of {rng.choice(TITLE_NOUNS)}"
    if form == 5:
        return f"{noun} & {rng.choice(TITLE_NOUNS)}"
    if form == 6:
        return rng.choice(TITLES_ABROAD)
    if form == 7:
        return f"{rng.choice(TITLE_ADJECTIVES)} {noun} (Part {rng.randrange(1, 4)})"
    return f"No {noun} in {rng.choice(TITLE_NOUNS)}"


def track_title(rng: Random, record: str, position: int) -> str:
    """A track's title; the first track often carries the record's own."""
    if position == 0 and rng.random() < 0.35:
        return record
    name = title(rng)
    return f"{name} ({rng.choice(MIX_NAMES)})" if rng.random() < 0.12 else name
