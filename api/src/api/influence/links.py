"""From rows of the graph to links, in the direction of a search. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from api.influence.chains import MAX_GAP_YEARS, MEMBER_WEIGHT, Link, credit_weight, label_weight
from api.influence.models import Direction, LinkKind


type LabelDebut = Sequence[Any]
"""[label, its releases, first year there, first release there]"""


def _ends(artist: str, other: str, direction: Direction) -> tuple[str, str]:
    return (artist, other) if direction is Direction.FROM else (other, artist)


def member_links(rows: Iterable[Mapping[str, Any]], direction: Direction, current_year: int) -> dict[str, list[Link]]:
    """Links by artist of `queries.MEMBERS`: since MusicBrainz' begin of the membership, else since the group's first release."""
    links: dict[str, list[Link]] = {}
    for row in rows:
        first_year = year_of(row["begin_date"], current_year) or row["band_first_year"]
        if first_year is None:
            continue
        source, target = _ends(row["id"], row["other"], direction)
        last_year = year_of(row["end_date"], current_year) or row["band_last_year"]
        links.setdefault(row["id"], []).append(
            Link(
                kind=LinkKind.MEMBER_OF,
                source=source,
                target=target,
                first_year=first_year,
                last_year=last_year if last_year is not None and last_year >= first_year else None,
                weight=MEMBER_WEIGHT,
                who=row["id"] if row["is_member"] else row["other"],
            )
        )
    return links


def credit_links(rows: Iterable[Mapping[str, Any]], direction: Direction) -> dict[str, list[Link]]:
    """Links by artist of `queries.CREDITS`."""
    links: dict[str, list[Link]] = {}
    for row in rows:
        for other, credited, is_craft, releases, first_year, last_year, release_ids, roles in row["links"]:
            source, target = _ends(row["id"], other, direction)
            links.setdefault(row["id"], []).append(
                Link(
                    kind=LinkKind.CREDIT,
                    source=source,
                    target=target,
                    first_year=first_year,
                    last_year=last_year,
                    weight=credit_weight(releases, is_craft=is_craft),
                    release_count=releases,
                    release_ids=tuple(release_ids),
                    who=credited,
                    roles=tuple(roles),
                )
            )
    return links


def within_budget(artists: Sequence[str], sizes: Mapping[str, int], budget: int) -> list[str]:
    """Those artists, in their order, that have few enough releases together: one that does not fit is passed over."""
    chosen: list[str] = []
    for artist in artists:
        if sizes.get(artist, 0) <= budget:
            budget -= sizes.get(artist, 0)
            chosen.append(artist)
    return chosen


def chosen_labels(labels_of: Mapping[str, Sequence[LabelDebut]], budget: int) -> tuple[set[str], bool]:
    """Labels whose artists are looked up, smallest first within a budget of releases; and whether any had to be left out."""
    sizes = {label: size for debuts in labels_of.values() for label, size, _, _ in debuts}
    chosen: set[str] = set()
    for label in sorted(sizes, key=lambda key: (sizes[key], key)):
        budget -= sizes[label]
        if budget < 0:
            return chosen, True
        chosen.add(label)
    return chosen, False


def spans(labels_of: Mapping[str, Sequence[LabelDebut]], chosen: set[str], direction: Direction) -> list[list[Any]]:
    """[label, from year, to year] in which an artist must have come to the label to be linked to one of these."""
    years: dict[str, list[int]] = {}
    for debuts in labels_of.values():
        for label, _, since, _ in debuts:
            if label in chosen:
                years.setdefault(label, []).append(since)
    before, after = (0, MAX_GAP_YEARS) if direction is Direction.FROM else (MAX_GAP_YEARS, 0)
    return [[label, min(found) - before, max(found) + after] for label, found in sorted(years.items())]


def label_links(labels_of: Mapping[str, Sequence[LabelDebut]], arrivals: Iterable[Mapping[str, Any]], direction: Direction) -> dict[str, list[Link]]:
    """Links by artist: from each artist of a label to those that came there up to five years later."""
    arrived = {row["label"]: row for row in arrivals}
    links: dict[str, list[Link]] = {}
    for artist, debuts in labels_of.items():
        for label, _, since, release_id in debuts:
            row = arrived.get(label)
            for other, other_since, other_release in row["arrivals"] if row else ():
                gap = other_since - since if direction is Direction.FROM else since - other_since
                if other == artist or not 0 <= gap <= MAX_GAP_YEARS:
                    continue
                source, target = _ends(artist, other, direction)
                first_releases = (release_id, other_release) if direction is Direction.FROM else (other_release, release_id)
                links.setdefault(artist, []).append(
                    Link(
                        kind=LinkKind.LABEL,
                        source=source,
                        target=target,
                        first_year=max(since, other_since),
                        last_year=None,
                        weight=label_weight(gap, row["artists"] if row else 1),
                        release_count=len(set(first_releases)),
                        release_ids=tuple(dict.fromkeys(first_releases)),
                        label=label,
                    )
                )
    return links


def in_words(link: Link, names: Mapping[str, str], label_names: Mapping[str, str]) -> str:
    """The link as a sentence."""
    source, target = _name(names, link.source), _name(names, link.target)
    match link.kind:
        case LinkKind.MEMBER_OF:
            group = target if link.who == link.source else source
            member = source if link.who == link.source else target
            return f"{member} is or was a member of {group}, since {link.first_year}."
        case LinkKind.CREDIT:
            credited, by = (source, target) if link.who == link.source else (target, source)
            count = "1 release" if link.release_count == 1 else f"{link.release_count} releases"
            roles = f" ({', '.join(link.roles)})" if link.roles else ""
            return f"{credited} is credited on {count} of {by} from {_years(link)}{roles}."
        case LinkKind.LABEL:
            label = label_names.get(link.label or "") or f"label {link.label}"
            return f"{target} came to {label} in {link.first_year}, at most {MAX_GAP_YEARS} years after {source}."


def year_of(date: Any, current_year: int) -> int | None:
    """Year of a MusicBrainz date (`1987`, `1987-05`)."""
    text = str(date or "")[:4]
    year = int(text) if len(text) == 4 and text.isascii() and text.isdigit() else 0
    return year if 0 < year <= current_year + 1 else None


def _name(names: Mapping[str, str], artist: str) -> str:
    return names.get(artist) or f"artist {artist}"


def _years(link: Link) -> str:
    return str(link.first_year) if link.last_year in (None, link.first_year) else f"{link.first_year} to {link.last_year}"
