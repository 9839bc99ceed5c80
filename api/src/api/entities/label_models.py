"""Models of labels."""

from pydantic import Field

from api.entities.models import NamedRef, TagCount, TextPart
from api.entities.release_models import ReleaseLabel
from api.models import Model, YearCount


class RelatedLabel(Model):
    """A parent or sublabel."""

    id: str | None = Field(description="Null where the record gives a name only.")
    name: str
    release_count: int


class LabelOrigin(Model):
    """What MusicBrainz says of a label."""

    mbid: str
    type: str | None
    area: str | None
    begin_date: str | None
    end_date: str | None
    label_code: int | None


class LabelPage(Model):
    """A label with what its record and its releases say."""

    id: str
    name: str | None
    is_stub: bool = Field(description="True: no record of it was imported; this is what other records say.")
    profile: str | None = Field(description="Plain text, references replaced by names.")
    profile_parts: list[TextPart]
    contact: str | None
    urls: list[str]
    data_quality: str | None
    musicbrainz: LabelOrigin | None
    parent: RelatedLabel | None
    sublabels: list[RelatedLabel] = Field(description="Largest first, at most 200.")
    sublabel_count: int
    release_count: int
    roster_size: int = Field(description="Artists with a release on the label.")
    first_year: int | None
    last_year: int | None
    years: list[YearCount] = Field(description="Releases per year, ascending; undated ones are in none.")
    genres: list[TagCount] = Field(description="Of its releases, most first.")
    styles: list[TagCount] = Field(description="Of its releases, most first, at most 50.")


class LabelRelease(Model):
    """A release of a label."""

    id: str
    title: str | None
    year: int | None
    artists: list[NamedRef]
    catno: str | None
    labels: list[ReleaseLabel] = Field(description="With this label's numbers first.")
    country: str | None
    formats: list[str]
    version_count: int = Field(description="Releases of the same master, itself among them; 1 without a master.")


class LabelReleases(Model):
    """A page of a label's releases."""

    label_id: str
    label_name: str | None
    total: int = Field(description="Releases in the years asked for.")
    offset: int
    limit: int
    has_more: bool
    sort: str
    releases: list[LabelRelease]
