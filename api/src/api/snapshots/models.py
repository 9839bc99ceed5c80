"""Models of saved views."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints, field_validator

from api.models import Body, EntityKey, Model, Name, Text


NodeType = Annotated[Text, StringConstraints(min_length=1, max_length=32)]


class SavedNode(Body):
    """A node of a view. Name and category let a page draw it again without asking for each node."""

    id: EntityKey = Field(description="Id of the entity; of genres, styles and persons the name.")
    type: NodeType
    name: Name | None = None
    category: NodeType | None = Field(None, description="Category of the centre that the node hangs on: releases, labels and so on.")


class NewSnapshot(Body):
    """A view to save."""

    nodes: list[SavedNode]
    center: SavedNode

    @field_validator("nodes")
    @classmethod
    def _not_empty(cls, nodes: list[SavedNode]) -> list[SavedNode]:
        if not nodes:
            raise ValueError("nodes must not be empty")
        return nodes


class SavedSnapshot(Model):
    """Where the view is found."""

    token: str = Field(description="16 characters; whoever has them sees the view.")
    url: str = Field(description="Path on the pages' service.")
    expires_at: datetime


class Snapshot(Model):
    """A saved view."""

    nodes: list[SavedNode]
    center: SavedNode
    created_at: datetime
