"""Models of comparisons. Lists of counts have one place for each that is compared, in the order asked for."""

from pydantic import Field

from api.entities.models import NamedRef
from api.models import Model, Reason, YearCount


class Compared(Model):
    """One of those that are compared."""

    id: str
    name: str | None
    area: str | None = Field(description="Of MusicBrainz.")
    release_count: int
    first_year: int | None
    last_year: int | None
    label_count: int | None = Field(description="Labels of an artist's releases.")
    artist_count: int | None = Field(description="Artists of a label's releases.")
    people_count: int = Field(description="People credited on the releases.")
    years: list[YearCount] = Field(description="Releases per year, ascending.")


class TagShare(Model):
    """How much of each one's work has a genre or style."""

    name: str
    counts: list[int] = Field(description="Releases that have it.")
    shares: list[float] = Field(description="The same as a part of all releases, 0 to 1.")


class SharedEntity(Model):
    """A label or artist of more than one side."""

    id: str
    name: str | None
    counts: list[int] = Field(description="Releases with it.")


class SharedPerson(Model):
    """Somebody credited on releases of more than one side."""

    name: str
    artist_id: str | None
    counts: list[int] = Field(description="Releases with a credit.")
    roles: list[list[str]] = Field(description="Roles as written, most frequent first, at most 5 a side.")


class Part(Model):
    """What one of the compared has to do with a release."""

    id: str
    roles: list[str] = Field(description="`artist`, `label`, or roles as written.")


class ComparedRelease(Model):
    """A release that more than one side is on."""

    id: str
    title: str | None
    year: int | None
    catno: str | None
    artists: list[NamedRef]
    parts: list[Part]


class PairSimilarity(Model):
    """How alike two of the compared are, and why."""

    ids: list[str] = Field(description="Two ids.")
    similarity: float = Field(description="0 to 1: the breakdown, weighted.")
    breakdown: dict[str, float] = Field(description="Cosine of the two profiles by dimension.")
    weights: dict[str, float]
    reasons: list[Reason]


class _Comparison(Model):
    genres: list[TagShare] = Field(description="Largest share on any side first.")
    styles: list[TagShare] = Field(description="Largest share on any side first, at most 30.")
    shared_people: list[SharedPerson] = Field(description="Of most sides first, at most 50.")
    shared_people_count: int
    people_count: int = Field(description="People of any side.")
    shared_releases: list[ComparedRelease] = Field(description="Of most sides first, then newest, at most 50.")
    shared_release_count: int
    similarities: list[PairSimilarity] = Field(description="One a pair.")


class ComparisonOfArtists(_Comparison):
    """Two to four artists side by side."""

    artists: list[Compared] = Field(description="In the order asked for.")
    shared_labels: list[SharedEntity] = Field(description="Of most sides first, at most 50.")
    shared_label_count: int
    label_count: int = Field(description="Labels of any side.")


class ComparisonOfLabels(_Comparison):
    """Two to four labels side by side."""

    labels: list[Compared] = Field(description="In the order asked for.")
    shared_artists: list[SharedEntity] = Field(description="Of most sides first, at most 50.")
    shared_artist_count: int
    artist_count: int = Field(description="Artists of any side.")
