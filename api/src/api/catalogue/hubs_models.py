"""Pages of what hangs on an entity, in the form that graph and hub tables share."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from api.models import EntityType


HUB_RELEASES: Final = 500
"""Releases from which on an entity is a hub: below it, expanding the graph with the credits of each release takes some ten milliseconds."""

MEMBERS_KEPT: Final = 1_000
"""Members of a hub that are kept in a category."""

HUB_TYPES: Final = frozenset({EntityType.ARTIST, EntityType.LABEL, EntityType.GENRE, EntityType.STYLE, EntityType.PERSON})
"""Types of which there are hubs; masters and releases never grow that large."""


class Order(StrEnum):
    """How children are ordered; ties go by id."""

    NEWEST = "newest"
    """Latest year first, undated last."""
    OLDEST = "oldest"
    """Earliest year first, undated last."""
    WEIGHT = "weight"
    """Most releases shared with the parent first; of releases, most versions of their title."""


@dataclass(frozen=True, slots=True)
class Years:
    """Releases of the years from `first` to `last`, both included; without bounds also those without a year."""

    first: int | None = None
    last: int | None = None

    @classmethod
    def of(cls, *, before_year: int | None = None, year_from: int | None = None, year_to: int | None = None) -> "Years":
        """The years that all given parameters allow; any of them leaves the undated out."""
        if before_year is None and year_from is None and year_to is None:
            return cls()
        return cls(max(year_from or 1, 1), min(before_year or 9999, year_to or 9999))

    @property
    def parameters(self) -> dict[str, int | None]:
        """Parameters of the statements that filter by years."""
        return {"first_year": self.first, "last_year": self.last}


ALL_YEARS: Final = Years()


@dataclass(frozen=True, slots=True)
class Key:
    """One child: its id (genre, style, person: name), and what it has to do with the parent."""

    id: str
    releases: int | None = None
    first_year: int | None = None
    last_year: int | None = None
    role: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some children of all.

    Attributes:
        keys: In order.
        total: How many there are.
        reachable: How many of them paging can reach; fewer than all only in large categories of hubs.
        is_whole: Whether all were looked at: with years, smaller members of a large category are not.
    """

    keys: list[Key]
    total: int
    reachable: int
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Hub:
    """An entity with very many releases.

    Attributes:
        kind: Its type.
        key: Its id; of a genre, style or person the name.
        releases: How many.
        members: How many in each category.
    """

    kind: EntityType
    key: str
    releases: int
    members: dict[str, int]
