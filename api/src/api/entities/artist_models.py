"""Models of artists."""

from pydantic import Field

from api.entities.models import TagCount, TextPart
from api.models import Model, YearCount


class RelatedArtist(Model):
    """A member, group or alias. Years and roles are MusicBrainz's, where it knows the relation."""

    id: str | None = Field(description="Null where the record gives a name only.")
    name: str
    release_count: int
    begin_date: str | None = None
    end_date: str | None = None
    roles: list[str] = Field(default_factory=list, description="Instruments and the like.")
    sources: list[str] = Field(description="discogs, musicbrainz.")


class ArtistOrigin(Model):
    """What MusicBrainz says of an artist."""

    mbid: str
    type: str | None = Field(description="Person, Group, …")
    gender: str | None
    area: str | None
    begin_area: str | None
    begin_date: str | None = Field(description="`1987`, `1987-05` or `1987-05-01`: born or founded.")
    end_date: str | None
    disambiguation: str | None


class ArtistCounts(Model):
    """Sizes. Those that are null are not counted for an artist with very many releases."""

    releases: int
    titles: int | None = Field(description="Works: versions of one master count once.")
    labels: int | None
    countries: int | None
    members: int
    groups: int
    aliases: int


class ArtistPage(Model):
    """An artist with what its record, its releases and MusicBrainz say."""

    id: str
    name: str | None
    is_stub: bool = Field(description="True: no record of it was imported; this is what other records say.")
    real_name: str | None
    name_variations: list[str]
    profile: str | None = Field(description="Plain text, references replaced by names.")
    profile_parts: list[TextPart]
    urls: list[str]
    data_quality: str | None
    area: str | None = Field(description="Country or town, of MusicBrainz.")
    musicbrainz: ArtistOrigin | None
    first_year: int | None = Field(description="Year of the oldest release.")
    last_year: int | None = Field(description="Year of the newest release.")
    counts: ArtistCounts
    years: list[YearCount] = Field(description="Releases per year, ascending; undated ones are in none.")
    genres: list[TagCount] = Field(description="Of its releases, most first.")
    styles: list[TagCount] = Field(description="Of its releases, most first, at most 50.")
    members: list[RelatedArtist] = Field(description="At most 200; `counts` has how many there are.")
    groups: list[RelatedArtist]
    aliases: list[RelatedArtist]


class RoleCount(Model):
    """A role, as written."""

    name: str
    count: int | None = Field(description="Releases that have it; null where only the most frequent roles are known.")


class ArtistPerson(Model):
    """Somebody credited on an artist's releases."""

    name: str
    artist_id: str | None = Field(description="Null where no credit names one.")
    roles: list[RoleCount] = Field(description="Most first, at most 10.")
    categories: list[str] = Field(description="Categories of these roles, most first.")
    release_count: int
    first_year: int | None
    last_year: int | None
    years: list[YearCount]


class ArtistPeople(Model):
    """Who works with an artist."""

    artist_id: str
    artist_name: str | None
    total: int = Field(description="People credited, the artist itself left out.")
    offset: int
    limit: int
    has_more: bool = Field(description="Of an artist with very many releases, the 1,000 busiest can be reached.")
    people: list[ArtistPerson] = Field(description="Most releases first.")
