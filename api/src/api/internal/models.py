"""Models of the internal computation routes."""

from pydantic import Field

from api.models import Model


class CentralityRow(Model):
    """An artist by its links."""

    artist_id: str
    artist_name: str
    edge_count: int


class CentralityRows(Model):
    """Best connected first."""

    items: list[CentralityRow]


class TrendRow(Model):
    """Releases of a genre in a decade."""

    genre: str
    decade: int
    release_count: int


class TrendRows(Model):
    """By genre, then decade."""

    items: list[TrendRow]


class LongevityRow(Model):
    """A label by the span of its dated releases."""

    label_id: str
    label_name: str
    first_year: int
    last_year: int
    years_active: int
    total_releases: int
    peak_decade: int


class LongevityRows(Model):
    """Longest span first."""

    items: list[LongevityRow]


class AnniversaryRow(Model):
    """A master of a milestone year."""

    master_id: str
    title: str
    artist_name: str | None
    release_year: int
    released: str = Field(description="Date of the main release as far as it is known.")


class AnniversaryRows(Model):
    """By year; within a year those of the month first, then those of which only the year is known, then the rest; each with the most pressings first."""

    items: list[AnniversaryRow]


class CompletenessRow(Model):
    """How much of a kind of record is filled in."""

    entity_type: str
    total_count: int
    with_image: int
    with_year: int
    with_country: int
    with_genre: int
    completeness_pct: float
    fields: dict[str, float]


class CompletenessRows(Model):
    """Artists, labels, masters, releases."""

    items: list[CompletenessRow]


class RarityRow(Model):
    """A scored release, with what it was scored from."""

    release_id: int
    title: str | None
    artist_name: str | None
    year: int | None
    rarity_score: float
    tier: str
    hidden_gem_score: float
    pressing_scarcity: float
    label_catalog: float
    format_rarity: float
    temporal_scarcity: float
    graph_isolation: float
    collection_prevalence: float
    pressings: int = Field(description="Releases of the same master; 0 without a master.")
    label_releases: int | None = Field(description="Of the smallest of its labels.")
    rarest_format: str | None
    newest_pressing_year: int | None = Field(description="Among the other pressings.")
    degree: int = Field(description="Relationships of any kind.")
    have_count: int | None
    want_count: int | None
    hubs: list[tuple[str, str]] = Field(description="Type and id of its artists and labels that have too many releases to be sorted for a request.")


class RarityRows(Model):
    """A row a release, in the order of the ids as texts."""

    items: list[RarityRow]


class Enrichment(Model):
    """What a run of the community enrichment did."""

    enriched: int = Field(description="Releases whose counts were kept.")
    skipped: int = Field(description="Releases that the run did not come to.")
    errors: int = Field(description="Releases that Discogs did not answer for.")
    remaining: int = Field(description="Releases left for the next run.")
    error: str | None = Field(None, description="Why the run did not begin or ended early.")
