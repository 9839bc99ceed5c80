"""Models of exploring: what an entity has, its children, nodes and the links among them."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from api.entities.models import EntityRef
from api.models import Body, EntityKey, EntityType, Model, YearCount


class ExploreCategory(Model):
    """One group of children."""

    id: str = Field(description="`cat-` and the category.")
    name: str = Field(description="Heading.")
    category: str = Field(description="What `/api/expand` takes.")
    count: int = Field(description="Distinct children.")


class Exploration(Model):
    """An entity and how many children of each kind it has."""

    center: EntityRef
    categories: list[ExploreCategory]
    alternatives: list[EntityRef] = Field(default_factory=list, description="Others of the same name, largest first.")


class Child(Model):
    """One child. Fields that its category does not have are null."""

    id: str = Field(description="Id; of a genre, style or person the name.")
    name: str = Field(description="Name or title; empty when the dump has none.")
    type: str = Field(description="Type of the entity, or `track`.")
    year: int | None = Field(None, description="Of a release or master.")
    release_count: int | None = Field(None, description="Releases of the parent (of those years) that the child is linked to.")
    weight: int | None = Field(None, description="Size of the entity as a whole: its releases or credits; of a release or master the versions.")
    role: str | None = Field(None, description="Of people, what they are credited for most with this parent; of a person's release, the credits.")
    catalog_number: str | None = Field(None, description="Of a release; among a label's children the label's own number.")
    kind: str | None = Field(None, description="Of aliases and members: `alias`, `member` (of the parent) or `group` (that the parent is in).")
    first_year: int | None = Field(None, description="First year of the releases counted.")
    last_year: int | None = Field(None, description="Last year of the releases counted.")
    position: str | None = Field(None, description="Of a track.")
    duration: str | None = Field(None, description="Of a track, as the dump has it.")


class Expansion(Model):
    """A page of children."""

    id: str | None = Field(None, description="The parent; null when there is none.")
    name: str | None = None
    children: list[Child]
    total: int
    offset: int
    limit: int
    has_more: bool
    truncated: bool = Field(
        False,
        description="Only the largest members of a very large category were looked at; `total` counts those. Ask without years and in the default order, or from a smaller member.",
    )
    alternatives: list[EntityRef] = Field(default_factory=list, description="Others of the same name, largest first.")


class YearRange(Model):
    """First and last year of dated releases, within 1900 and next year."""

    min_year: int | None
    max_year: int | None


class Emerged(Model):
    """A genre or style and the year of its first release."""

    name: str
    first_year: int


class GenreEmergence(Model):
    """What had emerged by a year, earliest first."""

    genres: list[Emerged]
    styles: list[Emerged]


class Trend(Model):
    """Releases per year."""

    id: str | None = Field(None, description="The entity; null when the name is unknown.")
    name: str
    type: str
    data: list[YearCount]
    alternatives: list[EntityRef] = Field(default_factory=list, description="Others of the same name, largest first.")


class GraphCounts(Model):
    """Nodes of each kind."""

    artists: int
    labels: int
    releases: int
    masters: int
    genres: int
    styles: int


class GraphStats(Model):
    """Size of the graph."""

    total_entities: int
    counts: GraphCounts


class ArtistNode(Model):
    """An artist."""

    type: Literal["artist"] = "artist"
    id: str
    name: str
    genres: list[str] = Field(description="Of its releases.")
    styles: list[str]
    release_count: int
    groups: list[str] = Field(description="Names of the groups it is a member of.")


class ReleaseNode(Model):
    """A release."""

    type: Literal["release"] = "release"
    id: str
    name: str
    year: int | None
    artists: list[str]
    labels: list[str]
    genres: list[str]
    styles: list[str]


class MasterNode(Model):
    """A master."""

    type: Literal["master"] = "master"
    id: str
    name: str
    year: int | None
    artists: list[str]
    genres: list[str]
    styles: list[str]
    version_count: int


class LabelNode(Model):
    """A label."""

    type: Literal["label"] = "label"
    id: str
    name: str
    release_count: int


class TagNode(Model):
    """A genre or style."""

    type: Literal["genre", "style"]
    id: str
    name: str
    artist_count: int


class PersonNode(Model):
    """Someone who is credited."""

    type: Literal["person"] = "person"
    id: str
    name: str
    credit_count: int
    artist_ids: list[str] = Field(description="Artists that the credits name.")


type Node = Annotated[ArtistNode | ReleaseNode | MasterNode | LabelNode | TagNode | PersonNode, Field(discriminator="type")]


class NodeKey(Model):
    """What names a node."""

    type: EntityType
    id: EntityKey = Field(description="Id; of a genre, style or person the name.")


class NodeRef(Model):
    """A node that an answer names."""

    type: EntityType
    id: str


class NodesWanted(Body):
    """Nodes of a view to restore."""

    nodes: list[NodeKey] = Field(max_length=500)


class EdgesWanted(Body):
    """Nodes whose links are wanted."""

    nodes: list[NodeKey] = Field(max_length=2_000)


class NodeSummary(Model):
    """What is needed to draw a node."""

    type: EntityType
    id: str
    name: str = Field(description="Name or title; empty when the dump has none.")
    weight: int = Field(description="Size of the entity as a whole: its releases or credits; of a release or master the versions.")
    year: int | None = Field(None, description="Of a release or master; else the year of the first release, where it is known.")
    catalog_number: str | None = Field(None, description="Of a release.")


class Nodes(Model):
    """The nodes that exist, in the order of the question, each once."""

    nodes: list[NodeSummary]
    missing: list[NodeRef]


class Edge(Model):
    """A link between two of the nodes."""

    source: NodeRef
    target: NodeRef
    type: str = Field(description="Relationship type of the graph, e.g. `BY`; it leads from source to target.")
    role: str | None = Field(None, description="Of credits: the roles.")
    count: int = Field(description="How many it stands for: roles of a credit; releases that are in both genre and style; else 1.")


class Edges(Model):
    """Links among the nodes, by source, target and type."""

    edges: list[Edge]


class Door(Model):
    """An entity to begin with."""

    type: EntityType
    id: str
    name: str
    release_count: int
    artist_count: int | None = Field(None, description="Of labels, genres and styles.")
    first_year: int | None
    peak_year: int | None = Field(None, description="The year with most releases.")


class StartYear(Model):
    """A year of the catalogue."""

    year: int
    releases: int
    new_artists: int = Field(description="Artists whose first release is of this year.")


class HiddenGem(Model):
    """A release that few have and that is well connected."""

    id: str
    title: str
    artist_name: str | None
    year: int | None
    catalog_number: str | None
    formats: list[str]
    rarity_score: float
    tier: str


class Dump(Model):
    """What was imported last from a source."""

    source: str = Field(description="`discogs` or `musicbrainz`.")
    version: str
    date: date | None


class MusicBrainzCounts(Model):
    """Entities that MusicBrainz has facts for."""

    artists: int
    labels: int
    masters: int
    releases: int


class Start(Model):
    """The start page: another choice every day (UTC), the same for all."""

    day: date
    doors: list[Door]
    surprise: Door | None
    years: list[StartYear]
    hidden_gem: HiddenGem | None = Field(description="Null until rarity has been computed.")
    dumps: list[Dump]
    counts: GraphCounts
    musicbrainz: MusicBrainzCounts
