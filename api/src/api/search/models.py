"""Models of search."""

from enum import StrEnum
from typing import Any, Final

from pydantic import Field

from api.models import EntityType, Model


DEFAULT_TYPES: Final = (EntityType.ARTIST, EntityType.LABEL, EntityType.MASTER, EntityType.RELEASE)
MAX_OFFSET: Final = 1_000


def _known(description: str) -> Any:
    return Field(None, description=description, exclude_if=lambda value: value is None)


class Sort(StrEnum):
    """Orders of results; the id decides between equals."""

    RELEVANCE = "relevance"
    SIZE = "size"
    NAME = "name"
    YEAR = "year"
    YEAR_DESC = "-year"


class SearchSuggestion(Model):
    """A hit while typing."""

    id: str = Field(description="Id; for genre, style and person the name.")
    name: str
    score: float = Field(description="How well it matches, 0 to 1.")
    type: EntityType
    weight: int = Field(description="Number of releases; versions of a master (also for its releases), credits of a person.")
    detail: str = Field(description="What tells it from its namesakes: artist, years, country. May be empty.")


class SearchSuggestions(Model):
    """Hits while typing: exact names, then names by their beginning, then words, each by weight."""

    results: list[SearchSuggestion]


class Metadata(Model):
    """What is known of a result; what does not apply to its type, or is not known, is left out."""

    year: int | None = _known("Year of a master or release; first year of any other's releases.")
    last_year: int | None = _known("Last year of the releases.")
    genres: list[str] | None = _known("Genres of a master or release.")
    styles: list[str] | None = _known("Styles of a master or release.")
    artist: str | None = _known("Artists of a master or release, as credited.")
    label: str | None = _known("First label of a release.")
    catno: str | None = _known("Its catalogue number there.")
    country: str | None = _known("Country of a release.")
    formats: list[str] | None = _known("Formats of a release.")
    releases: int | None = _known("Number of releases; versions of a master (also for its releases), credits of a person.")
    tier: str | None = _known("Rarity of a release, once it has been computed.")


class Result(Model):
    """One thing that was found."""

    type: EntityType
    id: str = Field(description="Id; for genre, style and person the name.")
    name: str
    highlight: str = Field(description="The name as HTML text, with <b> around what matched.")
    relevance: float = Field(description="0 to 1, four digits.")
    metadata: Metadata


class Facets(Model):
    """How results spread, under the filters that were given. Counts cover `total` results."""

    type: dict[str, int] = Field(description="Results by type; every requested type is there.")
    genre: dict[str, int] = Field(description="Masters and releases by genre, the 20 most frequent.")
    style: dict[str, int]
    format: dict[str, int]
    country: dict[str, int]
    decade: dict[str, int] = Field(description="Masters and releases by decade, e.g. `1990s`.")
    year: dict[str, int] = Field(description="Masters and releases by year.")


class SearchPage(Model):
    """Place of the page."""

    limit: int
    offset: int
    has_more: bool = Field(description="Whether a next page has something.")


class SearchResults(Model):
    """A page of results."""

    query: str = Field(description="The text as this caller typed it.")
    total: int = Field(description="Results found; at least so many when `capped`.")
    capped: bool = Field(False, description="There are more: of each type the largest were looked at, and counts cover these.")
    suggestion: str | None = Field(None, description="What may have been meant: the results are of this spelling.")
    facets: Facets
    results: list[Result]
    pagination: SearchPage
