"""MusicBrainz dump files of the same world: JSON lines, xz, with links to the Discogs records."""

from collections.abc import Callable, Iterator
import hashlib
import lzma
from pathlib import Path
from typing import Any, Final
import uuid

import orjson

from utilities.sample.month import Month
from utilities.sample.releases import link_main_releases, releases
from utilities.sample.world import Artist, Label, Master, Release, World


ENTITIES: Final = ("artist", "label", "release-group", "release")
KNOWN: Final = {"artist": 0.5, "label": 0.5, "release-group": 0.95, "release": 0.5}
"""Share of Discogs records that MusicBrainz has too."""
LINKED: Final = 0.8
"""Share of those whose entry links to the Discogs record."""


def mbid(seed: int, kind: str, number: int) -> str:
    """The made-up MusicBrainz id of an entity, the same whenever it is asked for."""
    return str(uuid.UUID(bytes=hashlib.md5(f"{seed}:{kind}:{number}".encode(), usedforsecurity=False).digest(), version=4))


def is_known(kind: str, number: int, *, share: float) -> bool:
    """Whether MusicBrainz has the record, given the share that it has."""
    return (number * 0.5497004779) % 1.0 < (share if share < 1 else 1.0) * KNOWN[kind] or share >= 1


def write_dump(world: World, month: Month, folder: Path, share: float, progress: Callable[[str, int], None]) -> dict[str, int]:
    """Write `<entity>.jsonl.xz` for the four entities into `folder`.

    Args:
        share: 1.0 puts every record into MusicBrainz, and links it; below that the usual shares are scaled by it (0.99: as usual).

    Returns:
        Lines an entity.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return {entity: _write_file(folder / f"{entity}.jsonl.xz", entity, _lines(world, month, entity, share), progress) for entity in ENTITIES}


def _write_file(path: Path, entity: str, lines: Iterator[dict[str, Any]], progress: Callable[[str, int], None]) -> int:
    count = 0
    with lzma.open(path, "wb", preset=0) as file:
        for line in lines:
            file.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
            count += 1
            if count % 1000 == 0:
                progress(f"musicbrainz {entity}", count)
    progress(f"musicbrainz {entity}", count)
    return count


def _lines(world: World, month: Month, entity: str, share: float) -> Iterator[dict[str, Any]]:
    for number in range(world.scene_count):
        scene = world.scene(number)
        if entity == "artist":
            records: Iterator[tuple[str, Any]] = (("artists", artist) for artist in scene.artists)
        elif entity == "label":
            records = (("labels", label) for label in scene.labels)
        elif entity == "release-group":
            link_main_releases(world, scene)
            records = (("masters", master) for master in scene.masters if master.main_release)
        else:
            records = (("releases", release) for release in releases(world, scene))
        for kind, record in records:
            if is_known(entity, record.id, share=share) and month.version(kind, record) is not None:
                yield _LINE[entity](world.seed, record, share)


def _relation(kind: str, target_type: str, target: dict[str, Any], **more: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "type": kind,
        "target-type": target_type,
        "direction": "forward",
        "begin": None,
        "end": None,
        "ended": False,
        "attributes": [],
    }
    return base | {target_type: target} | more


def _links(seed: int, entity: str, kind: str, record_id: int, share: float) -> list[dict[str, Any]]:
    if share < 1 and (record_id * 0.3819660113) % 1.0 >= LINKED:
        return []
    url = f"https://www.discogs.com/{kind}/{record_id}"
    found = [_relation("discogs", "url", {"id": mbid(seed, f"url-{entity}", record_id), "resource": url})]
    if record_id % 3 == 0:
        found.append(
            _relation("wikidata", "url", {"id": mbid(seed, f"wiki-{entity}", record_id), "resource": f"https://example.org/wiki/Q{record_id}"})
        )
    return found


def _area(country: str) -> dict[str, Any] | None:
    return {"id": mbid(0, "area", len(country)), "name": country, "sort-name": country} if country else None


def _artist(seed: int, artist: Artist, share: float) -> dict[str, Any]:
    relations = _links(seed, "artist", "artist", artist.id, share)
    for members, direction in ((artist.members, "backward"), (artist.groups, "forward")):
        for ref in members:
            if is_known("artist", int(ref.id), share=share):
                target = {"id": mbid(seed, "artist", int(ref.id)), "name": ref.name, "sort-name": ref.name}
                begin = str(artist.first_year + 1)
                relations.append(_relation("member of band", "artist", target, direction=direction, attributes=["guitar"], begin=begin))
    return {
        "id": mbid(seed, "artist", artist.id),
        "name": artist.name,
        "sort-name": ", ".join(reversed(artist.name.split(" ", 1))),
        "type": "Group" if artist.is_group else "Person",
        "gender": None if artist.is_group else ("Female", "Male", "Non-binary", None)[artist.id % 4],
        "life-span": {
            "begin": str(artist.first_year),
            "end": str(artist.last_year) if artist.last_year else None,
            "ended": artist.last_year is not None,
        },
        "area": _area(artist.country),
        "begin-area": None,
        "end-area": None,
        "disambiguation": "",
        "aliases": [{"name": name, "sort-name": name, "locale": None, "type": None, "primary": None} for name in artist.variations[:5]],
        "tags": [],
        "relations": relations,
    }


def _label(seed: int, label: Label, share: float) -> dict[str, Any]:
    return {
        "id": mbid(seed, "label", label.id),
        "name": label.name,
        "type": "Original Production",
        "label-code": label.id % 90_000 if label.id % 5 == 0 else None,
        "life-span": {"begin": str(label.first_year), "end": None, "ended": False},
        "area": _area(label.country),
        "disambiguation": "",
        "relations": _links(seed, "label", "label", label.id, share),
    }


def _release_group(seed: int, master: Master, share: float) -> dict[str, Any]:
    return {
        "id": mbid(seed, "release-group", master.id),
        "title": master.title,
        "primary-type": ("Album", "EP", "Single")[master.id % 3],
        "secondary-types": ["Live"] if master.id % 11 == 0 else [],
        "first-release-date": str(master.year or ""),
        "disambiguation": "",
        "relations": _links(seed, "release-group", "master", master.id, share),
    }


def _release(seed: int, release: Release, share: float) -> dict[str, Any]:
    barcode = next((value for kind, _, value in release.identifiers if kind == "Barcode"), None)
    group = {"id": mbid(seed, "release-group", release.master_id), "title": release.title} if release.master_id else None
    return {
        "id": mbid(seed, "release", release.id),
        "title": release.title,
        "disambiguation": "",
        "status": "Official",
        "date": release.released,
        "barcode": barcode,
        "release-group": group,
        "aliases": [],
        "tags": [],
        "relations": _links(seed, "release", "release", release.id, share),
    }


_LINE: Final[dict[str, Callable[[int, Any, float], dict[str, Any]]]] = {
    "artist": _artist,
    "label": _label,
    "release-group": _release_group,
    "release": _release,
}
