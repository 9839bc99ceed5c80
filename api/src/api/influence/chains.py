"""Chains of links that respect time, strongest first. Pure: who looks up links is the service.

A chain's links follow each other in time: no link's first year is before that of the link before it. Its score is the product of its
links' weights, so that every further link makes it weaker.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log10, prod
from typing import Final

from api.influence.models import Direction, LinkKind


MEMBER_WEIGHT: Final = 0.9
CREDIT_WEIGHT: Final = 0.8
LABEL_WEIGHT: Final = 0.6
CRAFT_PART: Final = 0.25
CRAFT_CATEGORIES: Final = ("mastering", "design", "management")
"""Credits that say little about the music: who cuts or paints a record works for everybody."""

HEAVIEST: Final = max(MEMBER_WEIGHT, CREDIT_WEIGHT, LABEL_WEIGHT)

MAX_GAP_YEARS: Final = 5
"""Between the first releases of two artists on a label, for it to link them."""

STATES_KEPT: Final = 3
"""Chains to one artist that are followed further: a weaker one may still lead on where the strongest ends too late."""


@dataclass(frozen=True, slots=True)
class Link:
    """What connects two artists, from the one that came first or may have given to the one that may have taken.

    Attributes:
        who: The member of a group, or the one that is credited.
    """

    kind: LinkKind
    source: str
    target: str
    first_year: int
    last_year: int | None
    weight: float
    release_count: int = 0
    release_ids: tuple[str, ...] = ()
    label: str | None = None
    who: str | None = None
    roles: tuple[str, ...] = ()


def credit_weight(releases: int, *, is_craft: bool = False) -> float:
    """More releases together, more weight: 0.4 for one, 0.6 for three, never quite 0.8. A quarter of it for mere craft."""
    return CREDIT_WEIGHT * releases / (releases + 1) * (CRAFT_PART if is_craft else 1)


def label_weight(gap_years: int, artists: int) -> float:
    """The sooner one follows the other and the fewer artists a label has, the more it says: 0.6 on a label of one in the same year,
    half of that on one of ten artists, and half again five years later."""
    return LABEL_WEIGHT * (1 - gap_years / (2 * MAX_GAP_YEARS)) / (1 + log10(max(artists, 1)))


@dataclass(frozen=True, slots=True)
class Chain:
    """Links from the start outward; towards the past when the direction is `TO`."""

    start: str
    links: tuple[Link, ...] = ()

    @property
    def score(self) -> float:
        """Product of the weights; the same whichever end it was built from."""
        return prod(sorted(link.weight for link in self.links))

    def end(self, direction: Direction) -> str:
        """The artist that it leads to."""
        if not self.links:
            return self.start
        return self.links[-1].target if direction is Direction.FROM else self.links[-1].source

    def in_time(self, direction: Direction) -> tuple[Link, ...]:
        """Links in the order of time."""
        return self.links if direction is Direction.FROM else self.links[::-1]


class Search:
    """A search outward from one artist, a link at a time: ask for the links of `frontier()`, give them to `advance`.

    Args:
        start: Id of the artist.
        direction: Which way chains lead.
        min_links: Links that a chain must have to be found.
        max_links: Links that a chain may have.
        limit: Chains that are wanted: what cannot become one of them is not followed.
        beam: Artists that are followed from each length of chain.
    """

    def __init__(self, start: str, direction: Direction, *, min_links: int, max_links: int, limit: int, beam: int) -> None:
        self._start = start
        self._direction = direction
        self._min_links = min_links
        self._max_links = max_links
        self._limit = limit
        self._beam = beam
        self._length = 0
        self._open: dict[str, list[Chain]] = {start: [Chain(start)]}
        self._best: dict[str, Chain] = {}
        self.is_truncated = False

    def frontier(self) -> list[str]:
        """Artists whose links come next, strongest first; empty when nothing better can be found."""
        if self._length >= self._max_links:
            return []
        bound = self._bound()
        # A chain that is too short to count is always worth a link more.
        reach = {key: chains[0].score * HEAVIEST ** max(1, self._min_links - self._length) for key, chains in self._open.items()}
        worthy = sorted((key for key in reach if reach[key] > bound), key=lambda key: (-self._open[key][0].score, key))
        if len(worthy) > self._beam:
            self.is_truncated = True
        return worthy[: self._beam]

    def advance(self, links: Mapping[str, Sequence[Link]]) -> None:
        """Go on from the artists of `frontier()`.

        Args:
            links: Links by artist, whose source (`FROM`) or target (`TO`) that artist is.
        """
        self._length += 1
        reached: dict[str, list[Chain]] = {}
        for key, outward in links.items():
            for chain in self._open.get(key, ()):
                for link in outward:
                    if self._may_follow(chain, link):
                        longer = Chain(chain.start, (*chain.links, link))
                        reached.setdefault(longer.end(self._direction), []).append(longer)
        self._open = {key: self._kept(chains) for key, chains in reached.items()}
        if self._length >= self._min_links:
            for key, chains in self._open.items():
                known = self._best.get(key)
                if known is None or chains[0].score > known.score:
                    self._best[key] = chains[0]

    def found(self) -> list[Chain]:
        """The strongest chain to each artist: best first, then the shorter, then by id."""
        return sorted(self._best.values(), key=lambda chain: (-chain.score, len(chain.links), chain.end(self._direction)))[: self._limit]

    def _may_follow(self, chain: Chain, link: Link) -> bool:
        if link.source == link.target:
            return False
        other = link.target if self._direction is Direction.FROM else link.source
        if other == self._start or any(other in (known.source, known.target) for known in chain.links):
            return False
        if not chain.links:
            return True
        last = chain.links[-1].first_year
        return link.first_year >= last if self._direction is Direction.FROM else link.first_year <= last

    def _kept(self, chains: Iterable[Chain]) -> list[Chain]:
        """Chains to one artist, strongest first, each freer in time than all that are stronger."""
        kept: list[Chain] = []
        for chain in sorted(chains, key=lambda chain: (-chain.score, self._lateness(chain), [_identity(link) for link in chain.links])):
            if len(kept) < STATES_KEPT and all(self._lateness(chain) < self._lateness(stronger) for stronger in kept):
                kept.append(chain)
        return kept

    def _lateness(self, chain: Chain) -> int:
        """The smaller, the more links may follow."""
        year = chain.links[-1].first_year
        return year if self._direction is Direction.FROM else -year

    def _bound(self) -> float:
        """Score that a new chain must exceed to be wanted."""
        scores = sorted((chain.score for chain in self._best.values()), reverse=True)
        return scores[self._limit - 1] if len(scores) >= self._limit else 0.0


def _identity(link: Link) -> tuple[str, ...]:
    """Tells apart links that weigh the same."""
    return (link.source, link.target, link.kind, link.label or "", link.who or "")
