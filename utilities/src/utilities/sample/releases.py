"""The releases of a scene: who plays, on which label, in which format, with which credits, tracks and numbers."""

from collections.abc import Iterator
from random import Random
from typing import Final

from utilities.sample import names, shapes
from utilities.sample.shapes import spread
from utilities.sample.vocabulary import COMPANY_ENDS, LABEL_WORDS, NOTE_SENTENCES_POOL
from utilities.sample.world import (
    FIRST_ID,
    GENRE_SETS_OF,
    LAST_YEAR,
    MASTERS_A_SCENE,
    RELEASES_A_SCENE,
    Artist,
    Master,
    Ref,
    Release,
    Scene,
    World,
    favourite,
)


_VERSIONS: Final = (15, 8, 5, 3, 2, 2, 1, 1)
"""How the versions of a scene's masters are shared out: one classic, some steady sellers, some that came out once."""


def releases(world: World, scene: Scene) -> Iterator[Release]:
    """All releases of a scene in id order. A master's first release in the scene becomes its main release."""
    rng = Random(f"{world.seed}:releases:{scene.number}")
    for k in range(world.releases_in(scene.number)):
        yield _release(world, scene, scene.number * RELEASES_A_SCENE + k, rng)


def link_main_releases(world: World, scene: Scene) -> None:
    """Point the scene's masters at the first release that is a version of them."""
    for release in releases(world, scene):
        if release.master_id:
            master = scene.masters[(release.master_id - FIRST_ID) % MASTERS_A_SCENE]
            master.main_release = master.main_release or release.id


def _release(world: World, scene: Scene, index: int, rng: Random) -> Release:
    seed = world.seed
    master = _master_of(scene, index, seed, rng)
    artists = _artists(world, scene, index, rng, master)
    year = _year(scene, index, rng, master)
    genres = GENRE_SETS_OF[scene.genre].at(spread(index, 9, seed))
    track_count = shapes.TRACKS.at(spread(index, 10, seed))
    title = master.title if master else names.title(rng)
    return Release(
        id=FIRST_ID + index,
        title=title,
        artists=artists,
        labels=_labels(world, scene, index, rng),
        credits=_credits(world, scene, shapes.CREDITS.at(spread(index, 11, seed)), index * 7, rng),
        formats=_formats(shapes.FORMATS.at(spread(index, 12, seed)), track_count, year, rng),
        genres=genres,
        styles=_styles(scene, genres, shapes.STYLES.at(spread(index, 13, seed)), rng),
        country=scene.country if rng.random() < 0.8 else rng.choice(("Europe", "US", "UK", "Germany", "Japan")),
        released=_date(year, index, seed, rng),
        notes=[rng.choice(NOTE_SENTENCES_POOL) for _ in range(shapes.NOTE_SENTENCES.at(spread(index, 14, seed)))],
        quality=shapes.DATA_QUALITY.at(rng.random()),
        master_id=master.id if master else 0,
        tracks=_tracks(world, scene, index, title, track_count, rng),
        identifiers=_identifiers(shapes.IDENTIFIERS.at(spread(index, 15, seed)), scene, rng),
        companies=_companies(world, scene, shapes.COMPANIES.at(spread(index, 16, seed)), rng),
    )


def _master_of(scene: Scene, index: int, seed: int, rng: Random) -> Master | None:
    if spread(index, 17, seed) >= shapes.HAS_MASTER:
        return None
    return rng.choices(scene.masters, _VERSIONS)[0]


def _artists(world: World, scene: Scene, index: int, rng: Random, master: Master | None) -> list[Ref]:
    count = shapes.RELEASE_ARTISTS.at(spread(index, 18, world.seed))
    # The collective name stands alone, so its share of links is its share of single-artist releases times their part of all links.
    if count == 1 and spread(index, 19, world.seed) < shapes.VARIOUS * 1.242 / 0.859:
        return [world.various.ref]
    chosen: dict[Ref, None] = {}
    if master:
        chosen[master.artist] = None
    while len(chosen) < count:
        draw = rng.random()
        if draw < shapes.STAR_ARTIST:
            artist: Artist = favourite(rng, world.stars)
        elif draw < 0.12:
            artist = rng.choice(_neighbour(world, scene, rng).artists)
        else:
            artist = favourite(rng, scene.artists)
        chosen[artist.ref] = None
    return list(chosen)


def _neighbour(world: World, scene: Scene, rng: Random) -> Scene:
    return world.scene((scene.number + rng.choice((-2, -1, 1, 2, 3))) % world.scene_count)


def _labels(world: World, scene: Scene, index: int, rng: Random) -> list[tuple[Ref, str]]:
    found: dict[Ref, str] = {}
    for i in range(shapes.RELEASE_LABELS.at(spread(index, 20, world.seed))):
        u = spread(index * 3 + i, 2, world.seed)
        label = world.majors[shapes.MAJOR_RANK.at(u / shapes.MAJOR_LABEL)] if u < shapes.MAJOR_LABEL else favourite(rng, scene.labels)
        form = rng.randrange(10)
        number = (
            "none" if form == 0 else f"{label.prefix}{rng.choice((' ', '-', ''))}{rng.randrange(1, 400):03d}{rng.choice(('', '', 'CD', 'LP', '-2'))}"
        )
        found.setdefault(label.ref, number)
    return list(found.items())


def _credits(world: World, scene: Scene, count: int, offset: int, rng: Random) -> list[tuple[Ref, str]]:
    found = []
    for i in range(count):
        draw = rng.random()
        person = (
            favourite(rng, world.busy)
            if draw < shapes.BUSY_PERSON
            else (scene if draw < 0.9 else _neighbour(world, scene, rng)).artists[rng.randrange(32)]
        )
        ref = person.ref
        if spread(offset + i, 21, world.seed) < shapes.CREDIT_WITHOUT_ID:
            ref = Ref("", ref.name)
        found.append((ref, shapes.CREDIT_ROLES.at(rng.random())))
    return found


def _formats(count: int, tracks: int, year: int | None, rng: Random) -> list[tuple[str, int, tuple[str, ...]]]:
    found = [_format(tracks, year or 1995, rng) for _ in range(count)]
    if count > 2:
        found.insert(0, ("Box Set", 1, ("Compilation", "Limited Edition")))
        found.pop()
    return found


def _format(tracks: int, year: int, rng: Random) -> tuple[str, int, tuple[str, ...]]:
    draw = rng.random()
    if year < 1958 and draw < 0.6:
        return "Shellac", 1, ('10"', "78 RPM")
    if year >= 2005 and draw < 0.28:
        return "File", 1, ("MP3", "Album" if tracks > 6 else "EP")
    if year >= 1986 and draw < 0.55:
        return (
            ("CDr" if draw > 0.51 else "CD"),
            max(1, tracks // 24),
            (("Album",) if tracks > 6 else ("Single",)) + (("Promo",) if rng.random() < 0.1 else ()),
        )
    if year >= 1968 and draw > 0.9:
        return "Cassette", 1, ("Album",)
    if tracks <= 2:
        return "Vinyl", 1, ('7"', "45 RPM", "Single")
    if tracks <= 5:
        return "Vinyl", 1, ('12"', rng.choice(("33 ⅓ RPM", "45 RPM")), "EP")
    return "Vinyl", max(1, tracks // 18), ("LP", "Album") + (("Reissue",) if rng.random() < 0.15 else ()) + (("Stereo",) if year < 1975 else ())


def _styles(scene: Scene, genres: tuple[str, ...], count: int, rng: Random) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for i in range(count):
        own = scene.styles[genres[i % len(genres)]]
        style = favourite(rng, list(own)) if rng.random() < 0.75 else rng.choice(shapes.STYLES_OF[genres[0]])
        for other in (style, *own, *(s for genre in ("Electronic", "Rock") for s in shapes.STYLES_OF[genre])):
            if other not in found:
                found[other] = None
                break
    return tuple(found)


def _year(scene: Scene, index: int, rng: Random, master: Master | None) -> int | None:
    if spread(index, 22, 0) < shapes.NO_YEAR:
        return None
    if master and master.year:
        return min(LAST_YEAR, master.year + (0 if rng.random() < 0.45 else int(rng.expovariate(1 / 7))))
    return min(LAST_YEAR, scene.base_year + int(rng.expovariate(1 / 5)))


def _date(year: int | None, index: int, seed: int, rng: Random) -> str:
    if year is None:
        return ""
    if spread(index, 23, seed) >= shapes.FULL_DATE:
        return str(year)
    draw = rng.random()
    month = rng.randrange(1, 13)
    if draw < 0.06:
        return f"{year}-00-00"
    return f"{year}-{month:02d}-00" if draw < 0.4 else f"{year}-{month:02d}-{rng.randrange(1, 29):02d}"


def _tracks(world: World, scene: Scene, index: int, title: str, count: int, rng: Random) -> list[tuple[str, str, str, list[tuple[Ref, str]]]]:
    spare = shapes.TRACK_CREDITS.at(rng.random())
    sides = count <= 24 and rng.random() < 0.5
    found = []
    for i in range(count):
        share = -(-spare // (count - i))
        spare -= share
        position = f"{'AB'[2 * i >= count]}{i % max(1, -(-count // 2)) + 1}" if sides else str(i + 1)
        duration = f"{rng.randrange(1, 9)}:{rng.randrange(60):02d}" if rng.random() < 0.6 else ""
        found.append((position, names.track_title(rng, title, i), duration, _credits(world, scene, share, index * 11 + i, rng)))
    return found


def _identifiers(count: int, scene: Scene, rng: Random) -> list[tuple[str, str, str]]:
    found = []
    for i in range(count):
        kind = shapes.IDENTIFIER_TYPES.at(rng.random()) if i else rng.choice(("Barcode", "Matrix / Runout"))
        if kind == "Barcode":
            value, about = f"{rng.randrange(10**12, 10**13 - 1)}", rng.choice(("", "Text", "Scanned"))
        elif kind == "Matrix / Runout":
            value, about = (
                f"{scene.city[:3].upper()}-{rng.randrange(100, 9999)}-{rng.choice('AB')}{rng.randrange(1, 4)}",
                f"Runout side {rng.choice('AB')}",
            )
        elif kind == "Label Code":
            value, about = f"LC {rng.randrange(1, 99999):05d}", ""
        else:
            value, about = rng.choice(("GEMA", "BIEM/STEMRA", "JASRAC", "SACEM", "IFPI L123", "PRS")), ""
        found.append((kind, about, value))
    return found


def _companies(world: World, scene: Scene, count: int, rng: Random) -> list[tuple[Ref, int, str]]:
    found = []
    for _ in range(count):
        code, role = shapes.COMPANY_ROLES.at(rng.random())
        if rng.random() < 0.6:
            company = (world.majors[shapes.MAJOR_RANK.at(rng.random())] if rng.random() < 0.5 else rng.choice(scene.labels)).ref
        else:
            number = rng.randrange(400)
            company = Ref(str(900_000 + number), f"{LABEL_WORDS[number % len(LABEL_WORDS)]} {COMPANY_ENDS[number % len(COMPANY_ENDS)]}")
        found.append((company, code, role))
    return found
