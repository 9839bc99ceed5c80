"""The four Discogs dump files: one record a line start, text as the real dumps write it, gzip, a CHECKSUM file."""

from collections.abc import Callable, Iterator
import hashlib
from pathlib import Path
from typing import Any, BinaryIO, Final, cast
from xml.sax.saxutils import escape

from isal import igzip

from utilities.sample.month import Month
from utilities.sample.releases import link_main_releases, releases
from utilities.sample.world import Artist, Label, Master, Ref, Release, Scene, World


FILE_NAME: Final = "discogs_{date}_{kind}.xml.gz"
CHECKSUM_NAME: Final = "discogs_{date}_CHECKSUM.txt"
KINDS: Final = ("artists", "labels", "masters", "releases")
_QUOTED: Final = {'"': "&quot;"}


def write_dump(world: World, month: Month, folder: Path, progress: Callable[[str, int], None]) -> dict[str, int]:
    """Write the four files and their checksums into `folder`.

    Returns:
        Records a kind.
    """
    folder.mkdir(parents=True, exist_ok=True)
    counts, sums = {}, []
    for kind in KINDS:
        path = folder / FILE_NAME.format(date=month.date, kind=kind)
        counts[kind] = _write_file(path, kind, _records(world, month, kind), progress)
        with path.open("rb") as file:
            sums.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()} {path.name}\n")
    (folder / CHECKSUM_NAME.format(date=month.date)).write_text("".join(sums), encoding="utf-8")
    return counts


def igzip_file(raw: BinaryIO) -> BinaryIO:
    """A gzip writer without name and time in its header, so that the same records give the same bytes."""
    return cast("BinaryIO", igzip.IGzipFile(filename="", mode="wb", fileobj=raw, compresslevel=2, mtime=0))  # type: ignore[no-untyped-call]  # isal has no types


def _write_file(path: Path, kind: str, records: Iterator[str], progress: Callable[[str, int], None]) -> int:
    count = 0
    with path.open("wb") as raw, igzip_file(raw) as file:
        file.write(f"<{kind}>\n".encode())
        lines: list[str] = []
        for record in records:
            count += 1
            lines.append(record)
            if len(lines) == 500:
                file.write("\n".join(lines).encode() + b"\n")
                lines.clear()
                progress(kind, count)
        if lines:
            file.write("\n".join(lines).encode() + b"\n")
        file.write(f"</{kind}>\n".encode())
    progress(kind, count)
    return count


def _records(world: World, month: Month, kind: str) -> Iterator[str]:
    write = _XML_OF[kind]
    if kind == "artists":
        yield from (write(artist) for artist in world.hub_artists())
    if kind == "labels":
        yield from (write(label) for label in world.majors)
    for number in range(world.scene_count):
        for record in _scene_records(world, world.scene(number), kind):
            kept = month.version(kind, record)
            if kept is not None:
                yield write(kept)


def _scene_records(world: World, scene: Scene, kind: str) -> Iterator[Artist | Label | Master | Release]:
    if kind == "artists":
        yield from scene.artists
    elif kind == "labels":
        yield from scene.labels
    elif kind == "releases":
        yield from releases(world, scene)
    else:
        link_main_releases(world, scene)
        yield from (master for master in scene.masters if master.main_release)


def text(name: str, value: str) -> str:
    """An element with text, self-closed when empty, as the dumps do it."""
    return f"<{name}>{escape(value).replace('\r', '&#13;')}</{name}>" if value else f"<{name}/>"


def attribute(value: str) -> str:
    """An attribute's value with its quotes."""
    return f'"{escape(value, _QUOTED)}"'


def _named(container: str, element: str, refs: list[Ref]) -> str:
    if not refs:
        return ""
    inner = "".join(f"<{element} id={attribute(ref.id)}>{escape(ref.name)}</{element}>" for ref in refs)
    return f"<{container}>{inner}</{container}>"


def artist_xml(artist: Artist) -> str:
    """One artist record."""
    profile = text("profile", _with_breaks([_introduction(artist), *artist.profile])) if artist.profile else ""
    urls = "".join(f"<url>https://artist-{artist.id}.example.org/{'news' if i else ''}{i or ''}</url>" for i in range(artist.urls))
    variations = "".join(text("name", name) for name in artist.variations)
    return (
        f"<artist><id>{artist.id}</id>{text('name', artist.name)}{text('realname', artist.realname) if artist.realname else ''}{profile}"
        f"<data_quality>Needs Vote</data_quality>{f'<urls>{urls}</urls>' if urls else ''}"
        f"{f'<namevariations>{variations}</namevariations>' if variations else ''}{_named('aliases', 'name', artist.aliases)}"
        f"{_named('members', 'name', artist.members)}{_named('groups', 'name', artist.groups)}</artist>"
    )


def _introduction(artist: Artist) -> str:
    what = "Group" if artist.is_group else "Musician"
    with_whom = f" with [a={artist.members[0].name}]" if artist.members else ""
    return f"{what} from {artist.country or 'many places'}{with_whom}, active since {artist.first_year}."


def _with_breaks(sentences: list[str]) -> str:
    return "\r\n".join(sentences)


def label_xml(label: Label) -> str:
    """One label record."""
    parent = ""
    if label.parent:
        parent = f"<parentLabel id={attribute(label.parent.id)}>" if label.parent.id else "<parentLabel>"
        parent += f"{escape(label.parent.name)}</parentLabel>"
    contact = text("contactinfo", f"{label.name}\r\n{label.id % 90 + 1} Example Street\r\n{label.city}") if label.id % 8 == 0 else ""
    profile = text("profile", f"Label from {label.city}, {label.country}, since {label.first_year}.") if label.id % 4 == 0 else ""
    return (
        f"<label><id>{label.id}</id>{text('name', label.name)}{contact}{profile}{parent}<data_quality>Needs Vote</data_quality>"
        f"{_named('sublabels', 'label', label.sublabels)}</label>"
    )


def _plain_list(container: str, element: str, values: tuple[str, ...]) -> str:
    return f"<{container}>{''.join(text(element, value) for value in values)}</{container}>" if values else f"<{container}/>"


def master_xml(master: Master) -> str:
    """One master record."""
    return (
        f'<master id="{master.id}"><main_release>{master.main_release}</main_release><artists>{_credit(master.artist)}</artists>'
        f"{_plain_list('genres', 'genre', master.genres)}{_plain_list('styles', 'style', master.styles)}<year>{master.year}</year>"
        f"{text('title', master.title)}<data_quality>Needs Vote</data_quality></master>"
    )


def _credit(ref: Ref, role: str = "") -> str:
    return f"<artist>{f'<id>{ref.id}</id>' if ref.id else ''}{text('name', ref.name)}{text('role', role) if role else ''}</artist>"


def release_xml(release: Release) -> str:
    """One release record."""
    labels = "".join(f"<label catno={attribute(number)} name={attribute(ref.name)} id={attribute(ref.id)}/>" for ref, number in release.labels)
    credits_ = "".join(_credit(ref, role) for ref, role in release.credits)
    formats = "".join(
        f'<format text="" name={attribute(name)} qty="{quantity}">{_plain_list("descriptions", "description", about)}</format>'
        for name, quantity, about in release.formats
    )
    tracks = "".join(
        f"<track>{text('position', position)}{text('title', title)}{text('duration', duration)}{_track_credits(people)}</track>"
        for position, title, duration, people in release.tracks
    )
    identifiers = "".join(
        f"<identifier type={attribute(kind)}{f' description={attribute(about)}' if about else ''} value={attribute(value)}/>"
        for kind, about, value in release.identifiers
    )
    companies = "".join(
        f"<company><id>{ref.id}</id>{text('name', ref.name)}<entity_type>{code}</entity_type>{text('entity_type_name', role)}"
        f"<resource_url>https://api.discogs.com/labels/{ref.id}</resource_url></company>"
        for ref, code, role in release.companies
    )
    master = f'<master_id is_main_release="false">{release.master_id}</master_id>' if release.master_id else ""
    return (
        f'<release id="{release.id}"><artists>{"".join(_credit(ref) for ref in release.artists)}</artists>{text("title", release.title)}'
        f"<labels>{labels}</labels>{f'<extraartists>{credits_}</extraartists>' if credits_ else ''}<formats>{formats}</formats>"
        f"{_plain_list('genres', 'genre', release.genres)}{_plain_list('styles', 'style', release.styles)}{text('country', release.country)}"
        f"{text('released', release.released) if release.released else ''}{text('notes', _with_breaks(release.notes)) if release.notes else ''}"
        f"{master}<data_quality>{release.quality}</data_quality><tracklist>{tracks}</tracklist>"
        f"{f'<identifiers>{identifiers}</identifiers>' if identifiers else '<identifiers/>'}"
        f"{f'<companies>{companies}</companies>' if companies else '<companies/>'}</release>"
    )


def _track_credits(people: list[tuple[Ref, str]]) -> str:
    return f"<extraartists>{''.join(_credit(ref, role) for ref, role in people)}</extraartists>" if people else ""


_XML_OF: Final[dict[str, Callable[[Any], str]]] = {"artists": artist_xml, "labels": label_xml, "masters": master_xml, "releases": release_xml}
