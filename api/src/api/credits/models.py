"""Models of people and their credits."""

from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field, StringConstraints

from api.models import MAX_QUERY, Model, Text


MAX_CREDITS: Final = 1000
DEFAULT_CREDITS: Final = 200
MAX_OFFSET: Final = 100_000
MAX_CONNECTIONS: Final = 200


class Category(StrEnum):
    """What kind of work a credit is for; decided from the text of the role when it is imported."""

    PRODUCTION = "production"
    ENGINEERING = "engineering"
    MASTERING = "mastering"
    SESSION = "session"
    DESIGN = "design"
    MANAGEMENT = "management"
    OTHER = "other"


PersonQuery = Annotated[Text, StringConstraints(min_length=2, max_length=MAX_QUERY)]
"""The beginning of a name."""


class Page(Model):
    """A part of a list."""

    total: int = Field(description="Entries of the whole list.")
    limit: int
    offset: int
    has_more: bool


class Credit(Model):
    """One role of a person on one release."""

    release_id: str
    title: str = Field(description="`Unknown` when no record names the release.")
    year: int | None
    role: str = Field(description="As the release has it.")
    category: str
    artists: list[str] = Field(description="At most three names.")
    labels: list[str] = Field(description="At most one name.")


class PersonCredits(Page):
    """Credits of a person, newest first, undated ones last."""

    name: str
    total_credits: int = Field(description="All credits of the person, whatever the filter.")
    credits: list[Credit]


class YearCredits(Model):
    """Releases of a year that a person did work of one category on."""

    year: int
    category: str
    count: int = Field(description="Distinct releases.")


class PersonTimeline(Model):
    """A person's dated releases by year and category."""

    name: str
    timeline: list[YearCredits]


class CategoryCredits(Model):
    """Credits of one category."""

    category: str
    count: int


class ArtistName(Model):
    """An artist that a person is."""

    id: str
    name: str | None


class PersonProfile(Model):
    """A person at a glance."""

    name: str
    total_credits: int
    categories: list[str] = Field(description="Most credits first.")
    first_year: int | None
    last_year: int | None
    artist_id: str | None = Field(description="The artist that this person is; of several the one with most releases.")
    artist_name: str | None
    artists: list[ArtistName] = Field(description="All artists that credits of this name refer to, at most ten.")
    role_breakdown: list[CategoryCredits] = Field(description="Most credits first.")


class ReleaseCredit(Model):
    """One role of one person on a release."""

    name: str
    role: str
    category: str
    artist_id: str | None
    artist_name: str | None


class ReleaseCredits(Page):
    """Who is credited on a release, by category and name."""

    release_id: str
    credits: list[ReleaseCredit]


class Leader(Model):
    """A person and how much they have done."""

    name: str
    credit_count: int = Field(description="Distinct releases with a credit of the category.")


class Leaderboard(Model):
    """Who has worked on most releases."""

    category: str
    entries: list[Leader]


class SharedRelease(Model):
    """A role of each of two people on one release."""

    release_id: str
    title: str = Field(description="`Unknown` when no record names the release.")
    year: int | None
    person1_role: str
    person2_role: str
    artists: list[str] = Field(description="At most three names.")


class SharedCredits(Page):
    """What two people are both credited on, newest first, undated ones last; one entry a pair of roles."""

    person1: str
    person2: str
    shared_releases: list[SharedRelease]


class Connection(Model):
    """Someone credited on the same releases."""

    name: str
    shared_count: int = Field(description="Distinct releases that both are credited on.")
    connections: list["Connection"] = Field(
        default_factory=list,
        description="With whom they share most beyond the people named already; for the first ten, and the first five of the next level.",
    )


class PersonConnections(Model):
    """People that a person works with, most shared releases first."""

    name: str
    connections: list[Connection]


class PersonSuggestion(Model):
    """A name that fits what was typed."""

    name: str
    score: float


class PersonSuggestions(Model):
    """Names, best first."""

    results: list[PersonSuggestion]
