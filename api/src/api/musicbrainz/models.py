"""Models of what MusicBrainz adds."""

from typing import Final

from pydantic import Field

from api.models import Model


MAX_ID: Final = 2**63 - 1
MAX_RELATIONSHIPS: Final = 1000


class ArtistFacts(Model):
    """What MusicBrainz knows of an artist."""

    discogs_id: int
    mbid: str
    type: str | None = Field(description="Person, Group, Orchestra, …")
    gender: str | None
    begin_date: str | None = Field(description="Year, month or day: as precise as it is known.")
    end_date: str | None
    area: str | None
    begin_area: str | None
    end_area: str | None
    disambiguation: str | None


class Relationship(Model):
    """A relation to another artist."""

    type: str = Field(description="MEMBER_OF, COLLABORATED_WITH, TAUGHT, TRIBUTE_TO, FOUNDED, SUPPORTED, SUBGROUP_OF or RENAMED_TO.")
    target_id: str = Field(description="Discogs id of the other artist.")
    target_name: str | None
    direction: str = Field(description="outgoing: the artist is the subject; incoming: the object.")
    begin_date: str | None
    end_date: str | None
    ended: bool | None
    attributes: list[str] | None = Field(description="Such as instruments.")


class Relationships(Model):
    """Relations of an artist to artists of the catalogue."""

    discogs_id: int
    relationships: list[Relationship] = Field(description="Outgoing first, then by type, begin and name.")
    total: int
    has_more: bool


class ExternalLink(Model):
    """A page about the artist elsewhere."""

    service: str
    url: str


class ExternalLinks(Model):
    """Pages about an artist elsewhere, by service."""

    discogs_id: int
    links: list[ExternalLink]


class EntityStatus(Model):
    """How far one type has come."""

    total_mb: int = Field(description="Records of MusicBrainz.")
    matched_to_discogs: int = Field(description="Those with a link to Discogs.")
    enriched_in_neo4j: int = Field(description="Nodes of the catalogue that carry an MBID.")


class RelationshipStatus(Model):
    """How far relationships have come."""

    total_in_mb: int
    created_in_neo4j: int = Field(description="Edges between artists that MusicBrainz asserts.")


class MusicBrainzStatus(Model):
    """What has been imported of MusicBrainz, and what it found."""

    artists: EntityStatus
    labels: EntityStatus
    releases: EntityStatus
    release_groups: EntityStatus = Field(description="The nodes are masters.")
    relationships: RelationshipStatus


class EnrichmentStatus(Model):
    """How far the catalogue is enriched, as it was when the last import ended."""

    musicbrainz: MusicBrainzStatus
