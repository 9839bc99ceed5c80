"""Models of paths."""

from pydantic import ConfigDict, Field

from api.entities.models import Resolved
from api.models import Model


class PathStep(Model):
    """A node of a path, and the edge that leads to it from the one before."""

    id: str = Field(description="Id; for genre, style and person the name.")
    name: str
    type: str = Field(description="artist, label, genre, style, release, master or person.")
    rel: str | None = Field(None, description="Type of the edge from the node before; null for the first.")
    forward: bool | None = Field(
        None, description="Whether the edge points to this node. If not, the statement reads from this node to the one before."
    )
    says: str | None = Field(None, description="What the edge states: by, on, is, version of, member of, alias of, credited as …, same as.")
    roles: list[str] = Field(default_factory=list, description="Roles of a credit.")
    year: int | None = Field(None, description="Year of a release or master.")


class PathAnswer(Model):
    """How two things are connected."""

    model_config = ConfigDict(validate_by_name=True)

    found: bool
    length: int | None = Field(description="Number of edges; null when there is no path.")
    path: list[PathStep]
    alternatives: list[list[PathStep]] = Field(default_factory=list, description="Other paths of the same length.")
    truncated: bool = Field(
        False,
        description="The search was cut at something too large: a shorter path, or one at all, is not ruled out. "
        "Ask with `year_from` and `year_to`, `avoid` what is too large, or go `via` something in between.",
    )
    from_: Resolved = Field(alias="from", description="What the path begins with.")
    to: Resolved = Field(description="What it ends with.")
