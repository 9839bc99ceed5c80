"""The invented world: scenes of one city each, with artists, labels, masters and releases that know each other.

    World ── scene 0 ─ 32 artists, 7 or 8 labels, 8 masters, 60 releases
          ├─ scene 1 ─ …          neighbours lend each other artists
          └─ hubs: the collective name for compilations, stars, major labels, busy engineers: everywhere

A scene is a function of the seed and its number, made when asked for and dropped again, so a world of any size needs the memory
of a few scenes. What two records say of each other (member and group, alias and alias, label and sublabel) agrees, because both
come from one scene. Counts follow `shapes` by the record's position, not by chance: see `shapes.spread`.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from random import Random
from typing import Final, NamedTuple

from utilities.sample import names, shapes
from utilities.sample.shapes import spread
from utilities.sample.vocabulary import CITIES, PROFILE_SENTENCES_POOL


RELEASES_A_SCENE: Final = 60
ARTISTS_A_SCENE: Final = 32
LABELS_A_SCENE: Final = 8
MASTERS_A_SCENE: Final = 8
FIRST_ID: Final = 1001
VARIOUS_ID: Final = 194
UNKNOWN_ID: Final = 355
FIRST_STAR_ID: Final = 400
STARS: Final = 30
FIRST_BUSY_ID: Final = 440
BUSY: Final = 60
LAST_YEAR: Final = 2026


class Ref(NamedTuple):
    """What one record says of another: id and name. The id is empty where the dump gives none."""

    id: str
    name: str


@dataclass(slots=True)
class Artist:
    """A person, a group or a hub; lists hold references both ways round."""

    id: int
    name: str
    realname: str
    is_group: bool
    country: str
    first_year: int
    last_year: int | None
    variations: list[str]
    profile: list[str]
    urls: int
    members: list[Ref] = field(default_factory=list)
    groups: list[Ref] = field(default_factory=list)
    aliases: list[Ref] = field(default_factory=list)

    @property
    def ref(self) -> Ref:
        """How others name it."""
        return Ref(str(self.id), self.name)


@dataclass(slots=True)
class Label:
    """A record label with its place in a family of labels."""

    id: int
    name: str
    city: str
    country: str
    first_year: int
    prefix: str
    parent: Ref | None = None
    sublabels: list[Ref] = field(default_factory=list)

    @property
    def ref(self) -> Ref:
        """How others name it."""
        return Ref(str(self.id), self.name)


@dataclass(slots=True)
class Master:
    """A work of which the scene's releases are versions."""

    id: int
    title: str
    artist: Ref
    genres: tuple[str, ...]
    styles: tuple[str, ...]
    year: int
    main_release: int = 0


@dataclass(slots=True)
class Release:
    """One release; everything the writers need, already decided."""

    id: int
    title: str
    artists: list[Ref]
    labels: list[tuple[Ref, str]]
    credits: list[tuple[Ref, str]]
    formats: list[tuple[str, int, tuple[str, ...]]]
    genres: tuple[str, ...]
    styles: tuple[str, ...]
    country: str
    released: str
    notes: list[str]
    quality: str
    master_id: int
    tracks: list[tuple[str, str, str, list[tuple[Ref, str]]]]
    identifiers: list[tuple[str, str, str]]
    companies: list[tuple[Ref, int, str]]


@dataclass(slots=True)
class Scene:
    """All of one scene but its releases, which `World.releases` makes."""

    number: int
    city: str
    country: str
    genre: str
    styles: dict[str, tuple[str, ...]]
    base_year: int
    artists: list[Artist]
    labels: list[Label]
    masters: list[Master]


_GENRE_SETS_BY_MAIN: Final[dict[str, dict[tuple[str, ...], float]]] = {}
_previous = 0.0
for _genres, _bound in zip(shapes.GENRE_SETS.values, shapes.GENRE_SETS.bounds, strict=True):
    _GENRE_SETS_BY_MAIN.setdefault(_genres[0], {})[_genres] = _bound - _previous
    _previous = _bound
MAIN_GENRES: Final = shapes.Shape.of({main: sum(sets.values()) for main, sets in _GENRE_SETS_BY_MAIN.items()})
GENRE_SETS_OF: Final = {main: shapes.Shape.of(sets) for main, sets in _GENRE_SETS_BY_MAIN.items()}


class World:
    """A catalogue of `releases` releases from `seed`."""

    def __init__(self, releases: int, seed: int) -> None:
        self.size = releases
        self.seed = seed
        self.scene_count = -(-releases // RELEASES_A_SCENE)
        rng = Random(f"{seed}:hubs")
        self.various = _hub(VARIOUS_ID, "Various")
        self.unknown = _hub(UNKNOWN_ID, "Unknown Artist")
        self.stars = [self._person(rng, FIRST_STAR_ID + i, "american", "US", index=i, year=1955 + 2 * i) for i in range(STARS)]
        self.busy = [self._person(rng, FIRST_BUSY_ID + i, "english", "UK", index=i + STARS, year=1960 + i) for i in range(BUSY)]
        self.majors = [_major(rng, i + 1) for i in range(shapes.MAJORS)]
        self.scene = lru_cache(maxsize=48)(self._scene)

    def hub_artists(self) -> list[Artist]:
        """The artists that belong to no scene, by id."""
        return [self.various, self.unknown, *self.stars, *self.busy]

    def releases_in(self, number: int) -> int:
        """How many releases a scene has: 60, fewer in the last one."""
        return min(RELEASES_A_SCENE, self.size - number * RELEASES_A_SCENE)

    def _scene(self, number: int) -> Scene:
        rng = Random(f"{self.seed}:scene:{number}")
        city, country, home = rng.choice(CITIES)
        genre = MAIN_GENRES.at(spread(number, 0, self.seed))
        base_year = shapes.DECADES.at(spread(number, 1, self.seed)) + rng.randrange(4)
        taste = {name: tuple(rng.sample(pool, min(len(pool), 7))) for name, pool in shapes.STYLES_OF.items()}
        artists = [
            self._scene_artist(rng, number * ARTISTS_A_SCENE + i, home, city, country, base_year + rng.randrange(-3, 9))
            for i in range(ARTISTS_A_SCENE)
        ]
        _form_groups(rng, artists)
        _form_aliases(self.seed, number, rng, artists)
        labels = _scene_labels(rng, self, number, city, country, base_year)
        scene = Scene(number, city, country, genre, taste, base_year, artists, labels, [])
        scene.masters = [self._master(rng, scene, i) for i in range(MASTERS_A_SCENE)]
        return scene

    def _scene_artist(self, rng: Random, index: int, home: str, city: str, country: str, year: int) -> Artist:
        is_group = spread(index, 3, self.seed) < shapes.GROUP_ARTIST
        artist = self._person(rng, FIRST_ID + index, home, country, index=index, year=year)
        if is_group:
            ascii_only = artist.name.isascii()
            given, _, family = (artist.realname or artist.name).partition(" ")
            artist.name = names.band_name(rng, city, given, family or given, ascii_only=ascii_only)
            artist.is_group = True
            artist.realname = ""
        elif rng.random() < 0.12 and artist.name.isascii():
            artist.name = names.alias_name(rng)
        if rng.random() < 0.06:
            artist.name = f"{artist.name} ({rng.randrange(2, 12)})"
        return artist

    def _person(self, rng: Random, artist_id: int, home: str, country: str, *, index: int, year: int) -> Artist:
        ascii_only = spread(index, 4, self.seed) >= shapes.NON_ASCII_ARTIST
        tongue = names.pick_tongue(rng, home, ascii_only=ascii_only)
        given, family = names.person_name(rng, tongue)
        name = names.written(given, family, tongue)
        variations = list(
            dict.fromkeys(names.variation(rng, given, family, tongue) for _ in range(shapes.NAME_VARIATIONS.at(spread(index, 5, self.seed))))
        )
        profile = [rng.choice(PROFILE_SENTENCES_POOL) for _ in range(shapes.PROFILE_SENTENCES.at(spread(index, 6, self.seed)))]
        span = int(rng.expovariate(1 / 14)) + 1
        ended = year + span if year + span < LAST_YEAR - 2 else None
        realname = name if rng.random() < 0.135 else ""
        return Artist(artist_id, name, realname, False, country, year, ended, variations, profile, shapes.URLS.at(spread(index, 7, self.seed)))

    def _master(self, rng: Random, scene: Scene, i: int) -> Master:
        artist = favourite(rng, scene.artists)
        genres = GENRE_SETS_OF[scene.genre].at(rng.random())
        styles = tuple(rng.sample(scene.styles[genres[0]], min(len(scene.styles[genres[0]]), 1 + rng.randrange(3))))
        year = min(LAST_YEAR, max(scene.base_year, artist.first_year + rng.randrange(6))) if rng.random() > 0.038 else 0
        return Master(FIRST_ID + scene.number * MASTERS_A_SCENE + i, names.title(rng), artist.ref, genres, styles, year)


def _hub(artist_id: int, name: str) -> Artist:
    return Artist(artist_id, name, "", False, "", 1950, None, [], [], 0)


def _major(rng: Random, label_id: int) -> Label:
    name = "Not On Label" if label_id == 1 else f"{names.label_name(rng, 'Union')} International"
    city, country, _ = rng.choice(CITIES)
    return Label(label_id, name, city, country, 1930 + rng.randrange(40), name[:3].upper().replace(" ", ""))


def _form_groups(rng: Random, artists: list[Artist]) -> None:
    people = [artist for artist in artists if not artist.is_group]
    for group in (artist for artist in artists if artist.is_group):
        for member in rng.sample(people, min(len(people), rng.choice((2, 3, 3, 4, 4, 5, 6)))):
            group.members.append(member.ref)
            member.groups.append(group.ref)


def _form_aliases(seed: int, number: int, rng: Random, artists: list[Artist]) -> None:
    people = [artist for artist in artists if not artist.is_group]
    for i, artist in enumerate(people):
        wanted = shapes.ALIASES.at(spread(number * ARTISTS_A_SCENE + i, 8, seed))
        for other in rng.sample(people, min(wanted, len(people) - 1)):
            if other is not artist and other.ref not in artist.aliases:
                artist.aliases.append(other.ref)
                other.aliases.append(artist.ref)


def _scene_labels(rng: Random, world: World, number: int, city: str, country: str, year: int) -> list[Label]:
    labels = []
    for i in range(LABELS_A_SCENE - number % 2):
        name = names.label_name(rng, city)
        labels.append(
            Label(FIRST_ID + number * LABELS_A_SCENE + i, name, city, country, year - rng.randrange(5), "".join(w[0] for w in name.split()))
        )
    for label in labels[2:]:
        if rng.random() < shapes.LABEL_WITH_PARENT * 1.35:
            parent = labels[0] if rng.random() < 0.6 else rng.choice(world.majors)
            if rng.random() < shapes.PARENT_WITHOUT_ID:
                label.parent = Ref("", parent.name)
                continue
            label.parent = parent.ref
            if parent is labels[0]:
                parent.sublabels.append(label.ref)
    return labels


def favourite[T](rng: Random, items: list[T]) -> T:
    """One item, the first ones far more often: a scene has its leaders."""
    return items[int(len(items) * rng.random() ** 2.2)]
