"""Models of label fingerprints."""

from typing import Final

from pydantic import Field

from api.models import Model, Reason


MIN_RELEASES: Final = 5
"""A label with fewer says nothing about its character."""
MAX_COMPARED: Final = 5


class Share(Model):
    """How much of a label has one property."""

    name: str
    count: int = Field(description="Distinct releases.")
    percentage: float = Field(description="Of the sum of the counts in this list.")


class DecadeShare(Model):
    """Releases of one decade."""

    decade: int = Field(description="Its first year.")
    count: int
    percentage: float = Field(description="Of the dated releases.")


class LabelDna(Model):
    """The fingerprint of a label."""

    label_id: str
    label_name: str = Field(description="Empty when no record names the label.")
    release_count: int
    artist_count: int
    artist_diversity: float = Field(description="Artists per release, at most 1.")
    active_years: list[int] = Field(description="Years with a release, ascending.")
    prolificacy: float = Field(description="Dated releases per active year.")
    genres: list[Share]
    styles: list[Share]
    formats: list[Share]
    decades: list[DecadeShare]
    peak_decade: int | None = Field(description="Decade with most releases, the earliest among equals.")


class SimilarLabel(Model):
    """A label whose genres are mixed like those of another."""

    label_id: str
    label_name: str
    similarity: float = Field(description="Cosine of the genre shares, 0 to 1.")
    release_count: int
    shared_genres: list[str]
    reasons: list[Reason] = Field(
        description="What both have beside genres: artists and people (among the busiest hundred of each), styles, formats, decades."
    )


class SimilarLabels(Model):
    """Labels like one label, most similar first."""

    label_id: str
    label_name: str
    similar: list[SimilarLabel]


class ComparedLabel(Model):
    """One side of a comparison."""

    dna: LabelDna


class LabelComparison(Model):
    """Fingerprints side by side, in the order asked for."""

    labels: list[ComparedLabel]
