"""Models of entities, and what the pages of several kinds share."""

from typing import Literal

from pydantic import Field

from api.models import EntityType, Model


class EntityRef(Model):
    """An entity that something refers to."""

    id: str = Field(description="Id; for genre, style and person the name.")
    name: str
    type: EntityType


class Resolved(Model):
    """The entity that a name or an id meant."""

    id: str
    name: str
    type: EntityType
    alternatives: list[EntityRef] = Field(default_factory=list, description="Others of the same name, largest first.")


class TextPart(Model):
    """A stretch of a profile or of notes. The parts of a text, put together, are the text."""

    text: str
    styles: list[Literal["bold", "italic", "underline", "strikethrough"]] = Field(default_factory=list)
    type: EntityType | None = Field(None, description="Kind of the entity that this part names.")
    id: str | None = Field(None, description="Id of that entity; null when nothing of that name is known.")
    url: str | None = Field(None, description="Address that this part links to, http or https.")


class TagCount(Model):
    """How many releases have a genre or style."""

    name: str
    count: int


class NamedRef(Model):
    """Something that a record names. Records name things that have no entry of their own: then there is no id."""

    id: str | None
    name: str
