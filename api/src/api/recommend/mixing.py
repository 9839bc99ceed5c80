"""How signals become one list of recommended releases. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Final


WEIGHTS: Final[Mapping[str, float]] = {"artist": 0.35, "label": 0.25, "blindspot": 0.25, "obscurity": 0.15}
CANDIDATES: Final = 50
"""Releases taken of each signal."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A release that a signal brought up, how strongly, and why."""

    release_id: str
    raw: float
    reason: str


@dataclass(slots=True)
class Scored:
    """A release with its score, 0 to 1, and the reasons for it."""

    release_id: str
    score: float = 0.0
    reasons: list[str] = field(default_factory=list)


def by_artists(copies: Mapping[str, int], releases: Mapping[str, Sequence[str]]) -> list[Candidate]:
    """Releases of collected artists: each as strong as its artists together are collected.

    Args:
        copies: Collected releases by artist.
        releases: Releases by artist.
    """
    raw: dict[str, int] = {}
    for artist, found in releases.items():
        for release in found:
            raw[release] = raw.get(release, 0) + copies[artist]
    return _strongest(Candidate(release, count, f"artist: collected {count} releases") for release, count in raw.items())


def by_labels(labels: Sequence[tuple[str, str, int]], releases: Mapping[str, Sequence[str]]) -> list[Candidate]:
    """Releases on collected labels, taken in turn so that the largest label does not fill the list.

    Args:
        labels: Id, name and collected releases, most first.
        releases: Releases by label id.
    """
    taken: dict[str, Candidate] = {}
    rounds = zip_longest(*([(name, copies, release) for release in releases.get(key, ())] for key, name, copies in labels))
    for entry in (entry for one_round in rounds for entry in one_round if entry is not None):
        name, copies, release = entry
        taken.setdefault(release, Candidate(release, copies, f"label: {name} (top label)"))
    return list(taken.values())[:CANDIDATES]


def by_blind_spots(overlaps: Mapping[str, int], releases: Mapping[str, Sequence[str]]) -> list[Candidate]:
    """Releases of genres that the user's artists work in and the user owns nothing of, by the number of these artists."""
    best: dict[str, Candidate] = {}
    for genre in sorted(overlaps, key=lambda genre: (-overlaps[genre], genre)):
        for release in releases.get(genre, ()):
            best.setdefault(release, Candidate(release, overlaps[genre], f"blind_spot: {genre}"))
    return _strongest(best.values())


def obscurity(owners: Mapping[str, tuple[int | None, int]], ids: Iterable[str]) -> dict[str, float]:
    """1 for what hardly anybody owns, 0 for what most own of all these and for what nothing is known of.

    Args:
        owners: By release: owners on Discogs if known, owners here. Those on Discogs count wherever any is known.
    """
    known = {release: have for release, (have, _) in owners.items() if have is not None} or {release: users for release, (_, users) in owners.items()}
    most = max(known.values(), default=0)
    return {release: 1 - known.get(release, most) / most if most else 0.0 for release in ids}


def mix(signals: Mapping[str, Sequence[Candidate]], owners: Mapping[str, tuple[int | None, int]]) -> list[Scored]:
    """Weighted sum of the signals, each measured by its strongest candidate; equal scores by id."""
    scored: dict[str, Scored] = {}
    for signal, candidates in signals.items():
        strongest = max((candidate.raw for candidate in candidates), default=0)
        for candidate in candidates:
            one = scored.setdefault(candidate.release_id, Scored(candidate.release_id))
            one.score += WEIGHTS[signal] * candidate.raw / strongest
            one.reasons.append(candidate.reason)
    for release, share in obscurity(owners, scored).items():
        scored[release].score += WEIGHTS["obscurity"] * share
    return ordered(scored.values())


def alone(candidates: Sequence[Candidate]) -> list[Scored]:
    """One signal, measured by its strongest candidate."""
    strongest = max((candidate.raw for candidate in candidates), default=0)
    return ordered(Scored(candidate.release_id, candidate.raw / strongest, [candidate.reason]) for candidate in candidates)


def ordered(scored: Iterable[Scored]) -> list[Scored]:
    """Best first by the rounded score, then by id."""
    rounded = [Scored(one.release_id, round(one.score, 4), one.reasons) for one in scored]
    return sorted(rounded, key=lambda one: (-one.score, one.release_id))


def _strongest(candidates: Iterable[Candidate]) -> list[Candidate]:
    return sorted(candidates, key=lambda candidate: (-candidate.raw, candidate.release_id))
