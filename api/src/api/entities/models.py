"""Models of entities."""

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
