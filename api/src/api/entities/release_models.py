"""Models of releases, masters and their versions."""

from typing import Literal

from pydantic import Field

from api.entities.models import NamedRef, TextPart
from api.models import Model


class ArtistCredit(Model):
    """An artist as it stands on a sleeve: put the names and `join` together to get the line."""

    id: str | None
    name: str
    anv: str | None = Field(None, description="Name as printed, where it differs.")
    join: str | None = Field(None, description="Word before the next artist: `&`, `,`, `feat.`.")


class SleeveCredit(Model):
    """What somebody did."""

    id: str | None = Field(description="Artist id.")
    name: str
    anv: str | None = Field(None, description="Name as printed, where it differs.")
    role: str | None = Field(None, description="As written: several roles of one credit are joined by commas.")
    category: str = Field(description="production, engineering, mastering, session, design, management or other.")
    tracks: str | None = Field(None, description="Positions that the credit is for, as written; null: the whole release.")


class CreditGroup(Model):
    """Credits of one category."""

    category: str
    credits: list[SleeveCredit]


class Track(Model):
    """A line of the tracklist."""

    kind: Literal["track", "index", "heading"] = Field(description="An index has sub-tracks; a heading is a title between tracks.")
    position: str | None
    title: str | None
    duration: str | None = Field(description="As written.")
    duration_s: int | None
    artists: list[ArtistCredit] = Field(description="Empty: the artists of the release.")
    credits: list[SleeveCredit]
    sub_tracks: list["Track"] = Field(default_factory=list)


class ReleaseLabel(Model):
    """A label on a release."""

    id: str | None
    name: str
    catno: str | None


class Format(Model):
    """A carrier."""

    name: str | None
    qty: int | None = Field(description="Null where the record has no plausible number.")
    descriptions: list[str]
    text: str | None = Field(description="Free text: colour, edition.")


class Company(Model):
    """A company behind a release: pressing plant, studio, rights holder."""

    id: str | None = Field(description="Label id.")
    name: str
    catno: str | None
    role: str | None = Field(description="`Pressed By`, `Recorded At`, …")


class Identifier(Model):
    """Barcode, matrix number and the like."""

    type: str | None
    value: str | None
    description: str | None


class Video(Model):
    """A video that somebody linked."""

    url: str = Field(description="http or https.")
    title: str | None
    duration_s: int | None


class Series(Model):
    """A series that a release is part of."""

    id: str | None = Field(description="Label id.")
    name: str
    number: str | None


class MasterRef(Model):
    """The master that releases of one work share."""

    id: str
    title: str | None
    version_count: int


class Community(Model):
    """Collectors on Discogs, as last fetched."""

    have: int
    want: int


class Rarity(Model):
    """Rarity as last computed; `/api/rarity/{id}` explains it."""

    score: float = Field(description="0 to 100.")
    tier: str
    hidden_gem_score: float | None


class ReleasePage(Model):
    """A release with everything its record says."""

    id: str
    title: str | None
    is_stub: bool = Field(description="True: no record of it was imported; this is what other records say.")
    released: str | None = Field(description="As written: `1994`, `1994-09`, `1994-09-03`; unknown parts are cut off.")
    year: int | None
    country: str | None
    status: str | None
    data_quality: str | None
    artists: list[ArtistCredit]
    labels: list[ReleaseLabel]
    formats: list[Format]
    genres: list[str]
    styles: list[str]
    track_count: int = Field(description="Playable tracks; sub-tracks count instead of their index.")
    duration_s: int | None = Field(description="Of the whole release; null unless every track states its own.")
    tracks: list[Track]
    credits: list[CreditGroup] = Field(description="Credits of the release; those of a track are with the track.")
    companies: list[Company]
    series: list[Series]
    identifiers: list[Identifier]
    notes: str | None = Field(description="Plain text, references replaced by names.")
    notes_parts: list[TextPart]
    videos: list[Video]
    master: MasterRef | None
    community: Community | None
    rarity: Rarity | None


class MasterPage(Model):
    """A work: what its releases, the versions, share."""

    id: str
    title: str | None
    is_stub: bool = Field(description="True: no record of it was imported; this is what its versions say.")
    year: int | None
    main_release: NamedRef | None
    artists: list[ArtistCredit]
    genres: list[str]
    styles: list[str]
    data_quality: str | None
    notes: str | None = Field(description="Plain text, references replaced by names.")
    notes_parts: list[TextPart]
    videos: list[Video]
    version_count: int
    first_year: int | None = Field(description="Year of the oldest version.")
    last_year: int | None = Field(description="Year of the newest version.")


class MasterVersion(Model):
    """A release of a master."""

    id: str
    title: str | None
    year: int | None
    released: str | None
    country: str | None
    labels: list[ReleaseLabel]
    catno: str | None = Field(description="First catalogue number.")
    formats: list[Format]
    format: str | None = Field(description="The formats in one line: `2×Vinyl, LP, Album`.")
    rarity: float | None = Field(description="0 to 100.")
    tier: str | None
    is_main_release: bool


class MasterVersions(Model):
    """A page of a master's versions."""

    master_id: str
    total: int
    offset: int
    limit: int
    has_more: bool
    sort: str
    versions: list[MasterVersion]
