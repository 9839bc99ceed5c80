"""Models of who works with whom."""

from pydantic import Field

from api.models import Model, YearCount


class Collaborator(Model):
    """An artist who shares releases with another one."""

    artist_id: str
    artist_name: str
    release_count: int = Field(description="Shared releases: dated ones, unless undated ones were asked for too.")
    first_year: int | None = Field(description="Year of the first shared release; null when all are undated.")
    last_year: int | None
    yearly_counts: list[YearCount] = Field(description="Dated shared releases, years ascending.")


class Collaborators(Model):
    """Whom an artist shares releases with."""

    artist_id: str
    artist_name: str
    collaborators: list[Collaborator]
    total: int = Field(description="All collaborators, beyond the list too.")


class NetworkCollaborator(Model):
    """An artist some steps away from another one."""

    artist_id: str
    artist_name: str
    distance: int = Field(description="Steps from the artist, each a shared release.")
    collaboration_count: int = Field(description="At distance 1 shared releases, beyond that artists one step nearer who share a release with it.")


class NetworkCollaborators(Model):
    """The surroundings of an artist."""

    artist_id: str
    artist_name: str
    depth: int
    collaborators: list[NetworkCollaborator]
    total: int = Field(description="Artists within that depth, beyond the list too.")
    truncated: bool = Field(
        False,
        description="Only the closest of a step were followed to the next one, as there were too many. "
        "Ask with a smaller `depth`, or for the network of one of them.",
    )


class Centrality(Model):
    """How connected an artist is."""

    degree: int = Field(description="Relationships of any kind, either way.")
    collaborator_count: int
    collaboration_releases: int = Field(description="Releases shared with anybody.")
    group_count: int = Field(description="Groups that the artist is a member of.")
    alias_count: int


class ArtistCentrality(Model):
    """How connected an artist is, with its name."""

    artist_id: str
    artist_name: str
    centrality: Centrality


class ClusterMember(Model):
    """A collaborator in a cluster."""

    artist_id: str
    artist_name: str
    shared_releases: int


class Cluster(Model):
    """Collaborators whose releases have the same genre most often."""

    cluster_label: str = Field(description="The genre, or `Unknown`.")
    members: list[ClusterMember]
    size: int


class Clusters(Model):
    """An artist's closest collaborators by genre."""

    artist_id: str
    artist_name: str
    clusters: list[Cluster]
    total_clusters: int
    total_members: int
