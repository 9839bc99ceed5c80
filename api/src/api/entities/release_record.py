"""From the stored record of a release or a master to what a page shows. Pure: names of what the text refers to come later."""

from collections.abc import Iterable
from typing import Any, Final

from api.entities.fields import (
    Record,
    attribute,
    entity_id,
    inner_texts,
    items,
    number,
    seconds,
    text,
    texts,
    web_address,
)
from api.entities.release_models import (
    ArtistCredit,
    Company,
    CreditGroup,
    Format,
    Identifier,
    ReleaseLabel,
    Series,
    SleeveCredit,
    Track,
    Video,
)
from common.domain.credit_roles import ALL_CATEGORIES, categorize_role


MAX_DEPTH: Final = 4
"""Sub-tracks of sub-tracks that are read; real records have one level."""


def artists(record: Record) -> list[ArtistCredit]:
    """Artists of a release, master or track, in order."""
    return [
        ArtistCredit(id=entity_id(item.get("id")), name=name, anv=text(item.get("anv")), join=text(item.get("join")))
        for item in items(record, "artists", "artist")
        if (name := text(item.get("name")) or text(item.get("anv")))
    ]


def credits(record: Record) -> list[SleeveCredit]:
    """Credits of a release or track, in order. A credit without a role is of the category `other`."""
    return [
        SleeveCredit(
            id=entity_id(item.get("id")),
            name=name,
            anv=text(item.get("anv")),
            role=(role := text(item.get("role"))),
            category=categorize_role(role or ""),
            tracks=text(item.get("tracks")),
        )
        for item in items(record, "extraartists", "artist")
        if (name := text(item.get("name")) or text(item.get("anv")))
    ]


def grouped(found: Iterable[SleeveCredit]) -> list[CreditGroup]:
    """Credits by category, in the order of categories; each keeps the order of the record."""
    groups: dict[str, list[SleeveCredit]] = {}
    for credit in found:
        groups.setdefault(credit.category, []).append(credit)
    return [CreditGroup(category=category, credits=groups[category]) for category in ALL_CATEGORIES if category in groups]


def labels(record: Record) -> list[ReleaseLabel]:
    """Labels of a release, with catalogue numbers; `none` is how Discogs says that there is no number."""
    return [
        ReleaseLabel(id=entity_id(attribute(item, "id")), name=name, catno=_catno(attribute(item, "catno")))
        for item in items(record, "labels", "label")
        if (name := attribute(item, "name"))
    ]


def formats(record: Record) -> list[Format]:
    """Carriers of a release."""
    found = []
    for item in items(record, "formats", "format"):
        medium = Format(
            name=attribute(item, "name"),
            qty=number(attribute(item, "qty")),
            descriptions=inner_texts(item, "descriptions", "description"),
            text=attribute(item, "text"),
        )
        if medium.name or medium.descriptions or medium.text:
            found.append(medium)
    return found


def format_line(found: Iterable[Format]) -> str | None:
    """The formats in one line, as catalogues print them: `2×Vinyl, LP, Album + CD`."""
    return " + ".join(line for medium in found if (line := _format(medium))) or None


def tracks(record: Record) -> list[Track]:
    """The tracklist."""
    return _tracks(record, "tracklist", depth=0)


def playable(found: Iterable[Track]) -> list[Track]:
    """What is played: no headings, and sub-tracks instead of their index."""
    return [track for line in found for track in (playable(line.sub_tracks) if line.sub_tracks else [line]) if track.kind == "track"]


def duration_s(found: Iterable[Track]) -> int | None:
    """Seconds of all tracks; an index may state what its sub-tracks do not. `None` when any is unknown, or there are none."""
    known = [_duration_s(track) for track in found if track.kind != "heading"]
    return None if not known or None in known else sum(part or 0 for part in known)


def companies(record: Record) -> list[Company]:
    """Companies behind a release."""
    return [
        Company(id=entity_id(item.get("id")), name=name, catno=_catno(text(item.get("catno"))), role=text(item.get("entity_type_name")))
        for item in items(record, "companies", "company")
        if (name := text(item.get("name")))
    ]


def series(record: Record) -> list[Series]:
    """Series that a release is part of."""
    return [
        Series(id=entity_id(attribute(item, "id")), name=name, number=attribute(item, "catno") or attribute(item, "number"))
        for item in items(record, "series", "series")
        if (name := attribute(item, "name"))
    ]


def identifiers(record: Record) -> list[Identifier]:
    """Barcodes, matrix numbers and the like."""
    found = []
    for item in items(record, "identifiers", "identifier"):
        one = Identifier(type=attribute(item, "type"), value=attribute(item, "value"), description=attribute(item, "description"))
        if one.value or one.description:
            found.append(one)
    return found


def videos(record: Record) -> list[Video]:
    """Linked videos; what is no web address is left out."""
    return [
        Video(url=url, title=text(item.get("title")), duration_s=number(attribute(item, "duration")))
        for item in items(record, "videos", "video")
        if (url := web_address(attribute(item, "src")))
    ]


def tags(record: Record, field: str, item: str) -> list[str]:
    """Genres or styles."""
    value: Any = record.get(field)
    return inner_texts(record, field, item) if isinstance(value, dict) else texts(value)


def _catno(value: str | None) -> str | None:
    return None if value is None or value.lower() == "none" else value


def _format(medium: Format) -> str:
    count = f"{medium.qty}×" if medium.qty is not None and medium.qty > 1 else ""
    return ", ".join(part for part in (count + (medium.name or ""), *medium.descriptions, medium.text) if part)


def _tracks(record: Record, field: str, depth: int) -> list[Track]:
    if depth >= MAX_DEPTH:
        return []
    lines = list(items(record, field, "track"))
    # A list without any position or duration has no headings: nobody wrote more down than titles.
    is_bare = not any(text(line.get("position")) or text(line.get("duration")) for line in lines)
    return [_track(line, depth, is_bare=is_bare) for line in lines]


def _track(item: Record, depth: int, *, is_bare: bool) -> Track:
    sub_tracks = _tracks(item, "sub_tracks", depth + 1)
    position, duration = text(item.get("position")), text(item.get("duration"))
    is_heading = position is None and duration is None and not is_bare
    return Track(
        kind="index" if sub_tracks else "heading" if is_heading else "track",
        position=position,
        title=text(item.get("title")) or text(item.get("name")),
        duration=duration,
        duration_s=seconds(duration),
        artists=artists(item),
        credits=credits(item),
        sub_tracks=sub_tracks,
    )


def _duration_s(track: Track) -> int | None:
    return track.duration_s if track.duration_s is not None else duration_s(track.sub_tracks)
