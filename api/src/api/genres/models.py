"""Models of genres."""

from pydantic import Field

from api.models import Model


class StyleCount(Model):
    """A style within a genre."""

    name: str
    release_count: int = Field(description="Releases that have both.")


class GenreBranch(Model):
    """A genre and its styles."""

    name: str
    release_count: int
    styles: list[StyleCount] = Field(description="Largest first.")


class GenreTree(Model):
    """All genres that have releases, largest first."""

    genres: list[GenreBranch]
