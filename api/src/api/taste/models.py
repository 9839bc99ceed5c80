"""What a collection says about its owner."""

from typing import Literal

from pydantic import Field

from api.models import Model


class Cell(Model):
    """Copies of one genre and decade."""

    genre: str
    decade: int
    count: int


class Heatmap(Model):
    """Genres by decades."""

    cells: list[Cell] = Field(description="Largest first.")
    total: int = Field(description="Copies in the collection.")


class Obscurity(Model):
    """How far the collection is from what others own."""

    score: float = Field(description="0 mainstream, 1 nobody else owns it.")
    median_collectors: float = Field(description="Of the distinct releases.")
    total_releases: int = Field(description="Distinct releases.")
    source: Literal["users", "community"] = Field(description="Whose collections were counted: users of this platform, or the Discogs community.")


class DriftYear(Model):
    """What was mostly added in a year."""

    year: str
    top_genre: str
    count: int


class BlindSpot(Model):
    """A genre that the user's artists work in, and of which the user owns nothing."""

    genre: str
    artist_overlap: int = Field(description="Of the 20 most collected artists, those who have releases of the genre.")
    example_release: str | None


class BlindSpots(Model):
    """Genres to discover."""

    blind_spots: list[BlindSpot]


class Fingerprint(Model):
    """Everything that taste is measured by."""

    heatmap: list[Cell]
    obscurity: Obscurity
    drift: list[DriftYear] = Field(description="Years of addition, ascending.")
    blind_spots: list[BlindSpot]
    peak_decade: int | None = Field(description="Decade that most copies are from.")
