"""Building blocks of request and response models."""

from datetime import UTC, datetime
from enum import StrEnum
import re
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints


MAX_NAME: Final = 500
MAX_QUERY: Final = 200
MIN_YEAR: Final = 1900
ENCODED_SLASH: Final = "\ue02f"
"""Stands for a percent-encoded slash in a routed path (middleware.paths), so that it does not end a segment."""


class Model(BaseModel):
    """Base of all response models."""

    model_config = ConfigDict(extra="forbid")


class Body(BaseModel):
    """Base of all request bodies: unknown fields are ignored, texts hold no control characters."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)


class ErrorBody(BaseModel):
    """Every answer that is no success."""

    model_config = ConfigDict(extra="allow")

    error: str = Field(description="What went wrong, in words.")
    detail: Any = Field(None, description="The same text, or the list of invalid parameters.")
    code: str = Field("error", description="What went wrong, for programs.")
    request_id: str | None = Field(None, description="Names this request in the logs.")


class YearCount(Model):
    """How many releases came out in a year."""

    year: int
    count: int


class Reason(Model):
    """One kind of thing that two entities share: why they are alike."""

    kind: str = Field(description="artists, people, labels, genres, styles, formats or decades.")
    count: int = Field(description="How many they share, among the most frequent of each.")
    names: list[str] = Field(description="The first few, those with most releases on both sides first.")


class EntityType(StrEnum):
    """Kinds of things in the graph that have a name. Values are what URLs and answers hold."""

    ARTIST = "artist"
    GENRE = "genre"
    LABEL = "label"
    STYLE = "style"
    RELEASE = "release"
    MASTER = "master"
    PERSON = "person"


_CONTROL: Final = re.compile("[\x00-\x1f\x7f]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def _clean(value: str) -> str:
    text = value.replace(ENCODED_SLASH, "/")
    if _CONTROL.search(text):
        raise ValueError("must not hold control characters")
    # A lone surrogate (from a badly encoded URL) cannot be sent to any store.
    if _SURROGATE.search(text):
        raise ValueError("must be valid Unicode")
    return text


Text = Annotated[str, AfterValidator(_clean)]
"""Any text from a client, without control characters; a slash that was percent-encoded in a path is a slash again."""
Name = Annotated[str, StringConstraints(min_length=1, max_length=MAX_NAME), AfterValidator(_clean)]
"""Name of an entity, exact."""
EntityKey = Annotated[str, StringConstraints(min_length=1, max_length=MAX_NAME), AfterValidator(_clean)]
"""Id of an entity; for genre, style and person its name."""
SearchText = Annotated[str, StringConstraints(min_length=3, max_length=MAX_QUERY), AfterValidator(_clean)]
"""What somebody typed to find something."""


def max_year() -> int:
    """Latest year that data and parameters may name: the next one."""
    return datetime.now(UTC).year + 1


def check_year(year: int) -> int:
    """A year between 1900 and the next one, else `ValueError`."""
    if not MIN_YEAR <= year <= max_year():
        raise ValueError(f"must be between {MIN_YEAR} and {max_year()}")
    return year


Year = Annotated[int, AfterValidator(check_year)]
