"""Entities as Markdown, from what the API says of them. What is absent is left out."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final


MOST_TRACKS: Final = 100
MOST_CREDITS: Final = 60


def artist_text(artist: Mapping[str, Any]) -> str:
    """An artist."""
    lines = [f"# {artist.get('name', '')}", f"Artist {artist.get('id', '')} on Discogs."]
    lines += _fact("Real name", artist.get("real_name"))
    lines += _fact("Years", _span(artist.get("first_year"), artist.get("last_year")))
    for title, key in (("Genres", "genres"), ("Styles", "styles"), ("Members", "members"), ("Groups", "groups"), ("Aliases", "aliases")):
        lines += _fact(title, _names(artist.get(key)))
    return _joined(lines, artist.get("profile_text") or artist.get("profile"))


def label_text(label: Mapping[str, Any]) -> str:
    """A label."""
    parent = label.get("parent")
    lines = [f"# {label.get('name', '')}", f"Label {label.get('id', '')} on Discogs."]
    lines += _fact("Years", _span(label.get("first_year"), label.get("last_year")))
    lines += _fact("Parent", parent.get("name") if isinstance(parent, Mapping) else None)
    lines += _fact("Sublabels", _names(label.get("sublabels")))
    return _joined(lines, label.get("profile_text") or label.get("profile"))


def release_text(release: Mapping[str, Any]) -> str:
    """A release, with its tracks and credits."""
    labels = [" ".join(filter(None, (each.get("name"), each.get("catno")))) for each in _maps(release.get("labels"))]
    lines = [f"# {_names(release.get('artists')) or 'Unknown artist'} – {release.get('title', '')}", f"Release {release.get('id', '')} on Discogs."]
    lines += _fact("Released", ", ".join(str(part) for part in (release.get("released"), release.get("country")) if part))
    lines += _fact("Labels", "; ".join(labels))
    lines += _fact("Formats", "; ".join(_format(each) for each in _maps(release.get("formats"))))
    tracks = [_track(each) for each in _maps(release.get("tracks"))]
    if tracks:
        lines += ["", "## Tracks", *tracks[:MOST_TRACKS]]
    credits = [_credit(each) for each in _credits(release.get("credits"))]
    if credits:
        lines += ["", "## Credits", *credits[:MOST_CREDITS]]
    return _joined(lines, release.get("notes"))


def _joined(lines: Sequence[str], text: object) -> str:
    parts = list(lines)
    if isinstance(text, str) and text.strip():
        parts += ["", text.strip()]
    return "\n".join(parts) + "\n"


def _fact(title: str, value: str | None) -> list[str]:
    return [f"- {title}: {value}"] if value else []


def _span(first: object, last: object) -> str | None:
    years = [str(year) for year in dict.fromkeys((first, last)) if year]
    return "–".join(years) or None


def _maps(value: object) -> list[Mapping[str, Any]]:
    return [entry for entry in value if isinstance(entry, Mapping)] if isinstance(value, list) else []


def _names(value: object) -> str:
    entries: Iterable[Any] = value if isinstance(value, list) else []
    names = [entry.get("name") if isinstance(entry, Mapping) else entry for entry in entries]
    return ", ".join(str(name) for name in names if name)


def _format(entry: Mapping[str, Any]) -> str:
    quantity = entry.get("qty")
    parts = [f"{quantity} ×" if quantity not in (None, "", "1", 1) else "", str(entry.get("name") or ""), *map(str, entry.get("descriptions") or [])]
    return " ".join(part for part in parts if part)


def _track(track: Mapping[str, Any]) -> str:
    parts = (track.get("position"), track.get("title"), f"({track['duration']})" if track.get("duration") else None)
    return "- " + " ".join(str(part) for part in parts if part)


def _credits(value: object) -> list[Mapping[str, Any]]:
    """Credits as a list, or as a mapping of categories to lists."""
    if isinstance(value, Mapping):
        return [entry for entries in value.values() for entry in _maps(entries)]
    entries = _maps(value)
    nested = [inner for entry in entries for inner in _maps(entry.get("credits"))]
    return nested or entries


def _credit(entry: Mapping[str, Any]) -> str:
    return f"- {entry.get('role') or 'Credit'}: {entry.get('name') or ''}"
